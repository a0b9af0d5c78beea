// develop.h - what the commands for plugin developers share: a project's manifest with its types,
// and the typed functions that it asks for.
#ifndef CHELA_CLI_DEVELOP_H
#define CHELA_CLI_DEVELOP_H

#include "base/buffer.h"
#include "cli/cli.h"
#include "package/manifest.h"

// The manifest of a project that is not packed yet.
struct chela__project {
    char                   *folder; // of manifest.json
    char                   *text;   // its bytes
    size_t                  len;
    struct chela__manifest *manifest; // with the types of the SDK
};

// `path` is manifest.json or its folder.
chela_status
chela__project_read(const struct chela__place *place, const char *path,
                    struct chela__project *ret_project, struct chela_error *err);
void
chela__project_done(struct chela__project *project);

// ---- typed functions (plugin.h, struct chela_capability.binding) ----

#define CHELA__FUNCTION_MAX 24 // parameters; more than that: "x-bind": "*"

struct chela__parameter {
    const char   *name;        // of the input's member, "*" for the whole input. Borrowed
    char          type;        // b i d s e f j
    bool          is_optional; // "?"
    const json_t *choices;     // of an e
};
struct chela__function {
    char                    name[128]; // "notes_create"
    struct chela__parameter parameters[CHELA__FUNCTION_MAX];
    size_t                  count;
};

// The parameters that a capability's input asks for, in the order of its properties; with
// "x-bind": "*" the whole input as JSON text. The message names the property and the fix.
chela_status
chela__function_infer(const struct chela__capability *capability,
                      struct chela__function *ret_function, struct chela_error *err);

// "notes" for org.example.notes: the prefix of the tables in NAME.chela.h. At most 63 bytes.
void
chela__plugin_prefix(const struct chela__manifest *manifest, char ret_prefix[64]);

// The text of NAME.chela.h.
chela_status
chela__function_header(const struct chela__project *project, struct chela__buffer *ret_header,
                       struct chela_error *err);

#endif
