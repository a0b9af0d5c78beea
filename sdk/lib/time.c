// time.c - days, RFC 3339 and durations of time.h.
#include <chela/time.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400
#define MAX_AMOUNT 100000000 // of one part of a duration: three years in seconds, no overflow

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

// Days since 1970-01-01, by eras of 400 years that start on a 1 March.
static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
    year += floor_div(month - 1, 12);
    month = month - 12 * floor_div(month - 1, 12);
    year -= month <= 2;
    int64_t era         = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    int64_t day_of_era  = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468 + day - 1;
}

int64_t
chela_civil_seconds(const struct chela_civil *civil)
{
    return days_from_civil(civil->year, civil->month, civil->day) * DAY +
           (int64_t)civil->hour * 3600 + (int64_t)civil->minute * 60 + civil->second;
}

struct chela_civil
chela_civil_from_seconds(int64_t seconds)
{
    int64_t days       = floor_div(seconds, DAY);
    int64_t rest       = seconds - days * DAY;
    int64_t shifted    = days + 719468;
    int64_t era        = floor_div(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month       = (5 * day_of_year + 2) / 153;
    struct chela_civil civil = {
        .day     = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
        .month   = (int32_t)(month < 10 ? month + 3 : month - 9),
        .hour    = (int32_t)(rest / 3600),
        .minute  = (int32_t)(rest / 60 % 60),
        .second  = (int32_t)(rest % 60),
        .weekday = (int32_t)(((days + 3) % 7 + 7) % 7),
    };
    civil.year = (int32_t)(year_of_era + era * 400 + (civil.month <= 2));
    return civil;
}

int32_t
chela_days_in_month(int32_t year, int32_t month)
{
    return (int32_t)(days_from_civil(year, month + 1, 1) - days_from_civil(year, month, 1));
}

// `count` digits at *at as a number; -1 when they are not digits.
static int
digits(const char **at, int count)
{
    int value = 0;
    for (; count; count--, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static bool
skip(const char **at, const char *any)
{
    if (!**at || !strchr(any, **at))
        return false;
    (*at)++;
    return true;
}

// "Z" or "+01:00"
static bool
parse_offset(const char **at, int32_t *ret_offset)
{
    *ret_offset = 0;
    if (skip(at, "Zz"))
        return true;
    int sign = **at == '-' ? -1 : 1;
    if (!skip(at, "+-"))
        return false;
    int hours = digits(at, 2);
    if (hours < 0 || hours > 23 || !skip(at, ":"))
        return false;
    int minutes = digits(at, 2);
    *ret_offset = sign * (hours * 3600 + minutes * 60);
    return minutes >= 0 && minutes < 60;
}

chela_status
chela_time_parse(const char *text, int64_t *ret_seconds, int32_t *ret_offset)
{
    struct chela_civil civil;
    int32_t            offset;
    const char        *at = text;
    if ((civil.year = digits(&at, 4)) < 0 || !skip(&at, "-") ||
        (civil.month = digits(&at, 2)) < 1 || !skip(&at, "-") || (civil.day = digits(&at, 2)) < 1 ||
        !skip(&at, "Tt ") || (civil.hour = digits(&at, 2)) < 0 || !skip(&at, ":") ||
        (civil.minute = digits(&at, 2)) < 0 || !skip(&at, ":") ||
        (civil.second = digits(&at, 2)) < 0)
        return CHELA_INVALID;
    if (skip(&at, "."))
        at += strspn(at, "0123456789");
    if (civil.month > 12 || civil.day > chela_days_in_month(civil.year, civil.month) ||
        civil.hour > 23 || civil.minute > 59 || civil.second > 60)
        return CHELA_INVALID;
    if (!parse_offset(&at, &offset) || *at)
        return CHELA_INVALID;
    *ret_seconds = chela_civil_seconds(&civil) - offset;
    if (ret_offset)
        *ret_offset = offset;
    return CHELA_OK;
}

void
chela_time_write(int64_t seconds, int32_t offset, char ret_text[CHELA_TIME_SIZE])
{
    struct chela_civil c   = chela_civil_from_seconds(seconds + offset);
    unsigned           off = (unsigned)(offset < 0 ? -offset : offset) / 60 % 1440;
    snprintf(ret_text, CHELA_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u",
             (unsigned)c.year % 10000, (unsigned)c.month % 100, (unsigned)c.day % 100,
             (unsigned)c.hour % 100, (unsigned)c.minute % 100, (unsigned)c.second % 100,
             offset < 0 ? '-' : '+', off / 60, off % 60);
}

// Adds AMOUNT and its designator to the duration; false for an unknown or misplaced one.
static bool
add_part(struct chela_duration *duration, int64_t amount, char unit, bool in_time)
{
    if (in_time && unit == 'H')
        duration->seconds += amount * 3600;
    else if (in_time && unit == 'M')
        duration->seconds += amount * 60;
    else if (in_time && unit == 'S')
        duration->seconds += amount;
    else if (!in_time && unit == 'Y')
        duration->months += amount * 12;
    else if (!in_time && unit == 'M')
        duration->months += amount;
    else if (!in_time && unit == 'W')
        duration->days += amount * 7;
    else if (!in_time && unit == 'D')
        duration->days += amount;
    else
        return false;
    return true;
}

static chela_status
parse_parts(const char *at, struct chela_duration *duration)
{
    bool in_time = false, has_part = false;
    while (*at) {
        if (*at == 'T' && !in_time) {
            in_time  = true;
            has_part = false;
            at++;
            continue;
        }
        char *end;
        if (*at < '0' || *at > '9')
            return CHELA_INVALID;
        long long amount = strtoll(at, &end, 10);
        if (*end == '.' && end[1 + strspn(end + 1, "0123456789")] == 'S')
            end += 1 + strspn(end + 1, "0123456789"); // parts of a second are cut
        if (amount > MAX_AMOUNT || !add_part(duration, amount, *end, in_time))
            return CHELA_INVALID;
        at       = end + 1;
        has_part = true;
    }
    return has_part ? CHELA_OK : CHELA_INVALID;
}

chela_status
chela_duration_parse(const char *text, struct chela_duration *ret_duration)
{
    struct chela_duration duration = {0, 0, 0};
    bool                  negative = *text == '-';
    if (negative)
        text++;
    if (*text != 'P')
        return CHELA_INVALID;
    chela_status status = parse_parts(text + 1, &duration);
    if (status < 0)
        return status;
    int64_t sign          = negative ? -1 : 1;
    ret_duration->months  = sign * duration.months;
    ret_duration->days    = sign * duration.days;
    ret_duration->seconds = sign * duration.seconds;
    return CHELA_OK;
}

void
chela_duration_write(int64_t seconds, char ret_text[CHELA_DURATION_SIZE])
{
    const char *sign = seconds < 0 ? "-" : "";
    if (seconds < 0)
        seconds = -seconds;
    int len = snprintf(ret_text, CHELA_DURATION_SIZE, "%sPT", sign);
    if (seconds >= 3600)
        len += snprintf(ret_text + len, CHELA_DURATION_SIZE - (size_t)len, "%lldH",
                        (long long)(seconds / 3600));
    if (seconds / 60 % 60)
        len += snprintf(ret_text + len, CHELA_DURATION_SIZE - (size_t)len, "%dM",
                        (int)(seconds / 60 % 60));
    if (seconds % 60 || !seconds)
        snprintf(ret_text + len, CHELA_DURATION_SIZE - (size_t)len, "%dS", (int)(seconds % 60));
}

int64_t
chela_zone_add(const struct chela_zone *zone, int64_t utc, const struct chela_duration *duration,
               int sign)
{
    if (duration->months || duration->days) {
        int64_t            local = utc + chela_zone_offset(zone, utc);
        struct chela_civil civil = chela_civil_from_seconds(local);
        int64_t            month = civil.year * 12LL + civil.month - 1 + sign * duration->months;
        civil.year               = (int32_t)floor_div(month, 12);
        civil.month              = (int32_t)(month - 12LL * civil.year + 1);
        int32_t last             = chela_days_in_month(civil.year, civil.month);
        if (civil.day > last)
            civil.day = last;
        utc = chela_zone_utc(zone, chela_civil_seconds(&civil) + sign * duration->days * DAY);
    }
    return utc + sign * duration->seconds;
}
