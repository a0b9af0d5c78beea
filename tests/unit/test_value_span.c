// test_value_span.c - ranges, durations and recurrences.
#include "fixtures/values.h"

#define RANGE(start, end) "{\"start\":\"" start "\",\"end\":\"" end "\"}"

START_TEST(reads_ranges_of_hours)
{
    READS(
        "chela:TimeRange/1",
        {"tomorrow from 2 to 4pm", RANGE("2026-11-23T14:00:00+01:00", "2026-11-23T16:00:00+01:00")},
        {"between 9:30 and 11:00 on Tuesday",
         RANGE("2026-11-24T09:30:00+01:00", "2026-11-24T11:00:00+01:00")},
        {"下周四下午两点到四点", RANGE("2026-11-26T14:00:00+01:00", "2026-11-26T16:00:00+01:00")});
}
END_TEST

START_TEST(ranges_of_days_include_the_last_one)
{
    READS("chela:TimeRange/1",
          {"December 3-5", RANGE("2026-12-03T00:00:00+01:00", "2026-12-06T00:00:00+01:00")},
          {"from Monday to Wednesday",
           RANGE("2026-11-23T00:00:00+01:00", "2026-11-26T00:00:00+01:00")});
}
END_TEST

START_TEST(units_and_parts_of_days_are_ranges)
{
    READS("chela:TimeRange/1",
          {"next week", RANGE("2026-11-23T00:00:00+01:00", "2026-11-30T00:00:00+01:00")},
          {"Friday afternoon", RANGE("2026-11-27T12:00:00+01:00", "2026-11-27T19:00:00+01:00")},
          {"after 8pm", RANGE("2026-11-22T20:00:00+01:00", "2026-11-23T00:00:00+01:00")},
          {"tomorrow at 5", NULL});
}
END_TEST

START_TEST(reads_durations)
{
    READS("chela:Duration/1", {"25 minutes", "\"PT25M\""}, {"an hour and a half", "\"PT90M\""},
          {"2 hours 5 minutes", "\"PT2H5M\""}, {"three weeks", "\"P3W\""}, {"ten days", "\"P10D\""},
          {"a free hour", "\"PT1H\""}, {"两个小时", "\"PT2H\""}, {"半天", "\"PT12H\""},
          {"四十五分钟", "\"PT45M\""}, {"minutes", NULL});
}
END_TEST

START_TEST(reads_recurrences)
{
    READS("chela:RRule/1", {"every Tuesday", "\"FREQ=WEEKLY;BYDAY=TU\""},
          {"every weekday at 8", "\"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\""},
          {"every other week", "\"FREQ=WEEKLY;INTERVAL=2\""}, {"daily", "\"FREQ=DAILY\""},
          {"every Monday, Wednesday and Friday", "\"FREQ=WEEKLY;BYDAY=MO,WE,FR\""},
          {"the first Monday of every month", "\"FREQ=MONTHLY;BYDAY=1MO\""},
          {"每周三", "\"FREQ=WEEKLY;BYDAY=WE\""}, {"每月十号", "\"FREQ=MONTHLY;BYMONTHDAY=10\""},
          {"on Tuesday", NULL});
}
END_TEST

START_TEST(a_recurrence_has_a_first_instance)
{
    READS("chela:DateTime/1", {"every weekday at 8am", "\"2026-11-23T08:00:00+01:00\""},
          {"每天晚上十点", "\"2026-11-22T22:00:00+01:00\""},
          {"every Sunday at 9am", "\"2026-11-29T09:00:00+01:00\""});
}
END_TEST

VALUE_TEST_MAIN("value_span", reads_ranges_of_hours, ranges_of_days_include_the_last_one,
                units_and_parts_of_days_are_ranges, reads_durations, reads_recurrences,
                a_recurrence_has_a_first_instance)
