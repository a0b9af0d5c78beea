// people.c - see people.h. Called by the card, by the answer and by questions.
#include "plan/people.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "call/call.h"

const char *
chela__people_say(const struct chela__people *people, const char *en, const char *zh)
{
    return !strncmp(people->lang, "zh", 2) ? zh : en;
}

static bool
is_zh(const struct chela__people *people)
{
    return !strncmp(people->lang, "zh", 2);
}

// ---- plain text ----

// What could forge a line or turn the direction of what follows.
static bool
is_hidden(uint32_t character)
{
    return (character < 0x20 && character != '\n') || (character >= 0x7F && character < 0xA0) ||
           (character >= 0x200B && character <= 0x200F) ||
           (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x2069) || character == 0xFEFF;
}

static void
add_text(const struct chela__people *people, struct chela__buffer *out, const char *text,
         size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len;) {
        char     bytes[4];
        uint32_t character = chela__utf8_next(text, len, &at);
        if (is_hidden(character))
            continue;
        if (people->max && ++count > people->max) {
            chela__buffer_text(out, "…");
            return;
        }
        if (people->max && character == '\n')
            character = ' ';
        chela__buffer_add(out, bytes, chela__utf8_put(character, bytes));
    }
}

// ---- times ----

static const char *const days_en[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const days_zh[] = {"周日", "周一", "周二", "周三", "周四", "周五", "周六"};
static const char *const months_en[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int
weekday(int year, int month, int day)
{
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int              y       = month < 3 ? year - 1 : year;
    return (y + y / 4 - y / 100 + y / 400 + shift[month - 1] + day) % 7;
}

static bool
this_year(const struct chela__people *people, int year)
{
    char now[CHELA__TIME_TEXT];
    int  current = 0;
    return chela__time_format(people->now_ms, people->zone, now, NULL) >= 0 &&
           sscanf(now, "%d", &current) == 1 && current == year;
}

static bool
add_day(const struct chela__people *people, struct chela__buffer *out, const char *text)
{
    int year, month, day;
    if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || month > 12 ||
        day < 1 || day > 31 || year < 1)
        return false;
    bool is_now = this_year(people, year);
    int  at     = weekday(year, month, day);
    if (is_zh(people) && is_now)
        chela__buffer_format(out, "%d月%d日（%s）", month, day, days_zh[at]);
    else if (is_zh(people))
        chela__buffer_format(out, "%d年%d月%d日（%s）", year, month, day, days_zh[at]);
    else if (is_now)
        chela__buffer_format(out, "%s %d %s", days_en[at], day, months_en[month - 1]);
    else
        chela__buffer_format(out, "%s %d %s %d", days_en[at], day, months_en[month - 1], year);
    return true;
}

// "2026-11-23T09:00:00+01:00", in the zone of whoever reads it.
static bool
add_moment(const struct chela__people *people, struct chela__buffer *out, const char *text,
           size_t len)
{
    int64_t ms;
    char    local[CHELA__TIME_TEXT];
    if (len < 20 || len > 35 || text[10] != 'T' || chela__time_parse(text, &ms, NULL) < 0 ||
        chela__time_format(ms, people->zone, local, NULL) < 0 || !add_day(people, out, local))
        return false;
    int seconds = 0;
    (void)sscanf(local + 17, "%2d", &seconds);
    chela__buffer_format(out, seconds ? " %.8s" : " %.5s", local + 11);
    return true;
}

static bool
is_date(const char *text, size_t len)
{
    static const char shape[] = "dddd-dd-dd";
    for (size_t i = 0; i < 10; i++)
        if (len != 10 || (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]))
            return false;
    return true;
}

// "PT1H20M" as "1 h 20 min".
static bool
add_duration(const struct chela__people *people, struct chela__buffer *out, const char *text)
{
    static const struct {
        char        unit;
        bool        is_time;
        const char *en, *zh;
    } units[]      = {{'Y', false, "y", "年"},     {'M', false, "months", "个月"},
                      {'W', false, "weeks", "周"}, {'D', false, "d", "天"},
                      {'H', true, "h", "小时"},    {'M', true, "min", "分钟"},
                      {'S', true, "s", "秒"}};
    size_t mark    = out->len;
    bool   is_time = false;
    if (*text++ != 'P' || !*text)
        return false;
    while (*text) {
        double number;
        int    read = 0;
        size_t unit = 0;
        if (*text == 'T') {
            is_time = true;
            text++;
            continue;
        }
        if (*text < '0' || *text > '9' || sscanf(text, "%lf%n", &number, &read) != 1)
            break;
        text += read;
        while (unit < 7 && (units[unit].unit != *text || units[unit].is_time != is_time))
            unit++;
        if (unit == 7)
            break;
        const char *space = is_zh(people) ? "" : " ";
        chela__buffer_format(out, "%s%g%s%s", out->len > mark ? space : "", number, space,
                             is_zh(people) ? units[unit].zh : units[unit].en);
        text++;
    }
    if (!*text && out->len > mark)
        return true;
    out->len = mark;
    return false;
}

// ---- values ----

static bool
add_file(const struct chela__people *people, struct chela__buffer *out, const char *text,
         size_t len)
{
    struct chela__file_info info;
    if (len != CHELA_REF_SIZE - 3 || strncmp(text, "file:", 5) != 0 || !people->files ||
        chela__files_get(people->files, text, &info, NULL) < 0)
        return false;
    add_text(people, out, info.name, strlen(info.name));
    return true;
}

static void
add_string(const struct chela__people *people, struct chela__buffer *out, const json_t *value)
{
    const char *text = json_string_value(value);
    size_t      len  = json_string_length(value);
    if (is_date(text, len) && add_day(people, out, text))
        return;
    if (add_moment(people, out, text, len) || add_file(people, out, text, len) ||
        add_duration(people, out, text))
        return;
    add_text(people, out, text, len);
}

static void
add_pair(const struct chela__people *people, struct chela__buffer *out, const json_t *first,
         const char *between, const json_t *second)
{
    chela__people_value(people, out, first);
    chela__buffer_text(out, between);
    chela__people_value(people, out, second);
}

static void
add_object(const struct chela__people *people, struct chela__buffer *out, const json_t *value)
{
    static const char *const names[] = {"name", "title", "text", "summary", "path", "value", "id"};
    const json_t            *amount  = json_object_get(value, "amount");
    const json_t            *start   = json_object_get(value, "start");
    if (amount && json_object_get(value, "currency")) {
        add_pair(people, out, amount, " ", json_object_get(value, "currency"));
        return;
    }
    if (json_object_get(value, "value") && json_object_get(value, "unit")) {
        add_pair(people, out, json_object_get(value, "value"), " ", json_object_get(value, "unit"));
        return;
    }
    const char *name = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !name; i++)
        name = json_object_get(value, names[i]) ? names[i] : NULL;
    if (name)
        chela__people_value(people, out, json_object_get(value, name));
    if (start && json_object_get(value, "end")) {
        chela__buffer_text(out, name ? ", " : "");
        add_pair(people, out, start, " – ", json_object_get(value, "end"));
    } else if (name && json_object_get(value, "at")) {
        chela__buffer_text(out, ", ");
        chela__people_value(people, out, json_object_get(value, "at"));
    } else if (!name) {
        chela__json_write(out, value);
    }
}

static void
add_list(const struct chela__people *people, struct chela__buffer *out, const json_t *list)
{
    size_t count = json_array_size(list);
    for (size_t i = 0; i < count && i < CHELA__PEOPLE_MAX_ITEMS; i++) {
        if (i)
            chela__buffer_text(out, chela__people_say(people, ", ", "、"));
        chela__people_value(people, out, json_array_get(list, i));
    }
    if (count > CHELA__PEOPLE_MAX_ITEMS)
        chela__buffer_format(out, chela__people_say(people, " and %zu more", "等另外 %zu 项"),
                             count - CHELA__PEOPLE_MAX_ITEMS);
}

static void
add_number(struct chela__buffer *out, const json_t *value)
{
    if (json_is_integer(value))
        chela__buffer_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else
        chela__buffer_format(out, "%.10g", json_real_value(value));
}

void
chela__people_value(const struct chela__people *people, struct chela__buffer *out,
                    const json_t *value)
{
    if (json_is_string(value))
        add_string(people, out, value);
    else if (json_is_number(value))
        add_number(out, value);
    else if (json_is_boolean(value))
        chela__buffer_text(out, json_is_true(value) ? chela__people_say(people, "yes", "是")
                                                    : chela__people_say(people, "no", "否"));
    else if (json_is_array(value))
        add_list(people, out, value);
    else if (json_is_object(value))
        add_object(people, out, value);
}
