// program_main.c - the program chela-program: the first process inside bubblewrap's sandbox.
//
// Told over its socket what to run (program.c), it starts that with the last layers around it,
// answers its connections (forward.c), buries what it leaves behind, and ends with it: the kernel
// then ends everything that is still inside.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/enforce.h"
#include "sandbox/forward.h"
#include "sandbox/list.h"
#include "sandbox/program.h"

#define TEXTS_MAX 4096
#define WATCH_MS 100 // between two looks at how many processes there are
#define HIGH_FD 64   // above all that a program is given

// What Landlock allows beside the declared paths; little else is there.
static const char inside_paths[] =
    "x /usr\nx /bin\nx /sbin\nx /lib\nx /lib64\nx /lib32\nr /etc\nr /proc\n"
    "w /dev\nw /tmp\n";

// What to run.
struct order {
    struct chela__profile profile;
    struct chela__frame   profile_frame, frame;
    const char           *path, *folder;
    const char           *arguments[TEXTS_MAX + 2]; // the first is the program's name
    const char           *environment[TEXTS_MAX + 1];
    char                 *targets;
    int                   standard;
};

static void
say_ready(chela_status status, const char *why)
{
    const struct chela__frame frame = {.type   = CHELA__WIRE_READY,
                                       .fields = {{.i = status}, {.t = why, .len = strlen(why)}}};
    chela__frame_send(CHELA__PROGRAM_SOCKET, &frame, NULL);
}

static void
give_up(const char *why)
{
    say_ready(CHELA_UNAVAILABLE, why);
    _exit(CHELA__EXIT_PROTOCOL);
}

static void
read_order(struct order *order)
{
    size_t count;
    if (chela__frame_receive(CHELA__PROGRAM_SOCKET, true, CHELA__FROM_HOST, &order->profile_frame,
                             NULL) < 0 ||
        order->profile_frame.type != CHELA__WIRE_PROFILE ||
        chela__frame_receive(CHELA__PROGRAM_SOCKET, true, CHELA__FROM_HOST, &order->frame, NULL) <
            0 ||
        order->frame.type != CHELA__WIRE_PROGRAM)
        _exit(CHELA__EXIT_PROTOCOL);
    const struct chela__wire_field *fields = order->frame.fields;
    chela__profile_from_frame(&order->profile_frame, &order->profile);
    order->path         = fields[0].t;
    order->arguments[0] = order->path;
    if (chela__list_split((char *)fields[1].t, order->arguments + 1, TEXTS_MAX, &count) < 0 ||
        chela__list_split((char *)fields[2].t, order->environment, TEXTS_MAX, &count) < 0)
        give_up("too many arguments");
    order->folder   = fields[3].len ? fields[3].t : CHELA__PROGRAM_HOME;
    order->targets  = (char *)fields[4].t;
    order->standard = (int)fields[5].i;
}

// ---- the program itself ----

// Those given become 0, 1, 2 as their bits say, and 3, 4 ...; all others are closed.
static int
place_descriptors(struct order *order, int *report)
{
    int    high[CHELA__PROGRAM_FILES + 3];
    size_t next = 0, count = 0;
    int    null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++)
        high[count++] = order->standard & (1 << i) && next < order->frame.file_count
                            ? order->frame.files[next++]
                            : null;
    while (next < order->frame.file_count)
        high[count++] = order->frame.files[next++];
    *report = fcntl(*report, F_DUPFD_CLOEXEC, HIGH_FD);
    for (size_t i = 0; i < count; i++)
        high[i] = fcntl(high[i], F_DUPFD_CLOEXEC, HIGH_FD);
    for (size_t i = 0; i < count; i++)
        if (high[i] < 0 || dup2(high[i], (int)i) < 0)
            return errno;
    return close_range((unsigned)count, HIGH_FD - 1, 0) < 0 ||
                   close_range(HIGH_FD, ~0U, CLOSE_RANGE_CLOEXEC) < 0
               ? errno
               : 0;
}

static int
restrict_files(const struct chela__profile *profile)
{
    struct chela__profile all   = *profile;
    struct chela__buffer  paths = CHELA__BUFFER_INIT;
    chela__buffer_text(&paths, inside_paths);
    chela__buffer_text(&paths, profile->paths);
    all.paths  = chela__buffer_take(&paths, NULL);
    int failed = all.paths ? chela__landlock_enforce(&all) : ENOMEM;
    free(all.paths);
    return failed == ENOSYS || failed == EOPNOTSUPP ? 0 : failed; // then the mounts alone decide
}

static int
close_sandbox(const struct chela__profile *profile)
{
    int failed = chela__bounding_drop();
    if (!failed)
        failed = chela__capabilities_drop();
    if (!failed && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        failed = errno;
    if (!failed)
        failed = chela__limits_enforce(profile);
    return failed ? failed : restrict_files(profile);
}

static void
run_program(struct order *order, int report)
{
    sigset_t none;
    int      failed = place_descriptors(order, &report);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!failed && chdir(order->folder) < 0)
        failed = errno;
    if (!failed)
        failed = close_sandbox(&order->profile);
    if (!failed) {
        execve(order->path, (char *const *)order->arguments, (char *const *)order->environment);
        failed = errno;
    }
    (void)!write(report, &failed, sizeof(failed));
    _exit(127);
}

static pid_t
start_program(struct order *order)
{
    int   report[2], failed = 0;
    char  why[128];
    pid_t pid = pipe2(report, O_CLOEXEC) < 0 ? -1 : fork();
    if (pid == 0)
        run_program(order, report[1]);
    if (pid < 0)
        give_up("no process for it");
    close(report[1]);
    ssize_t got = read(report[0], &failed, sizeof(failed));
    close(report[0]);
    for (size_t i = 0; i < order->frame.file_count; i++)
        close(order->frame.files[i]);
    order->frame.file_count = 0;
    if (got == (ssize_t)sizeof(failed)) {
        snprintf(why, sizeof(why), "%.80s cannot be run: %s", order->path, strerror(failed));
        give_up(why);
    }
    say_ready(CHELA_OK, "");
    return pid;
}

// ---- around it ----

// Buries whoever ended; the program's own end is everyone's.
static void
bury(pid_t program)
{
    int   status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        if (pid == program)
            _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// RLIMIT_NPROC does not bind the processes of root, so they are counted too.
static void
watch_count(int64_t max)
{
    int64_t        count  = 0;
    DIR           *folder = opendir("/proc");
    struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        count += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
    if (folder)
        closedir(folder);
    if (count > max + 1)
        _exit(128 + SIGKILL);
}

static int
watch_children(void)
{
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
main(void)
{
    static struct order     order;
    struct signalfd_siginfo info;
    struct pollfd           fds[2 + CHELA__FORWARD_FDS];
    struct chela__forward  *forward = NULL;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    fcntl(CHELA__PROGRAM_SOCKET, F_SETFD, FD_CLOEXEC);
    read_order(&order);
    int children = watch_children();
    if (children < 0 || chela__forward_new(order.targets, CHELA__PROGRAM_SOCKET, &forward) < 0)
        give_up("its connections cannot be prepared");
    pid_t program = start_program(&order);
    fds[0]        = (struct pollfd){CHELA__PROGRAM_SOCKET, POLLIN, 0};
    fds[1]        = (struct pollfd){children, POLLIN, 0};
    for (;;) {
        size_t count = chela__forward_fill(forward, fds + 2);
        poll(fds, 2 + count, WATCH_MS);
        while (read(children, &info, sizeof(info)) > 0)
            ;
        bury(program);
        if (fds[0].revents)
            chela__forward_receive(forward); // ends when the host is gone
        chela__forward_serve(forward, fds + 2, count);
        watch_count(order.profile.threads);
    }
}
