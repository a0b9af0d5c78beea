// findings.h - what `chela check` has to say about a plugin.
#ifndef CHELA_CLI_FINDINGS_H
#define CHELA_CLI_FINDINGS_H

#include <jansson.h>

#include "cli/develop.h"

#define CHELA__MAX_FINDINGS 200

// All strings are borrowed during report().
struct chela__finding {
    const char *id;        // "example-mismatch"
    const char *place;     // "manifest.json#/capabilities/a.b/examples/0", "plugin.so"
    const char *text;      // what is wrong
    const char *fix;       // what to do
    bool        is_advice; // does not fail the check
};

struct chela__findings {
    void (*report)(void *user, const struct chela__finding *finding);
    void  *user;
    size_t errors, advice;
};

// One finding; `text` is a format.
__attribute__((format(printf, 5, 6))) void
chela__finding_add(struct chela__findings *findings, const char *id, const char *place,
                   const char *fix, const char *text, ...);
// The same as advice.
__attribute__((format(printf, 5, 6))) void
chela__finding_advise(struct chela__findings *findings, const char *id, const char *place,
                      const char *fix, const char *text, ...);

// Everything that a manifest says: connections, schemas, functions, examples, texts, undo, card and
// answer.
void
chela__check_manifest(const struct chela__project *project, struct chela__findings *findings);

// The binary, as the gate at install sees it.
void
chela__check_binary(const struct chela__project *project, const char *path,
                    struct chela__findings *findings);

// The binary of a project: DIR/lib/TRIPLET/plugin.so, DIR/build/package/lib/TRIPLET/plugin.so,
// DIR/build/plugin.so or DIR/plugin.so; NULL when it is not built. free() it.
char *
chela__project_binary(const struct chela__project *project);

#endif
