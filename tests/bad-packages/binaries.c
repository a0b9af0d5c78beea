// binaries.c - what is done to the binary of the fixture "minimal", and what the gate says of it.
#include "binaries.h"

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__aarch64__)
#define CALLING R_AARCH64_IRELATIVE
#else
#define CALLING R_X86_64_IRELATIVE
#endif

// The program header of a type; the fixture has it.
static Elf64_Phdr *
header_of(char *plugin, uint32_t type, uint32_t flags)
{
    Elf64_Ehdr *elf    = (Elf64_Ehdr *)(void *)plugin;
    Elf64_Phdr *header = (Elf64_Phdr *)(void *)(plugin + elf->e_phoff);
    for (; header->p_type != type || (header->p_flags & flags) != flags;)
        header++;
    return header;
}

static Elf64_Dyn *
dynamic_of(char *plugin, int64_t tag)
{
    Elf64_Phdr *header = header_of(plugin, PT_DYNAMIC, 0);
    Elf64_Dyn  *entry  = (Elf64_Dyn *)(void *)(plugin + header->p_offset);
    while (entry->d_tag != tag)
        entry++;
    return entry;
}

// Turns the entry for the finalizer, which every library has, into another one.
static void
set_dynamic(char *plugin, int64_t tag, uint64_t value)
{
    Elf64_Dyn *entry  = dynamic_of(plugin, DT_FINI);
    entry->d_tag      = tag;
    entry->d_un.d_val = value;
}

// The exported symbol. Symbols and relocations lie in the first segment, whose addresses are
// offsets.
static Elf64_Sym *
export_of(char *plugin)
{
    const char *names  = plugin + dynamic_of(plugin, DT_STRTAB)->d_un.d_val;
    Elf64_Sym  *symbol = (Elf64_Sym *)(void *)(plugin + dynamic_of(plugin, DT_SYMTAB)->d_un.d_val);
    while (strcmp(names + symbol->st_name, "chela_plugin_v1") != 0)
        symbol++;
    return symbol;
}

static void
no_elf(char *plugin, size_t len)
{
    memset(plugin, 'x', len < 64 ? len : 64);
}
static void
executable_type(char *plugin, size_t len)
{
    (void)len;
    ((Elf64_Ehdr *)(void *)plugin)->e_type = ET_EXEC;
}
static void
wrong_machine(char *plugin, size_t len)
{
    (void)len;
    ((Elf64_Ehdr *)(void *)plugin)->e_machine = EM_RISCV;
}
static void
executable_stack(char *plugin, size_t len)
{
    (void)len;
    header_of(plugin, PT_GNU_STACK, 0)->p_flags |= PF_X;
}
static void
no_stack_header(char *plugin, size_t len)
{
    (void)len;
    header_of(plugin, PT_GNU_STACK, 0)->p_type = PT_NOTE;
}
static void
writable_code(char *plugin, size_t len)
{
    (void)len;
    header_of(plugin, PT_LOAD, PF_X)->p_flags |= PF_W;
}
static void
interpreter(char *plugin, size_t len)
{
    (void)len;
    header_of(plugin, PT_GNU_RELRO, 0)->p_type = PT_INTERP;
}
static void
text_relocation(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_TEXTREL, 1);
}
static void
library_path(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_RUNPATH, 1);
}
static void
audit(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_AUDIT, 1);
}
static void
other_library(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_NEEDED, 1);
}
static void
other_export(char *plugin, size_t len)
{
    for (size_t i = 0; i + 15 < len; i++)
        if (!memcmp(plugin + i, "chela_plugin_v1", 16))
            memcpy(plugin + i, "chela_plugin_v2", 15);
}
static void
headers_outside(char *plugin, size_t len)
{
    ((Elf64_Ehdr *)(void *)plugin)->e_phoff = len - 8;
}
static void
segment_outside(char *plugin, size_t len)
{
    header_of(plugin, PT_LOAD, 0)->p_filesz = len * 2;
}
static void
text_relocation_flag(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_FLAGS, DF_TEXTREL);
}
static void
filter(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_FILTER, 1);
}
static void
auxiliary(char *plugin, size_t len)
{
    (void)len;
    set_dynamic(plugin, DT_AUXILIARY, 1);
}
static void
indirect_function(char *plugin, size_t len)
{
    (void)len;
    export_of(plugin)->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_GNU_IFUNC);
}
static void
unique_symbol(char *plugin, size_t len)
{
    (void)len;
    export_of(plugin)->st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, STT_OBJECT);
}
static void
function_symbol(char *plugin, size_t len)
{
    (void)len;
    export_of(plugin)->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
}
static void
calling_relocation(char *plugin, size_t len)
{
    (void)len;
    Elf64_Rela *entry = (Elf64_Rela *)(void *)(plugin + dynamic_of(plugin, DT_RELA)->d_un.d_val);
    entry->r_info     = ELF64_R_INFO(0, CALLING);
}
static void
relocations_outside(char *plugin, size_t len)
{
    dynamic_of(plugin, DT_RELASZ)->d_un.d_val = len * 2;
}
static void
thread_data(char *plugin, size_t len)
{
    (void)len;
    Elf64_Phdr *header = header_of(plugin, PT_GNU_RELRO, 0);
    header->p_type     = PT_TLS;
    header->p_memsz    = 8192;
}
static void
no_dynamic(char *plugin, size_t len)
{
    (void)len;
    header_of(plugin, PT_DYNAMIC, 0)->p_type = PT_NOTE;
}
static void
other_manifest(char *plugin, size_t len)
{
    char *at = memmem(plugin, len, "\"Minimal\"", 9);
    at[1]    = 'm';
}
static void
longer_manifest(char *plugin, size_t len)
{
    char *at       = memmem(plugin, len, "{\"chela\": 1", 11);
    at[strlen(at)] = '\n'; // no NUL behind it
}

const struct bad_binary bad_binaries[] = {
    {"no ELF file", no_elf, "elf-header"},
    {"an executable", executable_type, "elf-type"},
    {"built for another machine", wrong_machine, "wrong architecture"},
    {"executable stack", executable_stack, "elf-executable-stack"},
    {"no word on the stack", no_stack_header, "elf-executable-stack"},
    {"writable code", writable_code, "elf-writable-code"},
    {"interpreter", interpreter, "elf-interpreter"},
    {"text relocation", text_relocation, "elf-text-relocation"},
    {"library path", library_path, "elf-library-path"},
    {"audit library", audit, "elf-audit"},
    {"undeclared library", other_library, "elf-library"},
    {"another export", other_export, "elf-exports"},
    {"program headers outside", headers_outside, "elf-header"},
    {"segment outside", segment_outside, "elf-header"},
    {"text relocation by flag", text_relocation_flag, "elf-text-relocation"},
    {"filter library", filter, "elf-audit"},
    {"auxiliary library", auxiliary, "elf-audit"},
    {"IFUNC", indirect_function, "elf-symbols"},
    {"unique symbol", unique_symbol, "elf-symbols"},
    {"the symbol is a function", function_symbol, "elf-exports"},
    {"relocation that calls code", calling_relocation, "elf-symbols"},
    {"relocations outside", relocations_outside, "elf-dynamic"},
    {"much thread-local data", thread_data, "elf-tls"},
    {"no dynamic section", no_dynamic, "elf-dynamic"},
    {"another manifest compiled in", other_manifest, "elf-manifest"},
    {"a longer manifest compiled in", longer_manifest, "elf-manifest"},
};
const size_t bad_binary_count = sizeof bad_binaries / sizeof *bad_binaries;
