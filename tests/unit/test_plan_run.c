// test_plan_run.c - carrying out plans: order, parallel steps, blocks, conditions, failures,
// questions, retries; over calls that need no plugin.
#include "fixtures/plans.h"

static struct chela__manifest *manifest;
static struct chela__plan     *plan;
static struct chela__run      *run;
static struct plans_calls      calls;

static const char tools[] =
    "[{\"name\":\"read\",\"summary\":\"Read.\",\"effect\":\"read\",\"input\":{}},"
    "{\"name\":\"write\",\"effect\":\"write\",\"input\":{}},"
    "{\"name\":\"post\",\"effect\":\"read\",\"input\":{},\"accepts\":{\"/v\":\"device\"}},"
    "{\"name\":\"fail\",\"effect\":\"read\",\"input\":{}},"
    "{\"name\":\"flaky\",\"effect\":\"read\",\"input\":{}}]";

static void
setup(void)
{
    memset(&calls, 0, sizeof calls);
    plans_current = &calls;
    manifest      = plans_manifest(tools);
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__run_free(run);
    chela__plan_free(plan);
    chela__manifest_free(manifest);
    chela__loop_free(calls.loop);
    json_decref(calls.outputs);
    run  = NULL;
    plan = NULL;
}

// Reads find out before the card, writes come after it.
static void
open_run(const char *steps)
{
    plan = plans_read("abc", steps, NULL);
    for (uint32_t i = 0; i < plan->count; i++) {
        struct chela__step *step = &plan->steps[i];
        step->capability         = step->use ? chela__manifest_find(manifest, step->use) : NULL;
        step->looks = step->is_seen = !step->use || strcmp(step->use, "write") != 0;
        step->binds                 = !step->looks;
    }
    struct chela__run_options options = {.plan   = plan,
                                         .loop   = calls.loop,
                                         .start  = plans_start,
                                         .cancel = plans_cancel,
                                         .idle   = plans_idle,
                                         .user   = &calls};
    ck_assert_int_eq(chela__run_new(&options, &run, NULL), CHELA_OK);
}

static void
go(void)
{
    ck_assert_int_eq(chela__run_start(run, NULL, NULL, NULL, NULL), CHELA_OK);
    plans_until_idle(&calls);
}

static const struct chela__instance *
at(const char *id)
{
    return &run->root.instances[chela__plan_find(plan, id)];
}

START_TEST(hands_results_on)
{
    open_run("[{\"id\":\"b\",\"use\":\"read\",\"with\":{\"v\":{\"from\":\"a\",\"path\":\"/n\"},"
             "\"t\":{\"text\":\"n is {a:/n}\"}}},"
             "{\"id\":\"a\",\"use\":\"read\",\"with\":{\"n\":{\"const\":5}}}]");
    go();
    ck_assert_str_eq(calls.order, "a b");
    ck_assert_int_eq(at("b")->state, CHELA__DONE);
    ck_assert_int_eq(json_integer_value(json_object_get(at("b")->output, "v")), 5);
    ck_assert_str_eq(json_string_value(json_object_get(at("b")->output, "t")), "n is 5");
    ck_assert_int_eq(at("b")->label, CHELA__PERSONAL);
}
END_TEST

START_TEST(runs_independent_steps_at_once)
{
    open_run("[{\"id\":\"a\",\"use\":\"read\"},{\"id\":\"b\",\"use\":\"read\"},"
             "{\"id\":\"c\",\"use\":\"read\",\"after\":[\"a\"]}]");
    go();
    ck_assert_uint_eq(calls.most, 2);
    ck_assert_str_eq(calls.order, "a b c");
}
END_TEST

START_TEST(looks_before_the_card_and_prepares_the_rest)
{
    open_run("[{\"id\":\"a\",\"use\":\"read\",\"with\":{\"n\":{\"const\":7}}},"
             "{\"id\":\"w\",\"use\":\"write\",\"with\":{\"n\":{\"from\":\"a\",\"path\":\"/n\"}}}]");
    ck_assert_int_eq(chela__run_look(run, NULL), CHELA_OK);
    plans_until_idle(&calls);
    ck_assert_str_eq(calls.order, "a");
    ck_assert_int_eq(at("w")->state, CHELA__WAITING);
    ck_assert_int_eq(json_integer_value(json_object_get(at("w")->input, "n")), 7);
    go();
    ck_assert_str_eq(calls.order, "a w");
    ck_assert_int_eq(at("w")->state, CHELA__DONE);
}
END_TEST

START_TEST(keeps_a_value_from_where_its_label_forbids)
{
    open_run("[{\"id\":\"a\",\"use\":\"read\",\"with\":{\"n\":{\"const\":7}}},"
             "{\"id\":\"b\",\"use\":\"post\",\"with\":{\"w\":{\"from\":\"a\",\"path\":\"/n\"}}},"
             "{\"id\":\"c\",\"use\":\"post\",\"with\":{\"v\":{\"from\":\"a\",\"path\":\"/n\"}}}]");
    go();
    ck_assert_int_eq(at("b")->state, CHELA__DONE);
    ck_assert_int_eq(at("c")->state, CHELA__FAILED);
    ck_assert_int_eq(at("c")->status, CHELA_DENIED);
    ck_assert_str_eq(at("c")->text,
                     "post: /v is personal, but only what is at most device may go there");
    ck_assert_str_eq(calls.order, "a b");
}
END_TEST

START_TEST(asks_which_one_is_meant)
{
    calls.outputs = plans_json("{\"read\":{\"l\":[\"x\",\"y\",\"x\"]}}");
    open_run("[{\"id\":\"a\",\"use\":\"read\"},{\"id\":\"w\",\"use\":\"write\",\"with\":{\"n\":"
             "{\"from\":\"a\",\"path\":\"/l/*\",\"pick\":\"one\"}}}]");
    ck_assert_int_eq(chela__run_look(run, NULL), CHELA_OK);
    plans_until_idle(&calls);
    ck_assert_int_eq(at("w")->state, CHELA__ASKING);
    ck_assert_uint_eq(json_array_size(json_object_get(run->question, "choices")), 2);
    json_t *meant = json_string("y");
    ck_assert_int_eq(chela__run_answer(run, meant, NULL), CHELA_OK);
    plans_until_idle(&calls);
    json_decref(meant);
    ck_assert_str_eq(json_string_value(json_object_get(at("w")->input, "n")), "y");
}
END_TEST

START_TEST(finds_nothing_before_the_card)
{
    calls.outputs = plans_json("{\"read\":{\"l\":[]}}");
    open_run("[{\"id\":\"a\",\"use\":\"read\"},{\"id\":\"w\",\"use\":\"write\",\"with\":{\"n\":"
             "{\"from\":\"a\",\"path\":\"/l/*\",\"pick\":\"one\"}}}]");
    ck_assert_int_eq(chela__run_look(run, NULL), CHELA_OK);
    plans_until_idle(&calls);
    ck_assert_int_eq(at("w")->state, CHELA__FAILED);
    ck_assert_int_eq(at("w")->status, CHELA_NOT_FOUND);
    ck_assert_str_eq(at("w")->text, "nothing was found (Read)");
}
END_TEST

START_TEST(stops_after_a_failure)
{
    open_run("[{\"id\":\"a\",\"use\":\"fail\"},"
             "{\"id\":\"b\",\"use\":\"read\",\"with\":{\"v\":{\"from\":\"a\"}}},"
             "{\"id\":\"c\",\"use\":\"read\",\"after\":[\"a\"]}]");
    go();
    ck_assert_int_eq(at("a")->state, CHELA__FAILED);
    ck_assert_int_eq(at("b")->state, CHELA__SKIPPED);
    ck_assert_int_eq(at("c")->state, CHELA__SKIPPED);
    ck_assert_str_eq(calls.order, "a");
}
END_TEST

START_TEST(goes_on_with_what_does_not_depend)
{
    open_run("[{\"id\":\"a\",\"use\":\"fail\",\"on_fail\":\"skip\"},"
             "{\"id\":\"b\",\"use\":\"read\",\"with\":{\"v\":{\"from\":\"a\"}}},"
             "{\"id\":\"c\",\"use\":\"read\"},"
             "{\"id\":\"d\",\"use\":\"read\",\"with\":{\"v\":{\"first\":[{\"from\":\"a\"},"
             "{\"const\":3}]}}}]");
    go();
    ck_assert_int_eq(at("b")->state, CHELA__SKIPPED);
    ck_assert_int_eq(at("c")->state, CHELA__DONE);
    ck_assert_int_eq(json_integer_value(json_object_get(at("d")->output, "v")), 3);
}
END_TEST

START_TEST(holds_back_what_is_not_wanted)
{
    open_run("[{\"id\":\"a\",\"use\":\"read\",\"with\":{\"n\":{\"const\":1}}},"
             "{\"id\":\"b\",\"use\":\"read\",\"when\":{\"is\":[{\"from\":\"a\",\"path\":\"/n\"},"
             "{\"const\":2}]}},{\"id\":\"c\",\"use\":\"read\",\"after\":[\"b\"]}]");
    go();
    ck_assert_int_eq(at("b")->state, CHELA__SKIPPED);
    ck_assert(at("b")->is_unwanted);
    ck_assert_int_eq(at("c")->state, CHELA__DONE);
}
END_TEST

START_TEST(carries_out_a_block_for_each_element)
{
    calls.outputs = plans_json("{\"read\":{\"l\":[{\"n\":1},{\"n\":2},{\"n\":3}]}}");
    open_run("[{\"id\":\"a\",\"use\":\"read\"},{\"id\":\"b\",\"each\":{\"from\":\"a\",\"path\":"
             "\"/l\"},\"limit\":5,\"steps\":[{\"id\":\"c\",\"use\":\"write\",\"with\":{\"v\":"
             "{\"item\":\"/n\"}}}]},{\"id\":\"d\",\"use\":\"write\",\"with\":{\"all\":{\"from\":"
             "\"b\",\"path\":\"/*/v\"}}}]");
    go();
    ck_assert_uint_eq(at("b")->element_count, 3);
    json_t *wanted = plans_json("[1,2,3]");
    ck_assert(json_equal(json_object_get(at("d")->output, "all"), wanted));
    json_decref(wanted);
}
END_TEST

START_TEST(refuses_more_elements_than_agreed)
{
    calls.outputs = plans_json("{\"read\":{\"l\":[1,2,3]}}");
    open_run("[{\"id\":\"a\",\"use\":\"read\"},{\"id\":\"b\",\"each\":{\"from\":\"a\",\"path\":"
             "\"/l\"},\"limit\":2,\"steps\":[{\"id\":\"c\",\"use\":\"write\"}]}]");
    go();
    ck_assert_int_eq(at("b")->status, CHELA_LIMIT);
    ck_assert_str_eq(calls.order, "a");
}
END_TEST

START_TEST(tries_again_what_may_be_tried_again)
{
    calls.broken = 2;
    open_run("[{\"id\":\"a\",\"use\":\"flaky\"}]");
    go();
    ck_assert_int_eq(at("a")->state, CHELA__DONE);
    ck_assert_int_eq(at("a")->attempt, 3);
}
END_TEST

START_TEST(gives_up_after_three_attempts)
{
    calls.broken = 9;
    open_run("[{\"id\":\"a\",\"use\":\"flaky\"}]");
    go();
    ck_assert_int_eq(at("a")->state, CHELA__FAILED);
    ck_assert_uint_eq(calls.count, 3);
}
END_TEST

START_TEST(cancels_what_runs_and_starts_nothing_more)
{
    open_run("[{\"id\":\"a\",\"use\":\"read\"},{\"id\":\"b\",\"use\":\"read\",\"after\":[\"a\"]}]");
    ck_assert_int_eq(chela__run_start(run, NULL, NULL, NULL, NULL), CHELA_OK);
    chela__run_cancel(run);
    plans_until_idle(&calls);
    ck_assert_int_eq(at("a")->state, CHELA__FAILED);
    ck_assert_int_eq(at("b")->state, CHELA__SKIPPED);
    ck_assert_uint_eq(calls.count, 1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan/run");
    TCase *tests = tcase_create("run");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, hands_results_on);
    tcase_add_test(tests, runs_independent_steps_at_once);
    tcase_add_test(tests, looks_before_the_card_and_prepares_the_rest);
    tcase_add_test(tests, keeps_a_value_from_where_its_label_forbids);
    tcase_add_test(tests, asks_which_one_is_meant);
    tcase_add_test(tests, finds_nothing_before_the_card);
    tcase_add_test(tests, stops_after_a_failure);
    tcase_add_test(tests, goes_on_with_what_does_not_depend);
    tcase_add_test(tests, holds_back_what_is_not_wanted);
    tcase_add_test(tests, carries_out_a_block_for_each_element);
    tcase_add_test(tests, refuses_more_elements_than_agreed);
    tcase_add_test(tests, tries_again_what_may_be_tried_again);
    tcase_add_test(tests, gives_up_after_three_attempts);
    tcase_add_test(tests, cancels_what_runs_and_starts_nothing_more);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
