// test_people.c - values and sentences as people read them.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/people.h"

static const struct chela__people english = {
    .lang = "en", .zone = "Europe/Paris", .now_ms = 1795363200000};
static const struct chela__people chinese = {
    .lang = "zh", .zone = "Asia/Shanghai", .now_ms = 1795363200000};

static void
shows(const struct chela__people *people, const char *json, const char *wanted)
{
    struct chela__buffer out   = CHELA__BUFFER_INIT;
    json_t              *value = NULL;
    ck_assert_int_eq(chela__json_read(json, strlen(json), NULL, &value, NULL), CHELA_OK);
    chela__people_value(people, &out, value);
    ck_assert_str_eq(out.len ? out.data : "", wanted);
    chela__buffer_done(&out);
    json_decref(value);
}

START_TEST(shows_times)
{
    shows(&english, "\"2026-11-23T09:00:00+01:00\"", "Mon 23 Nov 09:00");
    shows(&english, "\"2027-01-01T09:00:30+01:00\"", "Fri 1 Jan 2027 09:00:30");
    shows(&english, "\"2026-11-22\"", "Sun 22 Nov");
    shows(&chinese, "\"2026-11-23T07:00:00+08:00\"", "11月23日（周一） 07:00");
    shows(&english, "\"PT1H20M\"", "1 h 20 min");
    shows(&english, "\"Peter\"", "Peter");
    shows(&english, "\"P\"", "P");
}
END_TEST

START_TEST(shows_amounts_lists_and_objects)
{
    shows(&english, "{\"amount\":\"19.90\",\"currency\":\"EUR\"}", "19.90 EUR");
    shows(&english, "{\"value\":5,\"unit\":\"mi\"}", "5 mi");
    shows(&english, "[\"a\",true,8.316]", "a, yes, 8.316");
    shows(&english, "[{\"id\":\"1\",\"name\":\"Robotics\"}]", "Robotics");
    shows(&english,
          "{\"start\":\"2026-11-27T13:00:00+01:00\",\"end\":\"2026-11-27T14:00:00+01:00\"}",
          "Fri 27 Nov 13:00 – Fri 27 Nov 14:00");
}
END_TEST

START_TEST(drops_what_could_forge_a_line)
{
    struct chela__people card = english;
    card.max                  = 6;
    shows(&english, "\"a\\u202eb\\u001b[31mc\"", "ab[31mc");
    shows(&card, "\"one\\ntwo three\"", "one tw…");
}
END_TEST

static void
fills(const char *sentence, const char *json, chela_status status, const char *wanted)
{
    struct chela__buffer out   = CHELA__BUFFER_INIT;
    json_t              *value = NULL;
    ck_assert_int_eq(chela__json_read(json, strlen(json), NULL, &value, NULL), CHELA_OK);
    ck_assert_int_eq(chela__people_fill(&english, &out, sentence, value, value), status);
    ck_assert_str_eq(out.len ? out.data : "", wanted);
    chela__buffer_done(&out);
    json_decref(value);
}

START_TEST(fills_sentences)
{
    fills("It is {result}.", "{\"result\":42}", CHELA_OK, "It is 42.");
    fills("{/l/*/n}", "{\"l\":[{\"n\":1},{\"n\":2}]}", CHELA_OK, "1, 2");
    fills("{input:a} {b}", "{\"a\":\"x\"}", CHELA_OK, "x");
    fills("{/l/*/n}", "{\"l\":[]}", CHELA_NOT_FOUND, "");
    fills("Noted: {t}.", "{\"t\":\"It rains.\"}", CHELA_OK, "Noted: It rains.");
    fills("Noted: {t}.", "{\"t\":\"Why?\"}", CHELA_OK, "Noted: Why?");
    fills("已记下：{t}。", "{\"t\":\"下雨了。\"}", CHELA_OK, "已记下：下雨了。");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan/people");
    TCase *tests = tcase_create("people");
    tcase_add_test(tests, shows_times);
    tcase_add_test(tests, shows_amounts_lists_and_objects);
    tcase_add_test(tests, drops_what_could_forge_a_line);
    tcase_add_test(tests, fills_sentences);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
