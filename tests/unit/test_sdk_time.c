// Times, zones, durations and repetitions of the SDK.
#include <check.h>
#include <stdlib.h>

#include <chela/time.h>

static int64_t
at(const char *text)
{
    int64_t seconds;
    ck_assert_int_eq(chela_time_parse(text, &seconds, NULL), CHELA_OK);
    return seconds;
}

static int64_t
wall(int year, int month, int day, int hour, int minute)
{
    struct chela_civil civil = {
        .year = year, .month = month, .day = day, .hour = hour, .minute = minute};
    return chela_civil_seconds(&civil);
}

START_TEST(reads_rfc_3339)
{
    int32_t offset;
    int64_t seconds;
    ck_assert_int_eq(at("1970-01-01T00:00:00Z"), 0);
    ck_assert_int_eq(at("2026-11-22T17:00:00+01:00"), 1795363200);
    ck_assert_int_eq(at("2026-11-22T17:00:00.25+01:00"), 1795363200);
    ck_assert_int_eq(chela_time_parse("2024-02-29T00:00:00-05:30", &seconds, &offset), CHELA_OK);
    ck_assert_int_eq(offset, -19800);
}
END_TEST

START_TEST(refuses_what_is_no_time)
{
    static const char *const bad[] = {"",
                                      "2026-11-22",
                                      "2026-11-22T17:00:00",
                                      "2026-13-22T17:00:00Z",
                                      "2026-02-29T17:00:00Z",
                                      "2026-11-22T24:00:00Z",
                                      "2026-11-22T17:00:00+01",
                                      "2026-11-22T17:00:00Zx"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t seconds;
        ck_assert_int_eq(chela_time_parse(bad[i], &seconds, NULL), CHELA_INVALID);
    }
}
END_TEST

START_TEST(days_round_trip)
{
    for (int64_t seconds = -86400LL * 800000; seconds < 86400LL * 800000;
         seconds += 86400LL * 797) {
        struct chela_civil civil = chela_civil_from_seconds(seconds);
        ck_assert_int_eq(chela_civil_seconds(&civil), seconds);
    }
    ck_assert_int_eq(chela_civil_from_seconds(wall(2026, 11, 22, 0, 0)).weekday, 6);
}
END_TEST

START_TEST(zone_knows_summer_time)
{
    struct chela_zone *paris;
    char               text[CHELA_TIME_SIZE];
    ck_assert_int_eq(chela_zone_load("Europe/Paris", &paris), CHELA_OK);
    chela_zone_write(paris, at("2026-07-01T12:00:00Z"), text);
    ck_assert_str_eq(text, "2026-07-01T14:00:00+02:00");
    chela_zone_write(paris, at("2056-01-01T12:00:00Z"), text); // by the rule at the file's end
    ck_assert_str_eq(text, "2056-01-01T13:00:00+01:00");
    chela_zone_write(paris, at("2056-07-01T12:00:00Z"), text);
    ck_assert_str_eq(text, "2056-07-01T14:00:00+02:00");
    chela_zone_free(paris);
}
END_TEST

START_TEST(zone_moves_on_what_a_change_skips)
{
    struct chela_zone *paris;
    char               text[CHELA_TIME_SIZE];
    ck_assert_int_eq(chela_zone_load("Europe/Paris", &paris), CHELA_OK);
    chela_zone_write(paris, chela_zone_utc(paris, wall(2027, 3, 28, 2, 30)), text);
    ck_assert_str_eq(text, "2027-03-28T03:30:00+02:00");
    chela_zone_write(paris, chela_zone_utc(paris, wall(2026, 10, 25, 2, 30)), text);
    ck_assert_str_eq(text, "2026-10-25T02:30:00+02:00"); // the first of two
    chela_zone_free(paris);
}
END_TEST

START_TEST(zone_south_of_the_equator_by_its_rule)
{
    struct chela_zone *sydney;
    ck_assert_int_eq(chela_zone_load("Australia/Sydney", &sydney), CHELA_OK);
    ck_assert_int_eq(chela_zone_offset(sydney, at("2060-01-15T00:00:00Z")), 11 * 3600);
    ck_assert_int_eq(chela_zone_offset(sydney, at("2060-07-15T00:00:00Z")), 10 * 3600);
    chela_zone_free(sydney);
}
END_TEST

START_TEST(zone_refuses_paths_and_unknown_names)
{
    static const char *const bad[] = {"", "/etc/passwd", "../../../etc/passwd", "Nowhere/Town"};
    struct chela_zone       *zone;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(chela_zone_load(bad[i], &zone), CHELA_NOT_FOUND);
    ck_assert_int_eq(chela_zone_load("+05:30", &zone), CHELA_OK);
    ck_assert_int_eq(chela_zone_offset(zone, 0), 19800);
    chela_zone_free(zone);
}
END_TEST

START_TEST(adds_durations_by_the_wall_clock)
{
    struct chela_zone    *paris;
    struct chela_duration duration;
    char                  text[CHELA_TIME_SIZE];
    ck_assert_int_eq(chela_zone_load("Europe/Paris", &paris), CHELA_OK);
    ck_assert_int_eq(chela_duration_parse("P1D", &duration), CHELA_OK);
    chela_zone_write(paris, chela_zone_add(paris, at("2027-03-27T09:00:00+01:00"), &duration, 1),
                     text);
    ck_assert_str_eq(text, "2027-03-28T09:00:00+02:00");
    ck_assert_int_eq(chela_duration_parse("P1M", &duration), CHELA_OK);
    chela_zone_write(paris, chela_zone_add(paris, at("2026-03-31T09:00:00+02:00"), &duration, -1),
                     text);
    ck_assert_str_eq(text, "2026-02-28T09:00:00+01:00");
    chela_zone_free(paris);
}
END_TEST

START_TEST(reads_and_writes_durations)
{
    struct chela_duration duration;
    char                  text[CHELA_DURATION_SIZE];
    ck_assert_int_eq(chela_duration_parse("P1Y2M3W4DT5H6M7.5S", &duration), CHELA_OK);
    ck_assert_int_eq(duration.months, 14);
    ck_assert_int_eq(duration.days, 25);
    ck_assert_int_eq(duration.seconds, 5 * 3600 + 6 * 60 + 7);
    ck_assert_int_eq(chela_duration_parse("P", &duration), CHELA_INVALID);
    ck_assert_int_eq(chela_duration_parse("PT", &duration), CHELA_INVALID);
    ck_assert_int_eq(chela_duration_parse("P1H", &duration), CHELA_INVALID);
    ck_assert_int_eq(chela_duration_parse("20M", &duration), CHELA_INVALID);
    chela_duration_write(5400, text);
    ck_assert_str_eq(text, "PT1H30M");
    chela_duration_write(0, text);
    ck_assert_str_eq(text, "PT0S");
}
END_TEST

static void
expect_next(const char *rule, int64_t start, int64_t after, int64_t next)
{
    int64_t found;
    ck_assert_int_eq(chela_rrule_next(rule, start, after, &found), CHELA_OK);
    ck_assert_int_eq(found, next);
}

START_TEST(finds_the_next_instance)
{
    int64_t sunday = wall(2026, 11, 22, 6, 30);
    expect_next("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", sunday, sunday, wall(2026, 11, 23, 6, 30));
    expect_next("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", sunday, wall(2026, 11, 27, 7, 0),
                wall(2026, 11, 30, 6, 30));
    expect_next("FREQ=DAILY", sunday, sunday - 1, sunday);
    expect_next("FREQ=DAILY;INTERVAL=3", sunday, sunday, wall(2026, 11, 25, 6, 30));
    expect_next("FREQ=MONTHLY;BYMONTHDAY=-1", sunday, sunday, wall(2026, 11, 30, 6, 30));
    expect_next("FREQ=MONTHLY;BYDAY=2TU", sunday, sunday, wall(2026, 12, 8, 6, 30));
    expect_next("FREQ=YEARLY", sunday, sunday, wall(2027, 11, 22, 6, 30));
    expect_next("FREQ=HOURLY;INTERVAL=2", sunday, sunday, wall(2026, 11, 22, 8, 30));
    expect_next("FREQ=DAILY", sunday, wall(2099, 1, 1, 0, 0), wall(2099, 1, 1, 6, 30));
}
END_TEST

START_TEST(ends_and_refuses_rules)
{
    int64_t sunday = wall(2026, 11, 22, 6, 30), next;
    ck_assert_int_eq(chela_rrule_next("FREQ=DAILY;COUNT=1", sunday, sunday, &next),
                     CHELA_NOT_FOUND);
    ck_assert_int_eq(
        chela_rrule_next("FREQ=DAILY;UNTIL=20261123", sunday, wall(2026, 11, 23, 7, 0), &next),
        CHELA_NOT_FOUND);
    ck_assert_int_eq(chela_rrule_next("FREQ=DAILY;BYSETPOS=1", sunday, sunday, &next),
                     CHELA_UNSUPPORTED);
    ck_assert_int_eq(chela_rrule_next("daily", sunday, sunday, &next), CHELA_INVALID);
    ck_assert_int_eq(chela_rrule_next("FREQ=WEEKLY;BYDAY=XX", sunday, sunday, &next),
                     CHELA_INVALID);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sdk_time");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, reads_rfc_3339);
    tcase_add_test(tests, refuses_what_is_no_time);
    tcase_add_test(tests, days_round_trip);
    tcase_add_test(tests, zone_knows_summer_time);
    tcase_add_test(tests, zone_moves_on_what_a_change_skips);
    tcase_add_test(tests, zone_south_of_the_equator_by_its_rule);
    tcase_add_test(tests, zone_refuses_paths_and_unknown_names);
    tcase_add_test(tests, adds_durations_by_the_wall_clock);
    tcase_add_test(tests, reads_and_writes_durations);
    tcase_add_test(tests, finds_the_next_instance);
    tcase_add_test(tests, ends_and_refuses_rules);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
