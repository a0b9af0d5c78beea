// forward.c - listeners on the loopback device, and bytes between what connects there and the
// connections that the host hands over; part of chela-program.
#include "sandbox/forward.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/enforce.h"
#include "sandbox/list.h"
#include "sandbox/program.h"

#define BUFFER_SIZE 16384
#define BACKLOG 8

// One direction.
struct flow {
    char   data[BUFFER_SIZE];
    size_t from, len;
    bool   is_closed; // nothing more comes
    bool   is_told;   // and the other end knows
};

struct pair {
    int         ends[2];  // the program's, the host's; -1: not there yet, or free
    uint32_t    seq;      // of the CONNECT that is not answered; 0: none
    struct flow flows[2]; // from ends[i] to the other
};

struct target {
    int  listener;
    char host[256];
    int  port;
};

struct chela__forward {
    int           socket;
    uint32_t      last_seq;
    struct target targets[CHELA__FORWARD_TARGETS];
    size_t        target_count;
    struct pair   pairs[CHELA__FORWARD_PAIRS];
    // What fill() has laid out: for each entry its target or its pair.
    struct {
        struct target *target;
        struct pair   *pair;
    } places[CHELA__FORWARD_FDS];
};

// ---- setting up ----

// An address that is not of the loopback network becomes one of the loopback device.
static void
add_address(struct in_addr address, size_t index)
{
    struct ifreq        request = {0};
    struct sockaddr_in *in      = (struct sockaddr_in *)&request.ifr_addr;
    int                 fd      = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    snprintf(request.ifr_name, sizeof(request.ifr_name), "lo:%u", (unsigned)(index & 0xFF));
    in->sin_family = AF_INET;
    in->sin_addr   = address;
    ioctl(fd, SIOCSIFADDR, &request);
    close(fd);
}

static int
listen_at(const char *address, int port, size_t index)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int                on = 1;
    if (inet_pton(AF_INET, address, &at.sin_addr) != 1)
        return -1;
    if ((ntohl(at.sin_addr.s_addr) >> 24) != 127)
        add_address(at.sin_addr, index);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
                    bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, BACKLOG) < 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

chela_status
chela__forward_new(char *list, int socket, struct chela__forward **ret_forward)
{
    const char            *names[CHELA__FORWARD_TARGETS + 1];
    char                   address[CHELA__INSIDE_SIZE];
    size_t                 count;
    struct chela__forward *self = calloc(1, sizeof(*self));
    if (!self || chela__list_split(list, names, CHELA__FORWARD_TARGETS, &count) < 0) {
        free(self);
        return CHELA_INVALID;
    }
    self->socket = socket;
    for (size_t i = 0; i < CHELA__FORWARD_PAIRS; i++)
        self->pairs[i].ends[0] = self->pairs[i].ends[1] = -1;
    for (size_t i = 0; i < count; i++) {
        struct target *target = &self->targets[self->target_count];
        if (chela__inside_address(names, i, address, target->host, &target->port) < 0)
            continue;
        target->listener = listen_at(address, target->port, i);
        self->target_count += target->listener >= 0;
    }
    *ret_forward = self;
    return CHELA_OK;
}

// ---- pairs ----

static void
drop(struct pair *pair)
{
    for (int i = 0; i < 2; i++)
        if (pair->ends[i] >= 0)
            close(pair->ends[i]);
    memset(pair, 0, sizeof(*pair));
    pair->ends[0] = pair->ends[1] = -1;
}

static void
accept_one(struct chela__forward *self, const struct target *target)
{
    size_t i = 0;
    while (i < CHELA__FORWARD_PAIRS && self->pairs[i].ends[0] >= 0)
        i++;
    int fd = accept4(target->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    if (i == CHELA__FORWARD_PAIRS) {
        close(fd);
        return;
    }
    self->pairs[i].ends[0]          = fd;
    self->pairs[i].seq              = ++self->last_seq;
    const struct chela__frame frame = {
        .type   = CHELA__WIRE_CONNECT,
        .seq    = self->pairs[i].seq,
        .fields = {{.t = target->host, .len = strlen(target->host)}, {.i = target->port}}};
    if (chela__frame_send(self->socket, &frame, NULL) < 0)
        drop(&self->pairs[i]);
}

// Closes what was refused with a reset: the program sees that it is no end of data.
static void
refuse(struct pair *pair)
{
    const struct linger at_once = {1, 0};
    setsockopt(pair->ends[0], SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    drop(pair);
}

static void
take_answer(struct chela__forward *self, struct chela__frame *frame)
{
    size_t i = 0;
    while (i < CHELA__FORWARD_PAIRS &&
           (self->pairs[i].seq == 0 || self->pairs[i].seq != frame->seq))
        i++;
    if (i == CHELA__FORWARD_PAIRS)
        return;
    struct pair *pair = &self->pairs[i];
    pair->seq         = 0;
    if (frame->fields[0].i != CHELA_OK || frame->file_count != 1) {
        refuse(pair);
        return;
    }
    pair->ends[1]   = frame->files[0];
    frame->files[0] = -1;
    fcntl(pair->ends[1], F_SETFL, O_NONBLOCK);
}

void
chela__forward_receive(struct chela__forward *self)
{
    struct chela__frame frame;
    chela_status        status;
    while ((status = chela__frame_receive(self->socket, false, CHELA__FROM_HOST, &frame, NULL)) ==
           CHELA_OK) {
        if (frame.type == CHELA__WIRE_ANSWER)
            take_answer(self, &frame);
        chela__frame_done(&frame);
    }
    if (status != CHELA_BUSY)
        _exit(CHELA__EXIT_PARENT);
}

// ---- bytes ----

static void
pull(struct flow *flow, int from)
{
    ssize_t got = flow->len || flow->is_closed ? -1 : read(from, flow->data, sizeof(flow->data));
    if (got > 0) {
        flow->from = 0;
        flow->len  = (size_t)got;
    } else if (got == 0 || (!flow->len && errno != EAGAIN && errno != EINTR)) {
        flow->is_closed = true;
    }
}

static void
push(struct flow *flow, int to)
{
    ssize_t put = flow->len ? write(to, flow->data + flow->from, flow->len) : 0;
    if (put > 0) {
        flow->from += (size_t)put;
        flow->len -= (size_t)put;
    } else if (put < 0 && errno != EAGAIN && errno != EINTR) {
        flow->len       = 0;
        flow->is_closed = true;
    }
    if (flow->is_closed && !flow->len && !flow->is_told) {
        shutdown(to, SHUT_WR);
        flow->is_told = true;
    }
}

static void
move_bytes(struct pair *pair)
{
    for (int i = 0; i < 2; i++) {
        pull(&pair->flows[i], pair->ends[i]);
        push(&pair->flows[i], pair->ends[1 - i]);
    }
    if (pair->flows[0].is_told && pair->flows[1].is_told)
        drop(pair);
}

// ---- waiting ----

size_t
chela__forward_fill(struct chela__forward *self, struct pollfd *fds)
{
    size_t count = 0;
    for (size_t i = 0; i < self->target_count; i++) {
        self->places[count].target = &self->targets[i];
        fds[count++]               = (struct pollfd){self->targets[i].listener, POLLIN, 0};
    }
    for (size_t i = 0; i < CHELA__FORWARD_PAIRS; i++) {
        struct pair *pair = &self->pairs[i];
        for (int end = 0; end < 2 && pair->ends[1] >= 0; end++) {
            const struct flow *out = &pair->flows[end], *in = &pair->flows[1 - end];
            short              events =
                (short)((!out->len && !out->is_closed ? POLLIN : 0) | (in->len ? POLLOUT : 0));
            if (!events)
                continue;
            self->places[count].target = NULL;
            self->places[count].pair   = pair;
            fds[count++]               = (struct pollfd){pair->ends[end], events, 0};
        }
    }
    return count;
}

void
chela__forward_serve(struct chela__forward *self, const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!fds[i].revents)
            continue;
        if (self->places[i].target)
            accept_one(self, self->places[i].target);
        else if (self->places[i].pair->ends[1] >= 0)
            move_bytes(self->places[i].pair);
    }
}
