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

// Calls `find` for everything that is wrong with a plugin for `triplet`. `libraries` is the
// manifest's array of sonames, or NULL.
void
chela__elf_findings(const void *data, size_t len, const char *triplet, const json_t *libraries,
                    chela__elf_finding *find, void *user);

// The first finding as an error: CHELA_UNTRUSTED "malformed: plugin.so: ..." or "wrong
// architecture: ...".
chela_status
chela__elf_check(const void *data, size_t len, const char *triplet, const json_t *libraries,
                 struct chela_error *err);

#endif
