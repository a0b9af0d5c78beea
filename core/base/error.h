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
