// error.c - filling in a struct chela_error; called by whoever finds a fault.
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

// The analyzer's wrappers of error.h are for callers.
#undef chela__error
#undef chela__error_errno
#undef chela__error_memory

static const struct {
    chela_status status;
    const char  *name;
} status_names[] = {
    {CHELA_OK, "ok"},
    {CHELA_PENDING, "pending"},
    {CHELA_FAILED, "failed"},
    {CHELA_INVALID, "invalid"},
    {CHELA_NOT_FOUND, "not_found"},
    {CHELA_DENIED, "denied"},
    {CHELA_UNAVAILABLE, "unavailable"},
    {CHELA_BUSY, "busy"},
    {CHELA_TIMEOUT, "timeout"},
    {CHELA_CANCELLED, "cancelled"},
    {CHELA_NO_MEMORY, "no_memory"},
    {CHELA_LIMIT, "limit"},
    {CHELA_UNSUPPORTED, "unsupported"},
    {CHELA_CONFLICT, "conflict"},
    {CHELA_UNTRUSTED, "untrusted"},
    {CHELA_NEEDS_ANSWER, "needs_answer"},
    {CHELA_IO, "io"},
};

#define STATUS_COUNT (sizeof(status_names) / sizeof(status_names[0]))

// Cuts at a character, so that the text stays UTF-8.
static void
write_text(struct chela_error *err, const char *format, va_list args)
{
    int len = vsnprintf(err->text, sizeof(err->text), format, args);
    if (len >= (int)sizeof(err->text))
        err->text[chela__utf8_cut(err->text, sizeof(err->text) - 1, sizeof(err->text) - 2)] = 0;
}

chela_status
chela__error(struct chela_error *err, chela_status status, const char *format, ...)
{
    if (!err || err->status != CHELA_OK)
        return status;
    err->status = status;
    va_list args;
    va_start(args, format);
    write_text(err, format, args);
    va_end(args);
    return status;
}

static chela_status
errno_status(int saved_errno)
{
    switch (saved_errno) {
    case ENOMEM:
        return CHELA_NO_MEMORY;
    case ENOENT:
        return CHELA_NOT_FOUND;
    case EACCES:
    case EPERM:
        return CHELA_DENIED;
    default:
        return CHELA_IO;
    }
}

chela_status
chela__error_errno(struct chela_error *err, int saved_errno, const char *format, ...)
{
    chela_status status = errno_status(saved_errno);
    if (!err || err->status != CHELA_OK)
        return status;
    err->status = status;
    va_list args;
    va_start(args, format);
    write_text(err, format, args);
    va_end(args);
    size_t used = strlen(err->text);
    snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(saved_errno));
    return status;
}

chela_status
chela__error_memory(struct chela_error *err)
{
    return chela__error(err, CHELA_NO_MEMORY, "out of memory");
}

void
chela__error_prefix(struct chela_error *err, const char *format, ...)
{
    if (!err || err->status == CHELA_OK)
        return;
    char prefix[CHELA_ERROR_TEXT];
    char text[CHELA_ERROR_TEXT];
    memcpy(text, err->text, sizeof(text));
    va_list args;
    va_start(args, format);
    vsnprintf(prefix, sizeof(prefix), format, args);
    va_end(args);
    size_t used = chela__utf8_cut(prefix, strlen(prefix), sizeof(err->text) / 2);
    memcpy(err->text, prefix, used);
    memcpy(err->text + used, ": ", 2);
    size_t kept = chela__utf8_cut(text, strlen(text), sizeof(err->text) - used - 3);
    memcpy(err->text + used + 2, text, kept);
    err->text[used + 2 + kept] = 0;
}

void
chela__error_clear(struct chela_error *err)
{
    if (!err)
        return;
    err->status  = CHELA_OK;
    err->text[0] = 0;
}

const char *
chela__status_name(chela_status status)
{
    for (size_t i = 0; i < STATUS_COUNT; i++)
        if (status_names[i].status == status)
            return status_names[i].name;
    return "failed";
}

chela_status
chela__status_from_name(const char *name)
{
    for (size_t i = 0; i < STATUS_COUNT; i++)
        if (strcmp(status_names[i].name, name) == 0)
            return status_names[i].status;
    return CHELA_FAILED;
}
