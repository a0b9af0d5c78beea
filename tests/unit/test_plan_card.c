// test_plan_card.c - what the card says, what a yes binds, and what the answer tells afterwards.
#include "fixtures/plans.h"

#include "plan/answer.h"
#include "plan/card.h"

static struct chela__manifest *manifest;
static struct chela__catalog  *catalog;
static struct chela__plan     *plan;
static struct chela__run      *run;
static struct chela__card      card;
static struct plans_calls      calls;

static const struct chela__people people = {
    .lang = "en", .zone = "Europe/Paris", .now_ms = 1795363200000, .max = 80};

static const char tools[] =
    "[{\"name\":\"list\",\"summary\":\"List things.\",\"effect\":\"read\",\"input\":{}},"
    "{\"name\":\"make\",\"summary\":\"Make a thing.\",\"effect\":\"write\",\"card\":{\"en\":"
    "\"Make {what} {how}\"},\"answer\":{\"en\":\"Made {what}.\"},\"input\":{\"properties\":{"
    "\"what\":{\"type\":\"string\"},\"how\":{\"type\":\"string\"}}},"
    "\"undo\":{\"use\":\"burn\",\"with\":{}}},"
    "{\"name\":\"burn\",\"summary\":\"Burn it.\",\"effect\":\"irreversible\",\"flags\":"
    "[\"costs\"],\"input\":{}},{\"name\":\"fail\",\"effect\":\"write\",\"input\":{}}]";

static void
setup(void)
{
    memset(&calls, 0, sizeof calls);
    plans_current  = &calls;
    manifest       = plans_manifest(tools);
    manifest->tier = CHELA__VENDOR;
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__card_done(&card);
    chela__run_free(run);
    chela__plan_free(plan);
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
    chela__loop_free(calls.loop);
    json_decref(calls.outputs);
    run  = NULL;
    plan = NULL;
}

static void
look(const char *steps, const char *answer)
{
    struct chela_error          err   = CHELA_ERROR_INIT;
    struct chela__check_options check = {.catalog = catalog};
    struct chela__card_options  shown = {.people = &people};
    plan                              = plans_read("make a boat", steps, answer);
    ck_assert_msg(chela__plan_check(plan, &check, &err) == CHELA_OK, "%s", err.text);
    struct chela__run_options options = {.plan   = plan,
                                         .loop   = calls.loop,
                                         .start  = plans_start,
                                         .cancel = plans_cancel,
                                         .idle   = plans_idle,
                                         .user   = &calls};
    ck_assert_int_eq(chela__run_new(&options, &run, NULL), CHELA_OK);
    ck_assert_int_eq(chela__run_look(run, NULL), CHELA_OK);
    plans_until_idle(&calls);
    ck_assert_int_eq(chela__card_make(run, &shown, &card, NULL), CHELA_OK);
}

static char *
go(void)
{
    ck_assert_int_eq(chela__run_start(run, NULL, NULL, card.contract, NULL), CHELA_OK);
    plans_until_idle(&calls);
    return chela__answer_text(run, &people);
}

static void
expect_json(const json_t *json, const char *pointer, const char *wanted)
{
    json_t *value = plans_json(wanted);
    ck_assert_msg(json_equal(chela__json_at(json, pointer), value), "%s is not %s", pointer,
                  wanted);
    json_decref(value);
}

START_TEST(shows_concrete_arguments_and_where_they_come_from)
{
    calls.outputs = plans_json("{\"list\":{\"l\":[{\"id\":\"7\",\"name\":\"a boat\"}]}}");
    look("[{\"id\":\"a\",\"use\":\"list\"},{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":"
         "{\"from\":\"a\",\"path\":\"/l/*/id\",\"pick\":\"one\"},\"how\":{\"said\":[5,11]}}}]",
         NULL);
    ck_assert_str_eq(card.text, "  - Make a boat a boat\n");
    ck_assert(card.is_reversible && card.is_new && !card.costs);
    expect_json(card.json, "/effects/0/arguments/0/value", "\"7\"");
    expect_json(card.json, "/effects/0/arguments/0/origin", "\"step\"");
    expect_json(card.json, "/effects/0/arguments/1/origin", "\"words\"");
    expect_json(card.contract, "/calls/0/bind",
                "{\"/what\":{\"is\":\"7\"},\"/how\":{\"is\":\"a boat\",\"said\":true}}");
    expect_json(card.contract, "/calls/0/max", "1");
}
END_TEST

START_TEST(says_what_cannot_be_taken_back)
{
    look("[{\"id\":\"b\",\"use\":\"burn\"}]", NULL);
    ck_assert_str_eq(card.text, "  - Burn it  [cannot be undone]  [costs money]\n");
    ck_assert(!card.is_reversible && card.costs);
}
END_TEST

START_TEST(binds_what_is_not_known_yet)
{
    look("[{\"id\":\"a\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"x\"}}},"
         "{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"from\":\"a\",\"path\":\"/n/*\","
         "\"pick\":\"one\"},\"how\":{\"text\":\"of {a:/n/0}\"}}}]",
         NULL);
    expect_json(card.contract, "/calls/1/bind/~1what", "{\"from\":\"a\",\"path\":\"/n/*\"}");
    expect_json(card.contract, "/calls/1/bind/~1how", "{\"made_from\":[\"a\"]}");
    ck_assert_ptr_nonnull(strstr(card.text, "the result of step 1 (Make a thing)"));
}
END_TEST

START_TEST(shows_each_element_of_a_block)
{
    calls.outputs = plans_json("{\"list\":{\"l\":[{\"n\":\"x\"},{\"n\":\"y\"}]}}");
    look("[{\"id\":\"a\",\"use\":\"list\"},{\"id\":\"b\",\"each\":{\"from\":\"a\",\"path\":\"/l\"},"
         "\"limit\":9,\"steps\":[{\"id\":\"c\",\"use\":\"make\",\"with\":{\"what\":{\"item\":"
         "\"/n\"}}}]}]",
         NULL);
    ck_assert_str_eq(card.text, "  - Make x\n  - Make y\n");
    expect_json(card.contract, "/calls/0/max", "2");
    expect_json(card.contract, "/calls/0/bind/~1what", "{\"from\":\"a\",\"path\":\"/l/*/n\"}");
}
END_TEST

START_TEST(quotes_what_a_stranger_wrote)
{
    manifest->tier = CHELA__SIDELOAD;
    chela__catalog_free(catalog);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    look("[{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"x\"}}}]", NULL);
    ck_assert_str_eq(card.text, "  - org.example.fake: \"Make x\"\n");
}
END_TEST

START_TEST(answers_with_the_template_of_the_plan)
{
    look("[{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"x\"}}}]",
         "There: {b:/what}!");
    char *text = go();
    ck_assert_str_eq(text, "There: x!");
    free(text);
}
END_TEST

START_TEST(answers_with_the_sentence_of_the_manifest)
{
    look("[{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"x\"}}}]",
         "There: {b:/gone}!");
    char *text = go();
    ck_assert_str_eq(text, "Made x.");
    free(text);
}
END_TEST

START_TEST(says_what_was_done_and_what_was_not)
{
    look("[{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"x\"}}},"
         "{\"id\":\"c\",\"use\":\"fail\",\"after\":[\"b\"]}]",
         "All done.");
    char *text = go();
    ck_assert_str_eq(text, "Made x. Not done: fail: it broke. Whether it happened all the same is "
                           "not known.");
    ck_assert_int_eq(chela__run_status(run), CHELA_FAILED);
    ck_assert(chela__run_has_effect(run));
    free(text);
}
END_TEST

START_TEST(keeps_results_that_may_be_seen)
{
    look("[{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"x\"}}}]", NULL);
    free(go());
    json_t *results = chela__answer_results(run, CHELA__PERSONAL);
    expect_json(results, "/b/output/what", "\"x\"");
    expect_json(results, "/b/use", "\"org.example.fake/make\"");
    json_decref(results);
    results = chela__answer_results(run, CHELA__DEVICE);
    ck_assert_uint_eq(json_object_size(results), 0);
    json_decref(results);
}
END_TEST

START_TEST(joins_sentences)
{
    look("[{\"id\":\"b\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"it. Really.\"}}},"
         "{\"id\":\"f\",\"use\":\"fail\",\"after\":[\"b\"]},"
         "{\"id\":\"c\",\"use\":\"make\",\"with\":{\"what\":{\"const\":\"y\"}},\"after\":[\"f\"]}]",
         NULL);
    char *text = go();
    ck_assert_str_eq(text, "Made it. Really. Not done: fail: it broke. Whether it happened all the "
                           "same is not known. Not begun: Make y.");
    free(text);
}
END_TEST

START_TEST(says_that_nothing_was_found)
{
    calls.outputs = plans_json("{\"list\":{\"l\":[]}}");
    look("[{\"id\":\"a\",\"use\":\"list\"}]", NULL);
    char *text = go();
    ck_assert_str_eq(text, "Nothing was found.");
    free(text);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan/card");
    TCase *tests = tcase_create("card");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, shows_concrete_arguments_and_where_they_come_from);
    tcase_add_test(tests, says_what_cannot_be_taken_back);
    tcase_add_test(tests, binds_what_is_not_known_yet);
    tcase_add_test(tests, shows_each_element_of_a_block);
    tcase_add_test(tests, quotes_what_a_stranger_wrote);
    tcase_add_test(tests, answers_with_the_template_of_the_plan);
    tcase_add_test(tests, keeps_results_that_may_be_seen);
    tcase_add_test(tests, joins_sentences);
    tcase_add_test(tests, answers_with_the_sentence_of_the_manifest);
    tcase_add_test(tests, says_what_was_done_and_what_was_not);
    tcase_add_test(tests, says_that_nothing_was_found);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
