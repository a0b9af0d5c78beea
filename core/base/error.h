// error.h - filling in a struct chela_error. The first message wins.
#ifndef CHELA_BASE_ERROR_H
#define CHELA_BASE_ERROR_H

#include <chela/error.h>

// Sets status and message unless one is there already; returns `status`, so that a fault reads
// `return chela__error(err, CHELA_INVALID, "limit: expected integer, got %s", kind);`
__attribute__((format(printf, 3, 4))) chela_status
chela__error(struct chela_error *err, chela_status status, const char *format, ...);

// The same with ": " and the text of `saved_errno` behind it. ENOMEM, ENOENT and EACCES choose the
// status; everything else is CHELA_IO.
__attribute__((format(printf, 3, 4))) chela_status
chela__error_errno(struct chela_error *err, int saved_errno, const char *format, ...);

// "out of memory"; CHELA_NO_MEMORY.
chela_status
chela__error_memory(struct chela_error *err);

#ifdef __clang_analyzer__
// The analyzer reads one file at a time: unless told that a fault is below 0, it follows callers
// into what only success writes.
static inline chela_status
chela__below_zero(chela_status status)
{
    if (status >= 0)
        __builtin_unreachable();
    return status;
}
#define chela__error(...) chela__below_zero((chela__error)(__VA_ARGS__))
#define chela__error_errno(...) chela__below_zero((chela__error_errno)(__VA_ARGS__))
#define chela__error_memory(err) chela__below_zero((chela__error_memory)(err))
#endif

// Puts "context: " before a message that is there (context: which file, plugin or step).
__attribute__((format(printf, 2, 3))) void
chela__error_prefix(struct chela_error *err, const char *format, ...);

// Empties it, for a second try.
void
chela__error_clear(struct chela_error *err);

// "timeout" for CHELA_TIMEOUT and so on; "failed" for an unknown code. Static.
const char *
chela__status_name(chela_status status);

// The code of such a name; CHELA_FAILED for an unknown one.
chela_status
chela__status_from_name(const char *name);

#endif
