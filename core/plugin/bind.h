// bind.h - from a binding string and checked JSON to the C call of a capability.
#ifndef CHELA_PLUGIN_BIND_H
#define CHELA_PLUGIN_BIND_H

#include <jansson.h>

#include <chela/plugin.h>

#include "base/error.h"

#define CHELA__BINDING_MAX 24 // parameters of one capability

struct chela__binding; // prepared at load, immutable, used from several threads

// `entry` is the capability's entry in the manifest, `types` its "types" (may be NULL); both are
// borrowed for the life of the binding. The message names the parameter that does not fit.
chela_status
chela__binding_new(const char *binding, const json_t *entry, const json_t *types,
                   struct chela__binding **ret_binding, struct chela_error *err);
void
chela__binding_free(struct chela__binding *binding);

// The arguments of one call: what they point to lives until chela__arguments_done().
struct chela__arguments;

// The descriptor behind a file reference; -1 when the host did not hand it over.
typedef int (*chela__find_file)(void *user, const char *ref);

// `input` is what the host has checked against the schema; it is copied.
chela_status
chela__arguments_new(const struct chela__binding *binding, const char *input, size_t len,
                     chela__find_file find, void *user, struct chela__arguments **ret_arguments,
                     struct chela_error *err);
void
chela__arguments_done(struct chela__arguments *arguments);

// Calls `fn` with `call` and the arguments, in the calling thread.
chela_status
chela__binding_call(const struct chela__binding *binding, void (*fn)(void), struct chela_call *call,
                    struct chela__arguments *arguments);

#endif
