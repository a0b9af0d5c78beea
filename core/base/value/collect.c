// collect.c - nodes of the chart -> values: times are resolved against now, amounts get their
// units.
#include "base/value/build.h"
#include "base/value/found.h"
#include "base/value/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// ---- what stands around a value ----

static bool
is_alphanumeric(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_DIGITS;
}

// "650-6500", "1.5.2", "v2", "A320": a value is not cut out of something longer.
static bool
is_cut_out(const struct parse *parse, const struct node *node)
{
    const struct token *tokens = parse->tokens;
    size_t              start = node->start, end = node->end, count = parse->token_count;

    if (start > 0 && tokens[start - 1].end == tokens[start].start &&
        is_alphanumeric(&tokens[start]) && is_alphanumeric(&tokens[start - 1]))
        return true;
    if (start > 1 && tokens[start].kind == TOKEN_DIGITS && tokens[start - 1].kind == TOKEN_SIGN &&
        strchr("-.:/@#_", tokens[start - 1].key[0]) &&
        tokens[start - 1].end == tokens[start].start &&
        tokens[start - 2].end == tokens[start - 1].start && is_alphanumeric(&tokens[start - 2]))
        return true;
    if (end >= count || tokens[end].start != tokens[end - 1].end ||
        !is_alphanumeric(&tokens[end - 1]))
        return false;
    if (is_alphanumeric(&tokens[end]))
        return true;
    return tokens[end - 1].kind == TOKEN_DIGITS && tokens[end].kind == TOKEN_SIGN &&
           strchr("-.:/@_", tokens[end].key[0]) && end + 1 < count &&
           tokens[end + 1].start == tokens[end].end && is_alphanumeric(&tokens[end + 1]);
}

static struct chela__value
value_at(const struct parse *parse, const struct node *node, enum chela__value_kind kind)
{
    struct chela__value value = {.kind        = kind,
                                 .start       = parse->tokens[node->start].start,
                                 .end         = parse->tokens[node->end - 1].end,
                                 .score       = 1 / (1 + 0.05 * node->cost),
                                 .latent      = node->meaning.flags & MEANS_LATENT,
                                 .approximate = node->meaning.flags & MEANS_APPROXIMATE};
    if (value.latent)
        value.score *= 0.3;
    return value;
}

// ---- times ----

static bool
resolve(struct parse *parse, const struct meaning *meaning, struct occurrence *ret)
{
    if (meaning->fields == FIELD_DOW && meaning->flags & MEANS_NOT_NOW)
        return chela__series_next(&parse->arena, meaning->when,
                                  chela__floor(parse->arena.now, CHELA__GRAIN_DAY) + DAY_SECONDS,
                                  ret);
    return chela__series_resolve(&parse->arena, meaning->when,
                                 meaning->flags & MEANS_NEAREST && !(meaning->fields & FIELD_YEAR),
                                 ret);
}

static bool
fill_time(struct parse *parse, const struct meaning *meaning, struct chela__value_time *ret,
          bool *ret_span)
{
    struct occurrence occurrence;

    if (meaning->when == 0 || !resolve(parse, meaning, &occurrence))
        return false;
    *ret = (struct chela__value_time){
        .from      = occurrence.from,
        .to        = occurrence.to,
        .at        = meaning->flags & MEANS_EXACT ? meaning->exact : occurrence.from,
        .grain     = occurrence.grain,
        .ambiguous = meaning->flags & MEANS_AMBIGUOUS,
        .before    = meaning->flags & MEANS_BEFORE,
        .closed    = occurrence.closed,
        .has_date  = meaning->fields & ~(unsigned)(FIELD_CLOCK | FIELD_PART | FIELD_ZONE),
        .has_time  = meaning->fields & FIELD_CLOCK && occurrence.grain <= CHELA__GRAIN_HOUR,
        .holiday   = meaning->holiday};
    if (meaning->flags & MEANS_LATE && occurrence.grain == CHELA__GRAIN_DAY)
        ret->at = chela__floor(occurrence.to - 1, CHELA__GRAIN_DAY);
    *ret_span = occurrence.span;
    return true;
}

static void
collect_time(struct parse *parse, const struct node *node, struct found *found)
{
    struct chela__value value = value_at(parse, node, CHELA__VALUE_TIME);
    bool                span  = false;

    if (!fill_time(parse, &node->meaning, &value.as.time, &span))
        return;
    if (node->category == CATEGORY_OPEN)
        value.kind = CHELA__VALUE_OPEN_INTERVAL;
    else if (span)
        value.kind = CHELA__VALUE_INTERVAL;
    chela__found_add(found, &value);
}

// A bare "5", "1730", "2014" or "third" is a time only where one is wanted.
static void
collect_latent_time(struct parse *parse, const struct node *node, struct found *found)
{
    struct node latent = *node;

    latent.meaning = (struct meaning){0};
    latent.cost    = (uint16_t)(node->cost + 10);
    if (node->category == CATEGORY_NUM
            ? !chela__clock_of_number(parse, &node->meaning, &latent.meaning) &&
                  !chela__year(parse, &node->meaning, &latent.meaning)
            : !chela__month_day(parse, &node->meaning, &latent.meaning))
        return;
    latent.meaning.flags |= MEANS_LATENT;
    collect_time(parse, &latent, found);
}

// ---- recurrences ----

static const char *const FREQUENCIES[]   = {"SECONDLY", "MINUTELY", "HOURLY",  "DAILY",
                                            "WEEKLY",   "MONTHLY",  "MONTHLY", "YEARLY"};
static const char *const WEEKDAY_NAMES[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static void
write_rule(const struct recurrence *recurrence, char rule[CHELA__VALUE_RULE_SIZE])
{
    size_t      size = CHELA__VALUE_RULE_SIZE;
    size_t      at   = (size_t)snprintf(rule, size, "FREQ=%s", FREQUENCIES[recurrence->frequency]);
    const char *sign = ";BYDAY=";

    if (recurrence->interval > 1)
        at += (size_t)snprintf(rule + at, size - at, ";INTERVAL=%d", recurrence->interval);
    for (int day = 0; day < 7; day++) {
        if (!(recurrence->weekdays >> day & 1))
            continue;
        at += (size_t)snprintf(rule + at, size - at, "%s", sign);
        if (recurrence->nth)
            at += (size_t)snprintf(rule + at, size - at, "%d", recurrence->nth);
        at += (size_t)snprintf(rule + at, size - at, "%s", WEEKDAY_NAMES[day]);
        sign = ",";
    }
    if (recurrence->month)
        at += (size_t)snprintf(rule + at, size - at, ";BYMONTH=%d", recurrence->month);
    if (recurrence->month_day)
        snprintf(rule + at, size - at, ";BYMONTHDAY=%d", recurrence->month_day);
}

// The first instance from now on whose weekday is in the set.
static bool
first_instance(struct parse *parse, const struct meaning *meaning, struct occurrence *ret)
{
    unsigned days = meaning->as.recurrence.weekdays;
    int64_t  at   = parse->arena.now;

    for (int tries = 0; tries < 400; tries++, at = ret->to) {
        if (!chela__series_next(&parse->arena, meaning->when, at, ret))
            return false;
        int weekday = chela__weekday(chela__floor(ret->from, CHELA__GRAIN_DAY) / DAY_SECONDS);
        if (ret->from < parse->arena.now && ret->grain <= CHELA__GRAIN_HOUR)
            continue;
        if (days == 0 || days >> (weekday - 1) & 1)
            return true;
    }
    return false;
}

static void
collect_recurrence(struct parse *parse, const struct node *node, struct found *found)
{
    struct chela__value value = value_at(parse, node, CHELA__VALUE_RECURRENCE);
    struct occurrence   first;

    if (!first_instance(parse, &node->meaning, &first))
        return;
    write_rule(&node->meaning.as.recurrence, value.as.recurrence.rule);
    value.as.recurrence.first =
        (struct chela__value_time){.from     = first.from,
                                   .to       = first.to,
                                   .at       = first.from,
                                   .grain    = first.grain,
                                   .has_date = true,
                                   .has_time = first.grain <= CHELA__GRAIN_HOUR};
    chela__found_add(found, &value);
}

// ---- amounts ----

static const char *
currency_name(const struct meaning *meaning)
{
    static const char *const GENERIC[][2] = {
        {"USD", "Dollar"}, {"GBP", "Pound"}, {"SAR", "Riyal"}, {"IRR", "Rial"}, {"KWD", "Dinar"}};

    if (!meaning->unit)
        return "Cent";
    if (meaning->value == 2)
        return "Unnamed";
    for (size_t i = 0; meaning->value == 1 && i < COUNT_OF(GENERIC); i++)
        if (strcmp(GENERIC[i][0], meaning->unit) == 0)
            return GENERIC[i][1];
    return meaning->unit;
}

static void
collect_amount(struct parse *parse, const struct node *node, enum chela__value_kind kind,
               struct found *found)
{
    const struct meaning *meaning = &node->meaning;
    struct chela__value   value   = value_at(parse, node, kind);
    const struct unit *unit = kind == CHELA__VALUE_QUANTITY ? chela__unit_of(meaning->unit) : NULL;

    value.as.amount = (struct chela__value_amount){.value   = meaning->number,
                                                   .low     = meaning->low,
                                                   .high    = meaning->high,
                                                   .unit    = meaning->unit,
                                                   .integer = meaning->flags & MEANS_INTEGER};
    if (kind == CHELA__VALUE_MONEY)
        value.as.amount.name = currency_name(meaning);
    if (unit) {
        value.as.amount.dimension = unit->dimension;
        value.as.amount.name      = meaning->value == 1 ? "M" : unit->name;
    }
    chela__found_add(found, &value);
}

static void
collect_duration(struct parse *parse, const struct node *node, struct found *found)
{
    struct chela__value value = value_at(parse, node, CHELA__VALUE_DURATION);

    memcpy(value.as.duration.count, node->meaning.as.count, sizeof value.as.duration.count);
    value.as.duration.grain = chela__duration_grain(&node->meaning);
    chela__found_add(found, &value);
}

static void
collect_zone(struct parse *parse, const struct node *node, struct found *found)
{
    struct chela__value value = value_at(parse, node, CHELA__VALUE_ZONE);

    value.latent = node->category == CATEGORY_PLACE;
    snprintf(value.as.zone, sizeof value.as.zone, "%s", node->meaning.unit);
    chela__found_add(found, &value);
}

static void
collect_node(struct parse *parse, const struct node *node, struct found *found)
{
    switch ((enum category)node->category) {
    case CATEGORY_NUM:
        collect_amount(parse, node, CHELA__VALUE_NUMBER, found);
        collect_latent_time(parse, node, found);
        break;
    case CATEGORY_ORD:
        collect_amount(parse, node, CHELA__VALUE_ORDINAL, found);
        collect_latent_time(parse, node, found);
        break;
    case CATEGORY_PERCENT:
        collect_amount(parse, node, CHELA__VALUE_PERCENT, found);
        break;
    case CATEGORY_MONEY:
        collect_amount(parse, node, CHELA__VALUE_MONEY, found);
        break;
    case CATEGORY_QUANTITY:
        collect_amount(parse, node, CHELA__VALUE_QUANTITY, found);
        break;
    case CATEGORY_DURATION:
        collect_duration(parse, node, found);
        break;
    case CATEGORY_RECUR:
        collect_recurrence(parse, node, found);
        break;
    case CATEGORY_ZONE:
    case CATEGORY_PLACE:
        collect_zone(parse, node, found);
        break;
    default:
        if (node->category >= CATEGORY_T || node->category == CATEGORY_OPEN)
            collect_time(parse, node, found);
    }
}

void
chela__nodes_collect(struct parse *parse, struct found *found)
{
    for (unsigned i = 0; i < parse->node_count; i++)
        if (!is_cut_out(parse, &parse->nodes[i]))
            collect_node(parse, &parse->nodes[i], found);
}
