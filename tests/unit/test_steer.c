// test_steer.c - a running plan becomes less: steps and elements that are passed over, a run that
// is held, and what is left of it.
#include "fixtures/plans.h"

#include "catalog/catalog.h"
#include "plan/reason.h"

static const char tools[] =
    "[{\"name\":\"find\",\"effect\":\"read\",\"label\":\"public\",\"input\":{\"type\":\"object\"},"
    "\"output\":{\"type\":\"object\"}},"
    "{\"name\":\"send\",\"effect\":\"write\",\"input\":{\"type\":\"object\",\"properties\":{\"to\":"
    "{"
    "\"type\":\"string\"},\"text\":{\"type\":\"string\"}}}}]";
#define FAMILY                                                                                     \
    "[{\"id\":\"find\",\"use\":\"find\"},{\"id\":\"each\",\"each\":{\"from\":\"find\",\"path\":"   \
    "\"/people\"},\"limit\":5,\"steps\":[{\"id\":\"send\",\"use\":\"send\",\"with\":{\"to\":{"     \
    "\"item\":\"/name\"},\"text\":{\"said\":[0,4]}}}]},{\"id\":\"last\",\"use\":\"send\","         \
    "\"with\":{\"to\":{\"const\":\"all\"}},\"after\":[\"each\"]}]"

static struct chela__manifest *manifest;
static struct chela__catalog  *catalog;
static struct chela__plan     *plan;
static struct plans_calls      calls;
static struct chela__run      *run;
static struct chela_error      err;

static void
setup(void)
{
    struct chela_error fresh = CHELA_ERROR_INIT;
    err                      = fresh;
    manifest                 = plans_manifest(tools);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    const struct chela__check_options options = {.catalog = catalog};
    plan                                      = plans_read("tell everybody", FAMILY, NULL);
    ck_assert_msg(chela__plan_check(plan, &options, &err) == CHELA_OK, "%s", err.text);
    calls = (struct plans_calls){0};
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
    calls.outputs = plans_json("{\"find\":{\"people\":[{\"name\":\"one\",\"is\":\"sister\"},{"
                               "\"name\":\"two\",\"is\":\"brother\"}]}}");
    const struct chela__run_options run_options = {.plan   = plan,
                                                   .loop   = calls.loop,
                                                   .start  = plans_start,
                                                   .cancel = plans_cancel,
                                                   .idle   = plans_idle,
                                                   .user   = &calls};
    plans_current                               = &calls;
    ck_assert_int_eq(chela__run_new(&run_options, &run, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__run_free(run);
    json_decref(calls.outputs);
    chela__loop_free(calls.loop);
    chela__plan_free(plan);
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
}

static void
start(void)
{
    ck_assert_int_eq(chela__run_start(run, NULL, NULL, NULL, NULL), CHELA_OK);
    plans_until_idle(&calls);
}

START_TEST(passes_over_a_step_by_number_or_name)
{
    size_t count = 0;
    ck_assert_int_eq(chela__run_skip(run, "last", &count, &err), CHELA_OK);
    ck_assert_uint_eq(count, 1);
    start();
    ck_assert_str_eq(calls.order, "find send send");
    ck_assert_int_eq(run->root.instances[3].state, CHELA__SKIPPED);
    ck_assert(run->root.instances[3].is_unwanted);
}
END_TEST

// The second is found by its element, whose step has not begun when the words come.
START_TEST(passes_over_an_element_that_is_about_somebody)
{
    size_t count = 0;
    run->skips   = json_pack("[s]", "brother");
    start();
    ck_assert_str_eq(calls.order, "find send last");
    ck_assert_int_eq(run->root.instances[1].elements[0].instances[0].state, CHELA__DONE);
    ck_assert_int_eq(run->root.instances[1].elements[1].instances[0].state, CHELA__SKIPPED);
    ck_assert_int_eq(chela__run_skip(run, "uncle", &count, &err), CHELA_NOT_FOUND);
}
END_TEST

START_TEST(a_held_run_starts_nothing_more)
{
    chela__run_hold(run, false);
    start();
    ck_assert_str_eq(calls.order, "");
    ck_assert_int_eq(run->root.instances[0].state, CHELA__WAITING);
}
END_TEST

START_TEST(tells_why_and_how_far)
{
    uint32_t done, total;
    char    *reason = chela__step_reason(plan, &plan->steps[2]);
    ck_assert_str_eq(reason, "tell");
    free(reason);
    reason = chela__step_reason(plan, &plan->steps[0]);
    ck_assert_str_eq(reason, "for each");
    free(reason);
    chela__run_progress(run, &done, &total);
    ck_assert(done == 0 && total == 3);
    start();
    chela__run_progress(run, &done, &total);
    ck_assert(done == 4 && total == 4);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("steer");
    TCase *tests = tcase_create("steer");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, passes_over_a_step_by_number_or_name);
    tcase_add_test(tests, passes_over_an_element_that_is_about_somebody);
    tcase_add_test(tests, a_held_run_starts_nothing_more);
    tcase_add_test(tests, tells_why_and_how_far);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
