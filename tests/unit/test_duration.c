// Tests of core/base/duration.c.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"

static const struct {
    const char *text;
    int64_t     ms;
} good[] = {
    {"PT0S", 0},
    {"PT20M", 1200000},
    {"P1D", 86400000},
    {"P1W", 604800000},
    {"PT1H30M", 5400000},
    {"PT0.5S", 500},
    {"PT1,25S", 1250},
    {"P1DT1S", 86401000},
    {"P1M", 30 * (int64_t)86400000},
    {"PT1.5H", 5400000},
    {"P1Y", 365 * (int64_t)86400000},
};
static const char *const bad[] = {"",      "P",    "PT",      "20M",  "P1",   "PT1",
                                  "P1H",   "PT1D", "PT1S1M",  "P1DT", "P-1D", "P1D ",
                                  "PT1.S", "p1d",  "PT1HT1M", "P1S"};

START_TEST(reads_durations)
{
    int64_t ms = -1;
    ck_assert_int_eq(chela__duration_parse(good[_i].text, &ms, NULL), CHELA_OK);
    ck_assert_int_eq(ms, good[_i].ms);
}
END_TEST

START_TEST(refuses_what_is_none)
{
    struct chela_error err = CHELA_ERROR_INIT;
    int64_t            ms  = -1;
    ck_assert_int_eq(chela__duration_parse(bad[_i], &ms, &err), CHELA_INVALID);
    ck_assert_ptr_nonnull(strstr(err.text, "ISO 8601"));
    ck_assert_int_eq(ms, -1);
}
END_TEST

START_TEST(refuses_a_thousand_years)
{
    int64_t ms = -1;
    ck_assert_int_eq(chela__duration_parse("P1001Y", &ms, NULL), CHELA_LIMIT);
    ck_assert_int_eq(chela__duration_parse("P99999999999999999999999999999999D", &ms, NULL),
                     CHELA_LIMIT);
    ck_assert_int_eq(chela__duration_parse("P900YT876000H9999999999H", &ms, NULL), CHELA_INVALID);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("duration");
    TCase *tests = tcase_create("duration");
    tcase_add_loop_test(tests, reads_durations, 0, (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_loop_test(tests, refuses_what_is_none, 0, (int)(sizeof(bad) / sizeof(bad[0])));
    tcase_add_test(tests, refuses_a_thousand_years);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
