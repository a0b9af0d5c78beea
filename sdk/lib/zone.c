// zone.c - reads a zone file (TZif, RFC 8536) into transitions and finds offsets; see time.h.
#include "zone.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/file.h>
#include <chela/time.h>

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define MAX_ZONE_FILE 65536
#define MAX_ZONE_NAME 64
#define HEADER 44

struct transition {
    int64_t at;
    int32_t offset; // from `at` on
};

struct chela_zone {
    int32_t                 first; // offset before the first transition
    struct transition      *transitions;
    size_t                  count;
    bool                    has_rule; // after the last transition
    struct chela__zone_rule rule;
};

static int64_t
big_endian(const unsigned char *at, size_t size)
{
    uint64_t value = at[0] & 0x80 ? ~0ULL : 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | at[i];
    return (int64_t)value;
}

// The counts of a TZif header.
struct counts {
    size_t isut, isstd, leap, time, type, chars;
};

static bool
read_header(const unsigned char *at, size_t left, struct counts *ret_counts)
{
    if (left < HEADER || memcmp(at, "TZif", 4) || at[4] < '2')
        return false;
    size_t *fields[] = {&ret_counts->isut, &ret_counts->isstd, &ret_counts->leap,
                        &ret_counts->time, &ret_counts->type,  &ret_counts->chars};
    for (size_t i = 0; i < 6; i++) {
        int64_t count = big_endian(at + 20 + 4 * i, 4);
        if (count < 0 || count > MAX_ZONE_FILE)
            return false;
        *fields[i] = (size_t)count;
    }
    return ret_counts->type > 0;
}

static size_t
block_size(const struct counts *c, size_t time_size)
{
    return c->time * (time_size + 1) + c->type * 6 + c->chars + c->leap * (time_size + 4) +
           c->isstd + c->isut;
}

static chela_status
read_transitions(struct chela_zone *zone, const unsigned char *at, const struct counts *c)
{
    const unsigned char *index = at + c->time * 8;
    const unsigned char *types = index + c->time;
    zone->first                = (int32_t)big_endian(types, 4);
    zone->transitions          = calloc(c->time + 1, sizeof *zone->transitions);
    if (!zone->transitions)
        return CHELA_NO_MEMORY;
    for (size_t i = 0; i < c->time; i++) {
        if (index[i] >= c->type)
            return CHELA_INVALID;
        zone->transitions[i].at     = big_endian(at + 8 * i, 8);
        zone->transitions[i].offset = (int32_t)big_endian(types + 6 * (size_t)index[i], 4);
    }
    zone->count = c->time;
    return CHELA_OK;
}

// "\nCET-1CEST,M3.5.0,M10.5.0/3\n" at the end of the file.
static void
read_rule(struct chela_zone *zone, const char *at, const char *end)
{
    char        text[128];
    const char *line = at + 1;
    const char *stop = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    if (!stop || *at != '\n' || stop == line || (size_t)(stop - line) >= sizeof text)
        return;
    memcpy(text, line, (size_t)(stop - line));
    text[stop - line] = '\0';
    zone->has_rule    = chela__zone_rule_parse(text, &zone->rule);
}

static chela_status
read_zone(struct chela_zone *zone, const char *data, size_t len)
{
    const unsigned char *at  = (const unsigned char *)data;
    const unsigned char *end = at + len;
    struct counts        c;
    if (!read_header(at, len, &c) || block_size(&c, 4) > len - HEADER)
        return CHELA_INVALID;
    at += HEADER + block_size(&c, 4); // the first block has 32-bit times
    if (!read_header(at, (size_t)(end - at), &c) || block_size(&c, 8) > (size_t)(end - at) - HEADER)
        return CHELA_INVALID;
    at += HEADER;
    chela_status status = read_transitions(zone, at, &c);
    at += block_size(&c, 8);
    if (status == CHELA_OK && at < end)
        read_rule(zone, (const char *)at, (const char *)end);
    return status;
}

// "+05:30", "-03:00"
static bool
fixed_offset(const char *name, int32_t *ret_offset)
{
    int hours, minutes, used = 0;
    if ((*name != '+' && *name != '-') ||
        sscanf(name + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 || name[1 + used] ||
        hours > 23 || minutes > 59)
        return false;
    *ret_offset = (hours * 3600 + minutes * 60) * (*name == '-' ? -1 : 1);
    return true;
}

static bool
name_valid(const char *name)
{
    size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");
    return len && len <= MAX_ZONE_NAME && !name[len] && name[0] != '/' && name[len - 1] != '/';
}

static chela_status
load_file(struct chela_zone *zone, const char *name)
{
    char   path[sizeof ZONE_FOLDER + MAX_ZONE_NAME];
    char  *data;
    size_t len;
    if (!name_valid(name))
        return CHELA_NOT_FOUND;
    snprintf(path, sizeof path, ZONE_FOLDER "%s", name);
    chela_status status = chela_file_read(AT_FDCWD, path, MAX_ZONE_FILE, &data, &len);
    if (status < 0)
        return CHELA_NOT_FOUND;
    status = read_zone(zone, data, len);
    free(data);
    return status;
}

chela_status
chela_zone_load(const char *name, struct chela_zone **ret_zone)
{
    chela_status       status = CHELA_OK;
    struct chela_zone *zone   = calloc(1, sizeof *zone);
    if (!zone)
        return CHELA_NO_MEMORY;
    if (strcmp(name, "UTC") && !fixed_offset(name, &zone->first))
        status = load_file(zone, name);
    if (status < 0)
        chela_zone_free(zone);
    else
        *ret_zone = zone;
    return status;
}

void
chela_zone_free(struct chela_zone *zone)
{
    if (!zone)
        return;
    free(zone->transitions);
    free(zone);
}

int32_t
chela_zone_offset(const struct chela_zone *zone, int64_t utc)
{
    size_t low = 0, high = zone->count;
    while (low < high) { // the first transition after utc
        size_t middle = low + (high - low) / 2;
        if (zone->transitions[middle].at <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->has_rule)
        return chela__zone_rule_offset(&zone->rule, utc);
    return low ? zone->transitions[low - 1].offset : zone->first;
}

int64_t
chela_zone_utc(const struct chela_zone *zone, int64_t local)
{
    int32_t before = chela_zone_offset(zone, local - 86400);
    int32_t after  = chela_zone_offset(zone, local + 86400);
    int64_t early  = local - (before > after ? before : after);
    int64_t late   = local - (before > after ? after : before);
    if (early + chela_zone_offset(zone, early) == local)
        return early;
    if (late + chela_zone_offset(zone, late) == local)
        return late;
    return local - before; // skipped by a change: moved on
}

void
chela_zone_write(const struct chela_zone *zone, int64_t utc, char ret_text[CHELA_TIME_SIZE])
{
    chela_time_write(utc, chela_zone_offset(zone, utc), ret_text);
}
