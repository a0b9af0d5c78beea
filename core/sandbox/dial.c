// dial.c - tries addresses one after the other; called by broker.c with those that were checked.
#include "sandbox/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define ONE_MS 3000 // for an address when another one is left

struct chela__dial {
    struct chela__loop     *loop;
    struct chela__addresses addresses;
    uint16_t                port;
    size_t                  next; // to try
    int64_t                 end_ms;
    int                     fd; // being connected; -1: none
    int                     error;
    struct chela__source   *on_ready, *on_time;
    chela__dialled          done;
    void                   *user;
};

static void
drop_attempt(struct chela__dial *dial)
{
    chela__loop_remove(dial->on_ready);
    chela__loop_remove(dial->on_time);
    dial->on_ready = dial->on_time = NULL;
    if (dial->fd >= 0)
        close(dial->fd);
    dial->fd = -1;
}

void
chela__dial_cancel(struct chela__dial *dial)
{
    if (!dial)
        return;
    drop_attempt(dial);
    free(dial);
}

static void
finish(struct chela__dial *dial, int fd)
{
    chela__dialled        done    = dial->done;
    void                 *user    = dial->user;
    int                   error   = dial->error;
    struct chela__address address = dial->addresses.list[dial->next - 1];
    chela__dial_cancel(dial);
    done(user, fd, &address, error);
}

// What ordinary programs would set on a socket of their own; the plugin's library set it on
// another.
static void
finish_connected(struct chela__dial *dial)
{
    const int on = 1;
    int       fd = dial->fd;
    dial->fd     = -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    finish(dial, fd);
}

static void
try_next(struct chela__dial *dial);

static void
on_ready(void *user, uint32_t events)
{
    struct chela__dial *dial = user;
    socklen_t           size = sizeof(dial->error);
    (void)events;
    if (getsockopt(dial->fd, SOL_SOCKET, SO_ERROR, &dial->error, &size) < 0)
        dial->error = errno;
    if (dial->error == 0)
        finish_connected(dial);
    else
        try_next(dial);
}

static void
on_time(void *user)
{
    struct chela__dial *dial = user;
    dial->on_time            = NULL;
    dial->error              = ETIMEDOUT;
    try_next(dial);
}

// 0: under way, or an errno value.
static int
start_attempt(struct chela__dial *dial)
{
    const struct chela__address *address = &dial->addresses.list[dial->next++];
    bool                         is_last = dial->next == dial->addresses.count;
    int64_t                      left    = dial->end_ms - chela__monotonic_ms();
    struct sockaddr_storage      to;
    socklen_t                    size = chela__address_to_socket(address, dial->port, &to);
    if (left <= 0)
        return ETIMEDOUT;
    dial->fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (dial->fd < 0)
        return errno;
    if (connect(dial->fd, (struct sockaddr *)&to, size) < 0 && errno != EINPROGRESS)
        return errno;
    if (chela__loop_add_fd(dial->loop, dial->fd, EPOLLOUT, on_ready, dial, &dial->on_ready, NULL) <
            0 ||
        chela__loop_add_timer(dial->loop, is_last || left < ONE_MS ? left : ONE_MS, on_time, dial,
                              &dial->on_time, NULL) < 0)
        return ENOMEM;
    return 0;
}

static void
try_next(struct chela__dial *dial)
{
    while (drop_attempt(dial), dial->next < dial->addresses.count) {
        dial->error = start_attempt(dial);
        if (dial->error == 0)
            return;
    }
    finish(dial, -1);
}

static void
start(void *user)
{
    struct chela__dial *dial = user;
    dial->on_time            = NULL;
    try_next(dial);
}

chela_status
chela__dial_start(struct chela__loop *loop, const struct chela__addresses *addresses, uint16_t port,
                  int64_t timeout_ms, chela__dialled done, void *user,
                  struct chela__dial **ret_dial, struct chela_error *err)
{
    struct chela__dial *dial = calloc(1, sizeof(*dial));
    if (!dial)
        return chela__error_memory(err);
    *dial               = (struct chela__dial){.loop      = loop,
                                               .addresses = *addresses,
                                               .port      = port,
                                               .end_ms    = chela__monotonic_ms() + timeout_ms,
                                               .fd        = -1,
                                               .done      = done,
                                               .user      = user};
    chela_status status = chela__loop_add_timer(loop, 0, start, dial, &dial->on_time, err);
    if (status < 0) {
        free(dial);
        return status;
    }
    *ret_dial = dial;
    return CHELA_OK;
}
