// elf.h - the gate for plugin binaries: a bounded reader of our own that maps nothing.
//
// Not a security boundary (the sandbox is); it takes surprises out of what is loaded.
#ifndef CHELA_PACKAGE_ELF_H
#define CHELA_PACKAGE_ELF_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#if defined(__x86_64__)
#define CHELA__TRIPLET "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define CHELA__TRIPLET "aarch64-linux-gnu"
#endif

// True for a triplet that this version knows.
bool
chela__triplet_known(const char *triplet);

// One thing that is wrong: an id in kebab case ("elf-executable-stack") and a sentence with the
// fix.
typedef void
chela__elf_finding(void *user, const char *id, const char *text);

// What a binary has to fit.
struct chela__elf_wanted {
    const char   *triplet;
    const json_t *libraries; // the manifest's array of sonames, or NULL
    const void   *manifest;  // the bytes that have to be compiled in; NULL: not looked for
    size_t        manifest_len;
};

// Calls `find` for everything that is wrong with a plugin.
void
chela__elf_findings(const void *data, size_t len, const struct chela__elf_wanted *wanted,
                    chela__elf_finding *find, void *user);

// The first finding as an error: CHELA_UNTRUSTED "malformed: plugin.so: ..." or "wrong
// architecture: ...".
chela_status
chela__elf_check(const void *data, size_t len, const struct chela__elf_wanted *wanted,
                 struct chela_error *err);

#endif
