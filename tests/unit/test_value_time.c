// test_value_time.c - dates and times in English and Chinese words -> moments.
#include "fixtures/values.h"

START_TEST(reads_days_and_hours)
{
    READS("chela:DateTime/1", {"tomorrow at 9", "\"2026-11-23T09:00:00+01:00\""},
          {"the day after tomorrow at half past seven", "\"2026-11-24T07:30:00+01:00\""},
          {"on 5 January 2027 at 18:05", "\"2027-01-05T18:05:00+01:00\""},
          {"a quarter to ten tonight", "\"2026-11-22T21:45:00+01:00\""},
          {"in 45 minutes", "\"2026-11-22T17:45:00+01:00\""},
          {"2026-12-24 20:15", "\"2026-12-24T20:15:00+01:00\""});
}
END_TEST

START_TEST(reads_chinese_days_and_hours)
{
    READS("chela:DateTime/1", {"明天早上七点", "\"2026-11-23T07:00:00+01:00\""},
          {"大后天下午三点一刻", "\"2026-11-25T15:15:00+01:00\""},
          {"二〇二七年一月五号十八点", "\"2027-01-05T18:00:00+01:00\""},
          {"今晚九点半", "\"2026-11-22T21:30:00+01:00\""},
          {"差五分八点", "\"2026-11-22T19:55:00+01:00\""},
          {"四小时后", "\"2026-11-22T21:00:00+01:00\""});
}
END_TEST

START_TEST(traditional_characters_read_like_simplified_ones)
{
    READS("chela:DateTime/1", {"下週六下午兩點", "\"2026-11-28T14:00:00+01:00\""},
          {"後天上午九點", "\"2026-11-24T09:00:00+01:00\""});
}
END_TEST

START_TEST(weekdays_count_in_weeks)
{
    READS("chela:Date/1", {"wednesday", "\"2026-11-25\""}, {"sunday", "\"2026-11-29\""},
          {"next wednesday", "\"2026-11-25\""}, {"last thursday", "\"2026-11-19\""},
          {"下周三", "\"2026-11-25\""}, {"上周五", "\"2026-11-13\""}, {"这周二", "\"2026-11-17\""});
}
END_TEST

START_TEST(reads_the_nth_of_something)
{
    READS("chela:Date/1", {"the second Friday of February", "\"2027-02-12\""},
          {"last Tuesday of May 2027", "\"2027-05-25\""},
          {"the last day of the month", "\"2026-11-30\""}, {"三月第二个星期一", "\"2027-03-08\""},
          {"end of the month", "\"2026-11-30\""});
}
END_TEST

START_TEST(shifts_other_times)
{
    READS("chela:Date/1", {"three days before Christmas", "\"2026-12-22\""},
          {"a week after New Year's Eve", "\"2027-01-07\""}, {"10 days ago", "\"2026-11-12\""},
          {"two Mondays from now", "\"2026-11-30\""});
}
END_TEST

START_TEST(month_ends_and_leap_years_hold)
{
    struct chela__value_context context = context_at("2027-01-31T12:00:00+01:00", "Europe/Paris");

    reads_in(&context, "chela:Date/1", "in one month", "\"2027-02-28\"");
    reads_in(&context, "chela:Date/1", "February 29", "\"2028-02-29\"");
    reads_in(&context, "chela:Date/1", "February 30", NULL);
    reads_in(&context, "chela:Date/1", "the 31st", "\"2027-01-31\"");
}
END_TEST

START_TEST(summer_time_has_its_offset)
{
    struct chela__value_context context = context_at("2027-03-27T12:00:00+01:00", "Europe/Paris");

    reads_in(&context, "chela:DateTime/1", "tomorrow at 1am", "\"2027-03-28T01:00:00+01:00\"");
    reads_in(&context, "chela:DateTime/1", "tomorrow at 4am", "\"2027-03-28T04:00:00+02:00\"");
    reads_in(&context, "chela:DateTime/1", "tomorrow at 2:30am", "\"2027-03-28T03:00:00+02:00\"");
}
END_TEST

START_TEST(knows_other_zones)
{
    READS("chela:DateTime/1", {"tomorrow at 9am PST", "\"2026-11-23T18:00:00+01:00\""},
          {"tomorrow at 9am Tokyo time", "\"2026-11-23T01:00:00+01:00\""});
    READS("chela:Zone/1", {"PST", "\"Etc/GMT+8\""}, {"Tokyo", "\"Asia/Tokyo\""},
          {"Europe/Madrid", "\"Europe/Madrid\""}, {"nowhere", NULL});
}
END_TEST

START_TEST(small_hours_without_am_are_the_afternoon)
{
    READS("chela:DateTime/1", {"tomorrow at 3", "\"2026-11-23T15:00:00+01:00\""},
          {"tomorrow at 3am", "\"2026-11-23T03:00:00+01:00\""},
          {"tomorrow at 7", "\"2026-11-23T07:00:00+01:00\""});
}
END_TEST

START_TEST(parts_of_a_day_become_usual_hours)
{
    READS("chela:DateTime/1", {"tomorrow morning", "\"2026-11-23T09:00:00+01:00\""},
          {"明天下午", "\"2026-11-23T14:00:00+01:00\""});
}
END_TEST

START_TEST(refuses_what_is_no_time)
{
    READS("chela:DateTime/1", {"a red door", NULL}, {"", NULL}, {"month", NULL},
          {"没有时间", NULL});
}
END_TEST

VALUE_TEST_MAIN("value_time", reads_days_and_hours, reads_chinese_days_and_hours,
                traditional_characters_read_like_simplified_ones, weekdays_count_in_weeks,
                reads_the_nth_of_something, shifts_other_times, month_ends_and_leap_years_hold,
                summer_time_has_its_offset, knows_other_zones,
                small_hours_without_am_are_the_afternoon, parts_of_a_day_become_usual_hours,
                refuses_what_is_no_time)
