// hand.h - messages between `chela serve` and the commands that hand over to it: length-framed JSON
// over a socket in the user's data folder, between processes of the same user only.
//
// A frame is its length in four bytes (little-endian, 1 to CHELA__HAND_MAX) and one JSON object.
// The first message of a client has "serve": the version; the other side's messages need none.
#ifndef CHELA_CLI_HAND_H
#define CHELA_CLI_HAND_H

#include <jansson.h>

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__HAND_VERSION 1
#define CHELA__HAND_MAX ((size_t)4 * 1024 * 1024)      // bytes of one message
#define CHELA__HAND_MAX_OUT ((size_t)16 * 1024 * 1024) // that nobody has read yet
#define CHELA__HAND_NAME "serve.sock"

struct chela__hand {
    int                  fd; // -1: closed
    struct chela__buffer in, out;
};
#define CHELA__HAND_INIT                                                                           \
    {                                                                                              \
        -1, CHELA__BUFFER_INIT, CHELA__BUFFER_INIT                                                 \
    }

// The next whole message of `in`, taken out of it. CHELA_PENDING: not there yet. CHELA_INVALID,
// CHELA_LIMIT: what follows cannot be read any more.
chela_status
chela__hand_next(struct chela__buffer *in, json_t **ret_message, struct chela_error *err);

// Adds a message to what is to be sent. Takes it, also on failure; NULL is out of memory.
chela_status
chela__hand_put_take(struct chela__hand *hand, json_t *message, struct chela_error *err);

// Sends what can be sent without waiting / reads what is there. CHELA_UNAVAILABLE: the other side
// has gone.
chela_status
chela__hand_flush(struct chela__hand *hand, struct chela_error *err);
chela_status
chela__hand_fill(struct chela__hand *hand, struct chela_error *err);

void
chela__hand_close(struct chela__hand *hand);

// Connects to the one that serves this data folder. CHELA_NOT_FOUND: none does. CHELA_UNTRUSTED: it
// is another user's.
chela_status
chela__hand_connect(const char *data, struct chela__hand *hand, struct chela_error *err);

// The listening socket, 0600. Replaces one that was left behind: the caller alone serves.
chela_status
chela__hand_listen(const char *data, int *ret_fd, struct chela_error *err);
// A client of the same user. CHELA_PENDING: nobody waits. CHELA_UNTRUSTED: another user.
chela_status
chela__hand_accept(int listener, struct chela__hand *hand, struct chela_error *err);

#endif
