// sandbox.h - what a worker may touch, and how one is started.
//
// The profile is derived from the manifest: what it does not declare is not reachable. The host
// starts chela-worker with it and talks to it in the frames of wire.h.
#ifndef CHELA_SANDBOX_SANDBOX_H
#define CHELA_SANDBOX_SANDBOX_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "package/manifest.h"
#include "sandbox/wire.h"

// ---- profile ----

// flags of struct chela__profile
#define CHELA__PROFILE_FLOOR 1u     // refuse to run below the floor (design.md section 6)
#define CHELA__PROFILE_FILES 2u     // opens paths after load
#define CHELA__PROFILE_LIBRARIES 4u // more than libc: wider reads, code mapped after load
#define CHELA__PROFILE_THREADS 8u
#define CHELA__PROFILE_NAMESPACES 16u
#define CHELA__PROFILE_PARALLEL 32u // several calls at once
#define CHELA__PROFILE_USERNS 64u   // set by spawn.c: it starts in a user namespace of its own
#define CHELA__PROFILE_NET 128u     // asks the broker for connections
#define CHELA__PROFILE_BUS 256u     // and for those to a message bus
#define CHELA__PROFILE_PROGRAM 512u // of somebody else's program, see program.h
#define CHELA__PROFILE_EXECS 1024u  // asks the host to start programs
#define CHELA__PROFILE_CONNECTS (CHELA__PROFILE_NET | CHELA__PROFILE_BUS)

// What the environment of a worker names as its buses; connect.c knows them again.
#define CHELA__BUS_PATH_SESSION "/chela/bus/session"
#define CHELA__BUS_PATH_SYSTEM "/chela/bus/system"

struct chela__profile {
    char    *paths; // lines "r /path", "w /path" (read and write), "x /path" (read; may be code)
    uint32_t flags;
    int64_t  uid;       // to become when the host is root; -1: stay
    int64_t  memory;    // bytes of address space
    int64_t  file_size; // largest file it may write
    int64_t  files;     // open descriptors
    int64_t  threads;
    int64_t  stack; // bytes of each thread but the first
};

// Where the words of a manifest's sandbox lead on this machine.
struct chela__places {
    const char   *home; // "~"
    const char   *data; // "$data"
    const char   *cache;
    const json_t *config; // "$config/KEY"
};

chela_status
chela__profile_derive(const struct chela__manifest *plugin, const struct chela__places *places,
                      struct chela__profile *ret_profile, struct chela_error *err);
void
chela__profile_done(struct chela__profile *profile);

// How many calls a worker of this profile runs at once.
#define CHELA__WORKER_CALLS 8
size_t
chela__profile_calls(const struct chela__profile *profile);

// In words, a line each, for `chela inspect`.
void
chela__profile_describe(const struct chela__profile *profile, struct chela__buffer *text);

// To and from a PROFILE frame; the frame borrows from the profile, and the other way round.
void
chela__profile_to_frame(const struct chela__profile *profile, struct chela__frame *ret_frame);
void
chela__profile_from_frame(const struct chela__frame *frame, struct chela__profile *ret_profile);

// ---- starting workers ----

struct chela__spawner; // one thread that lives as long as the host: PDEATHSIG is tied to it

// `worker` is the path of chela-worker; it is opened once.
chela_status
chela__spawner_new(const char *worker, struct chela__spawner **ret_spawner,
                   struct chela_error *err);
void
chela__spawner_free(struct chela__spawner *spawner);

struct chela__worker {
    pid_t pid;
    int   pidfd;
    int   socket; // non-blocking, close-on-exec
};

// Environment of the worker, besides PATH and LC_ALL.
struct chela__worker_env {
    const char *home;
    const char *zone;
    const char *lang; // BCP 47
};

// Starts one with the sealed `so_fd` and its profile sent. The descriptors are the caller's.
chela_status
chela__spawner_start(struct chela__spawner *spawner, const struct chela__profile *profile,
                     int so_fd, const struct chela__worker_env *env,
                     struct chela__worker *ret_worker, struct chela_error *err);

// Kills without asking; it still has to be reaped.
void
chela__worker_kill(const struct chela__worker *worker);

// After the pidfd became readable: reaps it and writes how it ended ("it crashed (segmentation
// fault)"). `is_clean`: it ended by itself with 0.
void
chela__worker_reap(struct chela__worker *worker, bool *ret_is_clean, char ret_text[160]);

// ---- what this machine enforces ----

// What code below tier platform needs: every layer of ALL, and one of ANY.
enum chela__floor { CHELA__FLOOR_NOT, CHELA__FLOOR_ALL, CHELA__FLOOR_ANY };

struct chela__layer {
    const char       *name;  // "landlock"
    const char       *what;  // what it keeps away
    bool              is_on; // measured, not read from a version
    enum chela__floor floor;
    char              detail[96];
};
#define CHELA__LAYERS 10
// Tries every layer in a child process of its own.
size_t
chela__layers_probe(struct chela__layer ret_layers[CHELA__LAYERS]);

bool
chela__layers_reach_floor(const struct chela__layer *layers, size_t count);

#endif
