// launch.h - starts processes from one thread that lives as long as the host; see spawn.c,
// program.c.
#ifndef CHELA_SANDBOX_LAUNCH_H
#define CHELA_SANDBOX_LAUNCH_H

#include "sandbox/sandbox.h"

#define CHELA__LAUNCH_FILES 24

struct chela__launch {
    int          exe; // descriptor of the program
    char *const *argv;
    char *const *env;
    int          files[CHELA__LAUNCH_FILES]; // become 0, 1, 2 ...; nothing else stays open
    size_t       file_count;
    int          namespaces; // of clone: those that a process can only start in
    int64_t      uid;        // to become before exec, when the host is root; -1: stay
};

// Returns 0 or an errno value.
int
chela__launch(struct chela__spawner *spawner, const struct chela__launch *launch, pid_t *ret_pid,
              int *ret_pidfd);

// Of the program that runs plugins.
int
chela__spawner_worker(const struct chela__spawner *spawner);

// Its path.
const char *
chela__spawner_path(const struct chela__spawner *spawner);

#endif
