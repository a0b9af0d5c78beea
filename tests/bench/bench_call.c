// bench_call.c - what a call costs: a C function, the same through libffi, checked in process and
// through a worker; beside them a call over D-Bus.
#include "bench/bench.h"

#include "bench/bus.h"
#include "fixtures/calls.h"
#include "plugin/bind.h"

#define CALLS 5000
#define BATCH 100 // calls that are too short to be timed alone
#define INPUT "{\"text\":\"hi\"}"

static struct bench_samples samples;

// Check's own assertion writes to a file, which is too slow for what is timed.
#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) != CHELA_OK)                                                                    \
            bench_fail("%s", #call);                                                               \
    } while (0)

// ---- a C function ----

static size_t replied; // keeps the calls from being optimised away

static chela_status
on_reply(struct chela_call *call, const char *json, size_t len)
{
    (void)call;
    (void)json;
    replied += len;
    return CHELA_OK;
}

static chela_status
say(struct chela_call *call, const char *text)
{
    return call->runtime->reply(call, text, strlen(text));
}

static const struct chela_runtime runtime = {.struct_size = sizeof(runtime), .reply = on_reply};
static chela_status (*volatile direct)(struct chela_call *, const char *) = say;

static double
measure_direct(struct bench *bench)
{
    struct chela_call call = {.struct_size = sizeof(call), .runtime = &runtime};
    for (size_t round = 0; round < bench_rounds(bench, CALLS); round++) {
        double began = bench_now_us();
        for (int i = 0; i < BATCH; i++)
            direct(&call, "hi");
        bench_sample_each(&samples, began, BATCH);
    }
    return bench_percentiles(bench, "direct call of a C function", &samples, "ns", 0);
}

static double
measure_bound(struct bench *bench)
{
    struct chela_call      call = {.struct_size = sizeof(call), .runtime = &runtime};
    struct chela__binding *binding;
    size_t                 len;
    char                  *text  = test_plugin_file("plain", "manifest.json", &len);
    json_t                *plain = json_loads(text, 0, NULL);
    const json_t *entry = json_object_get(json_object_get(plain, "capabilities"), "plain.say");
    MUST(chela__binding_new("text:s", entry, NULL, &binding, NULL));
    for (size_t round = 0; round < bench_rounds(bench, CALLS); round++) {
        double began = bench_now_us();
        for (int i = 0; i < BATCH; i++) {
            struct chela__arguments *arguments;
            MUST(chela__arguments_new(binding, INPUT, strlen(INPUT), NULL, NULL, &arguments, NULL));
            chela__binding_call(binding, (void (*)(void))say, &call, arguments);
            chela__arguments_done(arguments);
        }
        bench_sample_each(&samples, began, BATCH);
    }
    chela__binding_free(binding);
    json_decref(plain);
    free(text);
    return bench_percentiles(bench, "the same from JSON text, through libffi", &samples, "ns", 0);
}

// ---- checked calls ----

static void
on_done(void *user, const struct chela__outcome *outcome)
{
    *(bool *)user = outcome->status == CHELA_OK;
}

// JSON in, JSON out, both checked; policy, deadline, loop.
static double
measure_checked(struct bench *bench, const char *what, const char *plugin, const char *policy_text)
{
    struct test_calls host;
    bool              is_done = false;
    json_t           *policy  = policy_text ? json_loads(policy_text, 0, NULL) : NULL;
    test_calls_open(&host, CHELA__PLATFORM, policy);
    struct chela__call_request request = {.capability = test_capability(&host, plugin, "plain.say"),
                                          .input      = json_loads(INPUT, 0, NULL),
                                          .done       = on_done,
                                          .user       = &is_done};
    size_t                     rounds  = bench_rounds(bench, CALLS);
    for (size_t round = 0; round <= rounds; round++) {
        double began = bench_now_us();
        is_done      = false;
        MUST(chela__call_start(host.calls, &request, NULL, NULL));
        while (!is_done)
            MUST(chela__loop_dispatch(host.loop, -1, NULL));
        if (round > 0) // the first one loads the plugin
            bench_sample(&samples, began);
    }
    json_decref(request.input);
    test_calls_close(&host);
    json_decref(policy);
    return bench_percentiles(bench, what, &samples, "us", 0);
}

// ---- the bare round trip ----

// Frames alone, over a blocking socket: what the wire and two context switches cost.
static void
measure_round_trip(struct bench *bench)
{
    struct test_worker    worker  = {0};
    struct chela__profile profile = {.paths   = (char *)"r /lib\nr /usr/lib\nr /etc/ld.so.cache\n",
                                     .flags   = CHELA__PROFILE_FLOOR,
                                     .uid     = -1,
                                     .memory  = 256 << 20,
                                     .files   = 32,
                                     .threads = 1,
                                     .stack   = 1 << 20};
    struct chela__frame   frame;
    char                  why[160];
    test_worker_start(&worker, "plain", &profile, &frame);
    chela__frame_done(&frame);
    int socket = worker.worker.socket;
    fcntl(socket, F_SETFL, 0);
    struct chela__frame call   = {.type   = CHELA__WIRE_CALL,
                                  .fields = {TEST_FIELD("plain.say"), TEST_FIELD(INPUT),
                                             TEST_FIELD("k"), TEST_FIELD("2026-11-22T17:00:00Z"),
                                             TEST_FIELD("en"), TEST_FIELD("UTC"), TEST_FIELD("")}};
    struct chela__frame answer = {.type = CHELA__WIRE_ANSWER, .fields = {{.i = 0}, TEST_FIELD("")}};
    for (size_t round = 0; round < bench_rounds(bench, CALLS); round++) {
        double began = bench_now_us();
        call.call++;
        MUST(chela__frame_send(socket, &call, NULL));
        MUST(chela__frame_receive(socket, true, CHELA__FROM_WORKER, &frame, NULL));
        bench_sample(&samples, began);
        answer.call = frame.call;
        answer.seq  = frame.seq;
        MUST(chela__frame_send(socket, &answer, NULL));
        chela__frame_done(&frame);
    }
    test_worker_end(&worker, 0, why);
    bench_percentiles(bench, "round trip to a worker, one core", &samples, "us", 15);
}

// ---- D-Bus ----

// Through the daemon to another process, with a string in and a string out.
static void
measure_bus(struct bench *bench, const char *where, double checked)
{
    struct bench_bus bus;
    char             what[96];
    const char      *why = bench_bus_open(&bus);
    snprintf(what, sizeof(what), "sd-bus call through dbus-daemon%s", where);
    if (why) {
        bench_skip(bench, what, why);
        return;
    }
    for (size_t round = 0; round < bench_rounds(bench, CALLS); round++) {
        double began = bench_now_us();
        bench_bus_call(&bus, "hi");
        bench_sample(&samples, began);
    }
    bench_bus_close(&bus);
    double peer = bench_percentiles(bench, what, &samples, "us", 0);
    snprintf(what, sizeof(what), "checked worker call / sd-bus call%s", where);
    bench_ratio(bench, what, checked, peer, 1.0 / 3);
}

void
bench_call(struct bench *bench)
{
    double plain = measure_direct(bench), bound = measure_bound(bench);
    double local = measure_checked(bench, "checked call in process", "plain-local",
                                   "{\"policy\":1,\"in_host\":[\"org.example.plain-local\"]}");
    bench_ratio(bench, "JSON and libffi / direct call", bound, plain, 0);
    bench_ratio(bench, "checked call in process / direct call", local, plain, 0);
    bench_pin();
    measure_round_trip(bench);
    double checked = measure_checked(bench, "checked worker call, one core", "plain", NULL);
    measure_bus(bench, ", one core", checked);
    bench_spread();
    checked = measure_checked(bench, "checked worker call, any core", "plain", NULL);
    measure_bus(bench, ", any core", checked);
}
