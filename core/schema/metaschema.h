// metaschema.h - the metaschemas of draft 2020-12, kept inside the binary.
#ifndef CHELA_SCHEMA_METASCHEMA_H
#define CHELA_SCHEMA_METASCHEMA_H

#include <stddef.h>

#define CHELA__DRAFT "https://json-schema.org/draft/2020-12"

// The JSON text of a metaschema; NULL: none has this URI. Static.
const char *
chela__metaschema_text(const char *uri, size_t *ret_len);

#endif
