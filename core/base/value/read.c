// read.c - a span and the type that is wanted -> its normal form; units by name. Called by plan/
// for the user's own words.
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/value/build.h"
#include "base/value/normal.h"
#include "base/value/unit.h"

static bool
is_trimmed(const char *text, size_t len, size_t *ret_bytes)
{
    static const char *const EDGES[] = {" ",  "\t", "\n", "\r", "\"", "“",  "”",
                                        "「", "」", "『", "』", "《", "》", "　"};

    for (size_t i = 0; i < COUNT_OF(EDGES); i++) {
        *ret_bytes = strlen(EDGES[i]);
        if (len >= *ret_bytes && memcmp(text, EDGES[i], *ret_bytes) == 0)
            return true;
    }
    return false;
}

// Without white space and quotation marks at both ends.
static struct chela_text
trim(struct chela_text span)
{
    size_t bytes = 0;

    while (is_trimmed(span.data, span.len, &bytes)) {
        span.data += bytes;
        span.len -= bytes;
    }
    for (size_t back = 1; back <= 3 && back <= span.len; back++) {
        if (!is_trimmed(span.data + span.len - back, back, &bytes) || bytes != back)
            continue;
        span.len -= back;
        back = 0;
    }
    return span;
}

static chela_status
take(json_t *json, struct chela_text span, const char *type, json_t **ret_json,
     struct chela_error *err)
{
    if (!json)
        return chela__error(err, CHELA_INVALID, "\"%.*s\" is not understood as %s",
                            (int)chela__utf8_cut(span.data, span.len, 80), span.data, type);
    *ret_json = json;
    return CHELA_OK;
}

static json_t *
read_boolean(struct chela_text span)
{
    static const struct {
        const char *word;
        int         is;
    } WORDS[] = {{"true", 1}, {"yes", 1}, {"on", 1},    {"1", 1},   {"是", 1},  {"开", 1},
                 {"对", 1},   {"要", 1},  {"false", 0}, {"no", 0},  {"off", 0}, {"0", 0},
                 {"否", 0},   {"关", 0},  {"不", 0},    {"不要", 0}};

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (strlen(WORDS[i].word) == span.len &&
            strncasecmp(WORDS[i].word, span.data, span.len) == 0)
            return json_boolean(WORDS[i].is);
    return NULL;
}

static json_t *
read_unit(struct chela_text span)
{
    enum chela__value_dimension dimension;
    const char                 *code = chela__value_unit(span, &dimension);
    return code ? json_string(code) : json_stringn(span.data, span.len);
}

// How well a value answers for the whole span: what it covers, then how sure it is.
static bool
is_better(const struct chela__value *a, const struct chela__value *b)
{
    size_t covered_a = a->end - a->start, covered_b = b->end - b->start;
    return covered_a != covered_b ? covered_a > covered_b : a->score > b->score;
}

// "tomorrow at 5" is no range though "tomorrow" is one; "February 30" is no date though "February"
// is: a value is not taken out of a longer time, and no digits may be left over.
static bool
is_whole(const struct chela__values *values, const struct chela__value *best,
         struct chela_text span)
{
    for (size_t i = 0; i < values->count; i++) {
        const struct chela__value *other = &values->items[i];
        if (!other->latent && other->kind <= CHELA__VALUE_OPEN_INTERVAL &&
            best->kind <= CHELA__VALUE_OPEN_INTERVAL && other->start <= best->start &&
            other->end >= best->end && other->end - other->start > best->end - best->start)
            return false;
    }
    for (size_t i = 0; i < span.len; i++)
        if ((i < best->start || i >= best->end) && span.data[i] >= '0' && span.data[i] <= '9')
            return false;
    return true;
}

static chela_status
read_value(struct chela_text span, const char *type, const struct chela__value_context *context,
           json_t **ret_json, struct chela_error *err)
{
    struct chela__values       values = {0};
    const struct chela__value *best   = NULL;
    chela_status status = chela__values_find(span.data, span.len, context, &values, err);

    if (status < 0)
        return status;
    for (size_t i = 0; i < values.count; i++)
        if (chela__value_fits(&values.items[i], type) &&
            (!best || is_better(&values.items[i], best)))
            best = &values.items[i];
    status = best && is_whole(&values, best, span)
                 ? chela__value_json(best, span.data, type, context, ret_json, err)
                 : take(NULL, span, type, ret_json, err);
    chela__values_done(&values);
    return status;
}

chela_status
chela__value_read(struct chela_text span, const char *type,
                  const struct chela__value_context *context, json_t **ret_json,
                  struct chela_error *err)
{
    span = trim(span);
    switch (chela__form_of(type)) {
    case FORM_TEXT:
    case FORM_PATH:
        return take(json_stringn(span.data, span.len), span, type, ret_json, err);
    case FORM_PHONE:
        *ret_json = chela__phone_number(span, context->country);
        return *ret_json ? CHELA_OK : read_value(span, type, context, ret_json, err);
    case FORM_BOOLEAN:
        return take(read_boolean(span), span, type, ret_json, err);
    case FORM_UNIT:
        return take(read_unit(span), span, type, ret_json, err);
    default:
        return read_value(span, type, context, ret_json, err);
    }
}

// The key of the whole phrase in the tables of words; false when it is too long for one.
static bool
phrase_key(struct chela_text word, uint64_t *ret_hash)
{
    struct token tokens[TOKENS_MAX];
    size_t       at = 0;
    size_t count = chela__grammar_ready() ? chela__tokenize(word.data, word.len, &at, tokens) : 0;

    *ret_hash = KEY_HASH_START;
    for (size_t i = 0; i < count; i++)
        *ret_hash = chela__phrase_hash(*ret_hash, i ? &tokens[i - 1] : NULL, &tokens[i]);
    return count > 0 && at >= word.len;
}

const char *
chela__value_currency(struct chela_text word)
{
    uint64_t hash;
    if (!phrase_key(word, &hash))
        return NULL;
    for (const struct entry *entry = NULL; (entry = chela__grammar_word(hash, entry));)
        if (entry->category == CATEGORY_CURRENCY)
            return entry->word->unit;
    return NULL;
}

const char *
chela__value_unit(struct chela_text word, enum chela__value_dimension *ret_dimension)
{
    static const char *const TIMES[] = {"s", "min", "h", "d", "wk", "mo", NULL, "a"};
    uint64_t                 hash;

    if (!phrase_key(word, &hash))
        return NULL;
    for (const struct entry *entry = NULL; (entry = chela__grammar_word(hash, entry));) {
        if (entry->category == CATEGORY_UNIT) {
            *ret_dimension = chela__unit_of(entry->word->unit)->dimension;
            return entry->word->unit;
        }
        if (entry->category == CATEGORY_GRAIN && entry->value / 100 == 1 &&
            TIMES[entry->value % 100]) {
            *ret_dimension = CHELA__DIMENSION_TIME;
            return TIMES[entry->value % 100];
        }
    }
    return NULL;
}
