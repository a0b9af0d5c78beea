// Alarms, timers and places over a real store.
#include "clock.chela.h"
#include "place.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <chela/fake.h>

static char               folder[64];
static struct chela_fake *fake;
static void              *state;

static void
setup(void)
{
    snprintf(folder, sizeof folder, "/var/tmp/chela-clock-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    fake = chela_fake_new(folder);
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
}

static void
teardown(void)
{
    char path[128];
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
    snprintf(path, sizeof path, "%s/clock.json", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/clock.lock", folder);
    unlink(path);
    rmdir(folder);
}

static const char *
text_of(const char *name)
{
    const char *text = json_string_value(json_object_get(chela_fake_reply(fake), name));
    return text ? text : "";
}

static json_t *
item(const char *list, size_t at)
{
    return json_array_get(json_object_get(chela_fake_reply(fake), list), at);
}

static const char *
zone_of(const char *place)
{
    static char zone[ZONE_NAME_SIZE];
    return place_zone(place, zone) == CHELA_OK ? zone : "";
}

START_TEST(sets_lists_cancels_and_restores_an_alarm)
{
    alarm_set(chela_fake_call(fake), "2026-11-23T06:30:00+01:00", NULL, "lunch");
    ck_assert_str_eq(text_of("id"), "alarm-1");
    alarm_list(chela_fake_call(fake));
    ck_assert_str_eq(json_string_value(json_object_get(item("alarms", 0), "at")),
                     "2026-11-23T06:30:00+01:00");
    ck_assert_int_eq(alarm_cancel(chela_fake_call(fake), "alarm-1"), CHELA_OK);
    ck_assert_str_eq(text_of("at"), "2026-11-23T06:30:00+01:00");
    alarm_list(chela_fake_call(fake));
    ck_assert_ptr_null(item("alarms", 0));
    ck_assert_int_eq(alarm_restore(chela_fake_call(fake), "alarm-1", 1), CHELA_OK);
    alarm_list(chela_fake_call(fake));
    ck_assert_ptr_nonnull(item("alarms", 0));
}
END_TEST

START_TEST(a_weekday_alarm_skips_the_weekend)
{
    alarm_set(chela_fake_call(fake), "2026-11-22T18:30:00+01:00",
              "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", NULL);
    ck_assert_str_eq(text_of("at"), "2026-11-23T18:30:00+01:00"); // a Monday
    alarm_take_due(chela_fake_call(fake), "2026-11-27T19:00:00+01:00");
    ck_assert_str_eq(text_of("next"), "2026-11-30T18:30:00+01:00");
}
END_TEST

START_TEST(an_alarm_keeps_its_wall_clock_over_a_change)
{
    chela_fake_set(fake, "now", "2027-03-27T12:00:00+01:00");
    alarm_set(chela_fake_call(fake), "2027-03-27T18:00:00+01:00", "FREQ=DAILY", NULL);
    alarm_take_due(chela_fake_call(fake), "2027-03-27T18:00:00+01:00");
    ck_assert_str_eq(text_of("next"), "2027-03-28T18:00:00+02:00");
}
END_TEST

START_TEST(refuses_what_is_over)
{
    ck_assert_int_eq(alarm_set(chela_fake_call(fake), "2026-11-22T06:30:00+01:00", NULL, NULL),
                     CHELA_INVALID);
}
END_TEST

START_TEST(a_timer_runs_and_rings)
{
    timer_start(chela_fake_call(fake), "PT10M", "the pasta");
    ck_assert_str_eq(text_of("ends"), "2026-11-22T17:10:00+01:00");
    chela_fake_set(fake, "now", "2026-11-22T17:08:30+01:00");
    timer_remaining(chela_fake_call(fake));
    ck_assert_str_eq(json_string_value(json_object_get(item("timers", 0), "left")), "PT1M30S");
    alarm_take_due(chela_fake_call(fake), "2026-11-22T17:10:00+01:00");
    ck_assert_str_eq(json_string_value(json_object_get(item("due", 0), "text")), "the pasta");
    timer_remaining(chela_fake_call(fake));
    ck_assert_ptr_null(item("timers", 0));
}
END_TEST

START_TEST(knows_places)
{
    ck_assert_str_eq(zone_of("Tokyo"), "Asia/Tokyo");
    ck_assert_str_eq(zone_of("new york"), "America/New_York");
    ck_assert_str_eq(zone_of("Buenos Aires"), "America/Argentina/Buenos_Aires");
    ck_assert_str_eq(zone_of("London time"), "Europe/London");
    ck_assert_str_eq(zone_of("东京时间"), "Asia/Tokyo");
    ck_assert_str_eq(zone_of("Europe/Madrid"), "Europe/Madrid");
    ck_assert_str_eq(zone_of("Atlantis"), "");
    ck_assert_str_eq(zone_of("../../etc/passwd"), "");
}
END_TEST

START_TEST(converts_times)
{
    time_convert(chela_fake_call(fake), "2026-11-23T09:00:00+01:00", "Tokyo", NULL);
    ck_assert_str_eq(text_of("time"), "2026-11-23T01:00:00+01:00");
    time_convert(chela_fake_call(fake), "2026-11-22T15:00:00+01:00", NULL, "纽约");
    ck_assert_str_eq(text_of("time"), "2026-11-22T09:00:00-05:00");
    ck_assert_int_eq(
        time_convert(chela_fake_call(fake), "2026-11-22T15:00:00+01:00", "Atlantis", NULL),
        CHELA_NOT_FOUND);
    time_now(chela_fake_call(fake), "Tokyo");
    ck_assert_str_eq(text_of("date"), "2026-11-23");
    ck_assert_str_eq(text_of("weekday"), "Monday");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, sets_lists_cancels_and_restores_an_alarm);
    tcase_add_test(tests, a_weekday_alarm_skips_the_weekend);
    tcase_add_test(tests, an_alarm_keeps_its_wall_clock_over_a_change);
    tcase_add_test(tests, refuses_what_is_over);
    tcase_add_test(tests, a_timer_runs_and_rings);
    tcase_add_test(tests, knows_places);
    tcase_add_test(tests, converts_times);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
