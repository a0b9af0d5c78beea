// enforce.h - the layers that a worker puts around itself, and their probes.
//
// Everything here runs in chela-worker before any foreign code, and in the probes of `chela
// doctor`. Constants that Debian 12's headers lack are ours: an #ifdef would weaken the sandbox
// silently.
#ifndef CHELA_SANDBOX_ENFORCE_H
#define CHELA_SANDBOX_ENFORCE_H

#include "sandbox/sandbox.h"

// What a worker does before and around foreign code, in its order. A step that fails ends it with
// its own exit code, and the host says the sentence.
// clang-format off
#define CHELA__STEPS(X)                                                                            \
    X(PROTOCOL,     "it could not read the host's messages")                                       \
    X(NAMESPACES,   "it could not enter its own root")                                             \
    X(UID,          "its privileges could not be dropped")                                         \
    X(BOUNDING,     "the capabilities that it may ever have could not be dropped")                 \
    X(CAPABILITIES, "its capabilities could not be dropped")                                       \
    X(DEATH_SIGNAL, "it could not be tied to the life of its host")                                \
    X(PARENT,       "its host was gone")                                                           \
    X(DUMPABLE,     "it could not be closed to debuggers")                                         \
    X(NO_NEW_PRIVS, "no-new-privileges could not be set")                                          \
    X(RLIMIT,       "its resource limits could not be set")                                        \
    X(LANDLOCK,     "its file rights could not be set")                                            \
    X(FLOOR,        "this machine has neither Landlock nor user and mount namespaces, one of "     \
                    "which plugins below tier platform need")                                      \
    X(SECCOMP,      "its system call filter could not be set")                                     \
    X(STAGE2,       "its second system call filter could not be set")                              \
    X(MEMORY,       "it was out of memory")
// clang-format on

#define CHELA__STEP_CODE(name, sentence) CHELA__EXIT_##name,
enum {
    CHELA__EXIT_FIRST = 39,
    CHELA__STEPS(CHELA__STEP_CODE) CHELA__EXIT_ABORTED,
    CHELA__EXIT_END
};
#undef CHELA__STEP_CODE

// Who the host is. A worker in a user namespace stays that, and nobody else exists.
struct chela__identity {
    pid_t parent; // 0: not asked, or not to be seen from a pid namespace
    uid_t uid;
    gid_t gid;
};

// Each returns 0 or an errno value.
int
chela__landlock_version(void); // 0: there is none
int
chela__landlock_enforce(const struct chela__profile *profile);

enum chela__stage { CHELA__STAGE_LOAD = 1, CHELA__STAGE_RUN };

// The filter as a program of the kernel's classic BPF, at most CHELA__SECCOMP_MAX instructions; 0:
// it would be longer.
#define CHELA__SECCOMP_MAX 1024
struct sock_filter;
size_t
chela__seccomp_program(const struct chela__profile *profile, enum chela__stage stage,
                       struct sock_filter *ret_code);
int
chela__seccomp_enforce(const struct chela__profile *profile, enum chela__stage stage);

// Takes all namespaces that the profile asks for and the machine grants: CLONE_NEW... bits. One
// that is not granted is no failure; a root that cannot be finished is.
int
chela__namespaces_enter(const struct chela__profile *profile, const struct chela__identity *user,
                        uint32_t *ret_taken);

int
chela__limits_enforce(const struct chela__profile *profile);
int
chela__uid_drop(const struct chela__profile *profile); // for a host that is root
int
chela__bounding_drop(void);
int
chela__capabilities_drop(void);
int
chela__write_or_run(void); // MDWE; kernels before 6.3 have none

// All of stage 1 in order; ends the process with an exit code above when a needed step fails.
// `socket` is the host's: when it is closed, the host is gone.
void
chela__stage_one(const struct chela__profile *profile, const struct chela__identity *user,
                 int socket);

#endif
