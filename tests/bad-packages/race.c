// race.c - a thread rewrites, renames and symlinks an installed plugin and its package while they
// are loaded: whatever is loaded is what was signed.
//
// `race [COUNT]`: so many changes; ctest takes a sample. The control counts how often a loader that
// checks a path and then opens it again would have been deceived in the same run.
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "make.h"
#include "package/elf.h"
#include "package/store.h"

#define SAMPLE 2000
#define ID "org.example.minimal"
#define VERSION "1.2.0"
#define FILES 6
#define FILE_MAX ((size_t)8 * 1024 * 1024)

static const char *const names[FILES] = {
    "manifest.json", "types.json", "files.json", "signatures", "lib/" CHELA__TRIPLET "/plugin.so",
    "package.chela"};
enum { PLUGIN = 4, PACKAGE = 5 };

struct content {
    char  *data;
    size_t len;
};

struct race {
    char           folder[64];
    char           installed[256]; // the version's folder
    char           paths[FILES][512];
    struct content good[FILES], other[FILES]; // as signed; another version, signed as well
    unsigned       wanted;
    atomic_uint    changes;
    unsigned       loads, refusals, packages, package_refusals, unverified, deceived, probes;
};

static void
must(bool is_well, const char *what)
{
    if (is_well)
        return;
    perror(what);
    exit(1);
}

static struct content
read_content(const char *path)
{
    struct content content = {0};
    must(chela__file_read(AT_FDCWD, path, FILE_MAX, &content.data, &content.len, NULL) == CHELA_OK,
         path);
    return content;
}

static void
write_content(const char *path, int flags, const char *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
    must(fd >= 0 && write(fd, data, len) == (ssize_t)len, path);
    close(fd);
}

// ---- the racing thread ----

static unsigned
dice(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 16) % sides;
}

static void
put_aside(const char *path, const char *data, size_t len, char aside[520])
{
    snprintf(aside, 520, "%s.new", path);
    unlink(aside);
    write_content(aside, O_TRUNC, data, len);
}

// In place: one byte of the file that may be mapped or half read just now.
static void
flip(const char *path, const struct content *good, unsigned *seed)
{
    size_t at   = dice(seed, (unsigned)good->len);
    char   byte = (char)(good->data[at] ^ (1 << dice(seed, 8)));
    int    fd   = open(path, O_WRONLY | O_CLOEXEC);
    must(fd >= 0 && pwrite(fd, &byte, 1, (off_t)at) == 1, path);
    close(fd);
}

static void
replace(const char *path, const struct content *with)
{
    char aside[520];
    put_aside(path, with->data, with->len, aside);
    must(rename(aside, path) == 0, path);
}

static void
link_to(const char *path, const struct content *with)
{
    char aside[520], target[530];
    put_aside(path, with->data, with->len, aside);
    snprintf(target, sizeof(target), "%s.target", path);
    must(rename(aside, target) == 0, path);
    unlink(path);
    must(symlink(target, path) == 0, path);
}

static void
second_name(const char *path)
{
    char second[530];
    snprintf(second, sizeof(second), "%s.second", path);
    unlink(second);
    must(link(path, second) == 0, path);
}

// The whole folder goes away and comes back: below, all of it may be another's.
static void
swap_folder(const struct race *race)
{
    char aside[300];
    snprintf(aside, sizeof(aside), "%s.aside", race->installed);
    must(rename(race->installed, aside) == 0, aside);
    must(symlink(aside, race->installed) == 0, aside);
    must(unlink(race->installed) == 0, aside);
    must(rename(aside, race->installed) == 0, aside);
}

static void
restore(const struct race *race, int file)
{
    char second[530];
    snprintf(second, sizeof(second), "%s.second", race->paths[file]);
    unlink(second);
    replace(race->paths[file], &race->good[file]);
}

static void
change(struct race *race, int file, unsigned *seed)
{
    const char *path = race->paths[file];
    switch (dice(seed, 7)) {
    case 0:
        flip(path, &race->good[file], seed);
        break;
    case 1:
        replace(path, &race->other[file]);
        break;
    case 2:
        link_to(path, &race->other[file]);
        break;
    case 3:
        must(truncate(path, (off_t)dice(seed, (unsigned)race->good[file].len)) == 0, path);
        break;
    case 4:
        write_content(path, O_TRUNC, race->other[file].data, race->other[file].len);
        break;
    case 5:
        second_name(path);
        break;
    default:
        swap_folder(race);
        break;
    }
}

static void *
run_racer(void *user)
{
    struct race *race = user;
    unsigned     seed = 20261122;
    while (atomic_load(&race->changes) < race->wanted) {
        int file = (int)dice(&seed, FILES);
        change(race, file, &seed);
        if (dice(&seed, 2))
            usleep(dice(&seed, 60));
        restore(race, file);
        atomic_fetch_add(&race->changes, 2);
        usleep(dice(&seed, 120)); // whole for a moment, so that some loads succeed
    }
    return NULL;
}

// ---- the loader ----

static bool
is_good(const struct content *good, int fd)
{
    struct stat info;
    char       *data = malloc(good->len + 1);
    bool        same = data && fstat(fd, &info) == 0 && info.st_size == (off_t)good->len &&
                pread(fd, data, good->len, 0) == (ssize_t)good->len &&
                memcmp(data, good->data, good->len) == 0;
    free(data);
    return same;
}

static void
load_installed(struct race *race, struct chela__stores *stores)
{
    const int              seals    = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    struct chela__loadable loadable = {.so_fd = -1};
    if (chela__store_load(stores, ID, VERSION, &loadable, NULL) < 0) {
        race->refusals++;
        return;
    }
    const struct content *manifest = &race->good[0];
    race->loads++;
    if (!is_good(&race->good[PLUGIN], loadable.so_fd) ||
        (fcntl(loadable.so_fd, F_GET_SEALS) & seals) != seals ||
        strlen(loadable.manifest_text) != manifest->len ||
        memcmp(loadable.manifest_text, manifest->data, manifest->len) != 0 ||
        strcmp(loadable.manifest->version, VERSION) != 0)
        race->unverified++;
    chela__loadable_done(&loadable);
}

// The other version is signed too, so a package may be either, as a whole.
static void
load_package(struct race *race, const struct make_keys *keys)
{
    struct chela__package package;
    if (chela__package_open(race->paths[PACKAGE], keys->ring, &package, NULL) < 0) {
        race->package_refusals++;
        return;
    }
    race->packages++;
    if (strcmp(package.manifest->id, ID) != 0)
        race->unverified++;
    chela__package_done(&package);
}

// What a loader would do that checks first and opens again.
static void
load_carelessly(struct race *race)
{
    int  first   = open(race->paths[PLUGIN], O_RDONLY | O_CLOEXEC);
    bool checked = first >= 0 && is_good(&race->good[PLUGIN], first);
    if (checked) {
        int second = open(race->paths[PLUGIN], O_RDONLY | O_CLOEXEC);
        race->deceived += second < 0 || !is_good(&race->good[PLUGIN], second);
        if (second >= 0)
            close(second);
    }
    race->probes += checked;
    if (first >= 0)
        close(first);
}

// ---- set-up ----

static void
make_versions(struct race *race, const struct make_keys *keys, struct chela__stores *stores)
{
    static const char *const versions[] = {VERSION, "1.2.1"};
    for (int i = 0; i < 2; i++) {
        struct chela__tree   tree    = make_tree(versions[i]);
        struct chela__buffer package = make_package(&tree, &keys->publisher);
        struct content      *content = i ? race->other : race->good;
        char                 path[512], *id = NULL;
        struct chela_error   err = CHELA_ERROR_INIT;
        snprintf(path, sizeof(path), "%s/package.chela", race->folder);
        write_content(path, O_TRUNC, package.data, package.len);
        if (chela__store_install(stores, path, &id, &err) < 0) {
            fprintf(stderr, "%s\n", err.text);
            exit(1);
        }
        free(id);
        for (int file = 0; file < FILES; file++) {
            if (file != PACKAGE)
                snprintf(path, sizeof(path), "%s/store/" ID "/%s/%s", race->folder, versions[i],
                         names[file]);
            content[file] = read_content(path);
            if (i == 0)
                snprintf(race->paths[file], sizeof(race->paths[file]), "%s", path);
            snprintf(path, sizeof(path), "%s/package.chela", race->folder);
        }
        chela__buffer_done(&package);
    }
    snprintf(race->installed, sizeof(race->installed), "%s/store/" ID "/" VERSION, race->folder);
}

int
main(int argc, char **argv)
{
    static struct race    race;
    struct make_keys      keys;
    struct chela__stores *stores;
    pthread_t             racer;
    char                  store[96];
    race.wanted = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : SAMPLE;
    strcpy(race.folder, "/tmp/chela-race-XXXXXX");
    must(mkdtemp(race.folder) != NULL, race.folder);
    snprintf(store, sizeof(store), "%s/store", race.folder);
    make_keys(&keys);
    must(chela__stores_open(NULL, store, keys.ring, &stores, NULL) == CHELA_OK, store);
    make_versions(&race, &keys, stores);
    must(pthread_create(&racer, NULL, run_racer, &race) == 0, "thread");
    while (atomic_load(&race.changes) < race.wanted) {
        load_installed(&race, stores);
        load_package(&race, &keys);
        load_carelessly(&race);
    }
    pthread_join(racer, NULL);
    load_installed(&race, stores);
    printf(
        "%u changes: %u loads, %u refused; %u packages read, %u refused; %u of unverified bytes; "
        "a careless loader was deceived %u times of %u\n",
        atomic_load(&race.changes), race.loads, race.refusals, race.packages, race.package_refusals,
        race.unverified, race.deceived, race.probes);
    chela__stores_free(stores);
    make_keys_done(&keys);
    for (int file = 0; file < FILES; file++) {
        free(race.good[file].data);
        free(race.other[file].data);
    }
    chela__remove_tree(AT_FDCWD, race.folder, NULL);
    return race.unverified != 0 || race.loads == 0 || race.refusals == 0;
}
