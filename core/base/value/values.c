// values.c - the list of values: gathers what the parts of this folder find, sorts it, frees it.
#include "base/value/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/value/calendar.h"
#include "base/value/found.h"
#include "base/value/grammar.h"

static const char *const KIND_NAMES[CHELA__VALUE_KINDS] = {
    "time",    "interval", "open interval", "duration",  "recurrence",   "number",
    "ordinal", "percent",  "money",         "quantity",  "phone number", "email address",
    "url",     "path",     "coordinates",   "time zone",
};

const char *
chela__value_kind_name(enum chela__value_kind kind)
{
    return kind < CHELA__VALUE_KINDS ? KIND_NAMES[kind] : "value";
}

void
chela__values_done(struct chela__values *values)
{
    free(values->items);
    *values = (struct chela__values){0};
}

// Times, intervals and open intervals are readings of the same words.
static enum chela__value_kind
family(const struct chela__value *value)
{
    return value->kind <= CHELA__VALUE_OPEN_INTERVAL ? CHELA__VALUE_TIME : value->kind;
}

void
chela__found_add(struct found *found, const struct chela__value *value)
{
    for (size_t i = 0; i < found->count; i++) {
        struct chela__value *other = &found->items[i];
        if (other->start != value->start || other->end != value->end ||
            family(other) != family(value))
            continue;
        if (value->score > other->score)
            *other = *value;
        return;
    }
    if (found->count < CHELA__VALUE_MAX_FOUND)
        found->items[found->count++] = *value;
}

static int
compare(const void *first, const void *second)
{
    const struct chela__value *a = first, *b = second;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

// A part of an amount is no amount of its own: the 20 of "20,000", the "20 minutes" of "1 hour 20
// minutes".
static bool
is_part(const struct found *found, size_t index)
{
    const struct chela__value *value = &found->items[index];

    if (value->kind < CHELA__VALUE_DURATION || value->kind == CHELA__VALUE_PATH)
        return false;
    for (size_t i = 0; i < found->count; i++) {
        const struct chela__value *other = &found->items[i];
        if (i != index && other->kind == value->kind && other->start <= value->start &&
            other->end >= value->end && other->end - other->start > value->end - value->start)
            return true;
    }
    return false;
}

static chela_status
finish(struct found *found, struct chela__values *ret, struct chela_error *err)
{
    struct chela__value *items = calloc(found->count + 1, sizeof *items);

    if (!items)
        return chela__error_memory(err);
    ret->items = items;
    ret->count = 0;
    for (size_t i = 0; i < found->count; i++)
        if (!is_part(found, i))
            items[ret->count++] = found->items[i];
    qsort(items, ret->count, sizeof *items, compare);
    return CHELA_OK;
}

static bool
has_han(const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t c = chela__utf8_next(text, len, &at);
        if (c >= 0x4e00 && c < 0xa000)
            return true;
        if (c == 0)
            at++;
    }
    return false;
}

chela_status
chela__values_find(const char *text, size_t len, const struct chela__value_context *context,
                   struct chela__values *ret_values, struct chela_error *err)
{
    struct parse *parse = malloc(sizeof *parse);
    struct found *found = malloc(sizeof *found);
    chela_status  status;
    size_t        at = 0;

    if (!parse || !found) {
        status = chela__error_memory(err);
        goto out;
    }
    len            = chela__utf8_cut(text, len, CHELA__VALUE_MAX_TEXT);
    found->count   = 0;
    parse->text    = text;
    parse->context = context;
    parse->chinese = context->lang ? strncmp(context->lang, "zh", 2) == 0 : has_han(text, len);
    parse->arena.now =
        chela__floor(context->now_ms / 1000 + chela__offset_at(context->now_ms, context->zone),
                     CHELA__GRAIN_SECOND);
    if (!chela__grammar_ready()) {
        status = chela__error(err, CHELA_FAILED, "the tables of values are too large");
        goto out;
    }
    chela__scan(text, len, found);
    while ((parse->token_count = chela__tokenize(text, len, &at, parse->tokens)) > 0) {
        chela__chart_read(parse);
        chela__nodes_collect(parse, found);
    }
    status = finish(found, ret_values, err);
out:
    free(found);
    free(parse);
    return status;
}
