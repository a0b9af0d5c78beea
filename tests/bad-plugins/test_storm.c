// test_storm.c - crashes under the real rules, what does not end by itself, and ten thousand
// crashes beside a busy neighbour.
//
// `test_storm [COUNT]`: so many crashes; ctest takes a sample. The storm's plugins alone get a
// higher limit and no waits, by the test's policy.json; its neighbour lives under the real rules.
#include "fixtures/calls.h"

#include <dirent.h>
#include <time.h>

#include "state/crashes.h"

#include "apart.h"

#define SAMPLE 330
#define MIB (1024 * 1024)
#define TICK_MS 10
#define DEADLINE_MS 300 // of the manifests in this folder

// ---- one plugin under the real rules ----

static int64_t moment = 1795363200000; // 2026-11-22T16:00:00Z

static int64_t
read_moment(void *user)
{
    (void)user;
    return moment;
}
static const struct chela__clock still = {read_moment, NULL, "UTC"};

struct real {
    char                 folder[64];
    struct chela__state *state;
    struct test_calls    host;
};

// Another version of the same plugin: its manifest is not the one that is compiled in, so that a
// start, if there is one, ends with that reason.
static chela_status
load_next_version(void *user, const char *id, const char *version,
                  struct chela__loadable *ret_loadable, struct chela_error *err)
{
    chela_status status = test_calls_load(user, id, version, ret_loadable, err);
    char        *at     = status == CHELA_OK ? strstr(ret_loadable->manifest_text, "1.0.0") : NULL;
    ck_assert_ptr_nonnull(at);
    *at = '2';
    chela__manifest_free(ret_loadable->manifest);
    return chela__manifest_read(ret_loadable->manifest_text, strlen(ret_loadable->manifest_text),
                                NULL, 0, &ret_loadable->manifest, err);
}

static void
open_real(struct real *self, const json_t *policy, test_load load)
{
    ck_assert_int_eq(chela__state_open(self->folder, &still, &self->state, NULL), CHELA_OK);
    test_calls_open_as(&self->host, &(struct test_setup){.tier   = CHELA__SIDELOAD,
                                                         .policy = policy,
                                                         .load   = load,
                                                         .state  = self->state,
                                                         .clock  = &still});
}

static void
close_real(struct real *self)
{
    test_calls_close(&self->host);
    chela__state_close(self->state);
}

// How a call that starts the plugin ends; every one of them crashes it.
static void
expect_end(struct real *self, const char *text)
{
    struct test_outcome outcome = test_call(&self->host, "crash-in-open", "bad.well", "{}");
    ck_assert_int_lt(outcome.status, 0);
    ck_assert_msg(strstr(outcome.text, text) != NULL, "expected \"%s\", got \"%s\"", text,
                  outcome.text);
}

static void
expect_start_of_next(struct real *self)
{
    struct chela__loadable next    = {.so_fd = -1};
    struct test_outcome    outcome = {0};
    ck_assert_int_eq(load_next_version(&self->host, "org.example.crash-in-open", NULL, &next, NULL),
                     CHELA_OK);
    struct chela__call_request request = {
        .capability = chela__manifest_find(next.manifest, "bad.well"),
        .input      = json_object(),
        .done       = test_done,
        .user       = &outcome,
    };
    ck_assert_int_eq(chela__call_start(self->host.calls, &request, NULL, NULL), CHELA_OK);
    json_decref(request.input);
    test_wait(&self->host, &outcome);
    ck_assert_msg(strstr(outcome.text, "differs from manifest.json") != NULL, "%s", outcome.text);
    chela__loadable_done(&next);
}

static void
real_rules(void)
{
    struct real self = {.folder = "/tmp/chela-storm-XXXXXX"};
    bool        is_any;
    ck_assert_ptr_nonnull(mkdtemp(self.folder));
    open_real(&self, NULL, NULL);
    int64_t began = chela__monotonic_ms();
    for (int i = 0; i < 5; i++)
        expect_end(&self, "it crashed (Aborted)");
    int64_t took = chela__monotonic_ms() - began;
    ck_assert_int_ge(took, 100 + 400 + 1600 + 6400); // the backoff
    expect_end(&self, "crashed too often");
    close_real(&self);

    moment += 365 * 24 * (int64_t)3600 * 1000; // another host, a year later
    open_real(&self, NULL, NULL);
    expect_end(&self, "crashed too often");
    close_real(&self);

    open_real(&self, NULL, load_next_version);
    expect_start_of_next(&self);
    close_real(&self);

    open_real(&self, NULL, NULL);
    expect_end(&self, "crashed too often");
    ck_assert_int_eq(chela__crashes_clear(self.state, "org.example.crash-in-open", &is_any, NULL),
                     CHELA_OK);
    ck_assert(is_any);
    expect_end(&self, "it crashed (Aborted)"); // in the same host
    close_real(&self);
    chela__remove_tree(AT_FDCWD, self.folder, NULL);
    printf("real rules: the sixth start was refused, also a year later; a new version and the user "
           "ended it; five crashes took %lld ms\n",
           (long long)took);
}

static void
spread_crashes(void)
{
    struct real self = {.folder = "/tmp/chela-storm-XXXXXX"};
    json_t     *policy =
        json_loads("{\"policy\":1,\"quotas\":{\"org.example.*\":{\"backoff_ms\":0}}}", 0, NULL);
    ck_assert_ptr_nonnull(mkdtemp(self.folder));
    open_real(&self, policy, NULL);
    for (int i = 0; i < 12; i++) { // never five within ten minutes
        expect_end(&self, "it crashed (Aborted)");
        moment += 151000;
    }
    close_real(&self);
    json_decref(policy);
    chela__remove_tree(AT_FDCWD, self.folder, NULL);
    printf("spread crashes: twelve, never five within ten minutes, were none too many\n");
}

// ---- what does not end by itself ----

static int
count_descriptors(void)
{
    int  count = 0;
    DIR *dir   = opendir("/proc/self/fd");
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static long
resident(void)
{
    long  all, own = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    ck_assert_int_eq(fscanf(file, "%ld %ld", &all, &own), 2);
    fclose(file);
    return own * sysconf(_SC_PAGESIZE);
}

// A sanitizer keeps what was freed.
static bool
may_grow(long grew, long most)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return grew <= 16 * most;
#else
    return grew <= most;
#endif
}

// How long after the deadline the last of them has ended: asked to at the deadline, killed 200 ms
// later. A busy machine is given more.
static bool
stuck_ones(bool is_strict)
{
    static const char *const stuck[] = {"hang",       "sleeps-through-cancel", "never-replies",
                                        "floods-log", "floods-progress",       "floods-items"};
    struct test_calls        host;
    int64_t                  latest = 0;
    long                     grew   = 0;
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    for (size_t i = 0; i < sizeof(stuck) / sizeof(*stuck); i++) {
        long                memory  = resident();
        int64_t             began   = chela__monotonic_ms();
        struct test_outcome outcome = test_call(&host, stuck[i], "bad.act", "{}");
        int64_t             late    = chela__monotonic_ms() - began - DEADLINE_MS;
        ck_assert_int_eq(outcome.status, CHELA_TIMEOUT);
        latest = late > latest ? late : latest;
        // What a stream has said is its result, and kept up to a limit of its own.
        if (strcmp(stuck[i], "floods-items") != 0 && resident() - memory > grew)
            grew = resident() - memory;
        json_decref(outcome.output);
    }
    test_calls_close(&host);
    printf("stuck: six kinds ended at most %lld ms after their deadline (start included); resident "
           "memory %+ld KiB at most\n",
           (long long)latest, grew / 1024);
    return latest <= (is_strict ? 250 : 3000) && may_grow(grew, 2 * MIB);
}

// ---- the storm ----

static const char *const kinds[] = {
    "crash-in-constructor",
    "crash-in-open",
    "crash-in-handler",
    "stack-overflow",
    "illegal-instruction",
    "exits",
    "abort-with-other-calls",
    "breaks-the-wire",
    "half-a-message",
    "unsealed-body",
    "fork",
};
#define KINDS ((int)(sizeof(kinds) / sizeof(*kinds)))
#define AT_ONCE 3 // crashes under way

struct storm {
    struct test_calls         host;
    struct chela__capability *crash[KINDS];
    struct chela__capability *echo;
    struct chela__source     *tick;
    int64_t                   next_ms;
    unsigned                  wanted, started, ended, unexpected;
    unsigned                  calls, answered, failed;
    int64_t                   elapsed_us[200000];
};

static json_t *
storm_policy(void)
{
    json_t *quotas = json_object();
    for (int i = 0; i < KINDS; i++) {
        char id[64];
        snprintf(id, sizeof(id), "org.example.%s", kinds[i]);
        json_object_set_new(quotas, id,
                            json_pack("{s:i, s:i}", "crashes", 1000000, "backoff_ms", 0));
    }
    return json_pack("{s:i, s:o}", "policy", 1, "quotas", quotas);
}

static void
start_crash(struct storm *self);

static void
on_crash(void *user, const struct chela__outcome *outcome)
{
    struct storm *self = user;
    self->ended++;
    self->unexpected += outcome->status >= 0;
    start_crash(self);
}

static void
start_crash(struct storm *self)
{
    if (self->started == self->wanted)
        return;
    unsigned                   number  = self->started++;
    struct chela__call_request request = {
        .capability = self->crash[number % KINDS],
        .input      = json_pack("{s:i}", "n", (int)number), // no call twice
        .done       = on_crash,
        .user       = self,
    };
    if (chela__call_start(self->host.calls, &request, NULL, NULL) < 0) {
        self->ended++;
        self->unexpected++;
    }
    json_decref(request.input);
}

static void
on_answer(void *user, const struct chela__outcome *outcome)
{
    struct storm *self = user;
    if (outcome->status == CHELA_OK && self->answered < sizeof(self->elapsed_us) / 8)
        self->elapsed_us[self->answered++] = outcome->elapsed_us;
    self->failed += outcome->status != CHELA_OK;
}

// The neighbour's call, a hundred times a second.
static void
on_tick(void *user)
{
    struct storm              *self    = user;
    struct chela__call_request request = {
        .capability = self->echo,
        .input      = json_pack("{s:s}", "text", "beside"),
        .done       = on_answer,
        .user       = self,
    };
    self->tick = NULL;
    self->calls++;
    self->failed += chela__call_start(self->host.calls, &request, NULL, NULL) < 0;
    json_decref(request.input);
    int64_t wait = (self->next_ms += TICK_MS) - chela__monotonic_ms();
    chela__loop_add_timer(self->host.loop, wait > 0 ? wait : 0, on_tick, self, &self->tick, NULL);
}

static void
run_until(struct storm *self, unsigned ended)
{
    while (self->ended < ended)
        ck_assert_int_eq(chela__loop_dispatch(self->host.loop, 1000, NULL), CHELA_OK);
}

static int
by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t
p99(struct storm *self, unsigned from)
{
    unsigned count = self->answered - from;
    qsort(self->elapsed_us + from, count, sizeof(*self->elapsed_us), by_time);
    return count ? self->elapsed_us[from + count * 99 / 100] : 0;
}

static bool
crash_storm(unsigned wanted)
{
    struct storm *self   = calloc(1, sizeof(*self));
    json_t       *policy = storm_policy();
    test_calls_open(&self->host, CHELA__SIDELOAD, policy);
    memset(self->elapsed_us, 0, sizeof(self->elapsed_us)); // its pages are not growth
    for (int i = 0; i < KINDS; i++)
        self->crash[i] = test_capability(&self->host, kinds[i], "bad.act");
    self->echo    = test_capability(&self->host, "echo", "echo.text");
    self->next_ms = chela__monotonic_ms();
    on_tick(self);
    while (self->calls < 100)
        ck_assert_int_eq(chela__loop_dispatch(self->host.loop, 1000, NULL), CHELA_OK);
    int64_t  idle = p99(self, 0);
    unsigned warm = 10 * KINDS, before = self->answered;
    self->wanted = wanted + warm;
    for (int i = 0; i < AT_ONCE; i++)
        start_crash(self);
    run_until(self, warm);
    int     descriptors = count_descriptors();
    long    memory      = resident();
    int64_t began       = chela__monotonic_ms();
    run_until(self, self->wanted);
    int64_t took = chela__monotonic_ms() - began;
    int     more = count_descriptors() - descriptors;
    long    grew = resident() - memory;
    printf("storm: %u crashes of %d kinds in %lld ms, %u not as expected; neighbour: %u calls, %u "
           "failed, p99 %lld us (idle %lld); descriptors %+d, resident memory %+ld KiB\n",
           wanted, KINDS, (long long)took, self->unexpected, self->calls, self->failed,
           (long long)p99(self, before), (long long)idle, more, grew / 1024);
    bool is_well =
        self->unexpected == 0 && self->failed == 0 && more <= AT_ONCE * 4 && may_grow(grew, MIB);
    chela__loop_remove(self->tick);
    test_calls_close(&self->host);
    json_decref(policy);
    free(self);
    return is_well;
}

int
main(int argc, char **argv)
{
    unsigned wanted = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : SAMPLE;
    setvbuf(stdout, NULL, _IOLBF, 0);
    real_rules();
    spread_crashes();
    bool is_well = stuck_ones(argc > 1);
    return !(crash_storm(wanted) && is_well);
}
