// pattern.h - regular expressions of schemas (ECMA-262), matched by PCRE2 within limits.
#ifndef CHELA_SCHEMA_PATTERN_H
#define CHELA_SCHEMA_PATTERN_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__PATTERN_MAX_BYTES 4096
#define CHELA__PATTERN_MAX_COUNT 2048 // of one schema

struct chela__schema;
struct pattern;

// Rewrites an ECMA-262 pattern (with the u flag, as the draft recommends) for PCRE2 with UTF and
// without UCP. CHELA_INVALID says what is wrong with it.
chela_status
chela__ecma_translate(const char *ecma, size_t len, struct chela__buffer *out,
                      struct chela_error *err);

// Owned by the schema.
chela_status
chela__pattern_new(struct chela__schema *schema, const char *ecma, size_t len,
                   const struct pattern **ret_pattern, struct chela_error *err);
void
chela__patterns_free(struct pattern *patterns);

// CHELA_OK: found somewhere in the text; CHELA_INVALID: not; CHELA_LIMIT: given up. *match is made
// on first use and may be used for any pattern by one thread at a time.
chela_status
chela__pattern_match(const struct pattern *pattern, const char *text, size_t len, void **match,
                     struct chela_error *err);
void
chela__match_free(void *match);

#endif
