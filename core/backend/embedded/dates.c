// dates.c - finds and follows the form in which a description wants its dates.
#include "backend/embedded/dates.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool
is_part(char c)
{
    c = (char)tolower((unsigned char)c);
    return c == 'y' || c == 'm' || c == 'd';
}

static size_t
run(const char *text)
{
    size_t len = 0;
    while (is_part(text[len]) && tolower((unsigned char)text[len]) == tolower((unsigned char)*text))
        len++;
    return len;
}

// The length of "YYYY-MM-DD" and the like at `text`, 0 when it is none.
static size_t
pattern_at(const char *text)
{
    size_t at = 0, parts = 0;
    for (;;) {
        size_t len = run(text + at);
        if (len < 2 || len > 4 || len == 3)
            return 0;
        at += len;
        if (++parts == 3)
            return at;
        if (!strchr("-/. ", text[at]) || !text[at])
            return 0;
        at++;
    }
}

struct chela_text
chela__date_pattern(const char *text)
{
    for (const char *at = text; *at; at++) {
        size_t len = at == text || !isalpha((unsigned char)at[-1]) ? pattern_at(at) : 0;
        if (len)
            return (struct chela_text){at, len};
    }
    return (struct chela_text){text, 0};
}

bool
chela__date_write(const char *iso, struct chela_text pattern, char ret_text[CHELA__DATE_TEXT])
{
    int    year, month, day;
    size_t len = 0;
    if (sscanf(iso, "%4d-%2d-%2d", &year, &month, &day) != 3 || strlen(iso) != 10)
        return false;
    for (size_t at = 0; at < pattern.len && len + 5 < CHELA__DATE_TEXT;) {
        size_t part = run(pattern.data + at);
        if (!part) {
            ret_text[len++] = pattern.data[at++];
            continue;
        }
        int kind   = tolower((unsigned char)pattern.data[at]);
        int number = kind == 'y' ? (part == 2 ? year % 100 : year) : kind == 'm' ? month : day;
        len += (size_t)snprintf(ret_text + len, CHELA__DATE_TEXT - len, "%0*d", (int)part, number);
        at += part;
    }
    ret_text[len] = 0;
    return true;
}

static bool
is_digit(struct chela_text text, size_t at)
{
    return at < text.len && isdigit((unsigned char)text.data[at]);
}

// The year of four digits at `at`; 0 when there is none.
static int
year_at(struct chela_text text, size_t at)
{
    int year = 0;
    if (at > 0 && (isalnum((unsigned char)text.data[at - 1]) || strchr("$.-#", text.data[at - 1])))
        return 0;
    for (size_t i = 0; i < 4; i++) {
        if (!is_digit(text, at + i))
            return 0;
        year = year * 10 + text.data[at + i] - '0';
    }
    bool ends = at + 4 == text.len || !isalnum((unsigned char)text.data[at + 4]);
    return ends && year >= 1990 && year <= 2050 ? year : 0;
}

int
chela__date_only_year(struct chela_text text)
{
    int only = 0;
    for (size_t i = 0; i < text.len; i++) {
        int year = year_at(text, i);
        if (year && only && year != only)
            return 0;
        only = year ? year : only;
    }
    return only;
}

bool
chela__date_lacks_year(struct chela_text words)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                         "aug", "sep", "oct", "nov", "dec", "月"};
    bool                     month = false, digit = false;
    for (size_t i = 0; i < words.len; i++) {
        digit |= is_digit(words, i);
        if (is_digit(words, i) && is_digit(words, i + 1) && is_digit(words, i + 2))
            return false;
        bool begins = i == 0 || !isalpha((unsigned char)words.data[i - 1]);
        for (size_t k = 0; begins && k < sizeof months / sizeof *months; k++)
            month |= i + 3 <= words.len && strncasecmp(words.data + i, months[k], 3) == 0;
    }
    return month && digit;
}
