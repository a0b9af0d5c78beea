// bad_packages.c - one case a defect: each is refused with the sentence that names it, and what was
// installed before keeps working.
#include <check.h>
#include <elf.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "binaries.h"
#include "catalog/catalog.h"
#include "make.h"
#include "package/elf.h"
#include "package/image.h"
#include "package/store.h"

#define PLUGIN "lib/" CHELA__TRIPLET "/plugin.so"
#define BIG ((size_t)8 * 1024 * 1024)

static struct make_keys keys;

// ---- whole files ----

static struct chela__buffer
good(const char *version)
{
    struct chela__tree tree = make_tree(version);
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
unsigned_package(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    return make_package(&tree, NULL);
}

static struct chela__buffer
flipped(size_t from_end)
{
    struct chela__buffer package = good("1.3.0");
    package.data[package.len - 1 - from_end] ^= 1;
    return package;
}

static struct chela__buffer
altered_archive(void)
{
    struct chela__buffer package = good("1.3.0");
    package.data[200] ^= 1;
    return package;
}

static struct chela__buffer
altered_signature(void)
{
    return flipped(CHELA__TRAILER_BYTES);
}

static struct chela__buffer
altered_length(void)
{
    return flipped(CHELA__TRAILER_BYTES - 1);
}

static struct chela__buffer
truncated(void)
{
    struct chela__buffer package = good("1.3.0");
    package.len -= 100;
    return package;
}

static struct chela__buffer
truncated_front(void)
{
    struct chela__buffer package = good("1.3.0");
    memmove(package.data, package.data + 100, package.len - 100);
    package.len -= 100;
    return package;
}

static struct chela__buffer
empty_file(void)
{
    return (struct chela__buffer)CHELA__BUFFER_INIT;
}

static struct chela__buffer
appended(void)
{
    struct chela__buffer package = good("1.3.0");
    chela__buffer_byte(&package, 'x');
    return package;
}

static struct chela__buffer
by_stranger(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    return make_package(&tree, &keys.stranger);
}

static struct chela__buffer
by_another_publisher(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    return make_package(&tree, &keys.second);
}

static struct chela__buffer
downgraded(void)
{
    return good("1.1.9");
}

static struct chela__buffer
other_contents(void)
{
    struct chela__tree tree = make_tree("1.2.0");
    make_file(&tree, "assets/new.txt", "new", 3);
    make_files_json(&tree, "1.2.0");
    return make_package(&tree, &keys.publisher);
}

// ---- archives ----

static struct chela__buffer
with_entry(const struct make_entry *entry)
{
    struct chela__buffer tar = make_tar(entry, 1);
    return make_signed(&tar, "{}", 2, &keys.publisher);
}

#define ENTRY(name, ...)                                                                           \
    static struct chela__buffer name(void)                                                         \
    {                                                                                              \
        return with_entry(&(struct make_entry){__VA_ARGS__});                                      \
    }
ENTRY(dotdot_path, "assets/../../x", '0', "x", 1, 0)
ENTRY(absolute_path, "/etc/passwd", '0', "x", 1, 0)
ENTRY(other_path, "bin/sh", '0', "x", 1, 0)
ENTRY(hidden_slash, "assets//x", '0', "x", 1, 0)
ENTRY(nameless, "", '0', "x", 1, 0)
ENTRY(hard_link, "assets/link", '1', NULL, 0, 0)
ENTRY(soft_link, "assets/link", '2', NULL, 0, 0)
ENTRY(device, "assets/device", '3', NULL, 0, 0)
ENTRY(folder, "assets/folder/", '5', NULL, 0, 0)
ENTRY(fifo, "assets/fifo", '6', NULL, 0, 0)
ENTRY(shorter_than_said, "assets/x", '0', "x", 1, 4096)
ENTRY(larger_than_allowed, "assets/x", '0', "x", 1, (size_t)1 << 30)

static struct chela__buffer
duplicate_entry(void)
{
    const struct make_entry entries[] = {{"types.json", '0', "{}", 2, 0},
                                         {"types.json", '0', "[]", 2, 0}};
    struct chela__buffer    tar       = make_tar(entries, 2);
    return make_signed(&tar, "{}", 2, &keys.publisher);
}

static struct chela__buffer
too_many_files(void)
{
    static char              paths[1100][24];
    static struct make_entry entries[1100];
    for (int i = 0; i < 1100; i++) {
        snprintf(paths[i], sizeof paths[i], "assets/%d", i);
        entries[i] = (struct make_entry){paths[i], '0', "x", 1, 0};
    }
    struct chela__buffer tar = make_tar(entries, 1100);
    return make_signed(&tar, "{}", 2, &keys.publisher);
}

static struct chela__buffer
bomb(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    char              *zero = calloc(1, BIG);
    make_file(&tree, "assets/zero", zero, BIG);
    free(zero);
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
no_archive(void)
{
    struct chela__buffer noise = CHELA__BUFFER_INIT;
    for (int i = 0; i < 4096; i++)
        chela__buffer_byte(&noise, (char)(i * 31));
    return make_signed(&noise, "{}", 2, &keys.publisher);
}

// ---- what the files say ----

static struct chela__buffer
without(const char *path)
{
    struct chela__tree tree = make_tree("1.3.0");
    make_remove(&tree, path);
    if (strcmp(path, "files.json") != 0)
        make_files_json(&tree, "1.3.0");
    return make_package(&tree, &keys.publisher);
}

#define WITHOUT(name, path)                                                                        \
    static struct chela__buffer name(void)                                                         \
    {                                                                                              \
        return without(path);                                                                      \
    }
WITHOUT(no_files_json, "files.json")
WITHOUT(no_manifest, "manifest.json")
WITHOUT(no_types, "types.json")
WITHOUT(no_plugin, PLUGIN)

static struct chela__buffer
swapped_file(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    make_file(&tree, "types.json", "[]", 2);
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
unlisted_file(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    make_file(&tree, "assets/extra", "x", 1);
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
missing_file(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    make_file(&tree, "assets/x", "x", 1);
    make_files_json(&tree, "1.3.0");
    make_remove(&tree, "assets/x");
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
files_json_of_another(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    make_files_json(&tree, "1.4.0");
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
signed_files_of_another(void)
{
    struct chela__tree   tree    = make_tree("1.3.0");
    struct chela__buffer archive = make_archive(&tree);
    chela__tree_done(&tree);
    return make_signed(&archive, "{}", 2, &keys.publisher);
}

static struct chela__buffer
with_text(const char *path, const char *text)
{
    struct chela__tree tree = make_tree("1.3.0");
    make_file(&tree, path, text, strlen(text));
    make_files_json(&tree, "1.3.0");
    return make_package(&tree, &keys.publisher);
}

static struct chela__buffer
manifest_is_no_json(void)
{
    return with_text("manifest.json", "{\"chela\": 1,");
}

static struct chela__buffer
manifest_with_unknown_member(void)
{
    return with_text("manifest.json", "{\"chela\": 1, \"colour\": \"red\"}");
}

static struct chela__buffer
types_are_no_object(void)
{
    return with_text("types.json", "[]");
}

static struct chela__buffer
for_another_machine(void)
{
    struct chela__tree tree = make_tree("1.3.0");
    size_t             len;
    char              *plugin = make_plugin("1.3.0", &len);
    const uint16_t machine = !strcmp(CHELA__TRIPLET, "x86_64-linux-gnu") ? EM_AARCH64 : EM_X86_64;
    memcpy(plugin + offsetof(Elf64_Ehdr, e_machine), &machine, sizeof machine);
    make_remove(&tree, PLUGIN);
    make_file(&tree,
              machine == EM_AARCH64 ? "lib/aarch64-linux-gnu/plugin.so"
                                    : "lib/x86_64-linux-gnu/plugin.so",
              plugin, len);
    free(plugin);
    make_files_json(&tree, "1.3.0");
    return make_package(&tree, &keys.publisher);
}

// ---- binaries ----

static struct chela__buffer
with_plugin(void (*change)(char *plugin, size_t len))
{
    struct chela__tree tree = make_tree("1.3.0");
    size_t             len;
    char              *plugin = make_plugin("1.3.0", &len);
    change(plugin, len);
    make_file(&tree, PLUGIN, plugin, len);
    free(plugin);
    make_files_json(&tree, "1.3.0");
    return make_package(&tree, &keys.publisher);
}

// ---- the table ----

static const struct {
    const char *name;
    struct chela__buffer (*make)(void);
    const char *message;
} cases[] = {
    {"unsigned", unsigned_package, "unsigned"},
    {"altered archive", altered_archive, "altered: the signature of key"},
    {"altered signature", altered_signature, "altered: the signature of key"},
    {"altered length", altered_length, "t"},
    {"truncated", truncated, "truncated"},
    {"truncated at its front", truncated_front, "truncated"},
    {"empty", empty_file, "truncated"},
    {"appended", appended, "truncated"},
    {"signed by a stranger", by_stranger, "signed by a stranger: key"},
    {"signed by another publisher", by_another_publisher, "came from another publisher"},
    {"downgraded", downgraded, "downgraded"},
    {"same version, other contents", other_contents, "other contents"},
    {"path with ..", dotdot_path, "may not have this path"},
    {"absolute path", absolute_path, "may not have this path"},
    {"path elsewhere", other_path, "may not have this path"},
    {"empty part of a path", hidden_slash, "may not have this path"},
    {"no path", nameless, "malformed"},
    {"hard link", hard_link, "not a regular file"},
    {"symbolic link", soft_link, "not a regular file"},
    {"device", device, "not a regular file"},
    {"folder", folder, "not a regular file"},
    {"FIFO", fifo, "not a regular file"},
    {"shorter than its header", shorter_than_said, "malformed"},
    {"larger than allowed", larger_than_allowed, "too large"},
    {"duplicate entry", duplicate_entry, "twice"},
    {"too many files", too_many_files, "more than 1024 files"},
    {"bomb", bomb, "too large"},
    {"no archive", no_archive, "malformed"},
    {"no files.json", no_files_json, "files.json is missing"},
    {"no manifest", no_manifest, "manifest.json is missing"},
    {"no types", no_types, "types.json is missing"},
    {"no plugin", no_plugin, "wrong architecture"},
    {"swapped file", swapped_file, "altered: types.json is not what files.json says"},
    {"unlisted file", unlisted_file, "altered: assets/extra is not listed"},
    {"missing file", missing_file, "altered: assets/x is missing"},
    {"files.json of another version", files_json_of_another, "different plugins"},
    {"signature over other files", signed_files_of_another, "altered: the signature"},
    {"manifest that is no JSON", manifest_is_no_json, "malformed: manifest.json: line 1"},
    {"manifest with an unknown member", manifest_with_unknown_member, "/colour: unknown member"},
    {"types that are no object", types_are_no_object, "malformed: types.json"},
    {"for another machine", for_another_machine, "wrong architecture"},
};

// ---- the test ----

static char folder_path[64];

static void
write_package(const char *name, const struct chela__buffer *package, char ret_path[128])
{
    snprintf(ret_path, 128, "%s/%s", folder_path, name);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, ret_path, 0600, package->data ? package->data : "",
                                       package->len, NULL),
                     CHELA_OK);
}

static struct chela__stores *
open_stores(const struct chela__keyring *ring)
{
    struct chela__stores *stores = NULL;
    char                  path[128];
    snprintf(path, sizeof path, "%s/data/store", folder_path);
    ck_assert_int_eq(chela__stores_open(NULL, path, ring, &stores, NULL), CHELA_OK);
    return stores;
}

static chela_status
install(struct chela__stores *stores, struct chela__buffer package, struct chela_error *err)
{
    char path[128], *id = NULL;
    write_package("package.chela", &package, path);
    chela__buffer_done(&package);
    chela_status status = chela__store_install(stores, path, &id, err);
    free(id);
    return status;
}

static void
expect_loads(struct chela__stores *stores, const char *version)
{
    struct chela__loadable loadable;
    struct chela_error     err = CHELA_ERROR_INIT;
    chela__store_load(stores, "org.example.minimal", NULL, &loadable, &err);
    ck_assert_str_eq(err.text, "");
    ck_assert_str_eq(loadable.manifest->version, version);
    ck_assert_int_ge(loadable.so_fd, 0);
    ck_assert_int_lt(write(loadable.so_fd, "x", 1), 0);
    chela__loadable_done(&loadable);
}

static void
set_up(void)
{
    make_keys(&keys);
    snprintf(folder_path, sizeof folder_path, "/tmp/chela-bad-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder_path));
}

static void
tear_down(void)
{
    chela__remove_tree(AT_FDCWD, folder_path, NULL);
    make_keys_done(&keys);
}

static void
expect_refused(struct chela__buffer package, const char *name, const char *message)
{
    struct chela__stores *stores = open_stores(keys.ring);
    struct chela_error    err    = CHELA_ERROR_INIT;
    install(stores, good("1.2.0"), &err);
    ck_assert_str_eq(err.text, "");
    chela_status status = install(stores, package, &err);
    ck_assert_msg(status < 0, "%s was accepted", name);
    ck_assert_msg(strstr(err.text, message), "%s: \"%s\" does not say \"%s\"", name, err.text,
                  message);
    expect_loads(stores, "1.2.0");
    chela__stores_free(stores);
}

START_TEST(is_refused_and_the_old_one_works)
{
    expect_refused(cases[_i].make(), cases[_i].name, cases[_i].message);
}
END_TEST

START_TEST(a_bad_binary_is_refused)
{
    expect_refused(with_plugin(bad_binaries[_i].change), bad_binaries[_i].name,
                   bad_binaries[_i].message);
}
END_TEST

START_TEST(a_newer_version_takes_over)
{
    struct chela__stores *stores = open_stores(keys.ring);
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    ck_assert_int_eq(install(stores, good("1.3.0"), NULL), CHELA_OK);
    expect_loads(stores, "1.3.0");
    chela__stores_free(stores);
}
END_TEST

START_TEST(versions_are_remembered_after_removal)
{
    struct chela__stores *stores = open_stores(keys.ring);
    struct chela_error    err    = CHELA_ERROR_INIT;
    ck_assert_int_eq(install(stores, good("1.3.0"), NULL), CHELA_OK);
    ck_assert_int_eq(chela__store_remove(stores, "org.example.minimal", NULL), CHELA_OK);
    ck_assert_int_lt(install(stores, good("1.2.0"), &err), 0);
    ck_assert_msg(strstr(err.text, "downgraded"), "%s", err.text);
    struct chela__tree tree = make_tree("1.4.0");
    chela__error_clear(&err);
    ck_assert_int_lt(install(stores, make_package(&tree, &keys.second), &err), 0);
    ck_assert_msg(strstr(err.text, "another publisher"), "%s", err.text);
    ck_assert_int_eq(install(stores, good("1.3.0"), NULL), CHELA_OK);
    chela__stores_free(stores);
}
END_TEST

START_TEST(a_rotated_key_may_go_on)
{
    struct chela__stores  *stores = open_stores(keys.ring);
    struct chela__key_pair next;
    struct chela__tree     tree = make_tree("1.3.0");
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    ck_assert_int_eq(chela__key_pair_new(&keys.publisher, &next, NULL), CHELA_OK);
    ck_assert_int_eq(install(stores, make_package(&tree, &next), NULL), CHELA_OK);
    expect_loads(stores, "1.3.0");
    chela__stores_free(stores);
}
END_TEST

// What is revoked: the key, the version. Loading is refused as installing is.
START_TEST(what_is_revoked_is_neither_installed_nor_loaded)
{
    char                   key[CHELA__KEY_TEXT];
    struct chela__loadable loadable;
    chela__key_text(keys.publisher.key, key);
    json_t *documents[] = {
        json_pack("{s:[s]}", "keys", key),
        json_pack("{s:[{s:s, s:s}]}", "versions", "id", "org.example.minimal", "below", "1.4.0")};
    struct chela__stores *stores = open_stores(keys.ring);
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    chela__stores_free(stores);
    for (size_t i = 0; i < 2; i++) {
        struct chela__keyring *ring = make_ring(&keys, documents[i]);
        struct chela_error     err = CHELA_ERROR_INIT, again = CHELA_ERROR_INIT;
        stores = open_stores(ring);
        ck_assert_int_lt(install(stores, good("1.3.0"), &err), 0);
        ck_assert_msg(strstr(err.text, "revoked"), "%s", err.text);
        ck_assert_int_lt(chela__store_load(stores, "org.example.minimal", NULL, &loadable, &again),
                         0);
        ck_assert_msg(strstr(again.text, "revoked"), "%s", again.text);
        chela__stores_free(stores);
        chela__keyring_free(ring);
    }
}
END_TEST

// A file of the store changed behind our back.
START_TEST(a_changed_file_is_not_loaded)
{
    static const char *const files[] = {"manifest.json", "types.json", "files.json", "signatures",
                                        PLUGIN};
    struct chela__stores    *stores  = open_stores(keys.ring);
    struct chela__loadable   loadable;
    char                     path[256];
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    snprintf(path, sizeof path, "%s/data/store/org.example.minimal/1.2.0/%s", folder_path,
             files[_i]);
    int fd = open(path, O_RDWR);
    ck_assert_int_ge(fd, 0);
    off_t last = lseek(fd, -1, SEEK_END);
    char  byte;
    ck_assert_int_eq(pread(fd, &byte, 1, last), 1);
    byte ^= 1;
    ck_assert_int_eq(pwrite(fd, &byte, 1, last), 1);
    close(fd);
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__store_load(stores, "org.example.minimal", NULL, &loadable, &err),
                     CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, "altered"), "%s", err.text);
    chela__stores_free(stores);
}
END_TEST

START_TEST(a_second_name_in_the_store_is_refused)
{
    struct chela__stores  *stores = open_stores(keys.ring);
    struct chela__loadable loadable;
    struct chela_error     err = CHELA_ERROR_INIT;
    char                   path[256], aside[256];
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    snprintf(path, sizeof path, "%s/data/store/org.example.minimal/1.2.0/" PLUGIN, folder_path);
    snprintf(aside, sizeof aside, "%s/aside.so", folder_path);
    ck_assert_int_eq(link(path, aside), 0);
    ck_assert_int_eq(chela__store_load(stores, "org.example.minimal", NULL, &loadable, &err),
                     CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, "second name"), "%s", err.text);
    ck_assert_int_eq(unlink(aside), 0);
    expect_loads(stores, "1.2.0");
    chela__stores_free(stores);
}
END_TEST

START_TEST(a_large_file_in_the_store_is_not_read)
{
    struct chela__stores  *stores = open_stores(keys.ring);
    struct chela__loadable loadable;
    struct chela_error     err = CHELA_ERROR_INIT;
    char                   path[256];
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    snprintf(path, sizeof path, "%s/data/store/org.example.minimal/1.2.0/files.json", folder_path);
    ck_assert_int_eq(truncate(path, (off_t)2 * 1024 * 1024), 0);
    ck_assert_int_eq(chela__store_load(stores, "org.example.minimal", NULL, &loadable, &err),
                     CHELA_LIMIT);
    ck_assert_msg(strstr(err.text, "larger than"), "%s", err.text);
    chela__stores_free(stores);
}
END_TEST

// In a process whose pid namespace allows no code in memory files.
static int
load_without_code(void)
{
    struct chela__stores  *stores = open_stores(keys.ring);
    struct chela__loadable loadable;
    struct chela_error     err  = CHELA_ERROR_INIT;
    int                    file = open("/proc/sys/vm/memfd_noexec", O_WRONLY);
    if (file < 0 || write(file, "2", 1) != 1)
        return 77;
    close(file);
    chela_status status = chela__store_load(stores, "org.example.minimal", NULL, &loadable, &err);
    chela__stores_free(stores);
    return status == CHELA_UNAVAILABLE && strstr(err.text, "vm.memfd_noexec is 2") ? 0 : 1;
}

START_TEST(without_sealed_code_nothing_is_loaded)
{
    int                   status = 0;
    struct chela__stores *stores = open_stores(keys.ring);
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    chela__stores_free(stores);
    pid_t child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWPID))
            _exit(77);
        pid_t inner = fork(); // the first process of the namespace
        if (inner == 0)
            _exit(load_without_code());
        waitpid(inner, &status, 0);
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        puts("skipped: no pid namespace of its own with vm.memfd_noexec");
    else
        ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

START_TEST(a_link_in_the_store_is_not_followed)
{
    struct chela__stores  *stores = open_stores(keys.ring);
    struct chela__loadable loadable;
    char                   path[256], aside[256];
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    snprintf(path, sizeof path, "%s/data/store/org.example.minimal/1.2.0/" PLUGIN, folder_path);
    snprintf(aside, sizeof aside, "%s/aside.so", folder_path);
    ck_assert_int_eq(rename(path, aside), 0);
    ck_assert_int_eq(symlink(aside, path), 0);
    ck_assert_int_lt(chela__store_load(stores, "org.example.minimal", NULL, &loadable, NULL), 0);
    chela__stores_free(stores);
}
END_TEST

static size_t
indexed(struct chela__stores *stores)
{
    char                  *path    = NULL;
    struct chela__catalog *catalog = NULL;
    ck_assert_int_eq(chela__stores_index(stores, &path, NULL), CHELA_OK);
    ck_assert_int_eq(chela__catalog_open(path, &catalog, NULL), CHELA_OK);
    size_t count = chela__catalog_plugin_count(catalog);
    chela__catalog_free(catalog);
    free(path);
    return count;
}

START_TEST(the_index_follows_the_store)
{
    struct chela__stores *stores = open_stores(keys.ring);
    ck_assert_uint_eq(indexed(stores), 0);
    ck_assert_int_eq(install(stores, good("1.2.0"), NULL), CHELA_OK);
    ck_assert_ptr_null(chela__stores_index_ready(NULL, chela__stores_folder(stores, false)));
    ck_assert_uint_eq(indexed(stores), 1);
    ck_assert_int_eq(chela__store_remove(stores, "org.example.minimal", NULL), CHELA_OK);
    ck_assert_uint_eq(indexed(stores), 0);
    chela__stores_free(stores);
}
END_TEST

START_TEST(an_image_holds_one_version_and_is_written_once)
{
    struct chela__buffer package = good("1.3.0"), older = good("1.2.0");
    char                 store[128], path[128], old_path[128], *id = NULL;
    struct stat          before, after;
    snprintf(store, sizeof store, "%s/image/store", folder_path);
    write_package("a.chela", &package, path);
    write_package("b.chela", &older, old_path);
    ck_assert_int_eq(chela__image_put(store, keys.ring, path, &id, NULL), CHELA_OK);
    ck_assert_str_eq(id, "org.example.minimal");
    free(id);
    snprintf(store, sizeof store, "%s/image/store/stamp", folder_path);
    ck_assert_int_eq(stat(store, &before), 0);
    *strrchr(store, '/') = '\0';
    ck_assert_int_eq(chela__image_put(store, keys.ring, path, &id, NULL), CHELA_OK);
    free(id);
    strcat(store, "/stamp");
    ck_assert_int_eq(stat(store, &after), 0);
    ck_assert_uint_eq(before.st_ino, after.st_ino);
    *strrchr(store, '/') = '\0';
    ck_assert_int_eq(chela__image_put(store, keys.ring, old_path, &id, NULL), CHELA_OK);
    free(id);
    strcat(store, "/org.example.minimal/1.3.0");
    ck_assert_int_ne(access(store, F_OK), 0);
    chela__buffer_done(&package);
    chela__buffer_done(&older);
}
END_TEST

START_TEST(the_same_files_make_the_same_bytes)
{
    struct chela__tree   first = make_tree("1.2.0"), second = make_tree("1.2.0");
    struct chela__buffer a = make_archive(&first), b = make_archive(&second);
    ck_assert_uint_eq(a.len, b.len);
    ck_assert(!memcmp(a.data, b.data, a.len));
    chela__buffer_done(&a);
    chela__buffer_done(&b);
    chela__tree_done(&first);
    chela__tree_done(&second);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("bad-packages");
    TCase *tcase = tcase_create("bad-packages");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, is_refused_and_the_old_one_works, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, a_bad_binary_is_refused, 0, (int)bad_binary_count);
    tcase_add_test(tcase, a_newer_version_takes_over);
    tcase_add_test(tcase, versions_are_remembered_after_removal);
    tcase_add_test(tcase, a_rotated_key_may_go_on);
    tcase_add_test(tcase, what_is_revoked_is_neither_installed_nor_loaded);
    tcase_add_loop_test(tcase, a_changed_file_is_not_loaded, 0, 5);
    tcase_add_test(tcase, a_second_name_in_the_store_is_refused);
    tcase_add_test(tcase, a_large_file_in_the_store_is_not_read);
    tcase_add_test(tcase, without_sealed_code_nothing_is_loaded);
    tcase_add_test(tcase, a_link_in_the_store_is_not_followed);
    tcase_add_test(tcase, the_index_follows_the_store);
    tcase_add_test(tcase, an_image_holds_one_version_and_is_written_once);
    tcase_add_test(tcase, the_same_files_make_the_same_bytes);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
