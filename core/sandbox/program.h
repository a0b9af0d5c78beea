// program.h - other people's programs: started by the host in bubblewrap, talked to by nobody.
//
// The *program* profile: namespaces of its own, the system read-only, declared files, a /tmp and
// HOME that end with it, Landlock, a list of denied system calls, limits, and no network but what
// the broker connects. Used by chela.exec/1 (call/exec.c) and for servers that speak over
// descriptors.
//
// All functions and callbacks belong to the loop's thread. Nothing here blocks.
#ifndef CHELA_SANDBOX_PROGRAM_H
#define CHELA_SANDBOX_PROGRAM_H

#include "base/loop.h"
#include "sandbox/launch.h"
#include "sandbox/reach.h"

#define CHELA__PROGRAM_FILES CHELA__WIRE_FILES

// What it may touch. `paths` as in a profile, only what was declared.
struct chela__program_start {
    struct chela__loop          *loop;
    struct chela__spawner       *spawner;
    const struct chela__profile *profile;   // chela__program_profile()
    const char                  *targets;   // what connect() may be asked for: list of "HOST:PORT"
    const char                  *path;      // of the program, absolute
    const char                  *arguments; // lists (list.h)
    const char                  *environment; // all of it
    const char                  *folder;      // where it starts; "": its HOME
    int                          standard;    // bits: which of 0, 1, 2 are the first of `files`
    const int                   *files;       // copied; what follows becomes 3, 4 ...
    size_t                       file_count;

    // Once, unless freed before. `status` 0: `code` is its exit code, or 128 + a signal; below 0 it
    // did not run, and `why` says so. Borrowed.
    void (*ended)(void *user, chela_status status, int code, const char *why);
    // It wants a connection; chela__program_answer() follows. NULL: it gets none.
    void (*connect)(void *user, const char *host, int64_t port, uint32_t seq);
    void *user;
};

struct chela__program;

// CHELA_UNAVAILABLE: bubblewrap is not installed.
chela_status
chela__program_new(const struct chela__program_start *start, struct chela__program **ret_program,
                   struct chela_error *err);
// It and all it has started; ended() follows.
void
chela__program_kill(struct chela__program *program);
// `fd` is copied; -1: refused.
void
chela__program_answer(struct chela__program *program, uint32_t seq, int fd);
// Kills what runs, without ended(). NULL is allowed.
void
chela__program_free(struct chela__program *program);

// The profile of a plugin's programs: the declared files, and limits of its own where the manifest
// names none. chela__profile_done() it.
chela_status
chela__program_profile(const struct chela__manifest *plugin, const struct chela__profile *worker,
                       struct chela__profile *ret_profile, struct chela_error *err);

// The list of targets that reach names.
void
chela__program_targets(const struct chela__reach *reach, struct chela__buffer *list);

// Where a declared program ("ffmpeg", or an absolute path) is. One that is not in the system's
// folders is added to the profile. CHELA_UNAVAILABLE: it is not installed; CHELA_DENIED: `profile`
// lets its user write it. Caller frees with free().
chela_status
chela__program_find(const char *program, struct chela__profile *profile, char **ret_path,
                    struct chela_error *err);

// ---- the parts ----

#define CHELA__BWRAP "/usr/bin/bwrap"
#define CHELA__PROGRAM_HOME "/tmp/home"
#define CHELA__PROGRAM_INIT "/run/chela-program" // its first process, inside

// Descriptors of the sandbox's first program, see chela__bwrap_files().
#define CHELA__PROGRAM_SOCKET 3

// The descriptors that bubblewrap reads its arguments and files from, to be numbered from `first`;
// the caller closes them, and those of a failure are none.
#define CHELA__BWRAP_FILES 6
chela_status
chela__bwrap_files(const struct chela__profile *profile, const char *init, const char *targets,
                   int first, int ret_files[CHELA__BWRAP_FILES], struct chela_error *err);

// System calls that no program may make, as a filter for bubblewrap: a memfd.
chela_status
chela__deny_filter(int *ret_fd, struct chela_error *err);

// The address inside that stands for a target: "127.1.0.1" for a name, itself for an address.
#define CHELA__INSIDE_SIZE 48
chela_status
chela__inside_address(const char *const *targets, size_t index,
                      char ret_address[CHELA__INSIDE_SIZE], char ret_host[256], int *ret_port);

#endif
