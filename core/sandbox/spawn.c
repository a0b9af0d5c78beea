// spawn.c - starts and buries chela-worker; called by call/.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/enforce.h"
#include "sandbox/launch.h"

#define ENV_SIZE 512
#define USER_SIZE 48 // "PID UID GID"

// A worker starts in what cannot be entered later; the others it takes by itself (namespaces.c).
// Root needs no user namespace to make them, and its workers become another user before they get
// one.
static int
start_process(struct chela__spawner *spawner, struct chela__launch *launch, uint32_t *profile_flags,
              struct chela__worker *worker)
{
    static const int ways[] = {CLONE_NEWPID, CLONE_NEWUSER | CLONE_NEWPID, 0};
    if ((*profile_flags & CHELA__PROFILE_FLOOR) && chela__landlock_version() == 0)
        *profile_flags |= CHELA__PROFILE_NAMESPACES; // they stand in for it
    size_t way = !(*profile_flags & CHELA__PROFILE_NAMESPACES) ? 2 : geteuid() != 0;
    int    failed;
    do {
        launch->namespaces = ways[way++];
        failed             = chela__launch(spawner, launch, &worker->pid, &worker->pidfd);
    } while (launch->namespaces &&
             (failed == EPERM || failed == ENOSPC || failed == EINVAL || failed == EUSERS));
    if (!launch->namespaces)
        *profile_flags &= ~CHELA__PROFILE_NAMESPACES;
    if (launch->namespaces & CLONE_NEWUSER)
        *profile_flags |= CHELA__PROFILE_USERNS;
    return failed;
}

static chela_status
send_profile(int socket, const struct chela__profile *profile, struct chela_error *err)
{
    struct chela__frame frame;
    chela__profile_to_frame(profile, &frame);
    return chela__frame_send(socket, &frame, err);
}

chela_status
chela__spawner_start(struct chela__spawner *spawner, const struct chela__profile *profile,
                     int so_fd, const struct chela__worker_env *env,
                     struct chela__worker *ret_worker, struct chela_error *err)
{
    char  home[ENV_SIZE], zone[ENV_SIZE], lang[ENV_SIZE], user[USER_SIZE];
    char *argv[]  = {(char *)"chela-worker", user, NULL};
    char *texts[] = {home, zone, lang, (char *)"PATH=/usr/bin:/bin", (char *)"LC_ALL=C.UTF-8",
                     NULL, NULL, NULL};
    int   sockets[2];
    struct chela__profile actual = *profile;
    snprintf(home, sizeof(home), "HOME=%s", env->home);
    snprintf(zone, sizeof(zone), "TZ=%s", env->zone);
    snprintf(lang, sizeof(lang), "LANG=%s.UTF-8", env->lang);
    if (profile->flags & CHELA__PROFILE_BUS) {
        texts[5] = (char *)"DBUS_SESSION_BUS_ADDRESS=unix:path=" CHELA__BUS_PATH_SESSION;
        texts[6] = (char *)"DBUS_SYSTEM_BUS_ADDRESS=unix:path=" CHELA__BUS_PATH_SYSTEM;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
        return chela__error_errno(err, errno, "a worker cannot be started");
    snprintf(user, sizeof(user), "%d %u %u", (int)getpid(), (unsigned)geteuid(),
             (unsigned)getegid());
    int                  null   = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct chela__worker worker = {0, -1, sockets[0]};
    struct chela__launch launch = {.exe        = chela__spawner_worker(spawner),
                                   .argv       = argv,
                                   .env        = texts,
                                   .files      = {null, null, null, sockets[1], so_fd},
                                   .file_count = 5,
                                   .uid        = -1};
    int failed = null < 0 ? errno : start_process(spawner, &launch, &actual.flags, &worker);
    if (null >= 0)
        close(null);
    close(sockets[1]);
    if (failed || fcntl(sockets[0], F_SETFL, O_NONBLOCK) < 0) {
        close(sockets[0]);
        return chela__error_errno(err, failed ? failed : errno, "a worker cannot be started");
    }
    *ret_worker = worker;
    return send_profile(sockets[0], &actual, err);
}

void
chela__worker_kill(const struct chela__worker *worker)
{
    if (worker->pidfd >= 0)
        pidfd_send_signal(worker->pidfd, SIGKILL, NULL, 0);
}

static const char *
exit_reason(int code)
{
#define STEP_SENTENCE(name, sentence) [CHELA__EXIT_##name - CHELA__EXIT_FIRST] = sentence,
    static const char *const reasons[] = {CHELA__STEPS(STEP_SENTENCE)};
#undef STEP_SENTENCE
    return code > CHELA__EXIT_FIRST && code < CHELA__EXIT_ABORTED
               ? reasons[code - CHELA__EXIT_FIRST]
               : NULL;
}

void
chela__worker_reap(struct chela__worker *worker, bool *ret_is_clean, char ret_text[160])
{
    siginfo_t info     = {0};
    *ret_is_clean      = false;
    int         failed = waitid(P_PIDFD, (id_t)worker->pidfd, &info, WEXITED) < 0;
    const char *why    = !failed && info.si_code == CLD_EXITED ? exit_reason(info.si_status) : NULL;
    if (failed)
        snprintf(ret_text, 160, "it ended");
    else if (why)
        snprintf(ret_text, 160, "its worker stopped: %s", why);
    else if (info.si_code == CLD_EXITED && info.si_status == CHELA__EXIT_ABORTED)
        snprintf(ret_text, 160, "it crashed (%s)", strsignal(SIGABRT));
    else if (info.si_code == CLD_EXITED)
        snprintf(ret_text, 160, "it ended by itself (exit code %d)", info.si_status);
    else if (info.si_status == SIGSYS)
        snprintf(ret_text, 160, "the sandbox stopped it at a system call that it may not make");
    else if (info.si_status == SIGKILL)
        snprintf(ret_text, 160, "it was killed");
    else
        snprintf(ret_text, 160, "it crashed (%s)", strsignal(info.si_status));
    *ret_is_clean = !failed && info.si_code == CLD_EXITED && info.si_status == 0;
    close(worker->pidfd);
    close(worker->socket);
    *worker = (struct chela__worker){0, -1, -1};
}
