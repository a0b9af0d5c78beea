// format.h - the formats of 2020-12 that are asserted when a schema is compiled with `formats`.
#ifndef CHELA_SCHEMA_FORMAT_H
#define CHELA_SCHEMA_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

struct format;

// NULL: a format that is not asserted. Static.
const struct format *
chela__format_find(const char *name);

bool
chela__format_fits(const struct format *format, const char *text, size_t len);

// "a date like 2026-11-22". Static.
const char *
chela__format_text(const struct format *format);

#endif
