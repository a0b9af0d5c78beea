// uri.h - references against base URIs (RFC 3986, section 5), for $id and $ref.
#ifndef CHELA_SCHEMA_URI_H
#define CHELA_SCHEMA_URI_H

#include <stdbool.h>

#include "base/buffer.h"

// Appends the absolute form of `reference` without its fragment. A base of "" leaves a relative
// reference as it is.
void
chela__uri_resolve(const char *base, const char *reference, struct chela__buffer *out);

// Behind the '#', percent-decoded, to `out`; nothing when there is none. False: a malformed %XX.
bool
chela__uri_fragment(const char *reference, struct chela__buffer *out);

// "chela:Text/1", "org.example.notes:NoteId/1": the name of a semantic type.
bool
chela__uri_is_type(const char *uri);

#endif
