// clock.c - the machine's clock, and RFC 3339 texts of instants; called wherever time is read.
#include "base/clock.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/zone.h"

static int64_t
read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
chela__monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t
chela__clock_now(const struct chela__clock *clock)
{
    return clock->now_ms(clock->user);
}

// ---- the machine's clock ----

static int64_t
system_now(void *user)
{
    (void)user;
    return read_clock(CLOCK_REALTIME);
}

// The zone's name in a path below a zoneinfo folder, or the text itself.
static const char *
name_in(const char *text)
{
    static const char marker[] = "/zoneinfo/";
    const char       *found    = strstr(text, marker);
    return found ? found + sizeof(marker) - 1 : text;
}

static bool
use_zone(const char *name, char ret_name[NAME_MAX + 1])
{
    struct chela__zone *zone = NULL;
    if (strlen(name) > NAME_MAX || chela__zone_open(name, &zone, NULL) < 0)
        return false;
    chela__zone_free(zone);
    memcpy(ret_name, name, strlen(name) + 1);
    return true;
}

// Names that open are used; anything else (POSIX rules in TZ, a copied file) is passed over.
static void
find_system_zone(char ret_name[NAME_MAX + 1])
{
    const char *variable = secure_getenv("TZ");
    if (variable && use_zone(name_in(variable + (variable[0] == ':')), ret_name))
        return;
    char    target[PATH_MAX];
    ssize_t len = readlink("/etc/localtime", target, sizeof(target) - 1);
    if (len > 0) {
        target[len] = 0;
        if (use_zone(name_in(target), ret_name))
            return;
    }
    memcpy(ret_name, "UTC", sizeof("UTC"));
}

static char                system_zone[NAME_MAX + 1];
static struct chela__clock system_clock = {system_now, NULL, system_zone};
static pthread_once_t      system_once  = PTHREAD_ONCE_INIT;

static void
init_system_clock(void)
{
    find_system_zone(system_zone);
}

const struct chela__clock *
chela__clock_system(void)
{
    pthread_once(&system_once, init_system_clock);
    return &system_clock;
}

// ---- RFC 3339 ----

chela_status
chela__time_write(int64_t ms, const struct chela__zone *zone, char ret_text[CHELA__TIME_TEXT],
                  struct chela_error *err)
{
    struct chela__civil civil;
    if (ms < CHELA__TIME_MIN || ms > CHELA__TIME_MAX)
        return chela__error(err, CHELA_INVALID, "the time is outside of the years 0 to 9999");
    chela__zone_civil(zone, ms, &civil);
    char    fraction[8] = "";
    int32_t offset      = civil.offset < 0 ? -civil.offset : civil.offset;
    if (civil.millisecond)
        snprintf(fraction, sizeof(fraction), ".%03d", civil.millisecond % 1000);
    snprintf(ret_text, CHELA__TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%s%c%02d:%02d",
             (int)civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second,
             fraction, civil.offset < 0 ? '-' : '+', offset / 3600, offset / 60 % 60);
    return CHELA_OK;
}

chela_status
chela__time_format(int64_t ms, const char *zone_name, char ret_text[CHELA__TIME_TEXT],
                   struct chela_error *err)
{
    struct chela__zone *zone   = NULL;
    chela_status        status = chela__zone_open(zone_name, &zone, err);
    if (status == CHELA_OK)
        status = chela__time_write(ms, zone, ret_text, err);
    chela__zone_free(zone);
    return status;
}

// Exactly `digits` digits within the bounds; false: something else stands there.
static bool
read_digits(const char **at, int digits, int32_t min, int32_t max, int32_t *ret_number)
{
    int32_t number = 0;
    for (int i = 0; i < digits; i++) {
        char byte = **at;
        if (byte < '0' || byte > '9')
            return false;
        number = number * 10 + (byte - '0');
        (*at)++;
    }
    *ret_number = number;
    return number >= min && number <= max;
}

static bool
read_byte(const char **at, const char *choices)
{
    if (!**at || !strchr(choices, **at))
        return false;
    (*at)++;
    return true;
}

// ".5", ".123456": to the millisecond, at least one digit.
static bool
read_fraction(const char **at, int32_t *ret_millisecond)
{
    int32_t weight = 100, number = 0;
    if (**at < '0' || **at > '9')
        return false;
    for (; **at >= '0' && **at <= '9'; (*at)++, weight /= 10)
        number += (**at - '0') * weight;
    *ret_millisecond = number;
    return true;
}

static bool
read_offset(const char **at, int32_t *ret_seconds)
{
    int32_t hours = 0, minutes = 0;
    *ret_seconds = 0;
    if (read_byte(at, "Zz"))
        return true;
    int32_t sign = **at == '-' ? -1 : 1;
    if (!read_byte(at, "+-") || !read_digits(at, 2, 0, 23, &hours) || !read_byte(at, ":") ||
        !read_digits(at, 2, 0, 59, &minutes))
        return false;
    *ret_seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool
read_date_time(const char **at, struct chela__civil *civil)
{
    int32_t year = 0;
    bool    is_read =
        read_digits(at, 4, 0, 9999, &year) && read_byte(at, "-") &&
        read_digits(at, 2, 1, 12, &civil->month) && read_byte(at, "-") &&
        read_digits(at, 2, 1, 31, &civil->day) && read_byte(at, "Tt ") &&
        read_digits(at, 2, 0, 23, &civil->hour) && read_byte(at, ":") &&
        read_digits(at, 2, 0, 59, &civil->minute) && read_byte(at, ":") &&
        read_digits(at, 2, 0, 60, &civil->second); // 60: a leap second, read as the next minute
    civil->year = year;
    if (is_read && read_byte(at, "."))
        is_read = read_fraction(at, &civil->millisecond);
    return is_read && read_offset(at, &civil->offset) && **at == 0;
}

// No February 30: the date must survive the way to days and back.
static bool
is_date(const struct chela__civil *civil)
{
    int64_t year;
    int32_t month, day;
    chela__date_from_days(chela__days_from_date(civil->year, civil->month, civil->day), &year,
                          &month, &day);
    return day == civil->day;
}

chela_status
chela__time_parse(const char *text, int64_t *ret_ms, struct chela_error *err)
{
    struct chela__civil civil = {0};
    const char         *at    = text;
    int64_t             ms    = 0;
    if (!read_date_time(&at, &civil) || !is_date(&civil))
        return chela__error(err, CHELA_INVALID,
                            "'%.40s' is not a time like 2026-11-22T17:00:00+01:00", text);
    chela_status status = chela__zone_instant(NULL, &civil, &ms, err);
    if (status < 0)
        return status;
    *ret_ms = ms - (int64_t)civil.offset * 1000;
    return CHELA_OK;
}
