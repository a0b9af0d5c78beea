// wire.h - the messages between host and worker: a fixed header and a flat list of fields.
//
// Frames travel over a SEQPACKET socket. The table below is the whole protocol: who may send what,
// with which fields and how many descriptors. There is no nesting and no recursion. A body of more
// than CHELA__WIRE_INLINE bytes lies in a sealed memfd, the frame's first descriptor. What is
// received is copied before anything looks at it.
#ifndef CHELA_SANDBOX_WIRE_H
#define CHELA_SANDBOX_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CHELA__WIRE_MAGIC 0x414C4843u // "CHLA"
#define CHELA__WIRE_VERSION 1
#define CHELA__WIRE_HEADER 32
#define CHELA__WIRE_INLINE ((size_t)64 * 1024)
#define CHELA__WIRE_BODY                                                                           \
    ((size_t)17 * 1024 * 1024) // of any frame: the largest JSON and its company
#define CHELA__WIRE_FIELDS 8
#define CHELA__WIRE_FILES 16
#define CHELA__WIRE_LINE ((size_t)4096)            // of a text that is shown or logged
#define CHELA__WIRE_RECORD (CHELA__WIRE_LINE - 16) // of a log line: what is longer is cut
#define CHELA__WIRE_ONE_ITEM ((size_t)1024 * 1024)

// clang-format off
// Fields: i int64 · d double · t text (u32 length, bytes, NUL). `max` bounds the body.
//            name       from    fields      files               max                     what the fields are
#define CHELA__WIRE_TYPES(X)                                                                                        \
    X(         PROFILE,  HOST,   "tiiiiiii", 0,                  CHELA__WIRE_INLINE)  /* paths, flags, uid, memory, file_size, files, threads, stack */ \
    X(         LOAD,     HOST,   "ttttttt",  0,                  CHELA__WIRE_BODY)    /* manifest, config, data_dir, cache_dir, lang, zone, now */ \
    X(         CALL,     HOST,   "ttttttt",  CHELA__WIRE_FILES,  CHELA__WIRE_BODY)    /* capability, input, key, now, lang, zone, references */ \
    X(         CANCEL,   HOST,   "",         0,                  0)                                                 \
    X(         ANSWER,   HOST,   "it",       1,                  CHELA__WIRE_INLINE)  /* status, file reference or reason */ \
    X(         STOP,     HOST,   "",         0,                  0)                                                 \
    X(         READY,    WORKER, "it",       0,                  CHELA__WIRE_LINE)    /* status, reason */           \
    X(         REPLY,    WORKER, "t",        0,                  CHELA__WIRE_BODY)    /* output; wants ANSWER */     \
    X(         ITEM,     WORKER, "t",        0,                  CHELA__WIRE_ONE_ITEM)/* item; wants ANSWER */       \
    X(         ATTACH,   WORKER, "tt",       1,                  CHELA__WIRE_LINE)    /* media, name; wants ANSWER */ \
    X(         CANCELFD, WORKER, "",         0,                  0)                   /* wants ANSWER with a descriptor */ \
    X(         FAIL,     WORKER, "iit",      0,                  CHELA__WIRE_INLINE)  /* status, effect, reason */   \
    X(         RETURNED, WORKER, "",         0,                  0)                   /* pending: the reply follows */ \
    X(         PROGRESS, WORKER, "dt",       0,                  CHELA__WIRE_LINE)    /* done, note */               \
    X(         LOG,      WORKER, "it",       0,                  CHELA__WIRE_LINE)    /* level, line */               \
    X(         EXEC,     WORKER, "tttti",    CHELA__WIRE_FILES,  CHELA__WIRE_INLINE)  /* program, arguments, environment, folder, which of the standard descriptors (bits); wants ANSWER with a number */ \
    X(         EXECWAIT, WORKER, "i",        0,                  CHELA__WIRE_LINE)    /* number; wants ANSWER with the exit code */ \
    X(         EXECKILL, WORKER, "i",        0,                  CHELA__WIRE_LINE)    /* number; wants ANSWER */ \
    X(         PROGRAM,  HOST,   "ttttti",   CHELA__WIRE_FILES,  CHELA__WIRE_INLINE)  /* to a program's first process: path, arguments, environment, folder, targets, standard descriptors */ \
    X(         CONNECT,  WORKER, "ti",       0,                  CHELA__WIRE_LINE)    /* host, port; wants ANSWER with a descriptor */ \
    X(         BUS,      WORKER, "i",        0,                  CHELA__WIRE_LINE)    /* enum chela__bus; wants ANSWER with a descriptor */
// clang-format on

enum chela__wire_from { CHELA__FROM_HOST = 1, CHELA__FROM_WORKER };
enum chela__wire_type {
    CHELA__WIRE_NONE,
#define CHELA__WIRE_ENUM(name, from, fields, files, max) CHELA__WIRE_##name,
    CHELA__WIRE_TYPES(CHELA__WIRE_ENUM)
#undef CHELA__WIRE_ENUM
        CHELA__WIRE_COUNT
};

// One field; which member counts is told by the table.
struct chela__wire_field {
    int64_t     i;
    double      d;
    const char *t; // NUL-terminated, no NUL inside
    size_t      len;
};

// A message as either side sees it. When receiving, texts point into the frame's own memory and
// the descriptors belong to it: take one by writing -1 over it.
struct chela__frame {
    enum chela__wire_type    type;
    uint64_t                 call; // 0: none
    uint32_t                 seq;  // pairs an ANSWER with what wanted it
    struct chela__wire_field fields[CHELA__WIRE_FIELDS];
    int                      files[CHELA__WIRE_FILES + 1];
    size_t                   file_count;
    char                    *memory; // owned; texts point into it
};

void
chela__frame_done(struct chela__frame *frame);

// Ready bytes of one message, for a sender that may have to wait.
struct chela__packet {
    char  *data;
    size_t len;
    int    files[CHELA__WIRE_FILES + 1]; // borrowed, but for the memfd at [0] when is_large
    size_t file_count;
    bool   is_large;
};

// Encodes; a fault is the sender's (too long, too many files).
chela_status
chela__packet_make(const struct chela__frame *frame, struct chela__packet *ret_packet,
                   struct chela_error *err);
void
chela__packet_done(struct chela__packet *packet);

// Sends one packet. CHELA_BUSY: the socket is full (non-blocking sockets only); CHELA_UNAVAILABLE:
// the other side is gone.
chela_status
chela__packet_send(int socket, const struct chela__packet *packet, struct chela_error *err);

// make + send + done.
chela_status
chela__frame_send(int socket, const struct chela__frame *frame, struct chela_error *err);

// Receives one message that `from` may send. CHELA_BUSY: nothing there (with `wait` false);
// CHELA_UNAVAILABLE: the other side is gone; CHELA_INVALID: not the protocol.
chela_status
chela__frame_receive(int socket, bool wait, enum chela__wire_from from,
                     struct chela__frame *ret_frame, struct chela_error *err);

// The decoder alone, over bytes in memory (fuzzing, tests): header and body of a small frame.
chela_status
chela__frame_decode(const char *data, size_t len, enum chela__wire_from from,
                    struct chela__frame *ret_frame, struct chela_error *err);

// "REPLY". Static.
const char *
chela__wire_name(enum chela__wire_type type);

#endif
