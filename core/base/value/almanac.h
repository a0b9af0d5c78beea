// almanac.h - days of other calendars: Easter, Hebrew, Islamic, Chinese and Hindu ones.
//
// Easter, the Hebrew and the tabular Islamic calendar are exact by definition. The Chinese and the
// Hindu calendar follow sun and moon, whose places are computed to a few minutes of time.
#ifndef CHELA_BASE_VALUE_ALMANAC_H
#define CHELA_BASE_VALUE_ALMANAC_H

#include <stdint.h>

// Days since 1970-01-01 of Easter Sunday in a Gregorian year.
int64_t
chela__easter(int64_t year);
int64_t
chela__orthodox_easter(int64_t year);

// `month` counts from Nisan (1) to Adar (12; the second Adar in leap years).
int64_t
chela__hebrew_day(int64_t year, int month, int day);

int64_t
chela__islamic_day(int64_t year, int month, int day);

// The day that begins a month: the first whose evening before (in Mecca) came after the new moon
// that is nearest to `day`.
int64_t
chela__crescent_day(int64_t day);

// The Islamic year that contains a day.
int64_t
chela__islamic_year(int64_t day);

// A day of the Chinese calendar in the year that begins in Gregorian year `year`.
int64_t
chela__chinese_day(int64_t year, int month, int day);

// The day on which a tithi (1..30, 15 is full moon, 30 new moon) of a Hindu lunar month that ends
// with the new moon (1 is Chaitra) stands at an hour of the day in India.
int64_t
chela__hindu_day(int64_t year, int month, int tithi, int hour);

// The day in China on which the sun's longitude reaches `degrees`.
int64_t
chela__solar_term(int64_t year, int degrees);

#endif
