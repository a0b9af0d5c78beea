// spawn.c - starts chela-worker from one long-lived thread; called by call/.
//
// The kernel ties PDEATHSIG to the thread that forked, so that thread must live as long as the
// host. The child shares the host's memory until it has executed the worker: it makes raw calls
// only.
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/enforce.h"

#define CHILD_STACK ((size_t)64 * 1024)
#define FIRST_FREE_FD 5
#define ENV_SIZE 512

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

// TSan takes the child, which shares the memory, for a fork and forgets which lock came before.
#define UNWATCHED __attribute__((no_sanitize("thread")))

// One start, from asking to the answer.
struct order {
    int    socket; // the worker's end
    int    so_fd;
    int    null_fd;
    int    flags; // of clone: the namespaces that a process can only start in
    char **env;
    pid_t  pid;
    int    pidfd;
    int    failed; // errno
    bool   is_done;
};

struct chela__spawner {
    pthread_mutex_t lock; // guards `order` and `is_closing`
    pthread_cond_t  changed;
    pthread_t       thread;
    struct order   *order; // NULL: nothing to do
    bool            is_closing;
    int             worker_fd;
    char           *stack;
    char            user[48]; // the host's pid, uid and gid as text
};

// ---- in the child ----

struct child {
    const struct chela__spawner *spawner;
    const struct order          *order;
    char                        *argv[3];
    int                          failed; // told to the parent through shared memory
};

// Descriptors first move above the ones they become, so that none is overwritten too early.
UNWATCHED static int
place_descriptors(const struct order *order, int worker_fd)
{
    const int from[] = {order->null_fd, order->null_fd, order->null_fd,
                        order->socket,  order->so_fd,   worker_fd};
    int       high[6];
    for (int i = 0; i < 6; i++) {
        high[i] = (int)syscall(SYS_fcntl, from[i], F_DUPFD_CLOEXEC, 16);
        if (high[i] < 0)
            return errno;
    }
    for (int i = 0; i < 6; i++) // the worker's own program is closed by its exec
        if (syscall(SYS_dup3, high[i], i, i == FIRST_FREE_FD ? O_CLOEXEC : 0) < 0)
            return errno;
    return syscall(SYS_close_range, FIRST_FREE_FD + 1, ~0U, 0) < 0 ? errno : 0;
}

// In a new user namespace a process may do all, but loses it with exec: what harden.c needs to
// finish the namespaces is kept. Whatever fails is found there.
UNWATCHED static void
keep_privileges(void)
{
    static const int                kept[]  = {CAP_SETPCAP, CAP_SYS_CHROOT, CAP_SYS_ADMIN};
    struct __user_cap_header_struct header  = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct   data[2] = {{0}, {0}};
    uint32_t bits = 1u << CAP_SETPCAP | 1u << CAP_SYS_CHROOT | 1u << CAP_SYS_ADMIN;
    data[0]       = (struct __user_cap_data_struct){bits, bits, bits};
    syscall(SYS_capset, &header, data);
    for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
        syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, kept[i], 0, 0);
}

UNWATCHED static int
run_child(void *user)
{
    struct child *child = user;
    syscall(SYS_setsid); // a terminal's Ctrl-C is for the host alone, which cancels
    if (child->order->flags)
        syscall(SYS_unshare, CLONE_NEWTIME); // entered by exec
    if (child->order->flags & CLONE_NEWUSER)
        keep_privileges();
    child->failed = place_descriptors(child->order, child->spawner->worker_fd);
    if (!child->failed) {
        syscall(SYS_execveat, FIRST_FREE_FD, "", child->argv, child->order->env, AT_EMPTY_PATH);
        child->failed = errno;
    }
    syscall(SYS_exit_group, 1);
    return 1;
}

// ---- in the spawner's thread ----

UNWATCHED static void
carry_out(struct chela__spawner *self, struct order *order)
{
    struct child child = {self, order, {(char *)"chela-worker", self->user, NULL}, 0};
    int          flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
    order->pidfd       = -1;
    order->pid =
        clone(run_child, self->stack + CHILD_STACK, flags | order->flags, &child, &order->pidfd);
    if (order->pid < 0) {
        order->failed = errno;
        return;
    }
    order->failed = child.failed;
    if (!order->failed)
        return;
    waitid(P_PIDFD, (id_t)order->pidfd, &(siginfo_t){0}, WEXITED);
    close(order->pidfd);
}

static void *
run_spawner(void *user)
{
    struct chela__spawner *self = user;
    pthread_mutex_lock(&self->lock);
    while (!self->is_closing) {
        if (!self->order || self->order->is_done) {
            pthread_cond_wait(&self->changed, &self->lock);
            continue;
        }
        struct order *order = self->order;
        pthread_mutex_unlock(&self->lock);
        carry_out(self, order);
        pthread_mutex_lock(&self->lock);
        order->is_done = true;
        pthread_cond_broadcast(&self->changed);
    }
    pthread_mutex_unlock(&self->lock);
    return NULL;
}

// No signal of the host's may be handled in the child while it shares the host's memory.
static int
start_thread(struct chela__spawner *self)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&self->thread, NULL, run_spawner, self);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

chela_status
chela__spawner_new(const char *worker, struct chela__spawner **ret_spawner, struct chela_error *err)
{
    struct chela__spawner *self = calloc(1, sizeof(*self));
    if (!self)
        return chela__error_memory(err);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->changed, NULL);
    snprintf(self->user, sizeof(self->user), "%d %u %u", (int)getpid(), (unsigned)geteuid(),
             (unsigned)getegid());
    self->worker_fd = open(worker, O_PATH | O_CLOEXEC);
    self->stack     = malloc(CHILD_STACK);
    int failed      = self->worker_fd < 0 ? errno : !self->stack ? ENOMEM : start_thread(self);
    if (failed) {
        if (self->worker_fd >= 0)
            close(self->worker_fd);
        free(self->stack);
        free(self);
        return chela__error_errno(err, failed, "%s cannot be started", worker);
    }
    *ret_spawner = self;
    return CHELA_OK;
}

void
chela__spawner_free(struct chela__spawner *spawner)
{
    if (!spawner)
        return;
    pthread_mutex_lock(&spawner->lock);
    spawner->is_closing = true;
    pthread_cond_broadcast(&spawner->changed);
    pthread_mutex_unlock(&spawner->lock);
    pthread_join(spawner->thread, NULL);
    close(spawner->worker_fd);
    free(spawner->stack);
    pthread_cond_destroy(&spawner->changed);
    pthread_mutex_destroy(&spawner->lock);
    free(spawner);
}

// ---- for the host ----

static void
order_and_wait(struct chela__spawner *self, struct order *order)
{
    pthread_mutex_lock(&self->lock);
    self->order = order;
    pthread_cond_broadcast(&self->changed);
    while (!order->is_done)
        pthread_cond_wait(&self->changed, &self->lock);
    self->order = NULL;
    pthread_mutex_unlock(&self->lock);
}

// A worker starts in what cannot be entered later; the others it takes by itself (namespaces.c).
// Root needs no user namespace to make them, and its workers become another user before they get
// one.
static int
start_process(struct chela__spawner *self, struct order *order, uint32_t *profile_flags)
{
    static const int ways[] = {CLONE_NEWPID, CLONE_NEWUSER | CLONE_NEWPID, 0};
    if ((*profile_flags & CHELA__PROFILE_FLOOR) && chela__landlock_version() == 0)
        *profile_flags |= CHELA__PROFILE_NAMESPACES; // they stand in for it
    size_t way = !(*profile_flags & CHELA__PROFILE_NAMESPACES) ? 2 : geteuid() != 0;
    for (;; way++) {
        order->flags   = ways[way];
        order->failed  = 0;
        order->is_done = false;
        order_and_wait(self, order);
        if (!order->flags || (order->failed != EPERM && order->failed != ENOSPC &&
                              order->failed != EINVAL && order->failed != EUSERS))
            break;
    }
    if (!order->flags)
        *profile_flags &= ~CHELA__PROFILE_NAMESPACES;
    if (order->flags & CLONE_NEWUSER)
        *profile_flags |= CHELA__PROFILE_USERNS;
    return order->failed;
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
    char  home[ENV_SIZE], zone[ENV_SIZE], lang[ENV_SIZE];
    char *texts[] = {home, zone, lang, (char *)"PATH=/usr/bin:/bin", (char *)"LC_ALL=C.UTF-8",
                     NULL};
    int   sockets[2];
    struct chela__profile actual = *profile;
    snprintf(home, sizeof(home), "HOME=%s", env->home);
    snprintf(zone, sizeof(zone), "TZ=%s", env->zone);
    snprintf(lang, sizeof(lang), "LANG=%s.UTF-8", env->lang);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
        return chela__error_errno(err, errno, "a worker cannot be started");
    struct order order  = {.socket  = sockets[1],
                           .so_fd   = so_fd,
                           .null_fd = open("/dev/null", O_RDWR | O_CLOEXEC),
                           .env     = texts};
    int          failed = order.null_fd < 0 ? errno : start_process(spawner, &order, &actual.flags);
    if (order.null_fd >= 0)
        close(order.null_fd);
    close(sockets[1]);
    if (failed || fcntl(sockets[0], F_SETFL, O_NONBLOCK) < 0) {
        close(sockets[0]);
        return chela__error_errno(err, failed ? failed : errno, "a worker cannot be started");
    }
    *ret_worker = (struct chela__worker){order.pid, order.pidfd, sockets[0]};
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
