// test_json.c - strict JSON reading, writing and pointers.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static json_t *
read_text(const char *text)
{
    json_t            *value = NULL;
    struct chela_error err   = {0};
    chela_status       got   = chela__json_read(text, strlen(text), NULL, &value, &err);
    ck_assert_msg(got == CHELA_OK, "%s: %s", text, err.text);
    return value;
}

static void
assert_refused(const char *text, size_t len, chela_status status, const char *reason)
{
    json_t            *value = NULL;
    struct chela_error err   = {0};
    ck_assert_int_eq(chela__json_read(text, len, NULL, &value, &err), status);
    ck_assert_ptr_null(value);
    ck_assert_msg(strstr(err.text, reason) != NULL, "'%s' lacks '%s'", err.text, reason);
}

#define REFUSED(text, reason) assert_refused(text, sizeof(text) - 1, CHELA_INVALID, reason)

START_TEST(refuses_what_is_not_strict)
{
    REFUSED("", "empty");
    REFUSED("{\"a\":1} x", "line 1");
    REFUSED("{\"a\":1,\n\"a\":2}", "line 2");
    REFUSED("{\"a\\u0000b\":1}", "NUL");
    REFUSED("[\"\\ud800\"]", "line 1");
    REFUSED("[\"\xff\"]", "decode byte 0xff");
    REFUSED("[123456789012345678901234567890]", "big");
    REFUSED("[1e999]", "overflow");
    REFUSED("[1", "line 1");
}
END_TEST

START_TEST(keeps_limits)
{
    char deep[200000];
    memset(deep, '[', sizeof(deep));
    assert_refused(deep, sizeof(deep), CHELA_LIMIT, "column 129: nested deeper than 128");

    struct chela__json_limits limits = {.bytes = 4, .depth = 1};
    json_t                   *value  = NULL;
    struct chela_error        err    = {0};
    ck_assert_int_eq(chela__json_read("[1,2]", 5, &limits, &value, &err), CHELA_LIMIT);
    ck_assert_int_eq(chela__json_read("[[]]", 4, &limits, &value, NULL), CHELA_LIMIT);
    ck_assert_int_eq(chela__json_read("\"[[\"", 4, &limits, &value, NULL), CHELA_OK);
    json_decref(value);
}
END_TEST

START_TEST(writes_shortest_numbers_and_escapes)
{
    json_t *value = read_text("[46.20, 1e300, 3.0, -0.0, 12, 0.1, \"a\\u0001\\n\\\"\\\\/\\u0000é\","
                              " true, null, {\"b\":1,\"a\":[]}]");
    char   *text  = chela__json_text(value);
    ck_assert_str_eq(text, "[46.2,1e+300,3.0,-0.0,12,0.1,\"a\\u0001\\n\\\"\\\\/\\u0000é\",true,"
                           "null,{\"b\":1,\"a\":[]}]");
    free(text);
    text = chela__json_text_sorted(json_array_get(value, 9));
    ck_assert_str_eq(text, "{\"a\":[],\"b\":1}");
    free(text);
    json_decref(value);
}
END_TEST

START_TEST(follows_pointers)
{
    json_t *value = read_text("{\"a/b\":{\"m~n\":[10,{\"x\":null}]},\"\":7}");
    ck_assert_int_eq(json_integer_value(chela__json_at(value, "/a~1b/m~0n/0")), 10);
    ck_assert_int_eq(json_integer_value(chela__json_at(value, "/")), 7);
    ck_assert_ptr_eq(chela__json_at(value, ""), value);
    ck_assert_ptr_null(chela__json_at(value, "/a~1b/m~0n/00"));
    ck_assert_ptr_null(chela__json_at(value, "/a~1b/m~0n/2"));
    ck_assert_ptr_null(chela__json_at(value, "a"));
    ck_assert_ptr_null(chela__json_at(value, "/a~2b"));
    json_decref(value);
}
END_TEST

static chela_status
collect(void *user, const char *pointer, json_t *value)
{
    chela__buffer_format(user, "%s=%lld ", pointer, (long long)json_integer_value(value));
    return CHELA_OK;
}

START_TEST(visits_every_element)
{
    struct chela__buffer seen  = CHELA__BUFFER_INIT;
    json_t              *value = read_text("{\"c\":[{\"p\":[1,2]},{\"q\":0},{\"p\":[3]}]}");
    ck_assert_int_eq(chela__json_each(value, "/c/*/p/*", collect, &seen), CHELA_OK);
    ck_assert_str_eq(seen.data, "/c/0/p/0=1 /c/0/p/1=2 /c/2/p/0=3 ");
    ck_assert_int_eq(chela__json_each(value, "c", collect, &seen), CHELA_INVALID);
    chela__buffer_done(&seen);
    json_decref(value);
}
END_TEST

START_TEST(sets_on_the_way)
{
    json_t *value = json_object();
    ck_assert_int_eq(chela__json_set_take(value, "/a/b", json_integer(1)), CHELA_OK);
    ck_assert_int_eq(chela__json_set_take(value, "/l", json_array()), CHELA_OK);
    ck_assert_int_eq(chela__json_set_take(value, "/l/-", json_integer(2)), CHELA_OK);
    ck_assert_int_eq(chela__json_set_take(value, "/l/1", json_integer(3)), CHELA_OK);
    ck_assert_int_eq(chela__json_set_take(value, "/l/5", json_integer(4)), CHELA_INVALID);
    ck_assert_int_eq(chela__json_set_take(value, "/a/b/c", json_integer(4)), CHELA_INVALID);
    ck_assert_int_eq(chela__json_set_take(value, "", json_integer(4)), CHELA_INVALID);
    ck_assert_int_eq(chela__json_set_take(value, "/n", NULL), CHELA_NO_MEMORY);
    char *text = chela__json_text(value);
    ck_assert_str_eq(text, "{\"a\":{\"b\":1},\"l\":[2,3]}");
    free(text);
    json_decref(value);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("json");
    tcase_add_test(tests, refuses_what_is_not_strict);
    tcase_add_test(tests, keeps_limits);
    tcase_add_test(tests, writes_shortest_numbers_and_escapes);
    tcase_add_test(tests, follows_pointers);
    tcase_add_test(tests, visits_every_element);
    tcase_add_test(tests, sets_on_the_way);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
