// waiting_words.c - what is waited for, in words: "every weekday at 08:00". Called by the card, by
// the list of tasks and by events.
#include "plan/waiting.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/rrule.h"
#include "package/manifest.h"

#define WORKDAYS 0x1F
#define WEEKEND 0x60

static void
say(const struct chela__people *people, struct chela__buffer *out, const char *en, const char *zh)
{
    chela__buffer_text(out, chela__people_say(people, en, zh));
}

// ---- how often ----

static void
add_weekdays(const struct chela__people *people, struct chela__buffer *out, unsigned days)
{
    static const char *const en[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                     "Friday", "Saturday", "Sunday"};
    static const char *const zh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
    bool                     is_first = true;
    for (int day = 0; day < 7; day++) {
        if (!(days >> day & 1))
            continue;
        if (!is_first)
            say(people, out, ", ", "、");
        say(people, out, en[day], zh[day]);
        is_first = false;
    }
}

static void
add_list(const struct chela__people *people, struct chela__buffer *out,
         const struct chela__rrule_list *list)
{
    for (int i = 0; i < list->count; i++)
        chela__buffer_format(out, i ? chela__people_say(people, ", %d", "、%d") : "%d",
                             (int)list->values[i]);
}

// "every 2 weeks"
static void
add_period(const struct chela__people *people, struct chela__buffer *out,
           const struct chela__rrule *rule)
{
    static const char *const en[] = {"minute", "hour", "day", "week", "month", "year"};
    static const char *const zh[] = {"分钟", "小时", "天", "周", "个月", "年"};
    if (rule->interval == 1)
        chela__buffer_format(out, chela__people_say(people, "every %s", "每%s"),
                             chela__people_say(people, en[rule->frequency], zh[rule->frequency]));
    else if (!strncmp(people->lang, "zh", 2))
        chela__buffer_format(out, "每 %d %s", (int)rule->interval, zh[rule->frequency]);
    else
        chela__buffer_format(out, "every %d %ss", (int)rule->interval, en[rule->frequency]);
}

static void
add_days(const struct chela__people *people, struct chela__buffer *out,
         const struct chela__rrule *rule)
{
    bool is_plain = rule->interval == 1 && rule->frequency == CHELA__WEEKLY;
    if (is_plain && rule->weekdays == WORKDAYS) {
        say(people, out, "every weekday", "每个工作日");
        return;
    }
    if (is_plain && rule->weekdays == WEEKEND) {
        say(people, out, "every weekend day", "每个周末");
        return;
    }
    if (is_plain && rule->weekdays) {
        say(people, out, "every ", "每");
        add_weekdays(people, out, rule->weekdays);
        return;
    }
    add_period(people, out, rule);
    if (rule->months.count) {
        say(people, out, " in month ", "，月份 ");
        add_list(people, out, &rule->months);
    }
    if (rule->weekdays) {
        if (rule->nth)
            chela__buffer_format(out, chela__people_say(people, " on number %d of ", "第 %d 个"),
                                 (int)rule->nth);
        else
            say(people, out, " on ", "的");
        add_weekdays(people, out, rule->weekdays);
    }
    if (rule->month_days.count) {
        say(people, out, " on day ", "，日期 ");
        add_list(people, out, &rule->month_days);
    }
}

static void
add_ends(const struct chela__people *people, struct chela__buffer *out,
         const struct chela__rrule *rule)
{
    if (rule->count)
        chela__buffer_format(out, chela__people_say(people, ", %d times", "，共 %d 次"),
                             (int)rule->count);
    if (rule->until[0])
        chela__buffer_format(
            out, chela__people_say(people, ", until %.4s-%.2s-%.2s", "，到 %.4s-%.2s-%.2s 为止"),
            rule->until, rule->until + 4, rule->until + 6);
}

static void
add_rule(const struct chela__people *people, struct chela__buffer *out, const json_t *values)
{
    struct chela__rrule rule;
    int64_t             from;
    char                local[CHELA__TIME_TEXT];
    const char         *text  = chela__json_str(values, "every");
    const char         *start = chela__json_str(values, "from");
    if (!text || chela__rrule_read(text, &rule, NULL) < 0 || !start ||
        chela__time_parse(start, &from, NULL) < 0 ||
        chela__time_format(from, people->zone, local, NULL) < 0) {
        say(people, out, "again and again", "反复执行");
        return;
    }
    add_days(people, out, &rule);
    if (rule.frequency >= CHELA__DAILY && !rule.hours.count)
        chela__buffer_format(out, chela__people_say(people, " at %.5s", " %.5s"), local + 11);
    add_ends(people, out, &rule);
}

// ---- what for ----

static void
add_watch(const struct chela__people *people, struct chela__buffer *out,
          const struct chela__step *step, const json_t *values)
{
    const char *card    = chela__localized(step->capability->json, "card", people->lang);
    const char *summary = chela__localized(step->capability->json, "summary", people->lang);
    const char *words   = card ? card : summary ? summary : step->capability->name;
    size_t      mark    = out->len;
    if (step->capability->plugin->tier == CHELA__SIDELOAD)
        chela__buffer_format(out, "%s: ", step->capability->plugin->id);
    if (chela__people_fill(people, out, words, values, values) != CHELA_OK && out->len == mark)
        chela__buffer_text(out, words);
    while (out->len > mark && (out->data[out->len - 1] == '.' || out->data[out->len - 1] == ' '))
        out->data[--out->len] = '\0';
}

void
chela__waiting_sentence(const struct chela__people *people, struct chela__buffer *out,
                        const struct chela__step *step, const json_t *values)
{
    bool is_trigger = !strcmp(step->id, CHELA__PLAN_TRIGGER);
    if (!step->is_watch && is_trigger) {
        say(people, out, "Standing order, ", "长期任务：");
        add_rule(people, out, values);
        return;
    }
    if (!step->is_watch) {
        (void)chela__people_fill(people, out,
                                 chela__localized(step->capability->json, "card", people->lang),
                                 values, values);
        return;
    }
    if (is_trigger)
        say(people, out, "Standing order, each time: ", "长期任务，每当：");
    else
        say(people, out, "Wait for: ", "等待：");
    add_watch(people, out, step, values);
}
