// fuzz_pattern.c - "pattern\0text": whatever is translated must compile or say why, and match in
// bounded time.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz/fuzz.h"
#include "schema/schema.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end         = size ? memchr(data, 0, size) : NULL;
    size_t         len         = end ? (size_t)(end - data) : size;
    size_t         rest        = end ? size - len - 1 : 0;
    json_t        *schema_json = json_object();
    json_t        *pattern     = json_stringn((const char *)data, len); // NULL: not UTF-8
    json_t        *text        = json_stringn(end ? (const char *)end + 1 : "", rest);
    if (schema_json && pattern && text) {
        struct chela__schema *schema = NULL;
        struct chela_error    err    = {0};
        json_object_set(schema_json, "pattern", pattern);
        chela_status status = chela__schema_compile(schema_json, NULL, &schema, &err);
        FUZZ_CHECK(status == CHELA_OK || (status == CHELA_INVALID && err.text[0]));
        if (schema) {
            status = chela__schema_check(schema, text, NULL, &err);
            FUZZ_CHECK(status == CHELA_OK || status == CHELA_INVALID || status == CHELA_LIMIT);
        }
        chela__schema_free(schema);
    }
    json_decref(text);
    json_decref(pattern);
    json_decref(schema_json);
    return 0;
}
