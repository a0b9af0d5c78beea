// stage_one.c - the layers that stand before a plugin's first instruction, in their order; called
// by worker_main.c.
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sandbox/enforce.h"

static void
need(int failed, int exit_code)
{
    if (failed)
        _exit(exit_code);
}

// A host that is root starts its workers without a user namespace, so that they can become somebody
// else first. The new namespace brings all capabilities back, but over nothing.
static void
drop_privileges(const struct chela__profile *profile)
{
    need(chela__bounding_drop(), CHELA__EXIT_BOUNDING);
    need(chela__uid_drop(profile), CHELA__EXIT_UID);
    if ((profile->flags & CHELA__PROFILE_NAMESPACES) && !(profile->flags & CHELA__PROFILE_USERNS) &&
        unshare(CLONE_NEWUSER) == 0)
        need(chela__bounding_drop(), CHELA__EXIT_BOUNDING);
    need(chela__capabilities_drop(), CHELA__EXIT_CAPABILITIES);
}

// PDEATHSIG comes too late for a host that ended before; then its end of the socket is closed.
static bool
is_orphan(const struct chela__identity *user, int socket)
{
    struct pollfd closed = {socket, 0, 0};
    return (user->parent != 0 && getppid() != user->parent) ||
           (socket >= 0 && poll(&closed, 1, 0) > 0);
}

void
chela__stage_one(const struct chela__profile *profile, const struct chela__identity *user,
                 int socket)
{
    uint32_t spaces = 0;
    need(chela__namespaces_enter(profile, user, &spaces), CHELA__EXIT_NAMESPACES);
    drop_privileges(profile);
    // After the change of uid, which clears it.
    need(prctl(PR_SET_PDEATHSIG, SIGKILL) < 0, CHELA__EXIT_DEATH_SIGNAL);
    need(is_orphan(user, socket), CHELA__EXIT_PARENT);
    need(prctl(PR_SET_DUMPABLE, 0) < 0, CHELA__EXIT_DUMPABLE);
    need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0, CHELA__EXIT_NO_NEW_PRIVS);
    (void)chela__write_or_run();
    need(chela__limits_enforce(profile), CHELA__EXIT_RLIMIT);
    int landlock = chela__landlock_enforce(profile);
    need(landlock && landlock != ENOSYS && landlock != EOPNOTSUPP, CHELA__EXIT_LANDLOCK);
    need(landlock && !(spaces & CLONE_NEWNS) && (profile->flags & CHELA__PROFILE_FLOOR),
         CHELA__EXIT_FLOOR);
    need(chela__seccomp_enforce(profile, CHELA__STAGE_LOAD), CHELA__EXIT_SECCOMP);
}
