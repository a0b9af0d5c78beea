// test_clock.c - civil time in zones, and RFC 3339.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/zone.h"
#include "base/zone_rule.h"

static int64_t
parse(const char *text)
{
    int64_t            ms  = 0;
    struct chela_error err = {0};
    ck_assert_msg(chela__time_parse(text, &ms, &err) == CHELA_OK, "%s", err.text);
    return ms;
}

static void
assert_in_zone(const char *utc, const char *zone, const char *expected)
{
    char               text[CHELA__TIME_TEXT];
    struct chela_error err = {0};
    ck_assert_msg(chela__time_format(parse(utc), zone, text, &err) == CHELA_OK, "%s", err.text);
    ck_assert_str_eq(text, expected);
}

// The instant of a wall-clock reading, as RFC 3339.
static void
assert_instant(const char *zone_name, struct chela__civil civil, const char *expected)
{
    struct chela__zone *zone = NULL;
    int64_t             ms   = 0;
    char                text[CHELA__TIME_TEXT];
    ck_assert_int_eq(chela__zone_open(zone_name, &zone, NULL), CHELA_OK);
    ck_assert_int_eq(chela__zone_instant(zone, &civil, &ms, NULL), CHELA_OK);
    ck_assert_int_eq(chela__time_write(ms, zone, text, NULL), CHELA_OK);
    ck_assert_str_eq(text, expected);
    chela__zone_free(zone);
}

START_TEST(writes_the_offset_of_the_zone)
{
    assert_in_zone("2026-11-22T16:00:00Z", "Europe/Paris", "2026-11-22T17:00:00+01:00");
    assert_in_zone("2026-07-01T16:00:00Z", "Europe/Paris", "2026-07-01T18:00:00+02:00");
    assert_in_zone("2026-11-22T16:00:00.25Z", "America/New_York", "2026-11-22T11:00:00.250-05:00");
    assert_in_zone("2026-11-22T16:00:00Z", "Asia/Kathmandu", "2026-11-22T21:45:00+05:45");
    assert_in_zone("2026-11-22T16:00:00Z", "UTC", "2026-11-22T16:00:00+00:00");
    assert_in_zone("1900-01-01T00:00:00Z", "Europe/Paris", "1900-01-01T00:09:21+00:09");
}
END_TEST

START_TEST(follows_the_rule_of_the_far_future)
{
    assert_in_zone("2400-07-01T00:00:00Z", "Europe/Paris", "2400-07-01T02:00:00+02:00");
    assert_in_zone("2400-12-01T00:00:00Z", "Europe/Paris", "2400-12-01T01:00:00+01:00");
    assert_in_zone("2400-12-01T00:00:00Z", "Australia/Sydney", "2400-12-01T11:00:00+11:00");
    assert_in_zone("2400-07-01T00:00:00Z", "Australia/Sydney", "2400-07-01T10:00:00+10:00");
}
END_TEST

START_TEST(gap_is_its_end_and_overlap_its_first)
{
    struct chela__civil civil = {.year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30};
    assert_instant("Europe/Paris", civil, "2026-03-29T03:00:00+02:00");
    civil = (struct chela__civil){.year = 2026, .month = 10, .day = 25, .hour = 2, .minute = 30};
    assert_instant("Europe/Paris", civil, "2026-10-25T02:30:00+02:00");
    civil = (struct chela__civil){.year = 2026, .month = 10, .day = 25, .hour = 3};
    assert_instant("Europe/Paris", civil, "2026-10-25T03:00:00+01:00");
    civil = (struct chela__civil){.year = 2011, .month = 12, .day = 30, .hour = 12};
    assert_instant("Pacific/Apia", civil, "2011-12-31T00:00:00+14:00"); // the day that was not
}
END_TEST

START_TEST(carries_fields_over)
{
    struct chela__civil civil = {.year = 2026, .month = 14, .day = 31, .hour = -1, .minute = 90};
    assert_instant("UTC", civil, "2027-03-03T00:30:00+00:00");
}
END_TEST

START_TEST(knows_weekdays)
{
    struct chela__civil civil;
    chela__zone_civil(NULL, parse("2026-11-22T00:00:00Z"), &civil);
    ck_assert_int_eq(civil.weekday, 6);
    chela__zone_civil(NULL, parse("1969-12-29T23:59:59.999Z"), &civil);
    ck_assert_int_eq(civil.weekday, 0);
    ck_assert_int_eq(civil.millisecond, 999);
}
END_TEST

START_TEST(dates_survive_the_way_to_days_and_back)
{
    for (int64_t days = -719528; days <= 2932896; days += 97) {
        int64_t year;
        int32_t month, day;
        chela__date_from_days(days, &year, &month, &day);
        ck_assert_int_eq(chela__days_from_date(year, month, day), days);
    }
}
END_TEST

START_TEST(refuses_what_is_no_zone)
{
    static const char *const names[] = {
        "", "../../../etc/passwd", "/etc/localtime", "Mars/Base", "Europe", "zone.tab"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct chela__zone *zone = NULL;
        struct chela_error  err  = {0};
        ck_assert_int_eq(chela__zone_open(names[i], &zone, &err), CHELA_INVALID);
        ck_assert_ptr_null(zone);
        ck_assert_ptr_nonnull(strstr(err.text, "Europe/Paris"));
    }
}
END_TEST

START_TEST(refuses_what_is_no_time)
{
    static const char *const texts[] = {
        "",
        "2026-11-22",
        "2026-11-22T17:00",
        "2026-11-22T17:00:00",
        "2026-02-30T17:00:00Z",
        "2026-13-01T17:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T17:00:00+1",
        "2026-11-22T17:00:00.Z",
        "2026-11-22T17:00:00Z ",
        "26-11-22T17:00:00Z",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int64_t ms = 7;
        ck_assert_msg(chela__time_parse(texts[i], &ms, NULL) == CHELA_INVALID, "%s", texts[i]);
        ck_assert_int_eq(ms, 7);
    }
    ck_assert_int_eq(parse("1970-01-01T01:00:00.1234567+01:00"), 123);
    ck_assert_int_eq(parse("2024-02-29T00:00:00Z"), 1709164800000);
}
END_TEST

START_TEST(reads_rules)
{
    struct zone_rule         rule;
    static const char *const good[] = {"UTC0", "<+03>-3", "CET-1CEST,M3.5.0,M10.5.0/3",
                                       "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "EST5EDT,J60/2:30,364"};
    static const char *const bad[]  = {
         "", "A1", "CET", "CET-1CEST", "CET-1CEST,M3.6.0,M1.1.1", "CET-200", "<+03-3", "UTC0 "};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        ck_assert_msg(chela__zone_rule_read(good[i], strlen(good[i]), &rule), "%s", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(!chela__zone_rule_read(bad[i], strlen(bad[i]), &rule), "%s", bad[i]);
}
END_TEST

START_TEST(system_clock_has_a_zone)
{
    const struct chela__clock *clock = chela__clock_system();
    char                       text[CHELA__TIME_TEXT];
    ck_assert_int_eq(chela__time_format(chela__clock_now(clock), clock->zone, text, NULL),
                     CHELA_OK);
    ck_assert_int_gt(chela__monotonic_ms(), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tests = tcase_create("clock");
    tcase_add_test(tests, writes_the_offset_of_the_zone);
    tcase_add_test(tests, follows_the_rule_of_the_far_future);
    tcase_add_test(tests, gap_is_its_end_and_overlap_its_first);
    tcase_add_test(tests, carries_fields_over);
    tcase_add_test(tests, knows_weekdays);
    tcase_add_test(tests, dates_survive_the_way_to_days_and_back);
    tcase_add_test(tests, refuses_what_is_no_zone);
    tcase_add_test(tests, refuses_what_is_no_time);
    tcase_add_test(tests, reads_rules);
    tcase_add_test(tests, system_clock_has_a_zone);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
