// choice.c - which of several choices an answer means: its number, its place, or part of its text.
#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "base/value/value.h"
#include "plan/session.h"

static json_t *
by_number(const json_t *choices, const char *answer, const char *lang, bool ordinals_only)
{
    struct chela__values        found   = {NULL, 0};
    struct chela__value_context context = {.lang = lang, .zone = "UTC"};
    json_t                     *meant   = NULL;
    if (chela__values_find(answer, strlen(answer), &context, &found, NULL) < 0)
        return NULL;
    for (size_t i = 0; i < found.count && !meant; i++) {
        const struct chela__value *value  = &found.items[i];
        bool                       counts = value->kind == CHELA__VALUE_ORDINAL ||
                      (value->kind == CHELA__VALUE_NUMBER && !ordinals_only);
        if (!counts || value->as.amount.value < 1 ||
            value->as.amount.value > (double)json_array_size(choices))
            continue;
        meant = json_array_get(choices, (size_t)value->as.amount.value - 1);
    }
    chela__values_done(&found);
    return meant;
}

static bool
holds(const char *text, const char *part)
{
    size_t len = strlen(part);
    for (; len && strlen(text) >= len; text++)
        if (!strncasecmp(text, part, len))
            return true;
    return false;
}

static json_t *
by_text(const json_t *choices, const char *answer)
{
    json_t *meant = NULL;
    for (size_t i = 0; i < json_array_size(choices); i++) {
        json_t     *choice = json_array_get(choices, i);
        const char *text   = chela__json_str(choice, "text");
        if (!text || (!holds(text, answer) && !holds(answer, text)))
            continue;
        if (meant)
            return NULL;
        meant = choice;
    }
    return meant;
}

json_t *
chela__choice_meant(const json_t *question, const char *answer, const char *lang)
{
    const json_t *choices = json_object_get(question, "choices");
    while (isspace((unsigned char)*answer))
        answer++;
    json_t *choice = by_text(choices, answer);
    if (!choice)
        choice = by_number(choices, answer, lang, false);
    return choice ? json_object_get(choice, "value") : NULL;
}

json_t *
chela__choice_stated(const json_t *question, const char *sentence, const char *lang)
{
    const json_t *choices = json_object_get(question, "choices");
    json_t       *named   = NULL, *choice;
    size_t        at;
    json_array_foreach((json_t *)choices, at, choice)
    {
        const char *text = chela__json_str(choice, "text");
        if (!text || !*text || !holds(sentence, text))
            continue;
        if (named)
            return NULL;
        named = choice;
    }
    if (!named)
        named = by_number(choices, sentence, lang, true);
    return named ? json_object_get(named, "value") : NULL;
}
