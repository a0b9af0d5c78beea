// enforce.h - the layers that a worker puts around itself, and their probes.
//
// Everything here runs in chela-worker before any foreign code, and in the probes of `chela
// doctor`. Constants that Debian 12's headers lack are ours: an #ifdef would weaken the sandbox
// silently.
#ifndef CHELA_SANDBOX_ENFORCE_H
#define CHELA_SANDBOX_ENFORCE_H

#include "sandbox/sandbox.h"

// Exit codes of a worker that could not close its sandbox or run its loop.
enum {
    CHELA__EXIT_PROTOCOL = 40, // the host's first frames
    CHELA__EXIT_PARENT,        // the host is gone already
    CHELA__EXIT_PRCTL,
    CHELA__EXIT_UID,
    CHELA__EXIT_RLIMIT,
    CHELA__EXIT_LANDLOCK,
    CHELA__EXIT_SECCOMP,
    CHELA__EXIT_STAGE2,
    CHELA__EXIT_MEMORY,
    CHELA__EXIT_END
};

// Each returns 0 or an errno value.
int
chela__landlock_version(void); // 0: there is none
int
chela__landlock_enforce(const struct chela__profile *profile);

enum chela__stage { CHELA__STAGE_LOAD = 1, CHELA__STAGE_RUN };
int
chela__seccomp_enforce(const struct chela__profile *profile, enum chela__stage stage);

int
chela__limits_enforce(const struct chela__profile *profile);
int
chela__credentials_drop(const struct chela__profile *profile);
int
chela__process_harden(bool *ret_has_mdwe); // PDEATHSIG, dumpable, NO_NEW_PRIVS, MDWE

// All of stage 1 in order; ends the process with an exit code above when a needed layer fails.
void
chela__stage_one(const struct chela__profile *profile, pid_t parent);

#endif
