// plugin.h - load a plugin's code and run its calls; used by chela-worker and, for what may run in
// process, by call/.
//
// Nothing here knows how a call came or where its reply goes: whoever sits above hands in calls
// from its own threads (one for a serial plugin) and gets what the plugin says through a table.
#ifndef CHELA_PLUGIN_PLUGIN_H
#define CHELA_PLUGIN_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <chela/plugin.h>

#include "base/error.h"

struct chela__plugin; // loaded code with prepared bindings

// Maps the sealed memfd `so_fd`, runs its constructors, and checks what it exports against
// `manifest`, which has been verified. Takes the descriptor, also on failure.
chela_status
chela__plugin_load(int so_fd, const char *manifest, size_t len, struct chela__plugin **ret_plugin,
                   struct chela_error *err);

// Frees what was prepared; the code stays mapped. No runner uses it any more. NULL is allowed.
void
chela__plugin_free(struct chela__plugin *plugin);

// What the layer above does with what a plugin says. `call` is the id it gave; 0 while opening.
// All functions may be called from any thread, never with a lock held.
struct chela__runner_sink {
    chela_status (*emit)(void *user, uint64_t call, const char *json, size_t len);
    chela_status (*reply)(void *user, uint64_t call, const char *json, size_t len);
    void (*fail)(void *user, uint64_t call, chela_status status, int32_t effect, const char *text);
    void (*pending)(void *user, uint64_t call); // the handler has returned, the reply follows
    void (*progress)(void *user, uint64_t call, double done, const char *note);
    void (*log)(void *user, uint64_t call, int32_t level, const char *text);
    chela_status (*attach)(void *user, uint64_t call, int fd, const char *media, const char *name,
                           char ret_ref[CHELA_REF_SIZE]);
    bool (*cancelled)(void *user, uint64_t call);
    int (*cancel_fd)(void *user, uint64_t call); // the runner closes it after the call; -1: none
    const void *(*service)(void *user, const char *id);
};

// What chela_runtime.get() answers for every call. Copied.
struct chela__runner_facts {
    const char *config; // JSON object
    const char *data_dir;
    const char *cache_dir;
};

// One call. Everything is copied, the descriptors are taken.
#define CHELA__CALL_FILES 16
struct chela__runner_call {
    uint64_t    id;
    const char *capability; // "notes.create"
    const char *input;      // checked JSON
    size_t      input_len;
    const char *key;
    const char *now;
    const char *lang;
    const char *zone;
    size_t      file_count;
    struct {
        char ref[CHELA_REF_SIZE];
        int  fd;
    } files[CHELA__CALL_FILES];
};

struct chela__runner;

// `sink` is borrowed for the life of the runner.
chela_status
chela__runner_new(struct chela__plugin *plugin, const struct chela__runner_facts *facts,
                  const struct chela__runner_sink *sink, void *user,
                  struct chela__runner **ret_runner, struct chela_error *err);

// Runs the plugin's open() with the facts of `opening` (its id is 0, no capability, no input).
chela_status
chela__runner_open(struct chela__runner *runner, const struct chela__runner_call *opening,
                   struct chela_error *err);

// Runs the handler. The call may go on after this has returned.
void
chela__runner_call(struct chela__runner *runner, struct chela__runner_call *call);

// Runs close() and frees the runner. No handler is running any more. NULL is allowed.
void
chela__runner_close(struct chela__runner *runner);

// For the functions of a service: the `user` of the call's runner, and the call's id.
void *
chela__call_user(struct chela_call *call, uint64_t *ret_id);

// ---- for load.c's caller and the tests ----

const struct chela_plugin *
chela__plugin_table(const struct chela__plugin *plugin);

// The same checks over a table that is linked in.
chela_status
chela__plugin_check(const struct chela_plugin *table, const char *manifest, size_t len,
                    struct chela__plugin **ret_plugin, struct chela_error *err);

#endif
