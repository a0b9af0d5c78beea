// test_plan_check.c - every edge of a plan is proved against the catalogue, and each fault names
// its step and its place.
#include "fixtures/plans.h"

static struct chela__manifest *manifest;
static struct chela__catalog  *catalog;
static struct chela__plan     *plan;
static struct chela_error      err;

static const char tools[] =
    "[{\"name\":\"who.find\",\"effect\":\"read\",\"input\":{\"type\":\"object\",\"required\":"
    "[\"query\"],\"properties\":{\"query\":{\"type\":\"string\"}},\"additionalProperties\":false},"
    "\"output\":{\"type\":\"object\",\"required\":[\"people\"],\"properties\":{\"people\":{"
    "\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"name\",\"age\"],"
    "\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\"}},"
    "\"additionalProperties\":false}}},\"additionalProperties\":false}},"
    "{\"name\":\"note.make\",\"effect\":\"write\",\"input\":{\"type\":\"object\",\"required\":"
    "[\"text\"],\"properties\":{\"text\":{\"type\":\"string\",\"minLength\":2},"
    "\"stars\":{\"type\":\"integer\",\"maximum\":5},\"tags\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"string\"}},\"colour\":{\"enum\":[\"red\",\"blue\"]}},"
    "\"additionalProperties\":false},\"output\":{\"type\":\"object\"}}]";

static void
setup(void)
{
    manifest = plans_manifest(tools);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__plan_free(plan);
    plan = NULL;
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
}

static chela_status
check(const char *steps)
{
    struct chela_error          fresh   = CHELA_ERROR_INIT;
    struct chela__check_options options = {.catalog = catalog};
    err                                 = fresh;
    chela__plan_free(plan);
    plan = plans_read("note Milk please", steps, NULL);
    return chela__plan_check(plan, &options, &err);
}

static void
refuses(const char *steps, chela_status status, const char *message)
{
    ck_assert_int_eq(check(steps), status);
    ck_assert_msg(strstr(err.text, message) != NULL, "\"%s\" is not in \"%s\"", message, err.text);
}

START_TEST(proves_edges_and_sorts_out_what_may_look)
{
    chela_status status = check(
        "[{\"id\":\"a\",\"use\":\"who.find\",\"with\":{\"query\":{\"said\":[5,9]}}},"
        "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":{\"from\":\"a\",\"path\":"
        "\"/people/*/name\",\"pick\":\"one\"},\"tags\":{\"from\":\"a\",\"path\":\"/people/*/name\","
        "\"pick\":\"all\"}}},{\"id\":\"c\",\"use\":\"who.find\",\"with\":{\"query\":{\"const\":"
        "\"x\"}},\"after\":[\"b\"]}]");
    ck_assert_msg(status == CHELA_OK, "%s", err.text);
    ck_assert(plan->steps[0].looks && !plan->steps[0].binds);
    ck_assert(plan->steps[1].binds && !plan->steps[1].looks);
    ck_assert(!plan->steps[2].looks && !plan->steps[2].binds);
    ck_assert_str_eq(json_string_value(plan->steps[0].with.args[0].value), "Milk");
}
END_TEST

START_TEST(refuses_what_is_not_there)
{
    refuses("[{\"id\":\"a\",\"use\":\"who.fnd\"}]", CHELA_NOT_FOUND, "a: ");
    refuses("[{\"id\":\"a\",\"use\":\"who.find\"}]", CHELA_INVALID, "a: /query: is missing");
    refuses("[{\"id\":\"a\",\"use\":\"who.find\",\"with\":{\"query\":{\"const\":\"x\"},\"max\":{"
            "\"const\":1}}}]",
            CHELA_INVALID, "a: /max: the capability has no such argument");
}
END_TEST

START_TEST(refuses_values_that_do_not_fit)
{
    refuses("[{\"id\":\"a\",\"use\":\"who.find\",\"with\":{\"query\":{\"const\":5}}}]",
            CHELA_INVALID, "a: ");
    refuses("[{\"id\":\"a\",\"use\":\"note.make\",\"with\":{\"text\":{\"const\":\"x\"}}}]",
            CHELA_INVALID, "text");
    refuses("[{\"id\":\"a\",\"use\":\"note.make\",\"with\":{\"text\":{\"const\":\"xx\"},"
            "\"stars\":{\"const\":9}}}]",
            CHELA_INVALID, "stars");
}
END_TEST

#define FIND "{\"id\":\"a\",\"use\":\"who.find\",\"with\":{\"query\":{\"const\":\"x\"}}},"

START_TEST(refuses_edges_that_do_not_fit)
{
    refuses("[" FIND "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":{\"from\":\"a\","
            "\"path\":\"/people/*/age\",\"pick\":\"first\"}}}]",
            CHELA_INVALID, "b: /text");
    refuses("[" FIND "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":{\"from\":\"a\","
            "\"path\":\"/people/*/phone\",\"pick\":\"first\"}}}]",
            CHELA_INVALID, "b: /text");
    refuses("[" FIND "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":{\"from\":\"a\","
            "\"path\":\"/people/*/name\"}}}]",
            CHELA_INVALID, "b: /text");
}
END_TEST

START_TEST(reads_words_of_an_enumeration)
{
    plan                                = plans_read("make it BLUE now",
                                                     "[{\"id\":\"a\",\"use\":\"note.make\",\"with\":{\"text\":{\"const\":\"xx\"},"
                                                                                    "\"colour\":{\"said\":[8,12]}}}]",
                                                     NULL);
    struct chela__check_options options = {.catalog = catalog};
    ck_assert_int_eq(chela__plan_check(plan, &options, NULL), CHELA_OK);
    ck_assert_str_eq(json_string_value(plan->steps[0].with.args[1].value), "blue");
}
END_TEST

START_TEST(checks_elements_of_blocks)
{
    chela_status status = check(
        "[" FIND "{\"id\":\"b\",\"each\":{\"from\":\"a\",\"path\":\"/people\"},\"limit\":9,"
        "\"steps\":[{\"id\":\"c\",\"use\":\"note.make\",\"with\":{\"text\":{\"item\":\"/name\"}}}"
        "]}]");
    ck_assert_msg(status == CHELA_OK, "%s", err.text);
    ck_assert(plan->steps[1].looks && !plan->steps[1].is_seen);
    refuses("[" FIND "{\"id\":\"b\",\"each\":{\"from\":\"a\",\"path\":\"/people\"},\"limit\":9,"
            "\"steps\":[{\"id\":\"c\",\"use\":\"note.make\",\"with\":{\"text\":{\"item\":"
            "\"/age\"}}}]}]",
            CHELA_INVALID, "c: /text");
}
END_TEST

#define BLOCK(each)                                                                                \
    "{\"id\":\"b\",\"each\":" each ",\"limit\":9,\"steps\":[{\"id\":\"c\",\"use\":\"note.make\","  \
    "\"with\":{\"text\":{\"const\":\"xx\"}}}]}"

START_TEST(goes_through_lists_only)
{
    const char *const wrong[] = {
        "[" FIND BLOCK("{\"from\":\"a\",\"path\":\"/people/0/name\"}") "]",
        "[" FIND BLOCK("{\"from\":\"a\",\"path\":\"/people\",\"pick\":\"first\"}") "]",
        "[" FIND BLOCK("{\"const\":\"xx\"}") "]",
        "[" FIND BLOCK("{\"said\":[0,4]}") "]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refuses(wrong[i], CHELA_INVALID, "b: /each: expected a list, got ");
    refuses("[" FIND BLOCK("{\"from\":\"a\",\"path\":\"/persons\"}") "]", CHELA_INVALID,
            "b: /each: ");
    ck_assert_int_eq(check("[" FIND BLOCK("{\"from\":\"a\",\"path\":\"/people/*/name\"}") "]"),
                     CHELA_OK);
    ck_assert_int_eq(check("[" BLOCK("{\"const\":[1,2]}") "]"), CHELA_OK);
}
END_TEST

START_TEST(puts_texts_where_strings_go)
{
    refuses("[" FIND "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":{\"const\":\"xx\"},"
            "\"stars\":{\"text\":\"{a:/people/0/age}\"}}}]",
            CHELA_INVALID, "b: /stars: expected integer, got a text");
    refuses("[" FIND "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":{\"const\":\"xx\"},"
            "\"tags\":{\"text\":\"{a:/people/0/name}\"}}}]",
            CHELA_INVALID, "b: /tags: expected array, got a text");
    ck_assert_int_eq(check("[" FIND "{\"id\":\"b\",\"use\":\"note.make\",\"with\":{\"text\":"
                           "{\"text\":\"aged {a:/people/0/age}\"}}}]"),
                     CHELA_OK);
}
END_TEST

START_TEST(asks_policy)
{
    struct chela__policy *policy = NULL;
    json_t               *oem    = plans_json("{\"policy\":1,\"deny\":[\"note.make\"]}");
    chela_status          status = chela__policy_new(oem, &policy, NULL);
    json_decref(oem);
    ck_assert_int_eq(status, CHELA_OK);
    plan = plans_read(
        "x", "[{\"id\":\"a\",\"use\":\"note.make\",\"with\":{\"text\":{\"const\":\"xx\"}}}]", NULL);
    struct chela__check_options options = {.catalog = catalog, .policy = policy};
    ck_assert_int_eq(chela__plan_check(plan, &options, NULL), CHELA_DENIED);
    chela__policy_free(policy);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan/check");
    TCase *tests = tcase_create("check");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, proves_edges_and_sorts_out_what_may_look);
    tcase_add_test(tests, refuses_what_is_not_there);
    tcase_add_test(tests, refuses_values_that_do_not_fit);
    tcase_add_test(tests, refuses_edges_that_do_not_fit);
    tcase_add_test(tests, reads_words_of_an_enumeration);
    tcase_add_test(tests, checks_elements_of_blocks);
    tcase_add_test(tests, goes_through_lists_only);
    tcase_add_test(tests, puts_texts_where_strings_go);
    tcase_add_test(tests, asks_policy);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
