// test_rrule.c - rules that repeat: what they mean on the wall clock of a zone, and what they end
// by.
#include <check.h>
#include <string.h>

#include "base/clock.h"
#include "base/rrule.h"
#include "base/zone.h"

static struct chela__zone *paris;

static void
setup(void)
{
    ck_assert_int_eq(chela__zone_open("Europe/Paris", &paris, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__zone_free(paris);
}

static int64_t
ms(const char *text)
{
    int64_t at;
    ck_assert_int_eq(chela__time_parse(text, &at, NULL), CHELA_OK);
    return at;
}

static void
expect_next(const char *text, const char *start, const char *after, const char *wanted)
{
    struct chela_error  err = CHELA_ERROR_INIT;
    struct chela__rrule rule;
    int64_t             at = 0;
    char                found[CHELA__TIME_TEXT];
    ck_assert_msg(chela__rrule_read(text, &rule, &err) == CHELA_OK, "%s: %s", text, err.text);
    chela_status status = chela__rrule_next(&rule, ms(start), paris, ms(after), &at, &err);
    if (!wanted) {
        ck_assert_int_eq(status, CHELA_NOT_FOUND);
        return;
    }
    ck_assert_msg(status == CHELA_OK, "%s: %s", text, err.text);
    ck_assert_int_eq(chela__time_format(at, "Europe/Paris", found, NULL), CHELA_OK);
    ck_assert_msg(!strcmp(found, wanted), "%s after %s: %s, not %s", text, after, found, wanted);
}

START_TEST(finds_the_next_weekday)
{
    static const char rule[]  = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
    static const char start[] = "2026-11-23T08:00:00+01:00";
    expect_next(rule, start, "2026-11-22T17:00:00+01:00", "2026-11-23T08:00:00+01:00");
    expect_next(rule, start, "2026-11-23T08:00:00+01:00", "2026-11-24T08:00:00+01:00");
    expect_next(rule, start, "2026-11-27T08:00:00+01:00", "2026-11-30T08:00:00+01:00");
}
END_TEST

START_TEST(counts_weeks_months_and_years)
{
    expect_next("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23T08:00:00+01:00",
                "2026-11-23T08:00:00+01:00", "2026-12-07T08:00:00+01:00");
    expect_next("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T08:00:00+01:00",
                "2026-01-31T08:00:00+01:00", "2026-03-31T08:00:00+02:00");
    expect_next("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T08:00:00+01:00",
                "2026-01-31T08:00:00+01:00", "2026-02-28T08:00:00+01:00");
    expect_next("FREQ=MONTHLY;BYDAY=1MO", "2026-11-02T08:00:00+01:00", "2026-11-02T08:00:00+01:00",
                "2026-12-07T08:00:00+01:00");
    expect_next("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T08:00:00+01:00", "2026-11-27T08:00:00+01:00",
                "2026-12-25T08:00:00+01:00");
    expect_next("FREQ=YEARLY", "2024-02-29T08:00:00+01:00", "2024-02-29T08:00:00+01:00",
                "2028-02-29T08:00:00+01:00");
    expect_next("FREQ=DAILY;INTERVAL=3;BYHOUR=7,19;BYMINUTE=30", "2026-11-20T19:30:00+01:00",
                "2026-11-20T19:30:00+01:00", "2026-11-23T07:30:00+01:00");
}
END_TEST

// Summer time begins on 29 March 2026 at 2:00 and ends on 25 October 2026 at 3:00.
START_TEST(keeps_to_the_wall_clock)
{
    static const char rule[]  = "FREQ=DAILY";
    static const char start[] = "2026-03-01T08:00:00+01:00";
    expect_next(rule, start, "2026-03-28T08:00:00+01:00", "2026-03-29T08:00:00+02:00");
    expect_next(rule, start, "2026-10-24T08:00:00+02:00", "2026-10-25T08:00:00+01:00");
    expect_next(rule, "2026-03-01T02:30:00+01:00", "2026-03-28T02:30:00+01:00",
                "2026-03-29T03:00:00+02:00");
    expect_next(rule, "2026-03-01T02:30:00+01:00", "2026-03-29T03:00:00+02:00",
                "2026-03-30T02:30:00+02:00");
    expect_next(rule, "2026-10-01T02:30:00+02:00", "2026-10-25T02:30:00+02:00",
                "2026-10-26T02:30:00+01:00");
    expect_next("FREQ=HOURLY", "2026-10-25T00:15:00+02:00", "2026-10-25T02:15:00+02:00",
                "2026-10-25T02:15:00+01:00");
}
END_TEST

START_TEST(ends)
{
    expect_next("FREQ=DAILY;COUNT=2", "2026-11-22T08:00:00+01:00", "2026-11-22T08:00:00+01:00",
                "2026-11-23T08:00:00+01:00");
    expect_next("FREQ=DAILY;COUNT=2", "2026-11-22T08:00:00+01:00", "2026-11-23T08:00:00+01:00",
                NULL);
    expect_next("FREQ=DAILY;UNTIL=20261123", "2026-11-22T08:00:00+01:00",
                "2026-11-22T08:00:00+01:00", "2026-11-23T08:00:00+01:00");
    expect_next("FREQ=DAILY;UNTIL=20261123T060000Z", "2026-11-22T08:00:00+01:00",
                "2026-11-22T08:00:00+01:00", NULL);
    expect_next("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-11-22T08:00:00+01:00",
                "2026-11-22T08:00:00+01:00", NULL);
}
END_TEST

START_TEST(counts_minutes)
{
    expect_next("FREQ=MINUTELY;INTERVAL=15;BYHOUR=9", "2026-11-22T08:00:00+01:00",
                "2026-11-22T09:45:00+01:00", "2026-11-23T09:00:00+01:00");
    expect_next("FREQ=HOURLY;BYDAY=MO", "2026-11-22T08:00:00+01:00", "2026-11-22T08:00:00+01:00",
                "2026-11-23T00:00:00+01:00");
}
END_TEST

START_TEST(refuses_what_it_does_not_know)
{
    static const struct {
        const char  *text;
        chela_status status;
        const char  *message;
    } cases[] = {
        {"DAILY", CHELA_INVALID, "FREQ="},
        {"FREQ=SECONDLY", CHELA_INVALID, "FREQ"},
        {"FREQ=DAILY;INTERVAL=0", CHELA_INVALID, "INTERVAL"},
        {"FREQ=DAILY;BYDAY=XX", CHELA_INVALID, "BYDAY"},
        {"FREQ=MONTHLY;BYDAY=1MO,2TU", CHELA_UNSUPPORTED, "BYDAY"},
        {"FREQ=DAILY;BYMONTHDAY=0", CHELA_INVALID, "BYMONTHDAY"},
        {"FREQ=DAILY;BYSETPOS=1", CHELA_UNSUPPORTED, "BYSETPOS"},
        {"FREQ=DAILY;UNTIL=soon", CHELA_INVALID, "UNTIL"},
        {"FREQ=DAILY;COUNT=999999", CHELA_INVALID, "COUNT"},
        {"FREQ=DAILY;BYHOUR=", CHELA_INVALID, "BYHOUR"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chela_error  err = CHELA_ERROR_INIT;
        struct chela__rrule rule;
        ck_assert_int_eq(chela__rrule_read(cases[i].text, &rule, &err), cases[i].status);
        ck_assert_msg(strstr(err.text, cases[i].message) != NULL, "%s: %s", cases[i].text,
                      err.text);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("rrule");
    TCase *tests = tcase_create("rrule");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, finds_the_next_weekday);
    tcase_add_test(tests, counts_weeks_months_and_years);
    tcase_add_test(tests, keeps_to_the_wall_clock);
    tcase_add_test(tests, ends);
    tcase_add_test(tests, counts_minutes);
    tcase_add_test(tests, refuses_what_it_does_not_know);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
