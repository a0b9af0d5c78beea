// wire.c - encodes and decodes the frames of wire.h; used by the worker and by call/.
#include "sandbox/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"

#define FLAG_LARGE 1u // the body is in the first descriptor

// The header as it lies on the wire; both sides are the same machine.
struct header {
    uint32_t magic;
    uint16_t version;
    uint16_t type;
    uint32_t len; // of the body, wherever it is
    uint32_t flags;
    uint64_t call;
    uint32_t seq;
    uint32_t zero;
};
_Static_assert(sizeof(struct header) == CHELA__WIRE_HEADER, "the header is 32 bytes");

enum { FROM_HOST = CHELA__FROM_HOST, FROM_WORKER = CHELA__FROM_WORKER };
static const struct {
    const char *name;
    int         from;
    const char *fields;
    size_t      files;
    size_t      max;
} types[CHELA__WIRE_COUNT] = {
#define ROW(name, from, fields, files, max)                                                        \
    [CHELA__WIRE_##name] = {#name, FROM_##from, fields, files, max},
    CHELA__WIRE_TYPES(ROW)
#undef ROW
};

const char *
chela__wire_name(enum chela__wire_type type)
{
    return type > CHELA__WIRE_NONE && type < CHELA__WIRE_COUNT ? types[type].name : "nothing";
}

void
chela__frame_done(struct chela__frame *frame)
{
    for (size_t i = 0; i < frame->file_count; i++)
        if (frame->files[i] >= 0)
            close(frame->files[i]);
    free(frame->memory);
    *frame = (struct chela__frame){0};
}

// ---- encoding ----

static size_t
body_size(const struct chela__frame *frame)
{
    const char *fields = types[frame->type].fields;
    size_t      size   = 0;
    for (size_t i = 0; fields[i]; i++)
        size += fields[i] == 't' ? sizeof(uint32_t) + frame->fields[i].len + 1 : 8;
    return size;
}

static char *
put(char *at, const void *data, size_t len)
{
    memcpy(at, data, len);
    return at + len;
}

static void
write_body(const struct chela__frame *frame, char *at)
{
    const char *fields = types[frame->type].fields;
    for (size_t i = 0; fields[i]; i++) {
        const struct chela__wire_field *field = &frame->fields[i];
        uint32_t                        len   = (uint32_t)field->len;
        if (fields[i] == 'i') {
            at = put(at, &field->i, sizeof(field->i));
        } else if (fields[i] == 'd') {
            at = put(at, &field->d, sizeof(field->d));
        } else {
            at    = put(at, &len, sizeof(len));
            at    = put(at, field->len ? field->t : "", field->len);
            *at++ = 0;
        }
    }
}

// A body that is too long for the socket goes into a sealed memfd; the header stays.
static chela_status
move_out(struct chela__packet *packet, size_t size, struct chela_error *err)
{
    chela_status status = chela__memfd_sealed("chela-body", packet->data + sizeof(struct header),
                                              size, &packet->files[0], err);
    if (status < 0)
        return status;
    packet->is_large = true;
    packet->len      = sizeof(struct header);
    packet->file_count++;
    return CHELA_OK;
}

chela_status
chela__packet_make(const struct chela__frame *frame, struct chela__packet *ret_packet,
                   struct chela_error *err)
{
    size_t size = body_size(frame);
    if (size > types[frame->type].max || frame->file_count > types[frame->type].files)
        return chela__error(err, CHELA_LIMIT, "%s: %zu bytes are more than the %zu that fit",
                            types[frame->type].name, size, types[frame->type].max);
    struct header header = {
        .magic   = CHELA__WIRE_MAGIC,
        .version = CHELA__WIRE_VERSION,
        .type    = (uint16_t)frame->type,
        .len     = (uint32_t)size,
        .flags   = size > CHELA__WIRE_INLINE ? FLAG_LARGE : 0,
        .call    = frame->call,
        .seq     = frame->seq,
    };
    struct chela__packet packet = {.data = malloc(sizeof(header) + size),
                                   .len  = sizeof(header) + size};
    if (!packet.data)
        return chela__error_memory(err);
    memcpy(packet.data, &header, sizeof(header));
    write_body(frame, packet.data + sizeof(header));
    chela_status status = header.flags & FLAG_LARGE ? move_out(&packet, size, err) : CHELA_OK;
    if (status < 0) {
        free(packet.data);
        return status;
    }
    for (size_t i = 0; i < frame->file_count; i++)
        packet.files[packet.file_count++] = frame->files[i];
    *ret_packet = packet;
    return CHELA_OK;
}

void
chela__packet_done(struct chela__packet *packet)
{
    if (packet->is_large)
        close(packet->files[0]);
    free(packet->data);
    *packet = (struct chela__packet){0};
}

union control {
    struct cmsghdr align;
    char           bytes[CMSG_SPACE(sizeof(int) * (CHELA__WIRE_FILES + 1))];
};

chela_status
chela__packet_send(int socket, const struct chela__packet *packet, struct chela_error *err)
{
    union control control = {0};
    struct iovec  data    = {packet->data, packet->len};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (packet->file_count > 0) {
        size_t bytes           = sizeof(int) * packet->file_count;
        message.msg_control    = control.bytes;
        message.msg_controllen = CMSG_SPACE(bytes);
        struct cmsghdr *first  = CMSG_FIRSTHDR(&message);
        *first                 = (struct cmsghdr){CMSG_LEN(bytes), SOL_SOCKET, SCM_RIGHTS};
        memcpy(CMSG_DATA(first), packet->files, bytes);
    }
    ssize_t sent;
    do
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent == (ssize_t)packet->len)
        return CHELA_OK;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return CHELA_BUSY;
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
        return chela__error(err, CHELA_UNAVAILABLE, "the other side has gone");
    return chela__error_errno(err, errno, "the message cannot be sent");
}

chela_status
chela__frame_send(int socket, const struct chela__frame *frame, struct chela_error *err)
{
    struct chela__packet packet = {0};
    chela_status         status = chela__packet_make(frame, &packet, err);
    if (status < 0)
        return status;
    status = chela__packet_send(socket, &packet, err);
    chela__packet_done(&packet);
    return status;
}

// ---- decoding ----

static chela_status
read_text(const char **at, const char *end, struct chela__wire_field *field)
{
    uint32_t len;
    if ((size_t)(end - *at) < sizeof(len) + 1)
        return CHELA_INVALID;
    memcpy(&len, *at, sizeof(len));
    *at += sizeof(len);
    if (len >= (size_t)(end - *at) || (*at)[len] != 0 || memchr(*at, 0, len))
        return CHELA_INVALID;
    field->t   = *at;
    field->len = len;
    *at += (size_t)len + 1;
    return CHELA_OK;
}

static chela_status
read_number(const char **at, const char *end, void *ret_number)
{
    if (end - *at < 8)
        return CHELA_INVALID;
    memcpy(ret_number, *at, 8);
    *at += 8;
    return CHELA_OK;
}

static chela_status
read_fields(struct chela__frame *frame, const char *at, size_t len, struct chela_error *err)
{
    const char  *fields = types[frame->type].fields;
    const char  *end    = at + len;
    chela_status status = CHELA_OK;
    for (size_t i = 0; fields[i] && status == CHELA_OK; i++) {
        struct chela__wire_field *field = &frame->fields[i];
        status                          = fields[i] == 't'   ? read_text(&at, end, field)
                                          : fields[i] == 'i' ? read_number(&at, end, &field->i)
                                                             : read_number(&at, end, &field->d);
    }
    if (status < 0 || at != end)
        return chela__error(err, CHELA_INVALID, "%s: its fields do not fill its body",
                            types[frame->type].name);
    return CHELA_OK;
}

// Everything that a header alone can get wrong.
static chela_status
check_header(const struct header *header, enum chela__wire_from from, struct chela_error *err)
{
    if (header->magic != CHELA__WIRE_MAGIC || header->version != CHELA__WIRE_VERSION ||
        header->zero != 0 || (header->flags & ~FLAG_LARGE))
        return chela__error(err, CHELA_INVALID, "not a frame of this protocol");
    if (header->type == CHELA__WIRE_NONE || header->type >= CHELA__WIRE_COUNT ||
        types[header->type].from != (int)from)
        return chela__error(err, CHELA_INVALID, "message %u is not the sender's to send",
                            header->type);
    bool is_large = header->flags & FLAG_LARGE;
    if (header->len > types[header->type].max || is_large != (header->len > CHELA__WIRE_INLINE))
        return chela__error(err, CHELA_LIMIT, "%s: a body of %u bytes is not allowed",
                            types[header->type].name, header->len);
    return CHELA_OK;
}

// Copies a large body out of its memfd; the seals are what makes its size and bytes final.
static chela_status
read_large(int fd, size_t len, char *memory, struct chela_error *err)
{
    const int   need  = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
    int         seals = fcntl(fd, F_GET_SEALS);
    struct stat info;
    if (seals < 0 || (seals & need) != need || fstat(fd, &info) < 0 || info.st_size != (off_t)len)
        return chela__error(err, CHELA_INVALID,
                            "a large body is not in a sealed memfd of its size");
    for (size_t done = 0; done < len;) {
        ssize_t got = pread(fd, memory + done, len - done, (off_t)done);
        if (got <= 0)
            return chela__error(err, CHELA_INVALID, "a large body cannot be read");
        done += (size_t)got;
    }
    return CHELA_OK;
}

// `frame` holds the received descriptors already; `inline_body` follows the header.
static chela_status
decode(struct chela__frame *frame, const struct header *header, const char *inline_body,
       size_t inline_len, enum chela__wire_from from, struct chela_error *err)
{
    chela_status status = check_header(header, from, err);
    if (status < 0)
        return status;
    bool is_large = header->flags & FLAG_LARGE;
    if (inline_len != (is_large ? 0 : header->len) || (is_large && frame->file_count == 0) ||
        frame->file_count - is_large > types[header->type].files)
        return chela__error(err, CHELA_INVALID, "%s: bytes or files do not match its header",
                            types[header->type].name);
    frame->type   = (enum chela__wire_type)header->type;
    frame->call   = header->call;
    frame->seq    = header->seq;
    frame->memory = malloc(header->len ? header->len : 1);
    if (!frame->memory)
        return chela__error_memory(err);
    if (!is_large) {
        memcpy(frame->memory, inline_body, header->len);
        return read_fields(frame, frame->memory, header->len, err);
    }
    status = read_large(frame->files[0], header->len, frame->memory, err);
    close(frame->files[0]);
    memmove(frame->files, frame->files + 1, sizeof(int) * --frame->file_count);
    return status < 0 ? status : read_fields(frame, frame->memory, header->len, err);
}

chela_status
chela__frame_decode(const char *data, size_t len, enum chela__wire_from from,
                    struct chela__frame *ret_frame, struct chela_error *err)
{
    struct chela__frame frame = {0};
    struct header       header;
    if (len < sizeof(header))
        return chela__error(err, CHELA_INVALID, "%zu bytes are less than a header", len);
    memcpy(&header, data, sizeof(header));
    chela_status status =
        decode(&frame, &header, data + sizeof(header), len - sizeof(header), from, err);
    if (status < 0)
        chela__frame_done(&frame);
    else
        *ret_frame = frame;
    return status;
}

// All descriptors of the message; too many of them is told by MSG_CTRUNC.
static void
take_files(struct msghdr *message, struct chela__frame *frame)
{
    for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
        if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count && frame->file_count <= CHELA__WIRE_FILES; i++)
            memcpy(&frame->files[frame->file_count++], CMSG_DATA(each) + i * sizeof(int),
                   sizeof(int));
    }
}

chela_status
chela__frame_receive(int socket, bool wait, enum chela__wire_from from,
                     struct chela__frame *ret_frame, struct chela_error *err)
{
    char                bytes[CHELA__WIRE_HEADER + CHELA__WIRE_INLINE];
    struct header       header;
    union control       control;
    struct chela__frame frame   = {0};
    struct iovec        data    = {bytes, sizeof(bytes)};
    struct msghdr       message = {.msg_iov        = &data,
                                   .msg_iovlen     = 1,
                                   .msg_control    = control.bytes,
                                   .msg_controllen = sizeof(control.bytes)};
    ssize_t             got;
    do
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
    while (got < 0 && errno == EINTR);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return CHELA_BUSY;
    if (got == 0 || (got < 0 && errno == ECONNRESET))
        return chela__error(err, CHELA_UNAVAILABLE, "the other side has gone");
    if (got < 0)
        return chela__error_errno(err, errno, "the message cannot be received");
    take_files(&message, &frame);
    chela_status status = CHELA_OK;
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || (size_t)got < sizeof(header)) {
        status = chela__error(err, CHELA_INVALID, "a truncated message");
    } else {
        memcpy(&header, bytes, sizeof(header));
        status = decode(&frame, &header, bytes + sizeof(header), (size_t)got - sizeof(header), from,
                        err);
    }
    if (status < 0)
        chela__frame_done(&frame);
    else
        *ret_frame = frame;
    return status;
}
