// elf.c - looks at a plugin's binary before anything maps it; called at check, install and load.
#include "package/elf.h"

#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAX_HEADERS 64
#define MAX_DYNAMIC 512
#define MAX_SYMBOLS 65536
#define MAX_TLS 4096
#define SYMBOL "chela_plugin_v1"

// One look at a file. Nothing is read but through bytes_at().
struct gate {
    const unsigned char            *data;
    size_t                          len;
    const struct chela__elf_wanted *wanted;
    chela__elf_finding             *find;
    void                           *user;
    Elf64_Phdr                      headers[MAX_HEADERS];
    size_t                          header_count;
    Elf64_Dyn                       dynamic[MAX_DYNAMIC];
    size_t                          dynamic_count;
};

static const struct {
    const char *name;
    uint16_t    machine;
} triplets[] = {{"x86_64-linux-gnu", EM_X86_64}, {"aarch64-linux-gnu", EM_AARCH64}};

bool
chela__triplet_known(const char *triplet)
{
    for (size_t i = 0; i < sizeof triplets / sizeof *triplets; i++)
        if (!strcmp(triplets[i].name, triplet))
            return true;
    return false;
}

__attribute__((format(printf, 3, 4))) static void
finding(const struct gate *gate, const char *id, const char *format, ...)
{
    char              text[256];
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    __builtin_va_end(arguments);
    gate->find(gate->user, id, text);
}

// Copies `len` bytes at `offset`; false when they are not all in the file.
static bool
bytes_at(const struct gate *gate, uint64_t offset, void *out, size_t len)
{
    if (offset > gate->len || len > gate->len - offset)
        return false;
    memcpy(out, gate->data + offset, len);
    return true;
}

// ---- headers ----

static bool
check_machine(const struct gate *gate, const Elf64_Ehdr *header)
{
    const char *triplet = gate->wanted->triplet;
    for (size_t i = 0; i < sizeof triplets / sizeof *triplets; i++)
        if (!strcmp(triplets[i].name, triplet) && triplets[i].machine == header->e_machine)
            return true;
    finding(gate, "elf-machine", "it is built for another machine than %s", triplet);
    return false;
}

static bool
read_header(struct gate *gate)
{
    Elf64_Ehdr header;
    if (!bytes_at(gate, 0, &header, sizeof header) ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
        finding(gate, "elf-header", "it is no ELF file");
        return false;
    }
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) {
        finding(gate, "elf-machine", "it is not 64-bit little-endian");
        return false;
    }
    if (!check_machine(gate, &header))
        return false;
    if (header.e_type != ET_DYN) {
        finding(gate, "elf-type", "it is no shared library; link it with -shared");
        return false;
    }
    if (header.e_phentsize != sizeof(Elf64_Phdr) || !header.e_phnum ||
        header.e_phnum > MAX_HEADERS ||
        !bytes_at(gate, header.e_phoff, gate->headers, header.e_phnum * sizeof(Elf64_Phdr))) {
        finding(gate, "elf-header", "its program headers are damaged");
        return false;
    }
    gate->header_count = header.e_phnum;
    return true;
}

static bool
read_dynamic(struct gate *gate, const Elf64_Phdr *header)
{
    size_t count = header->p_filesz / sizeof(Elf64_Dyn);
    if (count > MAX_DYNAMIC ||
        !bytes_at(gate, header->p_offset, gate->dynamic, count * sizeof(Elf64_Dyn))) {
        finding(gate, "elf-dynamic", "its dynamic section is damaged");
        return false;
    }
    while (gate->dynamic_count < count && gate->dynamic[gate->dynamic_count].d_tag != DT_NULL)
        gate->dynamic_count++;
    return true;
}

static void
check_load(const struct gate *gate, const Elf64_Phdr *header)
{
    if ((header->p_flags & PF_W) && (header->p_flags & PF_X))
        finding(gate, "elf-writable-code", "a segment is writable and executable");
    if (header->p_offset > gate->len || header->p_filesz > gate->len - header->p_offset)
        finding(gate, "elf-header", "a segment lies outside of the file");
}

static bool
check_segments(struct gate *gate)
{
    bool has_stack = false, has_dynamic = false, is_readable = true;
    for (size_t i = 0; i < gate->header_count; i++) {
        const Elf64_Phdr *header = &gate->headers[i];
        if (header->p_type == PT_LOAD)
            check_load(gate, header);
        if (header->p_type == PT_INTERP)
            finding(gate, "elf-interpreter",
                    "it names a program interpreter; link it with -shared");
        if (header->p_type == PT_TLS && header->p_memsz > MAX_TLS)
            finding(gate, "elf-tls", "more than %d bytes of thread-local data", MAX_TLS);
        if (header->p_type == PT_GNU_STACK) {
            has_stack = true;
            if (header->p_flags & PF_X)
                finding(gate, "elf-executable-stack",
                        "it wants an executable stack; link it with -Wl,-z,noexecstack");
        }
        if (header->p_type == PT_DYNAMIC && !has_dynamic) {
            has_dynamic = true;
            is_readable = read_dynamic(gate, header);
        }
    }
    if (!has_stack)
        finding(
            gate, "elf-executable-stack",
            "it does not say that its stack is not executable; link it with -Wl,-z,noexecstack");
    if (!has_dynamic)
        finding(gate, "elf-dynamic", "it has no dynamic section");
    return has_dynamic && is_readable;
}

// ---- the dynamic section ----

// The place in the file of an address; false when no segment has it there.
static bool
file_offset(const struct gate *gate, uint64_t address, uint64_t *ret_offset)
{
    for (size_t i = 0; i < gate->header_count; i++) {
        const Elf64_Phdr *header = &gate->headers[i];
        if (header->p_type != PT_LOAD || address < header->p_vaddr ||
            address - header->p_vaddr >= header->p_filesz)
            continue;
        *ret_offset = header->p_offset + (address - header->p_vaddr);
        return true;
    }
    return false;
}

static bool
dynamic_value(const struct gate *gate, int64_t tag, uint64_t *ret_value)
{
    for (size_t i = 0; i < gate->dynamic_count; i++)
        if (gate->dynamic[i].d_tag == tag) {
            *ret_value = gate->dynamic[i].d_un.d_val;
            return true;
        }
    return false;
}

// The text at an offset of the dynamic string table; NULL when it does not end inside the file.
static const char *
dynamic_text(const struct gate *gate, uint64_t at)
{
    uint64_t address, size, offset;
    if (!dynamic_value(gate, DT_STRTAB, &address) || !dynamic_value(gate, DT_STRSZ, &size) ||
        !file_offset(gate, address, &offset) || at >= size || offset > gate->len ||
        size > gate->len - offset)
        return NULL;
    const char *text = (const char *)gate->data + offset + at;
    return memchr(text, '\0', size - at) ? text : NULL;
}

static bool
is_allowed(const struct gate *gate, const char *soname)
{
    static const char *const always[] = {"libc.so.6",
                                         "libm.so.6",
                                         "libpthread.so.0",
                                         "libdl.so.2",
                                         "ld-linux-x86-64.so.2",
                                         "ld-linux-aarch64.so.1"};
    size_t                   i;
    json_t                  *library;
    for (i = 0; i < sizeof always / sizeof *always; i++)
        if (!strcmp(always[i], soname))
            return true;
    json_array_foreach(gate->wanted->libraries, i, library)
    {
        if (json_is_string(library) && !strcmp(json_string_value(library), soname))
            return true;
    }
    return false;
}

static void
check_needed(const struct gate *gate, uint64_t at)
{
    const char *soname = dynamic_text(gate, at);
    if (!soname)
        finding(gate, "elf-dynamic", "the name of a library is damaged");
    else if (!is_allowed(gate, soname))
        finding(gate, "elf-library", "it needs %.100s; list it in the manifest's \"libraries\"",
                soname);
}

static void
check_dynamic(const struct gate *gate)
{
    for (size_t i = 0; i < gate->dynamic_count; i++) {
        uint64_t value = gate->dynamic[i].d_un.d_val;
        switch (gate->dynamic[i].d_tag) {
        case DT_NEEDED:
            check_needed(gate, value);
            break;
        case DT_RPATH:
        case DT_RUNPATH:
            finding(gate, "elf-library-path", "it has a library path (RPATH or RUNPATH)");
            break;
        case DT_AUDIT:
        case DT_DEPAUDIT:
        case DT_FILTER:
        case DT_AUXILIARY:
            finding(gate, "elf-audit", "it loads others in its place (AUDIT, FILTER, AUXILIARY)");
            break;
        case DT_TEXTREL:
            finding(gate, "elf-text-relocation", "its code is relocated; compile with -fPIC");
            break;
        case DT_FLAGS:
            if (value & DF_TEXTREL)
                finding(gate, "elf-text-relocation", "its code is relocated; compile with -fPIC");
            break;
        default:
            break;
        }
    }
}

// ---- symbols ----

// How many symbols there are, from the GNU hash table: the highest index of its chains.
static bool
count_gnu(const struct gate *gate, uint64_t offset, uint64_t *ret_count)
{
    uint32_t head[4], bucket, highest = 0, link;
    if (!bytes_at(gate, offset, head, sizeof head) || head[0] > MAX_SYMBOLS ||
        head[2] > MAX_SYMBOLS)
        return false;
    uint64_t buckets = offset + sizeof head + (uint64_t)head[2] * 8;
    for (uint32_t i = 0; i < head[0]; i++) {
        if (!bytes_at(gate, buckets + (uint64_t)i * 4, &bucket, sizeof bucket))
            return false;
        highest = bucket > highest ? bucket : highest;
    }
    if (highest < head[1]) { // nothing but undefined symbols
        *ret_count = head[1];
        return true;
    }
    uint64_t chains = buckets + (uint64_t)head[0] * 4;
    for (; highest < MAX_SYMBOLS; highest++) {
        if (!bytes_at(gate, chains + (uint64_t)(highest - head[1]) * 4, &link, sizeof link))
            return false;
        if (link & 1) {
            *ret_count = (uint64_t)highest + 1;
            return true;
        }
    }
    return false;
}

static bool
count_symbols(const struct gate *gate, uint64_t *ret_count)
{
    uint64_t address, offset;
    uint32_t head[2];
    if (dynamic_value(gate, DT_GNU_HASH, &address))
        return file_offset(gate, address, &offset) && count_gnu(gate, offset, ret_count);
    if (!dynamic_value(gate, DT_HASH, &address) || !file_offset(gate, address, &offset) ||
        !bytes_at(gate, offset, head, sizeof head) || head[1] > MAX_SYMBOLS)
        return false;
    *ret_count = head[1];
    return true;
}

static void
check_symbol(const struct gate *gate, const Elf64_Sym *symbol, bool *exports)
{
    const char *name   = dynamic_text(gate, symbol->st_name);
    int         bind   = ELF64_ST_BIND(symbol->st_info);
    int         hidden = ELF64_ST_VISIBILITY(symbol->st_other);
    if (symbol->st_shndx == SHN_UNDEF || bind == STB_LOCAL || hidden == STV_HIDDEN ||
        hidden == STV_INTERNAL)
        return;
    if (!name)
        finding(gate, "elf-symbols", "the name of a symbol is damaged");
    else if (ELF64_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC || bind == STB_GNU_UNIQUE)
        finding(gate, "elf-symbols", "%.100s is an IFUNC or a unique symbol", name);
    else if (!strcmp(name, SYMBOL) && ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT)
        *exports = true;
    else
        finding(gate, "elf-exports",
                "it exports %.100s; only " SYMBOL " may be visible (-fvisibility=hidden)", name);
}

static void
check_symbols(const struct gate *gate)
{
    uint64_t address, offset, count;
    bool     exports = false;
    if (!dynamic_value(gate, DT_SYMTAB, &address) || !file_offset(gate, address, &offset) ||
        !count_symbols(gate, &count)) {
        finding(gate, "elf-symbols", "its symbol table is damaged");
        return;
    }
    for (uint64_t i = 1; i < count; i++) {
        Elf64_Sym symbol;
        if (!bytes_at(gate, offset + i * sizeof symbol, &symbol, sizeof symbol)) {
            finding(gate, "elf-symbols", "its symbol table is damaged");
            return;
        }
        check_symbol(gate, &symbol, &exports);
    }
    if (!exports)
        finding(gate, "elf-exports", "it does not export " SYMBOL "; use CHELA_PLUGIN()");
}

// ---- relocations ----

// An entry that calls a function of the plugin to find an address (an IFUNC without a name).
static bool
calls_code(const struct gate *gate, const Elf64_Rela *entry)
{
    static const struct {
        const char *triplet;
        uint32_t    type;
    } types[] = {{"x86_64-linux-gnu", R_X86_64_IRELATIVE},
                 {"aarch64-linux-gnu", R_AARCH64_IRELATIVE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].triplet, gate->wanted->triplet))
            return ELF64_R_TYPE(entry->r_info) == types[i].type;
    return false;
}

static void
check_relocations(const struct gate *gate, int64_t table, int64_t table_size)
{
    uint64_t address, size, offset;
    if (!dynamic_value(gate, table, &address) || !dynamic_value(gate, table_size, &size) || !size)
        return;
    if (!file_offset(gate, address, &offset) || offset > gate->len || size > gate->len - offset) {
        finding(gate, "elf-dynamic", "its relocations are damaged");
        return;
    }
    for (uint64_t at = 0; at + sizeof(Elf64_Rela) <= size; at += sizeof(Elf64_Rela)) {
        Elf64_Rela entry;
        if (!bytes_at(gate, offset + at, &entry, sizeof entry) || calls_code(gate, &entry)) {
            finding(gate, "elf-symbols", "a relocation calls code of the plugin (IFUNC)");
            return;
        }
    }
}

// ---- the manifest ----

// Byte for byte, with the NUL behind it, as the host will compare it when the plugin is opened.
static void
check_manifest(const struct gate *gate)
{
    const unsigned char *at = gate->data, *end = gate->data + gate->len;
    size_t               len = gate->wanted->manifest_len;
    if (!gate->wanted->manifest)
        return;
    while ((at = memmem(at, (size_t)(end - at), gate->wanted->manifest, len))) {
        if ((size_t)(end - at) > len && !at[len])
            return;
        at++;
    }
    finding(gate, "elf-manifest",
            "another manifest than manifest.json is compiled in; run chela bind and build again");
}

void
chela__elf_findings(const void *data, size_t len, const struct chela__elf_wanted *wanted,
                    chela__elf_finding *find, void *user)
{
    struct gate gate = {.data = data, .len = len, .wanted = wanted, .find = find, .user = user};
    if (!read_header(&gate) || !check_segments(&gate))
        return;
    check_dynamic(&gate);
    check_symbols(&gate);
    check_relocations(&gate, DT_RELA, DT_RELASZ);
    check_relocations(&gate, DT_JMPREL, DT_PLTRELSZ);
    check_manifest(&gate);
}

static void
first_finding(void *user, const char *id, const char *text)
{
    if (!strcmp(id, "elf-machine"))
        (void)chela__error(user, CHELA_UNTRUSTED, "wrong architecture: plugin.so: %s", text);
    else
        (void)chela__error(user, CHELA_UNTRUSTED, "malformed: plugin.so: %s (%s)", text, id);
}

chela_status
chela__elf_check(const void *data, size_t len, const struct chela__elf_wanted *wanted,
                 struct chela_error *err)
{
    struct chela_error found = CHELA_ERROR_INIT;
    chela__elf_findings(data, len, wanted, first_finding, &found);
    return found.status < 0 ? chela__error(err, found.status, "%s", found.text) : CHELA_OK;
}
