// bench_worker.c - what it takes to start a worker: with and without namespaces and libraries.
#include "bench/bench.h"

#include "fixtures/calls.h"

#define STARTS 200

static struct bench_samples samples;

static void
end_worker(struct chela__worker *worker)
{
    struct pollfd exit = {worker->pidfd, POLLIN, 0};
    char          why[160];
    bool          is_clean;
    chela__worker_kill(worker);
    poll(&exit, 1, -1);
    chela__worker_reap(worker, &is_clean, why);
}

// From asking for it to its READY: exec, profile, dlopen, open().
static void
measure_start(struct bench *bench, const char *what, const char *name, uint32_t flags, double goal)
{
    struct test_worker         worker = {0};
    struct chela__profile      profile;
    struct chela__manifest    *plugin = NULL;
    const struct chela__places places = {"/", "/nowhere", "/nowhere", NULL};
    size_t                     len;
    char                      *text = test_plugin_file(name, "manifest.json", &len);
    ck_assert_int_eq(chela__manifest_read(text, len, NULL, 0, &plugin, NULL), CHELA_OK);
    plugin->tier = CHELA__VENDOR;
    ck_assert_int_eq(chela__profile_derive(plugin, &places, &profile, NULL), CHELA_OK);
    profile.flags = (profile.flags & ~CHELA__PROFILE_NAMESPACES) | flags;
    for (size_t round = 0; round < bench_rounds(bench, STARTS); round++) {
        struct chela__frame ready;
        double              began = bench_now_us();
        test_worker_start(&worker, name, &profile, &ready);
        bench_sample(&samples, began);
        chela__frame_done(&ready);
        end_worker(&worker.worker);
    }
    free(text);
    free(worker.manifest);
    close(worker.so_fd);
    chela__spawner_free(worker.spawner);
    chela__profile_done(&profile);
    chela__manifest_free(plugin);
    bench_percentiles(bench, what, &samples, "ms", goal);
}

void
bench_worker(struct bench *bench)
{
    measure_start(bench, "worker start, no libraries", "plain", 0, 1);
    measure_start(bench, "worker start, no libraries, namespaces", "plain",
                  CHELA__PROFILE_NAMESPACES, 6);
    measure_start(bench, "worker start, Jansson and threads", "echo", 0, 0);
    measure_start(bench, "worker start, Jansson and threads, namespaces", "echo",
                  CHELA__PROFILE_NAMESPACES, 6);
}
