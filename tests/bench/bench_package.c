// bench_package.c - a package verified, and the first call of a plugin that was never loaded.
#include "bench/bench.h"

#include <stdlib.h>

#include "bad-packages/make.h"
#include "bench/image.h"
#include "call/call.h"
#include "cli/installed.h"

#define ROUNDS 200
#define MIB ((size_t)1024 * 1024)

static struct bench_samples samples;
static struct chela_error   err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            bench_fail("%s: %s", #call, err.text);                                                 \
    } while (0)

// ---- verify ----

// A package whose assets cannot be compressed, so that the file is as long as they are.
static struct chela__buffer
package_of(const struct make_keys *keys, size_t len)
{
    struct chela__tree tree  = make_tree("1.0.0");
    unsigned char     *bytes = malloc(len);
    uint32_t           seed  = 1;
    for (size_t i = 0; bytes && i < len; i++) {
        seed     = seed * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(seed >> 24);
    }
    make_file(&tree, "assets/data.bin", bytes, len);
    make_files_json(&tree, "1.0.0");
    free(bytes);
    return make_package(&tree, &keys->publisher);
}

static void
measure_verify(struct bench *bench, const struct make_keys *keys, const char *what, size_t len,
               double goal)
{
    struct chela__buffer file = package_of(keys, len);
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++) {
        struct chela__package package;
        double                began = bench_now_us();
        MUST(chela__package_verify(file.data, file.len, keys->ring, &package, &err));
        bench_sample(&samples, began);
        chela__package_done(&package);
    }
    chela__buffer_done(&file);
    bench_percentiles(bench, what, &samples, "ms", goal);
}

// ---- first call ----

static void
on_done(void *user, const struct chela__outcome *outcome)
{
    if (outcome->status < 0)
        bench_fail("the call failed: %s", outcome->text);
    *(bool *)user = true;
}

static void
call_once(struct chela__calls *calls, struct chela__loop *loop,
          const struct chela__call_request *request)
{
    bool *is_done = request->user;
    *is_done      = false;
    MUST(chela__call_start(calls, request, NULL, &err));
    while (!*is_done)
        MUST(chela__loop_dispatch(loop, -1, &err));
}

// From a host that has loaded nothing: signatures and digest of the plugin, its worker, the call.
static void
measure_first_call(struct bench *bench, const struct bench_image *image, const char *name,
                   const char *input)
{
    struct chela__cli_stores stores;
    struct chela__policy    *policy;
    struct chela__catalog   *catalog = bench_image_catalog(image);
    struct chela__loop      *loop;
    size_t                   at;
    bool                     is_done;
    char                     what[96];
    MUST(chela__cli_stores_open(&image->place, &stores, &err));
    MUST(chela__policy_new(NULL, &policy, &err));
    MUST(chela__loop_new(&loop, &err));
    struct chela__calls_options options = {.loop       = loop,
                                           .stores     = stores.stores,
                                           .policy     = policy,
                                           .clock      = chela__clock_system(),
                                           .user_home  = image->place.home,
                                           .data_root  = image->folder,
                                           .cache_root = image->place.cache,
                                           .worker     = image->place.worker,
                                           .lang       = "en"};
    struct chela__call_request  request = {
         .input = json_loads(input, 0, NULL), .done = on_done, .user = &is_done};
    MUST(chela__catalog_find(catalog, name, NULL, &at, &err));
    MUST(chela__catalog_capability(catalog, at, &request.capability, &err));
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++) {
        struct chela__calls *calls;
        MUST(chela__calls_new(&options, &calls, &err));
        double began = bench_now_us();
        call_once(calls, loop, &request);
        bench_sample(&samples, began);
        chela__calls_free(calls);
    }
    snprintf(what, sizeof(what), "first call of %s", name);
    bench_percentiles(bench, what, &samples, "ms", 0);
    json_decref(request.input);
    chela__loop_free(loop);
    chela__policy_free(policy);
    chela__catalog_free(catalog);
    chela__cli_stores_done(&stores);
}

void
bench_package(struct bench *bench)
{
    struct make_keys   keys;
    struct bench_image image;
    make_keys(&keys);
    measure_verify(bench, &keys, "verify a package of 32 KiB", 16 * 1024, 0);
    measure_verify(bench, &keys, "verify a package of 1 MiB", MIB, 5);
    measure_verify(bench, &keys, "verify a package of 8 MiB", 8 * MIB, 0);
    make_keys_done(&keys);
    bench_image_open(&image);
    measure_first_call(bench, &image, "calc.evaluate", "{\"expression\": \"18% of 46.20\"}");
    measure_first_call(bench, &image, "notes.search", "{\"query\": \"plumber\"}");
    bench_image_close(&image);
}
