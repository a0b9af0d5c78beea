// launch.c - the host's thread that starts processes; called by spawn.c and program.c.
//
// The kernel ties PDEATHSIG to the thread that forked, so that thread must live as long as the
// host. The child shares the host's memory until it has executed its program: it makes raw calls
// only.
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/launch.h"

#define CHILD_STACK ((size_t)64 * 1024)

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

// TSan takes the child, which shares the memory, for a fork and forgets which lock came before.
#define UNWATCHED __attribute__((no_sanitize("thread")))

// One start, from asking to the answer.
struct order {
    const struct chela__launch *launch;
    pid_t                       pid;
    int                         pidfd;
    int                         failed; // errno; the child tells it through the shared memory
    bool                        is_done;
};

struct chela__spawner {
    pthread_mutex_t lock; // guards `order` and `is_closing`
    pthread_cond_t  changed;
    pthread_t       thread;
    struct order   *order; // NULL: nothing to do
    bool            is_closing;
    int             worker_fd;
    char           *worker; // path
    char           *stack;
};

// ---- in the child ----

// Descriptors first move above the ones they become, so that none is overwritten too early. The
// program itself comes last and is closed by its exec.
UNWATCHED static int
place_descriptors(const struct chela__launch *launch)
{
    int high[CHELA__LAUNCH_FILES + 1];
    int last = (int)launch->file_count;
    for (int i = 0; i <= last; i++) {
        int from = i == last ? launch->exe : launch->files[i];
        high[i]  = (int)syscall(SYS_fcntl, from, F_DUPFD_CLOEXEC, CHELA__LAUNCH_FILES + 1);
        if (high[i] < 0)
            return errno;
    }
    for (int i = 0; i <= last; i++)
        if (syscall(SYS_dup3, high[i], i, i == last ? O_CLOEXEC : 0) < 0)
            return errno;
    return syscall(SYS_close_range, last + 1, ~0U, 0) < 0 ? errno : 0;
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
become(uid_t uid)
{
    return syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, uid, uid, uid) < 0 ||
                   syscall(SYS_setresuid, uid, uid, uid) < 0
               ? errno
               : 0;
}

UNWATCHED static int
run_child(void *user)
{
    struct order               *order  = user;
    const struct chela__launch *launch = order->launch;
    syscall(SYS_setsid); // a terminal's Ctrl-C is for the host alone, which cancels
    if (launch->namespaces)
        syscall(SYS_unshare, CLONE_NEWTIME); // entered by exec
    if (launch->namespaces & CLONE_NEWUSER)
        keep_privileges();
    order->failed = place_descriptors(launch);
    if (!order->failed && launch->uid >= 0)
        order->failed = become((uid_t)launch->uid);
    if (!order->failed) {
        syscall(SYS_execveat, (int)launch->file_count, "", launch->argv, launch->env,
                AT_EMPTY_PATH);
        order->failed = errno;
    }
    syscall(SYS_exit_group, 1);
    return 1;
}

// ---- in the spawner's thread ----

UNWATCHED static void
carry_out(struct chela__spawner *self, struct order *order)
{
    int flags    = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | order->launch->namespaces;
    order->pidfd = -1;
    order->pid   = clone(run_child, self->stack + CHILD_STACK, flags, order, &order->pidfd);
    if (order->pid < 0) {
        order->failed = errno;
        return;
    }
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
    self->worker_fd = open(worker, O_PATH | O_CLOEXEC);
    int failed      = self->worker_fd < 0 ? errno : 0;
    self->worker    = strdup(worker);
    self->stack     = malloc(CHILD_STACK);
    if (!failed)
        failed = self->stack && self->worker ? start_thread(self) : ENOMEM;
    if (failed) {
        if (self->worker_fd >= 0)
            close(self->worker_fd);
        free(self->worker);
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
    free(spawner->worker);
    free(spawner->stack);
    pthread_cond_destroy(&spawner->changed);
    pthread_mutex_destroy(&spawner->lock);
    free(spawner);
}

int
chela__spawner_worker(const struct chela__spawner *spawner)
{
    return spawner->worker_fd;
}

const char *
chela__spawner_path(const struct chela__spawner *spawner)
{
    return spawner->worker;
}

int
chela__launch(struct chela__spawner *self, const struct chela__launch *launch, pid_t *ret_pid,
              int *ret_pidfd)
{
    struct order order = {.launch = launch};
    pthread_mutex_lock(&self->lock);
    self->order = &order;
    pthread_cond_broadcast(&self->changed);
    while (!order.is_done)
        pthread_cond_wait(&self->changed, &self->lock);
    self->order = NULL;
    pthread_mutex_unlock(&self->lock);
    if (!order.failed) {
        *ret_pid   = order.pid;
        *ret_pidfd = order.pidfd;
    }
    return order.failed;
}
