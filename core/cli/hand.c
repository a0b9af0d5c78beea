// hand.c - see hand.h.
#include "cli/hand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/json.h"

#define HEAD 4      // bytes of a frame's length
#define CHUNK 65536 // bytes read at once
#define BACKLOG 16  // clients that wait to be accepted

// ---- frames ----

static size_t
length_at(const char *data)
{
    const unsigned char *bytes = (const unsigned char *)data;
    return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
           (size_t)bytes[3] << 24;
}

static void
drop_front(struct chela__buffer *buffer, size_t len)
{
    memmove(buffer->data, buffer->data + len, buffer->len - len);
    buffer->len -= len;
    buffer->data[buffer->len] = '\0';
}

chela_status
chela__hand_next(struct chela__buffer *in, json_t **ret_message, struct chela_error *err)
{
    if (in->failed)
        return chela__error_memory(err);
    if (in->len < HEAD)
        return CHELA_PENDING;
    size_t len = length_at(in->data);
    if (!len || len > CHELA__HAND_MAX)
        return chela__error(err, CHELA_LIMIT, "a message of %zu bytes; 1 to %zu are read", len,
                            CHELA__HAND_MAX);
    if (in->len < HEAD + len)
        return CHELA_PENDING;
    json_t      *message = NULL;
    chela_status status  = chela__json_read(in->data + HEAD, len, NULL, &message, err);
    if (status >= 0 && !json_is_object(message)) {
        json_decref(message);
        status = chela__error(err, CHELA_INVALID, "a message must be an object");
    }
    if (status < 0)
        return status;
    drop_front(in, HEAD + len);
    *ret_message = message;
    return CHELA_OK;
}

chela_status
chela__hand_put_take(struct chela__hand *hand, json_t *message, struct chela_error *err)
{
    char *text = message ? chela__json_text(message) : NULL;
    json_decref(message);
    if (!text)
        return chela__error_memory(err);
    size_t              len     = strlen(text);
    const unsigned char head[4] = {(unsigned char)len, (unsigned char)(len >> 8),
                                   (unsigned char)(len >> 16), (unsigned char)(len >> 24)};
    if (len > CHELA__HAND_MAX || hand->out.len + len > CHELA__HAND_MAX_OUT) {
        free(text);
        return chela__error(err, CHELA_LIMIT, "a message of %zu bytes is too long", len);
    }
    chela__buffer_add(&hand->out, head, sizeof head);
    chela__buffer_add(&hand->out, text, len);
    free(text);
    return hand->out.failed ? chela__error_memory(err) : CHELA_OK;
}

// ---- the socket ----

static chela_status
gone(struct chela_error *err)
{
    return chela__error(err, CHELA_UNAVAILABLE, "the other side has gone");
}

chela_status
chela__hand_flush(struct chela__hand *hand, struct chela_error *err)
{
    while (hand->out.len) {
        ssize_t sent = send(hand->fd, hand->out.data, hand->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return CHELA_OK;
        if (sent <= 0)
            return gone(err);
        drop_front(&hand->out, (size_t)sent);
    }
    return CHELA_OK;
}

chela_status
chela__hand_fill(struct chela__hand *hand, struct chela_error *err)
{
    char chunk[CHUNK];
    while (hand->in.len < CHELA__HAND_MAX + HEAD) {
        ssize_t got = recv(hand->fd, chunk, sizeof chunk, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return CHELA_OK;
        if (got <= 0)
            return gone(err);
        chela__buffer_add(&hand->in, chunk, (size_t)got);
        if (hand->in.failed)
            return chela__error_memory(err);
    }
    return CHELA_OK;
}

void
chela__hand_close(struct chela__hand *hand)
{
    if (hand->fd >= 0)
        close(hand->fd);
    hand->fd = -1;
    chela__buffer_done(&hand->in);
    chela__buffer_done(&hand->out);
}

// ---- finding each other ----

// Through /proc, so that the folder's path may be longer than an address holds.
static chela_status
address_of(int folder, struct sockaddr_un *ret_address, struct chela_error *err)
{
    memset(ret_address, 0, sizeof *ret_address);
    ret_address->sun_family = AF_UNIX;
    int len = snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "/proc/self/fd/%d/%s",
                       folder, CHELA__HAND_NAME);
    return len > 0 && (size_t)len < sizeof ret_address->sun_path
               ? CHELA_OK
               : chela__error(err, CHELA_LIMIT, "the socket's path is too long");
}

static bool
is_same_user(int fd)
{
    struct ucred peer;
    socklen_t    len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid();
}

static chela_status
connect_in(int folder, int fd, struct chela_error *err)
{
    struct sockaddr_un address;
    chela_status       status = address_of(folder, &address, err);
    if (status < 0)
        return status;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) < 0)
        return chela__error(err, CHELA_NOT_FOUND, "chela serve does not run");
    return is_same_user(fd)
               ? CHELA_OK
               : chela__error(err, CHELA_UNTRUSTED, "the socket of chela serve is another user's");
}

chela_status
chela__hand_connect(const char *data, struct chela__hand *hand, struct chela_error *err)
{
    int folder = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return chela__error(err, CHELA_NOT_FOUND, "chela serve does not run");
    int          fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    chela_status status =
        fd < 0 ? chela__error_errno(err, errno, "socket") : connect_in(folder, fd, err);
    close(folder);
    if (status < 0 && fd >= 0)
        close(fd);
    if (status >= 0)
        hand->fd = fd;
    return status;
}

static chela_status
listen_in(int folder, int fd, struct chela_error *err)
{
    struct sockaddr_un address;
    chela_status       status = address_of(folder, &address, err);
    if (status < 0)
        return status;
    (void)unlinkat(folder, CHELA__HAND_NAME, 0);
    mode_t before = umask(0177);
    int    bound  = bind(fd, (const struct sockaddr *)&address, sizeof address);
    (void)umask(before);
    if (bound < 0 || listen(fd, BACKLOG) < 0)
        return chela__error_errno(err, errno, "%s", CHELA__HAND_NAME);
    return CHELA_OK;
}

chela_status
chela__hand_listen(const char *data, int *ret_fd, struct chela_error *err)
{
    int folder = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return chela__error_errno(err, errno, "%s", data);
    int          fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    chela_status status =
        fd < 0 ? chela__error_errno(err, errno, "socket") : listen_in(folder, fd, err);
    close(folder);
    if (status < 0 && fd >= 0)
        close(fd);
    if (status >= 0)
        *ret_fd = fd;
    return status;
}

chela_status
chela__hand_accept(int listener, struct chela__hand *hand, struct chela_error *err)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return CHELA_PENDING;
    if (!is_same_user(fd)) {
        close(fd);
        return chela__error(err, CHELA_UNTRUSTED, "a client of another user was turned away");
    }
    hand->fd = fd;
    return CHELA_OK;
}
