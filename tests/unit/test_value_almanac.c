// test_value_almanac.c - Easter, Hebrew, Islamic, Chinese and Hindu days against published dates.
#include "fixtures/values.h"

#include "base/value/almanac.h"
#include "base/value/calendar.h"

#define DAY(year, month, day) chela__days(year, month, day)

START_TEST(knows_easter)
{
    ck_assert_int_eq(chela__easter(2024), DAY(2024, 3, 31));
    ck_assert_int_eq(chela__easter(2025), DAY(2025, 4, 20));
    ck_assert_int_eq(chela__easter(2038), DAY(2038, 4, 25));
    ck_assert_int_eq(chela__orthodox_easter(2024), DAY(2024, 5, 5));
    ck_assert_int_eq(chela__orthodox_easter(2027), DAY(2027, 5, 2));
}
END_TEST

START_TEST(knows_the_hebrew_calendar)
{
    ck_assert_int_eq(chela__hebrew_day(5785, 7, 1), DAY(2024, 10, 3));
    ck_assert_int_eq(chela__hebrew_day(5785, 9, 25), DAY(2024, 12, 26));
    ck_assert_int_eq(chela__hebrew_day(5784, 1, 15), DAY(2024, 4, 23));
    ck_assert_int_eq(chela__hebrew_day(5784, 12, 14), DAY(2024, 3, 24));
    ck_assert_int_eq(chela__hebrew_day(5787, 7, 10), DAY(2026, 9, 21));
}
END_TEST

START_TEST(knows_the_islamic_calendar)
{
    ck_assert_int_eq(chela__islamic_day(1445, 9, 1), DAY(2024, 3, 11));
    ck_assert_int_eq(chela__islamic_day(1446, 10, 1), DAY(2025, 3, 30));
    ck_assert_int_eq(chela__islamic_day(1447, 1, 1), DAY(2025, 6, 26));
    ck_assert_int_eq(chela__islamic_year(DAY(2025, 7, 1)), 1447);
}
END_TEST

START_TEST(knows_the_chinese_calendar)
{
    static const int new_years[][3] = {{2020, 1, 25}, {2021, 2, 12}, {2022, 2, 1},  {2023, 1, 22},
                                       {2024, 2, 10}, {2025, 1, 29}, {2026, 2, 17}, {2027, 2, 6},
                                       {2033, 1, 31}, {2034, 2, 19}};

    for (size_t i = 0; i < sizeof new_years / sizeof new_years[0]; i++)
        ck_assert_msg(chela__chinese_day(new_years[i][0], 1, 1) ==
                          DAY(new_years[i][0], new_years[i][1], new_years[i][2]),
                      "%d", new_years[i][0]);
    ck_assert_int_eq(chela__chinese_day(2025, 8, 15), DAY(2025, 10, 6)); // after a leap month
    ck_assert_int_eq(chela__chinese_day(2026, 5, 5), DAY(2026, 6, 19));
    ck_assert_int_eq(chela__solar_term(2026, 15), DAY(2026, 4, 5));
    ck_assert_int_eq(chela__solar_term(2026, 270), DAY(2026, 12, 22));
}
END_TEST

START_TEST(knows_the_hindu_calendar)
{
    ck_assert_int_eq(chela__hindu_day(2023, 7, 30, 19), DAY(2023, 11, 12)); // Diwali
    ck_assert_int_eq(chela__hindu_day(2022, 7, 30, 19), DAY(2022, 10, 24));
    ck_assert_int_eq(chela__hindu_day(2024, 6, 4, 12), DAY(2024, 9, 7)); // Ganesh Chaturthi
}
END_TEST

START_TEST(holidays_have_their_days)
{
    READS("chela:Date/1", {"Christmas", "\"2026-12-25\""}, {"Easter 2027", "\"2027-03-28\""},
          {"Thanksgiving", "\"2026-11-26\""}, {"Chinese New Year", "\"2027-02-06\""},
          {"中秋节", "\"2027-09-15\""}, {"母亲节", "\"2027-05-09\""},
          {"Good Friday", "\"2027-03-26\""}, {"last Christmas", "\"2025-12-25\""});
}
END_TEST

START_TEST(civil_dates_survive)
{
    for (int64_t day = -800000; day < 3000000; day += 97) {
        struct civil civil = chela__civil(day * DAY_SECONDS);
        ck_assert_int_eq(chela__days(civil.year, civil.month, civil.day), day);
    }
    ck_assert_int_eq(chela__weekday(0), 4);
    ck_assert_int_eq(chela__add(DAY(2024, 1, 31) * DAY_SECONDS, CHELA__GRAIN_MONTH, 1),
                     DAY(2024, 2, 29) * DAY_SECONDS);
}
END_TEST

VALUE_TEST_MAIN("value_almanac", knows_easter, knows_the_hebrew_calendar,
                knows_the_islamic_calendar, knows_the_chinese_calendar, knows_the_hindu_calendar,
                holidays_have_their_days, civil_dates_survive)
