// phrases.c - proposes stretches of the request that may stand for an argument.
#include "backend/embedded/phrases.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define UNIT_BYTES 6 // of a unit that is written right behind its number

struct maker {
    struct chela__reading *reading;
};

static bool ends_phrase(enum chela__class class)
{
    return class == CHELA__CLASS_STOP || class == CHELA__CLASS_EDGE;
}

static bool may_begin(enum chela__class class)
{
    switch (class) {
    case CHELA__CLASS_WORD:
    case CHELA__CLASS_NAME:
    case CHELA__CLASS_HEAD:
    case CHELA__CLASS_HAN:
    case CHELA__CLASS_NUMBER:
    case CHELA__CLASS_TYPED:
    case CHELA__CLASS_ARTICLE:
    case CHELA__CLASS_OWNER:
    case CHELA__CLASS_COMMAND:
    case CHELA__CLASS_THIS:
    case CHELA__CLASS_OPEN:
    case CHELA__CLASS_NOT:
    case CHELA__CLASS_PRONOUN:
    case CHELA__CLASS_FILLER:
    case CHELA__CLASS_BETWEEN:
    case CHELA__CLASS_AT:
    case CHELA__CLASS_TO:
    case CHELA__CLASS_THEN:
    case CHELA__CLASS_SIGN:
    case CHELA__CLASS_PREPOSITION:
        return true;
    default:
        return false;
    }
}

static bool may_end(enum chela__class class)
{
    return class == CHELA__CLASS_WORD || class == CHELA__CLASS_NAME || class == CHELA__CLASS_HEAD ||
           class == CHELA__CLASS_HAN || class == CHELA__CLASS_NUMBER ||
           class == CHELA__CLASS_TYPED || class == CHELA__CLASS_CLOSE ||
           class == CHELA__CLASS_COMMAND || class == CHELA__CLASS_SIGN ||
           class == CHELA__CLASS_FILLER || class == CHELA__CLASS_IN || class == CHELA__CLASS_ON ||
           class == CHELA__CLASS_THEN || class == CHELA__CLASS_BY ||
           class == CHELA__CLASS_PREPOSITION || class == CHELA__CLASS_PRONOUN;
}

static struct chela__phrase *
push(struct maker *maker, size_t first, size_t last)
{
    struct chela__reading *reading = maker->reading;
    if (reading->count >= CHELA__PHRASES_MAX || first >= last)
        return NULL;
    struct chela__phrase *phrase       = &reading->phrases[reading->count++];
    *phrase                            = (struct chela__phrase){.first = (uint32_t)first,
                                                                .last  = (uint32_t)last,
                                                                .start = reading->tokens.items[first].start,
                                                                .end   = reading->tokens.items[last - 1].end};
    reading->nexts[reading->count - 1] = reading->heads[first];
    reading->heads[first]              = (uint32_t)reading->count;
    return phrase;
}

// The token behind the quote that matches the one at `at`, or 0.
static size_t
closing_quote(const struct chela__tokens *tokens, size_t at)
{
    struct chela_text        open       = chela__token_text(tokens, at);
    static const char *const pairs[][2] = {{"“", "”"},   {"‘", "’"}, {"《", "》"},
                                           {"「", "」"}, {"”", "”"}, {"“", "“"}};
    for (size_t i = at + 1; i < tokens->count && i < at + 160; i++) {
        if (tokens->items[i].class != CHELA__CLASS_QUOTE)
            continue;
        struct chela_text close = chela__token_text(tokens, i);
        if (open.len == close.len && memcmp(open.data, close.data, open.len) == 0)
            return i;
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
            if (chela__text_is(open, pairs[k][0]) && chela__text_is(close, pairs[k][1]))
                return i;
    }
    return 0;
}

static bool
opens_quote(const struct chela__tokens *tokens, size_t at)
{
    if (tokens->items[at].class != CHELA__CLASS_QUOTE || at + 1 >= tokens->count)
        return false;
    struct chela_text sign  = chela__token_text(tokens, at);
    bool              plain = sign.len == 1;
    return !plain || at == 0 || tokens->items[at].space_before ||
           !tokens->items[at + 1].space_before;
}

static void
add_quoted(struct maker *maker)
{
    const struct chela__tokens *tokens = &maker->reading->tokens;
    for (size_t at = 0; at < tokens->count; at++) {
        size_t close = opens_quote(tokens, at) ? closing_quote(tokens, at) : 0;
        if (close <= at + 1)
            continue;
        if (at == 0 && close + 2 >= tokens->count) // around all: that marks no argument
            continue;
        struct chela__phrase *phrase = push(maker, at + 1, close);
        if (phrase)
            phrase->quoted = true;
        at = close;
    }
}

static void
add_values(struct maker *maker)
{
    struct chela__reading      *reading = maker->reading;
    const struct chela__tokens *tokens  = &reading->tokens;
    for (size_t i = 0; i < reading->values.count; i++) {
        const struct chela__value *value = &reading->values.items[i];
        size_t                     first = chela__tokens_at(tokens, value->start);
        size_t                     last  = chela__tokens_at(tokens, value->end - 1) + 1;
        if (last > tokens->count)
            continue;
        struct chela__phrase *phrase = push(maker, first, last);
        if (!phrase)
            return;
        phrase->value = value;
        phrase->start = (uint32_t)value->start;
        phrase->end   = (uint32_t)value->end;
    }
}

// "298K" by itself is a number of thousands; beside it stands the temperature.
static bool
is_kelvin(const char *unit)
{
    return strcmp(unit, "K") == 0;
}

// Numbers that are written as one with a unit: "298K", "5J/K".
static void
add_measures(struct maker *maker, struct chela__scratch *arena)
{
    const struct chela__tokens *tokens = &maker->reading->tokens;
    for (size_t i = 0; i < tokens->count; i++) {
        struct chela_text text = chela__token_text(tokens, i);
        char              copy[32], *unit;
        if (tokens->items[i].class != CHELA__CLASS_TYPED || text.len >= sizeof copy)
            continue;
        memcpy(copy, text.data, text.len);
        copy[text.len]                     = 0;
        double                      number = strtod(copy, &unit);
        const struct chela__phrase *known  = chela__reading_find(maker->reading, i, i + 1);
        if (unit == copy || !isalpha((unsigned char)*unit) || strpbrk(unit, "0123456789_@") ||
            strlen(unit) > UNIT_BYTES || (known && known->value && !is_kelvin(unit)))
            continue;
        struct chela__value  *value  = chela__scratch_get(arena, 1, sizeof *value);
        struct chela__phrase *phrase = value ? push(maker, i, i + 1) : NULL;
        if (!phrase)
            return;
        *value        = (struct chela__value){.kind      = is_kelvin(unit) ? CHELA__VALUE_QUANTITY
                                                                           : CHELA__VALUE_NUMBER,
                                              .start     = phrase->start,
                                              .end       = phrase->end,
                                              .as.amount = {.value = number,
                                                            .low   = number,
                                                            .high  = number,
                                                            .unit  = is_kelvin(unit) ? "K" : NULL}};
        phrase->value = value;
    }
}

// What stands behind the sign of equality: "y=x^2", "rate=5".
static void
add_right_sides(struct maker *maker)
{
    const struct chela__tokens *tokens = &maker->reading->tokens;
    for (size_t i = 0; i < tokens->count; i++) {
        struct chela_text text = chela__token_text(tokens, i);
        const char       *sign = memchr(text.data, '=', text.len);
        if (tokens->items[i].class != CHELA__CLASS_TYPED || !sign || sign == text.data ||
            sign + 1 == text.data + text.len || memchr(text.data, '?', text.len))
            continue;
        struct chela__phrase *phrase = push(maker, i, i + 1);
        if (phrase)
            phrase->start += (uint32_t)(sign + 1 - text.data);
    }
}

static size_t
clause_end(const struct chela__tokens *tokens, size_t at)
{
    while (at < tokens->count && !ends_phrase(tokens->items[at].class))
        at++;
    return at;
}

static void
add_words_from(struct maker *maker, size_t first)
{
    const struct chela__tokens *tokens = &maker->reading->tokens;
    size_t                      end    = clause_end(tokens, first);
    size_t most = tokens->items[first].class == CHELA__CLASS_HAN ? CHELA__PHRASE_HAN_TOKENS
                                                                 : CHELA__PHRASE_TOKENS;
    for (size_t last = first + 1; last <= end; last++) {
        bool tail = last == end;
        if (last - first > most && !tail)
            continue;
        if (!may_end(tokens->items[last - 1].class) && !tail)
            continue;
        struct chela__phrase *phrase = push(maker, first, last);
        if (!phrase)
            return;
        phrase->tail = tail;
    }
}

static void
add_words(struct maker *maker)
{
    const struct chela__tokens *tokens = &maker->reading->tokens;
    for (size_t first = 0; first < tokens->count; first++)
        if (may_begin(tokens->items[first].class) &&
            !chela__text_is(chela__token_text(tokens, first), "="))
            add_words_from(maker, first);
}

chela_status
chela__reading_make(struct chela_text text, const struct chela__value_context *context,
                    struct chela__scratch *arena, struct chela__reading *ret_reading,
                    struct chela_error *err)
{
    struct chela__reading reading = {.lang = context->lang};
    struct maker          maker   = {.reading = &reading};
    chela_status          status  = chela__tokens_read(text, arena, &reading.tokens, err);
    if (status < 0)
        return status;
    reading.reply   = reading.tokens.count;
    reading.phrases = chela__scratch_get(arena, CHELA__PHRASES_MAX, sizeof *reading.phrases);
    reading.nexts   = chela__scratch_get(arena, CHELA__PHRASES_MAX, sizeof *reading.nexts);
    reading.heads   = chela__scratch_get(arena, reading.tokens.count + 1, sizeof *reading.heads);
    if (!reading.phrases || !reading.nexts || !reading.heads)
        return chela__error_memory(err);
    status = chela__values_find(text.data, text.len, context, &reading.values, err);
    if (status < 0)
        return status;
    add_quoted(&maker);
    add_values(&maker);
    add_words(&maker);
    add_measures(&maker, arena);
    add_right_sides(&maker);
    if (chela__literals_find(&reading, arena) < 0) {
        chela__reading_done(&reading);
        return chela__error_memory(err);
    }
    reading.plain_count = reading.count;
    if (chela__lists_find(&reading, arena) < 0) {
        chela__reading_done(&reading);
        return chela__error_memory(err);
    }
    *ret_reading = reading;
    return CHELA_OK;
}

chela_status
chela__reading_asked(struct chela__reading *reading, const char *question, size_t start,
                     struct chela__scratch *arena, struct chela_error *err)
{
    struct chela__term *terms = chela__scratch_get(arena, CHELA__ASKED_MAX, sizeof *terms);
    if (!terms)
        return chela__error_memory(err);
    reading->asked_count = chela__terms_of(chela__text(question), terms, CHELA__ASKED_MAX);
    reading->asked       = terms;
    reading->reply       = chela__tokens_at(&reading->tokens, start);
    return CHELA_OK;
}

void
chela__reading_done(struct chela__reading *reading)
{
    chela__values_done(&reading->values);
    json_decref(reading->literals);
    reading->literals = NULL;
}

const struct chela__phrase *
chela__reading_find(const struct chela__reading *reading, size_t first, size_t last)
{
    const struct chela__phrase *found = NULL;
    for (uint32_t next = reading->heads[first]; next; next = reading->nexts[next - 1]) {
        const struct chela__phrase *phrase = &reading->phrases[next - 1];
        if (phrase->last == last && (!found || phrase->value))
            found = phrase;
    }
    return found;
}
