// bench_schema.c - JSON read strictly, a schema compiled, a value checked: the input of a bundled
// capability of middle size, with its types.
#include "bench/bench.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "package/manifest.h"
#include "package/types.h"

#define ROUNDS 2000
#define BATCH 20
#define CAPABILITY "calendar.create"
#define INPUT                                                                                      \
    "{\"title\":\"meeting with the accountant\",\"start\":\"2026-12-03T14:00:00+01:00\","          \
    "\"duration\":\"PT2H\",\"place\":\"town hall\"}"

static struct bench_samples samples;
static struct chela_error   err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            bench_fail("%s: %s", #call, err.text);                                                 \
    } while (0)

static double
measure_read(struct bench *bench, const char *what, const char *text, size_t len)
{
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++) {
        double began = bench_now_us();
        for (int i = 0; i < BATCH; i++) {
            json_t *value = NULL;
            MUST(chela__json_read(text, len, NULL, &value, &err));
            json_decref(value);
        }
        bench_sample_each(&samples, began, BATCH);
    }
    return bench_percentiles(bench, what, &samples, "us", 0);
}

// The same without the strictness.
static double
measure_jansson(struct bench *bench, const char *what, const char *text, size_t len)
{
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++) {
        double began = bench_now_us();
        for (int i = 0; i < BATCH; i++)
            json_decref(json_loadb(text, len, 0, NULL));
        bench_sample_each(&samples, began, BATCH);
    }
    return bench_percentiles(bench, what, &samples, "us", 0);
}

static const json_t *
find_type(void *user, const char *uri)
{
    return json_object_get(user, uri);
}

static struct chela__schema *
compile(const struct chela__capability *capability)
{
    struct chela__schema              *schema  = NULL;
    const struct chela__schema_options options = {
        .source = {find_type, (void *)capability->plugin->types}, .formats = true};
    MUST(chela__schema_compile(capability->input, &options, &schema, &err));
    return schema;
}

static void
measure_schema(struct bench *bench, const struct chela__capability *capability)
{
    struct chela__schema *schema;
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++) {
        double began = bench_now_us();
        schema       = compile(capability);
        bench_sample(&samples, began);
        chela__schema_free(schema);
    }
    bench_percentiles(bench, "compile the input of " CAPABILITY, &samples, "us", 0);
    json_t *value = json_loads(INPUT, 0, NULL);
    schema        = compile(capability);
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++) {
        double began = bench_now_us();
        for (int i = 0; i < BATCH; i++)
            MUST(chela__schema_check(schema, value, NULL, &err));
        bench_sample_each(&samples, began, BATCH);
    }
    bench_percentiles(bench, "check an input of " CAPABILITY, &samples, "us", 0);
    chela__schema_free(schema);
    json_decref(value);
}

void
bench_schema(struct bench *bench)
{
    char                   *text = NULL;
    size_t                  len  = 0;
    json_t                 *json, *types = NULL;
    struct chela__manifest *manifest = NULL;
    MUST(chela__file_read(AT_FDCWD, CHELA_SOURCE "/plugins/calendar/manifest.json",
                          CHELA__MANIFEST_MAX_BYTES, &text, &len, &err));
    measure_read(bench, "strict JSON, a tool call of 120 bytes", INPUT, strlen(INPUT));
    double ours = measure_read(bench, "strict JSON, a manifest of 15 KiB", text, len);
    double peer = measure_jansson(bench, "Jansson alone, the same manifest", text, len);
    bench_ratio(bench, "strict JSON / Jansson", ours, peer, 0);
    MUST(chela__json_read(text, len, NULL, &json, &err));
    MUST(chela__types_resolve(json, CHELA_SOURCE "/sdk/types", &types, &err));
    char *types_text = chela__json_text(types);
    MUST(chela__manifest_read(text, len, types_text, strlen(types_text), &manifest, &err));
    measure_schema(bench, chela__manifest_find(manifest, CAPABILITY));
    chela__manifest_free(manifest);
    json_decref(types);
    json_decref(json);
    free(types_text);
    free(text);
}
