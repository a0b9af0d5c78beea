// fuzz_schema.c - "schema\ninstance": compile, check with reasons, prove it against itself, fill
// defaults in, look at places.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz/fuzz.h"
#include "schema/schema.h"

static void
look_around(const struct chela__schema *schema, json_t *instance)
{
    static const char *const pointers[] = {"", "/a", "/a/*", "/*/b", "/0", "/a~1b/1"};
    for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
        chela__schema_at(schema, pointers[i]);
        chela__schema_type_at(schema, pointers[i]);
        chela__schema_always(schema, pointers[i]);
        struct chela_error err  = {0};
        chela_status       fits = chela__schema_fits(schema, pointers[i], schema, "/a", &err);
        FUZZ_CHECK(fits == CHELA_OK || fits == CHELA_PENDING || err.text[0]);
    }
    chela__schema_fill_defaults(schema, instance, NULL);
}

static void
try_schema(const json_t *document, json_t *instance)
{
    struct chela__schema_options options = {.formats = true};
    struct chela__schema        *schema  = NULL;
    struct chela__schema_faults  faults  = {0};
    struct chela_error           err     = {0};
    chela_status                 status  = chela__schema_compile(document, &options, &schema, &err);
    FUZZ_CHECK(status == CHELA_OK || err.text[0]);
    if (status < 0)
        return;
    chela_status quick = chela__schema_check(schema, instance, NULL, NULL);
    status             = chela__schema_check(schema, instance, &faults, &err);
    // Explaining goes on where the quick run stops, so only it may meet a limit.
    FUZZ_CHECK(quick == status || status == CHELA_LIMIT);
    FUZZ_CHECK(status != CHELA_INVALID || (faults.count > 0 && err.text[0]));
    chela__schema_faults_done(&faults);
    look_around(schema, instance);
    chela__schema_free(schema);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end      = size ? memchr(data, '\n', size) : NULL;
    json_t        *document = NULL, *instance = NULL;
    if (!end)
        return 0;
    size_t len = (size_t)(end - data);
    if (chela__json_read((const char *)data, len, NULL, &document, NULL) == CHELA_OK &&
        chela__json_read((const char *)end + 1, size - len - 1, NULL, &instance, NULL) == CHELA_OK)
        try_schema(document, instance);
    json_decref(document);
    json_decref(instance);
    return 0;
}
