// test_plan_read.c - plans as JSON: what is read, what is refused and where.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/plan.h"

#define HEAD                                                                                       \
    "{\"plan\":1,\"now\":\"2026-11-22T17:00:00+01:00\",\"zone\":\"Europe/Paris\","                 \
    "\"turns\":[\"note that milk is out\"],\"steps\":"

static struct chela_error err;

static chela_status
read_text(const char *text, struct chela__plan **ret_plan)
{
    json_t            *json  = NULL;
    struct chela_error fresh = CHELA_ERROR_INIT;
    err                      = fresh;
    ck_assert_msg(chela__json_read(text, strlen(text), NULL, &json, &err) == CHELA_OK, "%s",
                  err.text);
    chela_status status = chela__plan_read(json, ret_plan, &err);
    json_decref(json);
    return status;
}

static void
refuses(const char *text, chela_status status, const char *message)
{
    struct chela__plan *plan = NULL;
    ck_assert_int_eq(read_text(text, &plan), status);
    ck_assert_msg(strstr(err.text, message) != NULL, "\"%s\" is not in \"%s\"", message, err.text);
    ck_assert_ptr_null(plan);
}

START_TEST(numbers_steps_depth_first)
{
    struct chela__plan *plan = NULL;
    ck_assert_int_eq(
        read_text(HEAD "[{\"id\":\"a\",\"use\":\"x\"},"
                       "{\"id\":\"b\",\"each\":{\"from\":\"a\",\"path\":\"/l\"},\"limit\":3,"
                       "\"steps\":[{\"id\":\"c\",\"use\":\"x\",\"with\":{\"v\":{\"item\":\"/n\"}}},"
                       "{\"id\":\"d\",\"use\":\"x\",\"with\":{\"v\":{\"from\":\"c\"}}}]},"
                       "{\"id\":\"e\",\"use\":\"x\",\"after\":[\"b\"]}]}",
                  &plan),
        CHELA_OK);
    ck_assert_uint_eq(plan->count, 5);
    ck_assert_uint_eq(plan->steps[1].end, 4);
    ck_assert_uint_eq(plan->steps[3].parent, 1);
    ck_assert_uint_eq(plan->steps[1].needs[0].step, 0);
    ck_assert(plan->steps[4].needs[0].is_order);
    ck_assert_uint_eq(chela__plan_find(plan, "d"), 3);
    chela__plan_free(plan);
}
END_TEST

START_TEST(reads_every_argument_form)
{
    struct chela__plan *plan = NULL;
    ck_assert_int_eq(
        read_text(HEAD "[{\"id\":\"a\",\"use\":\"x\"},{\"id\":\"b\",\"use\":\"y\",\"with\":{"
                       "\"s\":{\"said\":[10,14]},\"f\":{\"from\":\"a\",\"path\":\"/x/*\",\"pick\":"
                       "\"one\"},\"c\":{\"const\":5},\"t\":{\"text\":\"{{a}} {a:/x}!\"},"
                       "\"o\":{\"object\":{\"k\":{\"const\":1}}},\"l\":{\"list\":[{\"const\":2}]},"
                       "\"w\":{\"first\":[{\"from\":\"a\"},{\"const\":null}]}}}]}",
                  &plan),
        CHELA_OK);
    const struct chela__arg *with = &plan->steps[1].with;
    ck_assert_uint_eq(with->count, 7);
    ck_assert_uint_eq(with->args[0].start, 10);
    ck_assert_int_eq(with->args[1].pick, CHELA__PICK_ONE);
    ck_assert_uint_eq(with->args[3].count, 3);
    ck_assert_str_eq(json_string_value(with->args[3].args[0].value), "{a} ");
    ck_assert_str_eq(with->args[3].args[1].path, "/x");
    ck_assert(!plan->steps[1].needs[0].is_weak);
    chela__plan_free(plan);
}
END_TEST

START_TEST(says_which_step_and_where)
{
    refuses(HEAD "[{\"id\":\"send\",\"use\":\"x\",\"with\":{\"to\":{\"said\":[5,99]}}}]}",
            CHELA_INVALID, "send: /with/to: said: [5, 99]");
    refuses(HEAD "[{\"id\":\"send\",\"use\":\"x\",\"with\":{\"to\":{\"object\":{\"a\":{}}}}}]}",
            CHELA_INVALID, "send: /with/to/object/a: expected an argument");
    refuses(HEAD "[{\"id\":\"a\",\"use\":\"x\",\"colour\":1}]}", CHELA_INVALID,
            "a: \"colour\" is not a member here");
}
END_TEST

START_TEST(refuses_what_cannot_be_linked)
{
    refuses(HEAD "[{\"id\":\"a\",\"use\":\"x\",\"with\":{\"v\":{\"from\":\"b\"}}},"
                 "{\"id\":\"b\",\"use\":\"x\",\"with\":{\"v\":{\"from\":\"a\"}}}]}",
            CHELA_INVALID, "waits for itself");
    refuses(HEAD "[{\"id\":\"a\",\"use\":\"x\",\"with\":{\"v\":{\"from\":\"z\"}}}]}", CHELA_INVALID,
            "a: \"z\" is not a step");
    refuses(HEAD "[{\"id\":\"b\",\"steps\":[{\"id\":\"c\",\"use\":\"x\"}]},"
                 "{\"id\":\"d\",\"use\":\"x\",\"with\":{\"v\":{\"from\":\"c\"}}}]}",
            CHELA_INVALID, "d: \"c\" is inside a block");
    refuses(HEAD "[{\"id\":\"a\",\"use\":\"x\",\"with\":{\"v\":{\"item\":\"\"}}}]}", CHELA_INVALID,
            "outside a block");
    refuses(HEAD "[{\"id\":\"a\",\"use\":\"x\"},{\"id\":\"a\",\"use\":\"x\"}]}", CHELA_INVALID,
            "two steps of that name");
}
END_TEST

START_TEST(refuses_what_is_not_known_yet)
{
    refuses(HEAD "[{\"id\":\"a\",\"plan\":{}}]}", CHELA_INVALID, "may: expected 1 to");
}
END_TEST

// Only what the host has put beside the plan can be named, and only inside its words.
START_TEST(names_what_is_remembered)
{
    static const char with[] =
        "[{\"id\":\"a\",\"use\":\"x\",\"with\":{\"v\":{\"memory\":\"m\"%s}}}],"
        "\"memories\":{\"m\":{\"turns\":[\"eggs 7 minutes\"]%s}}}";
    static const struct {
        const char *at, *row, *why; // `why` NULL: fine
    } cases[] = {
        {",\"at\":[5,14]", "", NULL},
        {",\"at\":[0,5,14]", "", NULL},
        {"", ",\"value\":7", NULL},
        {"", "", "it is words"},
        {",\"at\":[5,15]", "", "not inside"},
        {",\"at\":[1,0,4]", "", "no turn 1"},
        {",\"at\":[4]", "", "expected [start, end]"},
        {",\"path\":\"/a\"", "", "not a member"},
    };
    char text[1024], whole[2048];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chela__plan *plan = NULL;
        snprintf(text, sizeof text, with, cases[i].at, cases[i].row);
        snprintf(whole, sizeof whole, "%s%s", HEAD, text);
        if (cases[i].why) {
            refuses(whole, CHELA_INVALID, cases[i].why);
            continue;
        }
        ck_assert_int_eq(read_text(whole, &plan), CHELA_OK);
        chela__plan_free(plan);
    }
    refuses(HEAD "[{\"id\":\"a\",\"use\":\"x\",\"with\":{\"v\":{\"memory\":\"home\"}}}]}",
            CHELA_INVALID, "nothing of that name");
}
END_TEST

static char *
nested(size_t depth)
{
    static const char open[] = "{\"not\":", close[] = "}";
    char             *text = calloc(1, depth * 12 + 512);
    ck_assert_ptr_nonnull(text);
    strcpy(text, HEAD "[{\"id\":\"a\",\"use\":\"x\",\"when\":");
    for (size_t i = 0; i < depth; i++)
        strcat(text, open);
    strcat(text, "{\"is\":[{\"const\":1}]}");
    for (size_t i = 0; i < depth; i++)
        strcat(text, close);
    return strcat(text, "}]}");
}

START_TEST(limits_depth_and_steps)
{
    struct chela__plan  *plan = NULL;
    struct chela__buffer many = CHELA__BUFFER_INIT;
    char                *deep = nested(40);
    ck_assert_int_eq(read_text(deep, &plan), CHELA_OK);
    chela__plan_free(plan);
    free(deep);
    deep = nested(CHELA__PLAN_MAX_DEPTH + 1);
    refuses(deep, CHELA_LIMIT, "nested deeper than 64");
    free(deep);
    chela__buffer_text(&many, HEAD "[");
    for (int i = 0; i <= CHELA__PLAN_MAX_STEPS; i++)
        chela__buffer_format(&many, "%s{\"id\":\"s%d\",\"use\":\"x\"}", i ? "," : "", i);
    chela__buffer_text(&many, "]}");
    refuses(many.data, CHELA_LIMIT, "more than 256 steps");
    chela__buffer_done(&many);
}
END_TEST

START_TEST(reads_conditions)
{
    struct chela__plan *plan = NULL;
    ck_assert_int_eq(read_text(HEAD "[{\"id\":\"a\",\"use\":\"x\"},{\"id\":\"b\",\"use\":\"x\","
                                    "\"when\":{\"all\":[{\"is\":[{\"from\":\"a\"},{\"const\":1}]},"
                                    "{\"not\":{\"is\":[{\"from\":\"a\"}]}}]}}]}",
                               &plan),
                     CHELA_OK);
    ck_assert_int_eq(plan->steps[1].when->test, CHELA__TEST_ALL);
    ck_assert_uint_eq(plan->steps[1].need_count, 1);
    chela__plan_free(plan);
    refuses(HEAD "[{\"id\":\"b\",\"use\":\"x\",\"when\":{\"is\":[],\"any\":[]}}]}", CHELA_INVALID,
            "b: /when: expected a condition");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan/read");
    TCase *tests = tcase_create("read");
    tcase_add_test(tests, numbers_steps_depth_first);
    tcase_add_test(tests, reads_every_argument_form);
    tcase_add_test(tests, says_which_step_and_where);
    tcase_add_test(tests, refuses_what_cannot_be_linked);
    tcase_add_test(tests, refuses_what_is_not_known_yet);
    tcase_add_test(tests, names_what_is_remembered);
    tcase_add_test(tests, limits_depth_and_steps);
    tcase_add_test(tests, reads_conditions);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
