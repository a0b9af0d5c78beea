// relay.c - carries the bytes and descriptors of one bus connection; made by bus.c.
//
// Each direction holds what it has read until the other side has taken it, and reads no further
// meanwhile: a side that does not read holds up its own connection and nothing else.
#include "sandbox/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK ((size_t)16 * 1024)
#define FILES 16 // of one message, as D-Bus has it

// From one side to the other.
struct direction {
    char   data[CHUNK];
    size_t at, end; // what is still to be sent
    int    files[FILES];
    size_t file_count;
};

enum { LIBRARY, BUS };

struct chela__relay {
    struct chela__loop    *loop;
    int                    fds[2];
    struct chela__source  *sources[2];
    struct direction       from[2]; // by the side that it was read from
    struct chela__bus_auth auth;
    void (*gone)(void *user);
    void *user;
};

union control {
    struct cmsghdr align;
    char           bytes[CMSG_SPACE(sizeof(int) * FILES)];
};

static void
close_files(struct direction *direction)
{
    for (size_t i = 0; i < direction->file_count; i++)
        close(direction->files[i]);
    direction->file_count = 0;
}

static void
close_all(struct chela__relay *relay)
{
    for (int side = LIBRARY; side <= BUS; side++) {
        chela__loop_remove(relay->sources[side]);
        relay->sources[side] = NULL;
        if (relay->fds[side] >= 0)
            close(relay->fds[side]);
        relay->fds[side] = -1;
        close_files(&relay->from[side]);
    }
}

void
chela__relay_free(struct chela__relay *relay)
{
    if (!relay)
        return;
    close_all(relay);
    free(relay);
}

static void
take_files(struct msghdr *message, struct direction *direction)
{
    for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
        if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count && direction->file_count < FILES; i++)
            memcpy(&direction->files[direction->file_count++], CMSG_DATA(each) + i * sizeof(int),
                   sizeof(int));
    }
}

// False: the side has ended, or sends what cannot be carried.
static bool
fill(struct direction *direction, int fd)
{
    union control control;
    struct iovec  data    = {direction->data, sizeof(direction->data)};
    struct msghdr message = {.msg_iov        = &data,
                             .msg_iovlen     = 1,
                             .msg_control    = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    ssize_t       got     = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    take_files(&message, direction);
    direction->at  = 0;
    direction->end = (size_t)got;
    return got > 0 && !(message.msg_flags & MSG_CTRUNC);
}

// The descriptors go with the first byte that is taken.
static bool
drain(struct direction *direction, int fd)
{
    union control control = {0};
    size_t        bytes   = sizeof(int) * direction->file_count;
    struct iovec  data    = {direction->data + direction->at, direction->end - direction->at};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (direction->file_count > 0) {
        message.msg_control    = control.bytes;
        message.msg_controllen = CMSG_SPACE(bytes);
        struct cmsghdr *first  = CMSG_FIRSTHDR(&message);
        *first                 = (struct cmsghdr){CMSG_LEN(bytes), SOL_SOCKET, SCM_RIGHTS};
        memcpy(CMSG_DATA(first), direction->files, bytes);
    }
    ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    close_files(direction);
    direction->at += (size_t)sent;
    return true;
}

// The library's first lines are answered here. The answers are short, and it has sent nothing that
// it has not read an answer to, but for what it sent at once: they fit into its socket.
static bool
welcome(struct chela__relay *relay)
{
    struct direction    *direction = &relay->from[LIBRARY];
    struct chela__buffer out       = CHELA__BUFFER_INIT;
    size_t               used      = 0;
    bool is_well = chela__bus_welcome_feed(&relay->auth, direction->data + direction->at,
                                           direction->end - direction->at, &out, &used) == CHELA_OK;
    if (is_well && out.len > 0)
        is_well = send(relay->fds[LIBRARY], out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
                  (ssize_t)out.len;
    chela__buffer_done(&out);
    direction->at += used;
    close_files(direction); // none belong to a line
    return is_well;
}

static bool
carry(struct chela__relay *relay, int side)
{
    struct direction *direction = &relay->from[side];
    if (direction->at == direction->end && !fill(direction, relay->fds[side]))
        return false;
    if (side == LIBRARY && !relay->auth.is_done && direction->at < direction->end &&
        !welcome(relay))
        return false;
    return direction->at == direction->end || drain(direction, relay->fds[!side]);
}

// A side is read when what it sent before is gone, written when the other one waits for it.
static void
set_events(struct chela__relay *relay)
{
    for (int side = LIBRARY; side <= BUS; side++) {
        bool is_read    = relay->from[side].at == relay->from[side].end;
        bool is_written = relay->from[!side].at < relay->from[!side].end;
        chela__loop_set_events(relay->sources[side],
                               (is_read ? EPOLLIN : 0) | (is_written ? EPOLLOUT : 0));
    }
}

static void
on_side(struct chela__relay *relay, int side, uint32_t events)
{
    bool goes_on = true;
    if (events & EPOLLOUT)
        goes_on = drain(&relay->from[!side], relay->fds[side]);
    if (goes_on && (events & EPOLLIN))
        goes_on = carry(relay, side);
    if (goes_on && !(events & (EPOLLHUP | EPOLLERR) && !(events & EPOLLIN))) {
        set_events(relay);
        return;
    }
    close_all(relay);
    relay->gone(relay->user);
}

static void
on_library(void *user, uint32_t events)
{
    on_side(user, LIBRARY, events);
}

static void
on_bus(void *user, uint32_t events)
{
    on_side(user, BUS, events);
}

chela_status
chela__relay_new(struct chela__loop *loop, int bus_fd, const char guid[CHELA__BUS_GUID],
                 void (*gone)(void *user), void *user, struct chela__relay **ret_relay, int *ret_fd,
                 struct chela_error *err)
{
    int                  pair[2];
    struct chela__relay *relay = calloc(1, sizeof(*relay));
    if (!relay || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        free(relay);
        close(bus_fd);
        return chela__error_memory(err);
    }
    *relay =
        (struct chela__relay){.loop = loop, .fds = {pair[0], bus_fd}, .gone = gone, .user = user};
    memcpy(relay->auth.guid, guid, CHELA__BUS_GUID);
    chela_status status = chela__loop_add_fd(loop, pair[0], EPOLLIN, on_library, relay,
                                             &relay->sources[LIBRARY], err);
    if (status == CHELA_OK)
        status =
            chela__loop_add_fd(loop, bus_fd, EPOLLIN, on_bus, relay, &relay->sources[BUS], err);
    if (status < 0) {
        chela__relay_free(relay);
        close(pair[1]);
        return status;
    }
    *ret_relay = relay;
    *ret_fd    = pair[1];
    return CHELA_OK;
}
