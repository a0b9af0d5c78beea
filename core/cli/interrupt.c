// interrupt.c - see interrupt.h: a pipe that the handler writes to. Used by talk.c.
#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

// Signals belong to the process, so this does too.
static int ends[2] = {-1, -1};

static void
on_signal(int number)
{
    int saved = errno;
    (void)number;
    (void)!write(ends[1], "", 1);
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
    errno = saved;
}

// What was ignored before, as after nohup, stays ignored.
static void
watch(int number)
{
    struct sigaction old;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        (void)sigaction(number, &action, NULL);
}

int
chela__interrupt_fd(void)
{
    if (ends[0] >= 0 || pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
        return ends[0];
    watch(SIGINT);
    watch(SIGTERM);
    return ends[0];
}

enum chela__awaited
chela__interrupt_await_line(int timeout_ms)
{
    struct pollfd fds[] = {{STDIN_FILENO, POLLIN, 0}, {chela__interrupt_fd(), POLLIN, 0}};
    int           ready;
    while ((ready = poll(fds, 2, timeout_ms)) < 0)
        if (errno != EINTR)
            return CHELA__AWAITED_LINE;
    if (!ready)
        return CHELA__AWAITED_NOTHING;
    return fds[1].revents ? CHELA__AWAITED_STOP : CHELA__AWAITED_LINE;
}
