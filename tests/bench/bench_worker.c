// bench_worker.c - what a worker costs: its start and its calls. Prints a table, with --json lines.
#include "fixtures/calls.h"

#include <sched.h>
#include <sys/wait.h>
#include <time.h>

#define STARTS 200
#define CALLS 5000

struct series {
    size_t count;
    double us[CALLS];
};

static bool is_json;

static double
now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void
print(const char *what, struct series *series)
{
    qsort(series->us, series->count, sizeof(double), compare);
    double p50 = series->us[series->count / 2], p99 = series->us[series->count * 99 / 100];
    if (is_json)
        printf("{\"bench\": \"%s\", \"count\": %zu, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", what,
               series->count, p50, p99);
    else
        printf("%-44s %10.1f %10.1f us\n", what, p50, p99);
}

// ---- start ----

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

static void
bench_start(const char *what, uint32_t flags)
{
    static struct series       series;
    struct test_calls          host;
    struct test_worker         worker = {0};
    struct chela__profile      profile;
    struct chela__manifest    *plugin;
    const struct chela__places places = {"/", "/nowhere", "/nowhere", NULL};
    test_calls_open(&host, CHELA__VENDOR, NULL);
    plugin       = (struct chela__manifest *)test_capability(&host, "echo", "echo.text")->plugin;
    plugin->tier = CHELA__VENDOR;
    ck_assert_int_eq(chela__profile_derive(plugin, &places, &profile, NULL), CHELA_OK);
    profile.flags |= flags;
    for (series.count = 0; series.count < STARTS; series.count++) {
        struct chela__frame ready;
        double              began = now_us();
        test_worker_start(&worker, "echo", &profile, &ready);
        series.us[series.count] = now_us() - began;
        chela__frame_done(&ready);
        end_worker(&worker.worker);
    }
    free(worker.manifest);
    close(worker.so_fd);
    chela__spawner_free(worker.spawner);
    chela__profile_done(&profile);
    test_calls_close(&host);
    print(what, &series);
}

// ---- calls ----

static void
bench_round_trip(const char *what)
{
    static struct series  series;
    struct test_worker    worker  = {0};
    struct chela__profile profile = {.paths   = (char *)"r /lib\nr /usr/lib\nr /etc/ld.so.cache\n",
                                     .flags   = CHELA__PROFILE_FLOOR,
                                     .uid     = -1,
                                     .memory  = 256 << 20,
                                     .files   = 32,
                                     .threads = 1,
                                     .stack   = 1 << 20};
    struct chela__frame   frame;
    cpu_set_t             core;
    char                  why[160];
    test_worker_start(&worker, "echo", &profile, &frame);
    chela__frame_done(&frame);
    CPU_ZERO(&core);
    CPU_SET(sched_getcpu(), &core);
    sched_setaffinity(worker.worker.pid, sizeof(core), &core);
    sched_setaffinity(0, sizeof(core), &core);
    int socket = worker.worker.socket;
    fcntl(socket, F_SETFL, 0); // blocking: the bare round trip, without a loop
    struct chela__frame call   = {.type   = CHELA__WIRE_CALL,
                                  .fields = {TEST_FIELD("echo.whole"),
                                             TEST_FIELD("{\"text\":\"hi\"}"), TEST_FIELD("k"),
                                             TEST_FIELD("2026-11-22T17:00:00Z"), TEST_FIELD("en"),
                                             TEST_FIELD("UTC"), TEST_FIELD("")}};
    struct chela__frame answer = {.type = CHELA__WIRE_ANSWER, .fields = {{.i = 0}, TEST_FIELD("")}};
    for (series.count = 0; series.count < CALLS; series.count++) {
        double began = now_us();
        call.call++;
        chela__frame_send(socket, &call, NULL);
        chela__frame_receive(socket, true, CHELA__FROM_WORKER, &frame, NULL);
        series.us[series.count] = now_us() - began;
        answer.call             = frame.call;
        answer.seq              = frame.seq;
        chela__frame_send(socket, &answer, NULL);
        chela__frame_done(&frame);
    }
    test_worker_end(&worker, 0, why);
    memset(&core, 0xFF, sizeof(core));
    sched_setaffinity(0, sizeof(core), &core);
    print(what, &series);
}

static void
on_done(void *user, const struct chela__outcome *outcome)
{
    *(bool *)user = outcome->status == CHELA_OK;
}

static void
bench_call(const char *what, const char *plugin, const char *policy_text)
{
    static struct series series;
    struct test_calls    host;
    bool                 is_done = false;
    json_t              *policy  = policy_text ? json_loads(policy_text, 0, NULL) : NULL;
    test_calls_open(&host, CHELA__PLATFORM, policy);
    struct chela__call_request request = {.capability = test_capability(&host, plugin, "echo.text"),
                                          .input      = json_pack("{s:s}", "text", "hi"),
                                          .done       = on_done,
                                          .user       = &is_done};
    for (series.count = 0; series.count < CALLS;) {
        double began = now_us();
        is_done      = false;
        chela__call_start(host.calls, &request, NULL, NULL);
        while (!is_done)
            chela__loop_dispatch(host.loop, -1, NULL);
        series.us[series.count++] = now_us() - began;
    }
    json_decref(request.input);
    test_calls_close(&host);
    json_decref(policy);
    print(what, &series);
}

// A test in form only: the fixtures check what they do with Check.
START_TEST(measure)
{
    if (!is_json)
        printf("%-44s %10s %10s\n", "", "p50", "p99");
    bench_start("worker start", 0);
    bench_start("worker start with namespaces", CHELA__PROFILE_NAMESPACES);
    bench_round_trip("round trip of a call, one core");
    bench_call("checked call through a worker", "echo", NULL);
    bench_call("checked call in process", "local",
               "{\"policy\":1,\"in_host\":[\"org.example.local\"]}");
}
END_TEST

int
main(int argc, char **argv)
{
    Suite *suite = suite_create("bench");
    TCase *tcase = tcase_create("bench");
    is_json      = argc > 1 && strcmp(argv[1], "--json") == 0;
    tcase_add_test(tcase, measure);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
