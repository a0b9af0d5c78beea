// scan.c - addresses in a text: e-mail, URL, path, phone number, coordinates, zone names.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/value/found.h"

#define ADDRESS_MAX 2048 // bytes of one address

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_alnum(char c)
{
    return isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

static void
add(struct found *found, enum chela__value_kind kind, size_t start, size_t end, double score)
{
    struct chela__value value = {.kind = kind, .start = start, .end = end, .score = score};
    chela__found_add(found, &value);
}

// A word of the text up to white space, quotes and characters that are not ASCII, without the
// punctuation that closes a sentence.
static size_t
word_end(const char *text, size_t len, size_t start)
{
    size_t end = start;

    while (end < len && end - start < ADDRESS_MAX && !is_space(text[end]) &&
           (unsigned char)text[end] < 0x80 && !strchr("\"'<>()[]{}", text[end]))
        end++;
    while (end > start && strchr(".,;:!?", text[end - 1]))
        end--;
    return end;
}

// Labels of letters, digits and hyphens with dots between, the last one of letters. Returns its
// end.
static size_t
domain_end(const char *text, size_t start, size_t end)
{
    size_t at = start, label = start, dots = 0, last = start;

    for (; at < end && (is_alnum(text[at]) || text[at] == '-' || text[at] == '.'); at++) {
        if (text[at] != '.')
            continue;
        if (at == label)
            return start;
        label = at + 1;
        dots++;
    }
    for (last = label; last < at; last++)
        if (!isalpha((unsigned char)text[last]))
            return start;
    return dots > 0 && at - label >= 2 ? at : start;
}

static void
scan_email(const char *text, size_t start, size_t end, struct found *found)
{
    const char *sign = memchr(text + start, '@', end - start);
    size_t      at   = sign ? (size_t)(sign - text) : end;

    if (at == start || at >= end)
        return;
    for (size_t i = start; i < at; i++)
        if (!is_alnum(text[i]) && !strchr("._%+-", text[i]))
            return;
    size_t stop = domain_end(text, at + 1, end);
    if (stop == end && stop > at + 1)
        add(found, CHELA__VALUE_EMAIL, start, stop, 0.98);
}

static bool
known_ending(const char *text, size_t start, size_t end)
{
    static const char *const ENDINGS[] = {"com", "org", "net", "edu", "gov", "io",   "co",  "uk",
                                          "de",  "fr",  "cn",  "jp",  "eu",  "info", "app", "dev",
                                          "me",  "tv",  "ai",  "us",  "ca",  "au",   "in",  "nl",
                                          "ch",  "it",  "es",  "se",  "no",  "ru"};
    size_t                   dot       = end;

    while (dot > start && text[dot - 1] != '.')
        dot--;
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++)
        if (strlen(ENDINGS[i]) == end - dot && strncasecmp(ENDINGS[i], text + dot, end - dot) == 0)
            return true;
    return false;
}

static bool
has_scheme(const char *text, size_t start, size_t end, size_t *ret_host)
{
    size_t at = start;

    while (at < end && (is_alnum(text[at]) || text[at] == '+' || text[at] == '-'))
        at++;
    if (at - start < 2 || end - at < 4 || memcmp(text + at, "://", 3) != 0)
        return false;
    *ret_host = at + 3;
    return true;
}

static void
scan_url(const char *text, size_t start, size_t end, struct found *found)
{
    size_t host   = start;
    bool   scheme = has_scheme(text, start, end, &host);
    size_t stop   = domain_end(text, host, end);

    if (scheme && end > host) {
        add(found, CHELA__VALUE_URL, start, end, 0.99);
        return;
    }
    if (stop == host || memchr(text + start, '@', end - start) ||
        (stop < end && text[stop] != '/' && text[stop] != ':' && text[stop] != '?'))
        return;
    if (strncasecmp(text + start, "www.", 4) == 0 || known_ending(text, start, stop))
        add(found, CHELA__VALUE_URL, start, end, 0.95);
}

// /home/x, ~/Documents, ./a, C:\x; "report.pdf" is one only where a path is wanted.
static void
scan_path(const char *text, size_t start, size_t end, struct found *found)
{
    size_t len  = end - start;
    size_t host = 0;

    if (len >= 2 &&
        ((text[start] == '/' && text[start + 1] != '/') || memcmp(text + start, "~/", 2) == 0 ||
         memcmp(text + start, "./", 2) == 0 || (len > 3 && memcmp(text + start, "../", 3) == 0) ||
         (len > 3 && isalpha((unsigned char)text[start]) && text[start + 1] == ':' &&
          (text[start + 2] == '\\' || text[start + 2] == '/')))) {
        add(found, CHELA__VALUE_PATH, start, end, 0.95);
        return;
    }
    if (has_scheme(text, start, end, &host) || memchr(text + start, '@', len))
        return;
    size_t dot = end;
    while (dot > start && is_alnum(text[dot - 1]))
        dot--;
    if (dot > start + 1 && text[dot - 1] == '.' && end - dot >= 1 && end - dot <= 5 &&
        isalpha((unsigned char)text[end - 1]) && is_alnum(text[start])) {
        struct chela__value value = {
            .kind = CHELA__VALUE_PATH, .start = start, .end = end, .score = 0.6, .latent = true};
        chela__found_add(found, &value);
    }
}

// +33 6 12 34 56 78, (415) 555-0123, 13912345678: 7 to 15 digits, grouped by spaces, dots, hyphens.
static size_t
phone_end(const char *text, size_t len, size_t start)
{
    size_t at = start, end = start, digits = 0, groups = 0;
    bool   plus = text[at] == '+', in_group = false;

    for (at += plus; at < len && at - start < 32; at++) {
        if (isdigit((unsigned char)text[at])) {
            groups += !in_group;
            in_group = true;
            digits++;
            end = at + 1;
        } else if (strchr(" -.()", text[at]) && text[at]) {
            if (!in_group && text[at] == ' ' && at > start && text[at - 1] == ' ')
                break;
            in_group = false;
        } else {
            break;
        }
    }
    if (end < len && is_alnum(text[end]))
        return start;
    bool enough = plus ? digits >= 8 : groups == 1 ? digits >= 7 && digits <= 13 : digits >= 9;
    return enough && digits <= 15 ? end : start;
}

// Numbers with a fraction on both sides of the comma, within the range of a place on earth.
static void
scan_coordinates(const char *text, size_t len, size_t start, struct found *found)
{
    char   copy[64];
    size_t size = len - start < sizeof copy - 1 ? len - start : sizeof copy - 1;
    char  *end, *second;

    memcpy(copy, text + start, size);
    copy[size]      = '\0';
    double latitude = strtod(copy, &end);
    if (end == copy || !memchr(copy, '.', (size_t)(end - copy)) || *end != ',')
        return;
    second           = end + 1 + strspn(end + 1, " ");
    double longitude = strtod(second, &end);
    if (end == second || !memchr(second, '.', (size_t)(end - second)) || !isfinite(latitude) ||
        !isfinite(longitude) || fabs(latitude) > 90 || fabs(longitude) > 180 || is_alnum(*end))
        return;
    struct chela__value value      = {.kind  = CHELA__VALUE_COORDINATES,
                                      .start = start,
                                      .end   = start + (size_t)(end - copy),
                                      .score = 0.9};
    value.as.coordinates.latitude  = latitude;
    value.as.coordinates.longitude = longitude;
    chela__found_add(found, &value);
}

// "Europe/Paris": an area of zoneinfo and a place.
static void
scan_zone(const char *text, size_t start, size_t end, struct found *found)
{
    static const char *const AREAS[] = {"Africa/", "America/",  "Antarctica/",
                                        "Asia/",   "Atlantic/", "Australia/",
                                        "Europe/", "Indian/",   "Pacific/"};
    struct chela__value      value   = {
               .kind = CHELA__VALUE_ZONE, .start = start, .end = end, .score = 0.95};

    for (size_t i = 0; i < sizeof AREAS / sizeof AREAS[0]; i++) {
        size_t area = strlen(AREAS[i]);
        if (end - start <= area || end - start >= sizeof value.as.zone ||
            memcmp(text + start, AREAS[i], area) != 0)
            continue;
        memcpy(value.as.zone, text + start, end - start);
        chela__found_add(found, &value);
        return;
    }
}

static void
scan_word(const char *text, size_t len, size_t start, struct found *found)
{
    size_t end = word_end(text, len, start);

    if (end <= start + 1)
        return;
    scan_email(text, start, end, found);
    scan_url(text, start, end, found);
    scan_path(text, start, end, found);
    scan_zone(text, start, end, found);
}

void
chela__scan(const char *text, size_t len, struct found *found)
{
    for (size_t at = 0; at < len; at++) {
        char before = at > 0 ? text[at - 1] : ' ';
        bool starts =
            is_space(before) || strchr("\"'<([{", before) || (unsigned char)before >= 0x80;
        if (!starts || is_space(text[at]) || (unsigned char)text[at] >= 0x80)
            continue;
        scan_word(text, len, at, found);
        if (isdigit((unsigned char)text[at]) || text[at] == '+' || text[at] == '(') {
            size_t end = phone_end(text, len, at);
            if (end > at)
                add(found, CHELA__VALUE_PHONE, at, end, text[at] == '+' ? 0.95 : 0.6);
        }
        if (isdigit((unsigned char)text[at]) || text[at] == '-')
            scan_coordinates(text, len, at, found);
    }
}
