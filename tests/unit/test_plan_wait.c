// test_plan_wait.c - plans that wait and standing orders: read, checked, put into words, and what a
// run does with them.
#include "fixtures/plans.h"

#include "base/clock.h"
#include "catalog/catalog.h"
#include "plan/card.h"
#include "plan/waiting.h"

#define ORDER "every weekday at 8 note milk"

static const char tools[] =
    "[{\"name\":\"note\",\"effect\":\"write\",\"input\":{\"type\":\"object\",\"required\":["
    "\"text\"],"
    "\"properties\":{\"text\":{\"type\":\"string\"},\"day\":{\"$id\":\"chela:Date/1\",\"type\":"
    "\"string\"}},\"additionalProperties\":false}},"
    "{\"name\":\"look\",\"effect\":\"read\",\"label\":\"public\",\"input\":{\"type\":\"object\"},"
    "\"output\":{\"type\":\"object\"}},"
    "{\"name\":\"events\",\"effect\":\"read\",\"watch\":true,\"summary\":\"The machine stops.\","
    "\"input\":{\"type\":\"object\"},\"items\":{\"type\":\"object\",\"properties\":{\"state\":{"
    "\"type\":\"string\"},\"cursor\":{\"type\":\"string\"}}}}]";

static struct chela__manifest *manifest;
static struct chela__catalog  *catalog;
static struct chela_error      err;

static void
setup(void)
{
    struct chela_error fresh = CHELA_ERROR_INIT;
    err                      = fresh;
    manifest                 = plans_manifest(tools);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
}

static chela_status
read_plan(const char *turn, const char *trigger, const char *steps, struct chela__plan **ret_plan)
{
    struct chela_error fresh = CHELA_ERROR_INIT;
    json_t            *json =
        json_pack("{s:i, s:s, s:s, s:[s], s:o}", "plan", 1, "now", "2026-11-22T17:00:00+01:00",
                  "zone", "Europe/Paris", "turns", turn, "steps", plans_json(steps));
    if (trigger)
        json_object_set_new(json, "trigger", plans_json(trigger));
    err                 = fresh;
    chela_status status = chela__plan_read(json, ret_plan, &err);
    json_decref(json);
    return status;
}

static chela_status
check(struct chela__plan *plan)
{
    const struct chela__check_options options = {.catalog = catalog};
    return chela__plan_check(plan, &options, &err);
}

static struct chela__plan *
make(const char *turn, const char *trigger, const char *steps)
{
    struct chela__plan *plan = NULL;
    ck_assert_msg(read_plan(turn, trigger, steps, &plan) == CHELA_OK, "%s", err.text);
    ck_assert_msg(check(plan) == CHELA_OK, "%s", err.text);
    return plan;
}

static void
refuses(const char *trigger, const char *steps, const char *message)
{
    struct chela__plan *plan   = NULL;
    chela_status        status = read_plan(ORDER, trigger, steps, &plan);
    if (status >= 0)
        status = check(plan);
    ck_assert_int_lt(status, 0);
    ck_assert_msg(strstr(err.text, message) != NULL, "\"%s\" is not in \"%s\"", message, err.text);
    chela__plan_free(plan);
}

#define NOTE "{\"id\":\"n\",\"use\":\"note\",\"with\":{\"text\":{\"said\":[24,28]}}}"

START_TEST(refuses_what_cannot_be_waited_for)
{
    refuses(NULL, "[{\"id\":\"w\",\"wait\":{}}]", "w: /wait: expected one of until, for, watch");
    refuses(NULL, "[{\"id\":\"w\",\"wait\":{\"for\":{\"const\":\"soon\"}}}]", "w: ");
    refuses(NULL, "[{\"id\":\"w\",\"wait\":{\"for\":{\"const\":\"PT1H\"},\"within\":\"PT1H\"}}]",
            "within");
    refuses(NULL, "[{\"id\":\"w\",\"wait\":{\"watch\":\"look\"}}]", "cannot be waited for");
    refuses(NULL, "[{\"id\":\"w\",\"use\":\"events\"}]", "never ends by itself");
    refuses(NULL, "[{\"id\":\"w\",\"wait\":{\"watch\":\"events\",\"within\":\"P9999D\"}}]",
            "within: expected a duration");
    refuses(NULL,
            "[{\"id\":\"w\",\"wait\":{\"watch\":\"events\",\"where\":{\"is\":[{\"item\":\"/"
            "colour\"}]}}}]",
            "has no member /colour");
    refuses(NULL,
            "[{\"id\":\"l\",\"use\":\"look\"},{\"id\":\"w\",\"wait\":{\"watch\":\"events\","
            "\"where\":{\"is\":[{\"from\":\"l\"}]}}}]",
            "constants only");
    refuses("{\"every\":{\"const\":5}}", "[" NOTE "]", "trigger: ");
    refuses("{\"when\":1}", "[" NOTE "]", "trigger: expected every or watch");
    refuses("{\"every\":{\"const\":\"FREQ=DAILY\"},\"late\":1}", "[" NOTE "]", "late");
    refuses(NULL, "[{\"id\":\"trigger\",\"use\":\"look\"}]", "id: expected");
}
END_TEST

START_TEST(standing_orders_wait_before_everything)
{
    struct chela__plan *plan =
        make(ORDER, "{\"every\":{\"said\":[0,18]}}", "[{\"id\":\"l\",\"use\":\"look\"}," NOTE "]");
    ck_assert(plan->has_trigger);
    ck_assert(!plan->steps[1].looks);
    ck_assert(plan->steps[2].needs[0].step == 0 && plan->steps[2].needs[0].is_order);
    ck_assert(plan->steps[0].is_new && plan->steps[0].binds);
    chela__plan_free(plan);
}
END_TEST

// ---- the card and the contract ----

static struct chela__card card;

static void
show(struct chela__plan *plan)
{
    struct chela__loop        *loop   = NULL;
    struct chela__run         *run    = NULL;
    struct plans_calls         calls  = {0};
    const struct chela__people people = {
        .lang = "en", .zone = "Europe/Paris", .now_ms = plan->now_ms, .max = 80};
    ck_assert_int_eq(chela__loop_new(&loop, NULL), CHELA_OK);
    calls.loop                              = loop;
    plans_current                           = &calls;
    const struct chela__run_options options = {.plan   = plan,
                                               .loop   = loop,
                                               .start  = plans_start,
                                               .cancel = plans_cancel,
                                               .idle   = plans_idle,
                                               .user   = &calls};
    ck_assert_int_eq(chela__run_new(&options, &run, NULL), CHELA_OK);
    ck_assert_int_eq(chela__run_look(run, NULL), CHELA_OK);
    plans_until_idle(&calls);
    const struct chela__card_options shown = {.people = &people};
    ck_assert_int_eq(chela__card_make(run, &shown, &card, &err), CHELA_OK);
    ck_assert_uint_eq(calls.count, 0);
    chela__run_free(run);
    chela__loop_free(loop);
}

START_TEST(the_card_says_when)
{
    static const struct {
        const char *turn, *trigger, *wanted;
    } cases[] = {
        {ORDER, "{\"every\":{\"said\":[0,18]}}", "every weekday at 08:00"},
        {"x", "{\"every\":{\"const\":\"FREQ=DAILY;INTERVAL=2;COUNT=3\"}}",
         "every 2 days at 17:00, 3 times"},
        {"x", "{\"every\":{\"const\":\"FREQ=MONTHLY;BYDAY=1MO\"}}",
         "every month on number 1 of Mon"},
        {"x", "{\"watch\":\"events\"}", "each time: org.example.fake: The machine stops"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chela__plan *plan =
            make(cases[i].turn, cases[i].trigger,
                 "[{\"id\":\"n\",\"use\":\"note\",\"with\":{\"text\":{\"const\":\"milk\"}}}]");
        show(plan);
        ck_assert_msg(strstr(card.text, cases[i].wanted) != NULL, "%s", card.text);
        ck_assert(card.is_new);
        chela__card_done(&card);
        chela__plan_free(plan);
    }
}
END_TEST

// "today" of a standing order is another day each time.
START_TEST(moving_words_are_bound_to_the_occurrence)
{
    struct chela__plan *plan =
        make("every weekday at 8 note today", "{\"every\":{\"said\":[0,18]}}",
             "[{\"id\":\"n\",\"use\":\"note\",\"with\":{\"text\":{\"const\":\"day\"},\"day\":{"
             "\"said\":[24,29]}}}]");
    show(plan);
    ck_assert_msg(strstr(card.text, "\"today\" of that day") != NULL, "%s", card.text);
    const json_t *bind = chela__json_at(card.contract, "/calls/1/bind");
    ck_assert_ptr_nonnull(chela__json_at(bind, "/~1day/made_from"));
    ck_assert_ptr_nonnull(chela__json_at(bind, "/~1text/is"));
    chela__card_done(&card);
    chela__plan_free(plan);
}
END_TEST

// ---- items of a watch ----

static bool
matches(const char *item)
{
    bool                found = false;
    struct chela__plan *plan  = make(
         "x", NULL,
         "[{\"id\":\"w\",\"wait\":{\"watch\":\"events\",\"where\":{\"is\":[{\"item\":\"/state\"},"
          "{\"const\":\"stopped\"}]}}}]");
    json_t *json = plans_json(item);
    ck_assert_int_eq(chela__waiting_matches(plan, &plan->steps[0], json, &found, &err), CHELA_OK);
    json_decref(json);
    chela__plan_free(plan);
    return found;
}

START_TEST(tells_the_item_that_is_meant)
{
    ck_assert(matches("{\"state\":\"stopped\"}"));
    ck_assert(!matches("{\"state\":\"running\"}"));
    ck_assert(!matches("{}"));
}
END_TEST

// ---- the run ----

static int64_t now_ms;

static int64_t
test_now(void *user)
{
    (void)user;
    return now_ms;
}

static struct chela__instance *asleep;

static chela_status
keep(void *user, struct chela__instance *instance, struct chela_error *ignored)
{
    (void)user;
    (void)ignored;
    asleep = instance;
    return CHELA_OK;
}

static struct chela__run *
run_until_idle(struct chela__plan *plan, struct plans_calls *calls)
{
    static struct chela__clock      clock   = {test_now, NULL, "Europe/Paris"};
    struct chela__run              *run     = NULL;
    const struct chela__run_options options = {.plan   = plan,
                                               .loop   = calls->loop,
                                               .clock  = &clock,
                                               .start  = plans_start,
                                               .cancel = plans_cancel,
                                               .sleep  = keep,
                                               .idle   = plans_idle,
                                               .user   = calls};
    now_ms                                  = plan->now_ms;
    plans_current                           = calls;
    ck_assert_int_eq(chela__run_new(&options, &run, NULL), CHELA_OK);
    ck_assert_int_eq(chela__run_start(run, NULL, NULL, NULL, NULL), CHELA_OK);
    plans_until_idle(calls);
    return run;
}

#define LATER                                                                                      \
    "[{\"id\":\"a\",\"use\":\"look\"},{\"id\":\"w\",\"wait\":{\"for\":{\"const\":\"PT2H\"}},"      \
    "\"after\":[\"a\"]},{\"id\":\"n\",\"use\":\"note\",\"with\":{\"text\":{\"from\":\"w\","        \
    "\"path\":\"/at\"}}}]"

START_TEST(sleeps_until_it_is_woken)
{
    struct plans_calls  calls = {0};
    struct chela__plan *plan  = make("x", NULL, LATER);
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
    struct chela__run *run = run_until_idle(plan, &calls);
    ck_assert_str_eq(calls.order, "a");
    ck_assert_uint_eq(run->sleeping, 1);
    ck_assert_int_eq(asleep->due_ms, plan->now_ms + 2 * 3600 * 1000);
    json_t *output = plans_json("{\"at\":\"2026-11-22T19:00:00+01:00\"}");
    chela__instance_wake(asleep, output);
    chela__run_advance(run);
    plans_until_idle(&calls);
    ck_assert_str_eq(calls.order, "a n");
    ck_assert_uint_eq(run->sleeping, 0);
    json_decref(output);
    chela__run_free(run);
    chela__plan_free(plan);
    chela__loop_free(calls.loop);
}
END_TEST

START_TEST(a_cancelled_wait_is_skipped)
{
    struct plans_calls  calls = {0};
    struct chela__plan *plan  = make("x", NULL, LATER);
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
    struct chela__run *run = run_until_idle(plan, &calls);
    chela__run_cancel(run);
    plans_until_idle(&calls);
    ck_assert_int_eq(run->root.instances[1].state, CHELA__SKIPPED);
    ck_assert_int_eq(run->root.instances[2].state, CHELA__SKIPPED);
    chela__run_free(run);
    chela__plan_free(plan);
    chela__loop_free(calls.loop);
}
END_TEST

START_TEST(what_is_over_is_not_waited_for)
{
    struct plans_calls  calls = {0};
    struct chela__plan *plan  = make("x", NULL,
                                     "[{\"id\":\"w\",\"wait\":{\"until\":{\"const\":"
                                      "\"2026-11-22T16:00:00+01:00\"}}},{\"id\":\"n\",\"use\":"
                                      "\"look\",\"after\":[\"w\"]}]");
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
    struct chela__run *run = run_until_idle(plan, &calls);
    ck_assert_str_eq(calls.order, "n");
    chela__run_free(run);
    chela__plan_free(plan);
    chela__loop_free(calls.loop);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan_wait");
    TCase *tests = tcase_create("wait");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, refuses_what_cannot_be_waited_for);
    tcase_add_test(tests, standing_orders_wait_before_everything);
    tcase_add_test(tests, the_card_says_when);
    tcase_add_test(tests, moving_words_are_bound_to_the_occurrence);
    tcase_add_test(tests, tells_the_item_that_is_meant);
    tcase_add_test(tests, sleeps_until_it_is_woken);
    tcase_add_test(tests, a_cancelled_wait_is_skipped);
    tcase_add_test(tests, what_is_over_is_not_waited_for);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
