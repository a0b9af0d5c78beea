// zone.c - reads TZif files (RFC 8536) and converts between instants and wall clocks.
#include "base/zone.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/zone_rule.h"

#define ZONEINFO "/usr/share/zoneinfo"
#define MAX_NAME 64
#define MAX_FILE (256 * 1024)
#define HEADER_SIZE 44
#define MAX_OFFSET (26 * 3600) // RFC 8536: -25 h to 26 h
#define DAY 86400
#define LAST_SECOND 253402300799 // 9999-12-31T23:59:59Z
#define FIRST_SECOND (-62167219200)

struct chela__zone {
    size_t           count;       // of transitions
    int64_t         *transitions; // seconds, ascending
    int32_t         *offsets;     // offsets[i] holds from transitions[i]
    int32_t          before;      // holds before the first
    bool             has_rule;
    struct zone_rule rule; // holds from the last transition on
};

// ---- the calendar (days since 1970 by era of 400 years) ----

int64_t
chela__days_from_date(int64_t year, int32_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era         = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    int64_t day_of_era  = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468 + day - 1;
}

void
chela__date_from_days(int64_t days, int64_t *ret_year, int32_t *ret_month, int32_t *ret_day)
{
    days += 719468;
    int64_t era        = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted     = (5 * day_of_year + 2) / 153; // month from March
    *ret_day            = (int32_t)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *ret_month          = (int32_t)(shifted < 10 ? shifted + 3 : shifted - 9);
    *ret_year           = year_of_era + era * 400 + (*ret_month <= 2);
}

// ---- the file ----

static uint32_t
read_u32(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t
read_i64(const char *at)
{
    return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

// The counts of a header and how long its data block is.
struct block {
    char   version;
    size_t times, types;
    size_t len;
};

static bool
read_header(const char *data, size_t len, size_t time_size, struct block *ret_block)
{
    if (len < HEADER_SIZE || memcmp(data, "TZif", 4) != 0)
        return false;
    size_t utc = read_u32(data + 20), standard = read_u32(data + 24), leaps = read_u32(data + 28);
    size_t times = read_u32(data + 32), types = read_u32(data + 36), chars = read_u32(data + 40);
    if (utc > 256 || standard > 256 || types > 256 || chars > MAX_FILE || times > MAX_FILE ||
        leaps > MAX_FILE)
        return false;
    ret_block->version = data[4];
    ret_block->times   = times;
    ret_block->types   = types;
    ret_block->len =
        times * (time_size + 1) + types * 6 + chars + leaps * (time_size + 4) + standard + utc;
    return len - HEADER_SIZE >= ret_block->len;
}

// The transitions of a block with 64-bit times.
static bool
read_transitions(struct chela__zone *zone, const char *data, const struct block *block)
{
    const char *indices = data + block->times * 8;
    const char *types   = indices + block->times;
    zone->transitions   = calloc(block->times + 1, sizeof(*zone->transitions));
    zone->offsets       = calloc(block->times + 1, sizeof(*zone->offsets));
    if (!zone->transitions || !zone->offsets || block->types == 0)
        return false;
    zone->count  = block->times;
    zone->before = (int32_t)read_u32(types);
    for (size_t i = 0; i < block->times; i++) {
        size_t type = (unsigned char)indices[i];
        if (type >= block->types)
            return false;
        zone->transitions[i] = read_i64(data + i * 8);
        zone->offsets[i]     = (int32_t)read_u32(types + type * 6);
        if (zone->offsets[i] < -MAX_OFFSET || zone->offsets[i] > MAX_OFFSET ||
            (i > 0 && zone->transitions[i] <= zone->transitions[i - 1]))
            return false;
    }
    return zone->before >= -MAX_OFFSET && zone->before <= MAX_OFFSET;
}

// Version 2 and later: skips the block with 32-bit times, reads the second one and the footer.
static bool
read_file(struct chela__zone *zone, const char *data, size_t len)
{
    struct block first, second;
    if (!read_header(data, len, 4, &first) || first.version < '2')
        return false;
    data += HEADER_SIZE + first.len;
    len -= HEADER_SIZE + first.len;
    if (!read_header(data, len, 8, &second) || !read_transitions(zone, data + HEADER_SIZE, &second))
        return false;
    const char *footer = data + HEADER_SIZE + second.len;
    len -= HEADER_SIZE + second.len;
    if (len < 2 || footer[0] != '\n' || footer[len - 1] != '\n')
        return false;
    if (len == 2)
        return true;
    zone->has_rule = true;
    return chela__zone_rule_read(footer + 1, len - 2, &zone->rule);
}

// Names of zones, and nothing that leaves the folder.
static bool
is_zone_name(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len > MAX_NAME || name[0] == '/' || strstr(name, "..") || strstr(name, "//"))
        return false;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
           len;
}

static chela_status
load(struct chela__zone *zone, const char *name, struct chela_error *err)
{
    char               path[sizeof(ZONEINFO) + MAX_NAME + 2];
    char              *data = NULL;
    size_t             len  = 0;
    struct chela_error why  = {0};
    snprintf(path, sizeof(path), ZONEINFO "/%s", name);
    chela_status status = chela__file_read(AT_FDCWD, path, MAX_FILE, &data, &len, &why);
    if (status == CHELA_NO_MEMORY)
        return chela__error_memory(err);
    if (status < 0)
        return chela__error(err, CHELA_INVALID,
                            "'%s' is not a known time zone: use one like Europe/Paris", name);
    bool is_read = read_file(zone, data, len);
    free(data);
    if (!is_read)
        return chela__error(err, CHELA_INVALID, "%s is damaged: reinstall tzdata", path);
    return CHELA_OK;
}

chela_status
chela__zone_open(const char *name, struct chela__zone **ret_zone, struct chela_error *err)
{
    if (!is_zone_name(name))
        return chela__error(err, CHELA_INVALID,
                            "'%.64s' is not a time zone: use one like Europe/Paris", name);
    struct chela__zone *zone = calloc(1, sizeof(*zone));
    if (!zone)
        return chela__error_memory(err);
    chela_status status = CHELA_OK;
    if (strcmp(name, "UTC") != 0) // needs no file
        status = load(zone, name, err);
    if (status < 0) {
        chela__zone_free(zone);
        return status;
    }
    *ret_zone = zone;
    return CHELA_OK;
}

void
chela__zone_free(struct chela__zone *zone)
{
    if (!zone)
        return;
    free(zone->transitions);
    free(zone->offsets);
    free(zone);
}

// ---- converting ----

static int64_t
floor_div(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static int32_t
offset_at(const struct chela__zone *zone, int64_t seconds)
{
    if (!zone)
        return 0;
    size_t low = 0, high = zone->count; // the first transition after `seconds`
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->transitions[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->has_rule)
        return chela__zone_rule_offset(&zone->rule, seconds);
    return low > 0 ? zone->offsets[low - 1] : zone->before;
}

int32_t
chela__zone_offset(const struct chela__zone *zone, int64_t ms)
{
    return offset_at(zone, floor_div(ms, 1000));
}

void
chela__zone_civil(const struct chela__zone *zone, int64_t ms, struct chela__civil *ret_civil)
{
    int64_t seconds        = floor_div(ms, 1000);
    int32_t offset         = offset_at(zone, seconds);
    int64_t local          = seconds + offset;
    int64_t days           = floor_div(local, DAY);
    int32_t second         = (int32_t)(local - days * DAY);
    ret_civil->hour        = second / 3600;
    ret_civil->minute      = second / 60 % 60;
    ret_civil->second      = second % 60;
    ret_civil->millisecond = (int32_t)(ms - seconds * 1000);
    ret_civil->weekday     = (int32_t)(((days + 3) % 7 + 7) % 7); // 1970-01-01 was a Thursday
    ret_civil->offset      = offset;
    chela__date_from_days(days, &ret_civil->year, &ret_civil->month, &ret_civil->day);
}

// The first second at which the offset is no longer `before`, in (low, high].
static int64_t
end_of_gap(const struct chela__zone *zone, int64_t low, int64_t high, int32_t before)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(zone, middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high;
}

// Offsets a day before and a day after bracket every change that can matter.
static int64_t
instant_of(const struct chela__zone *zone, int64_t local)
{
    int32_t before  = offset_at(zone, local - DAY);
    int32_t after   = offset_at(zone, local + DAY);
    int64_t earlier = local - (before > after ? before : after);
    int64_t later   = local - (before > after ? after : before);
    if (offset_at(zone, earlier) == local - earlier)
        return earlier;
    if (offset_at(zone, later) == local - later)
        return later;
    return end_of_gap(zone, earlier, later, before);
}

chela_status
chela__zone_instant(const struct chela__zone *zone, const struct chela__civil *civil,
                    int64_t *ret_ms, struct chela_error *err)
{
    // Bounds before arithmetic; four digits of year are all that RFC 3339 writes.
    if (civil->year < 0 || civil->year > 9999)
        return chela__error(err, CHELA_INVALID, "the year %lld is outside of 0 to 9999",
                            (long long)civil->year);
    int64_t months = civil->year * 12 + civil->month - 1;
    int64_t year   = floor_div(months, 12);
    int64_t days   = chela__days_from_date(year, (int32_t)(months - year * 12) + 1, civil->day);
    int64_t local =
        days * DAY + (int64_t)civil->hour * 3600 + (int64_t)civil->minute * 60 + civil->second;
    if (local < FIRST_SECOND || local > LAST_SECOND)
        return chela__error(err, CHELA_INVALID, "the time is outside of the years 0 to 9999");
    *ret_ms = instant_of(zone, local) * 1000 + civil->millisecond;
    return CHELA_OK;
}
