// offers.c - enumerates and scores what a parameter could be given.
#include "backend/embedded/offers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/embedded/fill.h"
#include "backend/embedded/weights.h"
#include "base/json.h"

#define SINGLE(name) (CHELA__FEATURE_SINGLE + CHELA__SINGLE_##name)
#define OF_THE_TYPE                                                                                \
    3.0f // more for a value of the semantic type; by hand: the cases have no such types
#define MAX_CHOICES 200
#define READ_TOKENS 3 // of a phrase that is tried as a unit or language
#define FLAG_REACH 4  // tokens before a word in which a "not" concerns it

struct maker {
    const struct chela__case  *it;
    const struct chela__param *param;
    struct chela__scratch     *arena;
    struct chela__offer_list  *list;
    size_t                     from, to;
    bool                       only_date, only_clock; // of a time
    size_t                     most;
};

static struct chela__offer *
push(struct maker *maker, enum chela__offer_kind kind, const struct chela__phrase *phrase)
{
    if (maker->list->count >= maker->most)
        return NULL;
    struct chela__offer *offer = &maker->list->items[maker->list->count++];
    *offer                     = (struct chela__offer){.kind = kind, .phrase = phrase};
    return offer;
}

static bool
is_time(const struct chela__value *value)
{
    return value && value->kind <= CHELA__VALUE_RECURRENCE;
}

// Whether a phrase can be the argument at all.
static bool
may_be(const struct chela__param *param, const json_t *schema, const char *type, const char *kind,
       enum chela__want want, const struct chela__phrase *phrase)
{
    const struct chela__value *value = phrase->value;
    if (type && !chela__param_is_words(type, schema))
        return value && chela__value_fits(value, type) && !value->latent;
    if (want == CHELA__WANT_TIME)
        return is_time(value) && !value->latent;
    double number;
    if (strcmp(kind, "integer") == 0 || strcmp(kind, "number") == 0)
        return value && chela__fill_number(param, value, &number) &&
               (number == floor(number) || strcmp(kind, "number") == 0);
    return strcmp(kind, "string") == 0 || strcmp(kind, "any") == 0;
}

static bool
may_be_it(const struct maker *maker, const struct chela__phrase *phrase)
{
    const struct chela__param *param = maker->param;
    if (phrase->literal)
        return json_is_object(phrase->literal) && strcmp(param->kind, "object") == 0;
    if (!may_be(param, param->schema, param->type, param->kind, param->want, phrase))
        return false;
    if (!phrase->value || phrase->value->kind > CHELA__VALUE_OPEN_INTERVAL)
        return true;
    const struct chela__value_time *time = &phrase->value->as.time;
    return !(maker->only_date && time->has_time) && !(maker->only_clock && time->has_date);
}

// Whether a longer value of the clause that fits as well holds these words: "tomorrow at 9" the 9.
static bool
is_part(const struct maker *maker, const struct chela__phrase *phrase)
{
    const struct chela__reading *reading = maker->it->reading;
    const struct chela__param   *param   = maker->param;
    if (!phrase->value || (!param->type && param->want != CHELA__WANT_TIME))
        return false;
    for (size_t i = 0; i < reading->plain_count; i++) {
        const struct chela__phrase *other = &reading->phrases[i];
        if (other->value && (param->type || other->value->kind == phrase->value->kind) &&
            other->first >= maker->from && other->last <= maker->to &&
            other->first <= phrase->first && other->last >= phrase->last &&
            other->last - other->first > phrase->last - phrase->first && may_be_it(maker, other))
            return true;
    }
    return false;
}

// A phrase that names no value by itself but is read as one by who wants it: a unit, a language.
static bool
reads_as(const struct maker *maker, const struct chela__phrase *phrase)
{
    static const char *const types[] = {"chela:Unit/", "chela:Zone/", "chela:LangTag/"};
    const char              *type    = maker->param->type;
    struct chela_text        text    = maker->it->reading->tokens.text;
    struct chela_text        span    = {text.data + phrase->start, phrase->end - phrase->start};
    bool                     wanted  = false;
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        wanted |= strncmp(type, types[i], strlen(types[i])) == 0;
    if (!wanted || phrase->last - phrase->first > READ_TOKENS)
        return false;
    struct chela__value_context context = {.lang = maker->it->reading->lang, .zone = "UTC"};
    json_t                     *value   = NULL;
    bool reads = chela__value_read(span, type, &context, &value, NULL) == CHELA_OK;
    json_decref(value);
    return reads;
}

static void
add_phrases(struct maker *maker)
{
    const struct chela__reading *reading = maker->it->reading;
    for (size_t i = 0; i < reading->plain_count; i++) {
        const struct chela__phrase *phrase = &reading->phrases[i];
        if (phrase->first < maker->from || phrase->last > maker->to)
            continue;
        if (phrase->value == NULL &&
            chela__reading_find(reading, phrase->first, phrase->last) != phrase)
            continue; // the same words once, rather as a value
        if ((may_be_it(maker, phrase) && !is_part(maker, phrase)) || reads_as(maker, phrase))
            push(maker, CHELA__OFFER_PHRASE, phrase);
    }
}

// A date where a date is wanted, a time of day where that is: the words that say only this, or
// else those that say both.
static void
add_times(struct maker *maker)
{
    uint32_t themes = chela__themes_of(chela__text(maker->param->name));
    bool     date = themes >> CHELA__THEME_DATE & 1, clock = themes >> CHELA__THEME_TIME & 1;
    maker->only_date  = date && !clock;
    maker->only_clock = clock && !date && !strcasestr(maker->param->name, "datetime");
    add_phrases(maker);
    if (maker->list->count > 1 || maker->param->type)
        return;
    maker->only_date = maker->only_clock = false;
    add_phrases(maker);
}

static bool
fits_items(const json_t *list, const char *kind)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        if ((strcmp(kind, "string") == 0 && !json_is_string(item)) ||
            (strcmp(kind, "number") == 0 && !json_is_number(item)) ||
            (strcmp(kind, "integer") == 0 && !json_is_integer(item)) ||
            (strcmp(kind, "object") == 0 && !json_is_object(item)) ||
            (strcmp(kind, "array") == 0 && !json_is_array(item)))
            return false;
    }
    return json_array_size(list) > 0;
}

static void
add_lists(struct maker *maker)
{
    const struct chela__reading *reading = maker->it->reading;
    const struct chela__param   *param   = maker->param;
    const char                  *kind    = chela__json_str(param->item, "type");
    if (!kind)
        kind = "string";
    for (size_t i = 0; i < reading->count; i++) {
        const struct chela__phrase *phrase = &reading->phrases[i];
        if (phrase->first < maker->from || phrase->last > maker->to)
            continue;
        bool   fits  = true;
        size_t count = phrase->items ? phrase->item_count : 1;
        for (size_t k = 0; fits && k < count; k++)
            fits = phrase->literal
                       ? fits_items(phrase->literal, kind)
                       : may_be(NULL, param->item, param->item_type, kind, CHELA__WANT_TEXT,
                                phrase->items ? &reading->phrases[phrase->items[k]] : phrase);
        if (fits)
            push(maker, CHELA__OFFER_PHRASE, phrase);
    }
}

static struct chela__phrase *
phrase_at(struct maker *maker, size_t first, size_t last)
{
    const struct chela__phrase *known  = chela__reading_find(maker->it->reading, first, last);
    struct chela__phrase       *phrase = chela__scratch_get(maker->arena, 1, sizeof *phrase);
    const struct chela__token  *tokens = maker->it->reading->tokens.items;
    if (phrase)
        *phrase = known ? *known
                        : (struct chela__phrase){.first = (uint32_t)first,
                                                 .last  = (uint32_t)last,
                                                 .start = tokens[first].start,
                                                 .end   = tokens[last - 1].end};
    return phrase;
}

static struct chela_text
choice_text(const json_t *choice, char number[32])
{
    if (json_is_string(choice))
        return (struct chela_text){json_string_value(choice), json_string_length(choice)};
    if (json_is_integer(choice))
        return (struct chela_text){
            number, (size_t)snprintf(number, 32, "%lld", (long long)json_integer_value(choice))};
    return CHELA_TEXT("");
}

static void
add_choices(struct maker *maker)
{
    const json_t *choices = maker->param->choices;
    for (size_t i = 0; i < json_array_size(choices) && i < MAX_CHOICES; i++) {
        const json_t               *choice = json_array_get(choices, i);
        char                        number[32];
        struct chela_text           text  = choice_text(choice, number);
        size_t                      first = 0, last = 0;
        const struct chela__phrase *phrase = NULL;
        if (chela__choice_find(maker->it->reading, text, maker->from, maker->to, &first, &last) !=
            CHELA__CHOICE_UNNAMED)
            phrase = phrase_at(maker, first, last);
        struct chela__offer *offer = push(maker, CHELA__OFFER_CHOICE, phrase);
        if (offer)
            offer->constant = choice;
    }
}

// All choices that are named, as one offer.
static void
add_choice_list(struct maker *maker)
{
    const json_t  *choices = maker->param->choices;
    size_t         count = 0, low = maker->to, high = maker->from;
    const json_t **named = chela__scratch_get(maker->arena, MAX_CHOICES, sizeof *named);
    if (!named)
        return;
    for (size_t i = 0; i < json_array_size(choices) && i < MAX_CHOICES; i++) {
        const json_t *choice = json_array_get(choices, i);
        char          number[32];
        size_t        first, last;
        if (chela__choice_find(maker->it->reading, choice_text(choice, number), maker->from,
                               maker->to, &first, &last) < CHELA__CHOICE_STEM)
            continue;
        named[count++] = choice;
        low            = first < low ? first : low;
        high           = last > high ? last : high;
    }
    if (!count)
        return;
    struct chela__offer *offer = push(maker, CHELA__OFFER_CHOICES, phrase_at(maker, low, high));
    if (offer) {
        offer->constants      = named;
        offer->constant_count = count;
    }
}

// Examples of the text that are named in another form: "detailed" by "details".
static void
add_samples(struct maker *maker)
{
    const struct chela__param *param = maker->param;
    for (size_t i = 0; i < param->sample_count && param->want == CHELA__WANT_TEXT; i++) {
        size_t first = 0, last = 0;
        if (!chela__choice_is_word(param->samples[i]) ||
            chela__choice_find(maker->it->reading, param->samples[i], maker->from, maker->to,
                               &first, &last) != CHELA__CHOICE_STEM)
            continue;
        struct chela__offer *offer =
            push(maker, CHELA__OFFER_SAMPLE, phrase_at(maker, first, last));
        if (offer)
            offer->sample = param->samples[i];
    }
}

// No more than this can be offered.
static size_t
most_offers(const struct maker *maker)
{
    size_t most = 4 + json_array_size(maker->param->choices) + maker->param->sample_count;
    if (!maker->param->choices)
        most += 2 * maker->it->reading->count;
    return most < CHELA__OFFERS_MAX ? most : CHELA__OFFERS_MAX;
}

chela_status
chela__offers_make(const struct chela__case *it, struct chela__scratch *arena,
                   struct chela__offer_list *ret_offers)
{
    const struct chela__param *param = &it->shape->params[it->param];
    struct maker maker = {it, param, arena, ret_offers, it->from, it->to, false, false, 0};
    ret_offers->count  = 0;
    maker.most         = most_offers(&maker);
    ret_offers->items  = chela__scratch_get(arena, maker.most, sizeof *ret_offers->items);
    if (!ret_offers->items)
        return CHELA_NO_MEMORY;
    push(&maker, CHELA__OFFER_NONE, NULL);
    switch (param->want) {
    case CHELA__WANT_FLAG:
        for (int i = 0; i < 2; i++)
            push(&maker, CHELA__OFFER_FLAG, NULL)->truth = i == 0;
        break;
    case CHELA__WANT_CHOICE:
        add_choices(&maker);
        break;
    case CHELA__WANT_LIST:
        if (param->choices)
            add_choice_list(&maker);
        else
            add_lists(&maker);
        break;
    case CHELA__WANT_TIME:
        add_times(&maker);
        break;
    default:
        add_phrases(&maker);
        add_samples(&maker);
    }
    if (!param->choices && !param->sample_count) // those got more behind the list
        chela__scratch_shrink(arena, ret_offers->items,
                              (ret_offers->count + 1) * sizeof *ret_offers->items);
    return arena->failed ? CHELA_NO_MEMORY : CHELA_OK;
}

static bool
is_negated(const struct chela__reading *reading, size_t at)
{
    for (size_t i = at; i > 0 && at - i < FLAG_REACH; i--)
        if (reading->tokens.items[i - 1].class == CHELA__CLASS_NOT)
            return true;
    return false;
}

// How far the request says the words that explain the choice: "'metric' for Celsius".
static float
explained(const struct chela__case *it, struct chela_text choice)
{
    enum { MOST = 8 };
    char                        word[64];
    struct chela__term          terms[MOST];
    const struct chela__tokens *tokens = &it->reading->tokens;
    if (!choice.len || choice.len >= sizeof word)
        return 0;
    memcpy(word, choice.data, choice.len);
    word[choice.len] = 0;
    const char *at   = strcasestr(it->shape->params[it->param].text, word);
    if (!at)
        return 0;
    at += choice.len;
    at += strspn(at, "'\"`)");
    struct chela_text reason = {at, strcspn(at, ",;'\"`")};
    size_t            count = chela__terms_of(reason, terms, MOST), said = 0;
    for (size_t k = 0; k < count; k++)
        for (size_t i = it->from; i < it->to; i++)
            if (tokens->items[i].term.stem &&
                chela__terms_match(&tokens->items[i].term, 1, terms[k]) > 0) {
                said++;
                break;
            }
    return said > 2 ? 1 : (float)said / 3;
}

static bool
is_among(struct chela_text text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (text.len == strlen(words[i]) && strncasecmp(text.data, words[i], text.len) == 0)
            return true;
    return false;
}

static const char *const yes[] = {"true", "yes",    "y",       "sure", "ok",   "okay",
                                  "yeah", "please", "correct", "是",   "好",   "好的",
                                  "对",   "需要",   "要",      "可以", "是的", NULL};
static const char *const no[]  = {"false", "no",   "n",    "none",   "否",
                                  "不",    "不是", "不要", "不需要", NULL};

// Shares of a parameter's name that the request says, without the capability's own words.
static float
named_share(const struct chela__case *it, bool *ret_negated)
{
    const struct chela__param *param = &it->shape->params[it->param];
    uint64_t                   self  = 1ull << it->param;
    size_t                     names = 0;
    *ret_negated                     = false;
    for (size_t i = it->from; i < it->to; i++)
        if ((it->marks->names[i] & self) && !it->marks->tool[i]) {
            names++;
            *ret_negated |= is_negated(it->reading, i);
        }
    float share = param->name_count ? (float)names / (float)param->name_count : 0;
    return share > 1 ? 1 : share;
}

// An enum of "yes" and "no" is a flag.
static void
truth_evidence(const struct chela__case *it, struct chela_text choice, struct chela__evidence *out)
{
    bool  negated, affirms = is_among(choice, yes), denies = is_among(choice, no);
    float share = affirms || denies ? named_share(it, &negated) : 0;
    if (affirms && share > 0 && !negated)
        chela__evidence_add(out, SINGLE(CHOICE_YES), share);
    if (denies && share > 0 && negated)
        chela__evidence_add(out, SINGLE(CHOICE_NO), share);
}

// "Yes, please" to a question about the parameter.
static void
add_agreement(const struct chela__case *it, bool truth, struct chela__evidence *out)
{
    const struct chela__tokens *tokens = &it->reading->tokens;
    size_t                      reply  = it->reading->reply;
    if (reply >= tokens->count || !(it->marks->asked >> it->param & 1))
        return;
    struct chela_text first = chela__token_text(tokens, reply);
    if (is_among(first, truth ? yes : no))
        chela__evidence_add(out, truth ? SINGLE(FLAG_AGREED) : SINGLE(FLAG_DENIED), 1);
}

static void
choice_evidence(const struct chela__case *it, const struct chela__offer *offer,
                struct chela__evidence *out)
{
    const struct chela__param *param = &it->shape->params[it->param];
    char                       number[32];
    struct chela_text          text  = choice_text(offer->constant, number);
    size_t                     first = 0, last = 0;
    enum chela__choice_match   match = CHELA__CHOICE_UNNAMED;
    out->count                       = 0;
    if (offer->phrase) {
        chela__evidence_phrase(it, offer->phrase, out);
        match = chela__choice_find(it->reading, text, offer->phrase->first, offer->phrase->last,
                                   &first, &last);
    }
    static const int features[] = {SINGLE(CHOICE_UNNAMED), SINGLE(CHOICE_PART), SINGLE(CHOICE_SAME),
                                   SINGLE(CHOICE_STEM), SINGLE(CHOICE_EXACT)};
    chela__evidence_add(out, features[match], 1);
    if (param->fallback && json_equal((json_t *)param->fallback, (json_t *)offer->constant))
        chela__evidence_add(out, SINGLE(CHOICE_DEFAULT), 1);
    chela__evidence_add(out, SINGLE(CHOICE_WORDS), (float)(last - first) / 4.0f);
    chela__evidence_add(out, SINGLE(CHOICE_EXPLAINED), explained(it, text));
    truth_evidence(it, text, out);
}

// How far the request speaks of a flag: shares of its name's and its text's words that are no
// words of the capability itself.
static void
flag_evidence(const struct chela__case *it, bool truth, struct chela__evidence *out)
{
    const struct chela__param *param = &it->shape->params[it->param];
    uint64_t                   self  = 1ull << it->param;
    size_t                     names = 0, texts = 0;
    bool                       negated = false;
    for (size_t i = 0; i < it->reading->tokens.count; i++) {
        if (it->marks->names[i] & self) {
            names += !it->marks->tool[i];
            negated |= is_negated(it->reading, i);
        }
        texts += (it->marks->texts[i] & self) && !it->marks->tool[i];
    }
    float named  = param->name_count ? (float)names / (float)param->name_count : 0;
    float spoken = texts > 4 ? 1 : (float)texts / 4;
    out->count   = 0;
    named        = named > 1 ? 1 : named;
    chela__evidence_add(out, truth ? SINGLE(FLAG_TRUE) : SINGLE(FLAG_FALSE), 1);
    chela__evidence_add(out, truth ? SINGLE(FLAG_TRUE_NAMED) : SINGLE(FLAG_FALSE_NAMED), named);
    if (truth)
        chela__evidence_add(out, SINGLE(FLAG_TRUE_TEXT), spoken);
    if (negated)
        chela__evidence_add(out, truth ? SINGLE(FLAG_TRUE_NEGATED) : SINGLE(FLAG_FALSE_NEGATED), 1);
    if (param->fallback && json_is_boolean(param->fallback) &&
        json_is_true(param->fallback) == truth)
        chela__evidence_add(out, SINGLE(FLAG_DEFAULT), 1);
    if (truth && param->required)
        chela__evidence_add(out, SINGLE(FLAG_TRUE_REQUIRED), 1);
    add_agreement(it, truth, out);
}

void
chela__offer_evidence(const struct chela__case *it, const struct chela__offer *offer,
                      struct chela__evidence *ret_evidence)
{
    switch (offer->kind) {
    case CHELA__OFFER_KEPT: // never weighed
    case CHELA__OFFER_NONE:
        chela__evidence_none(it, ret_evidence);
        break;
    case CHELA__OFFER_SAMPLE:
    case CHELA__OFFER_PHRASE:
    case CHELA__OFFER_CHOICES:
    case CHELA__OFFER_SERIES:
        chela__evidence_phrase(it, offer->phrase, ret_evidence);
        if (offer->kind == CHELA__OFFER_SAMPLE)
            chela__evidence_add(ret_evidence, SINGLE(SAMPLE_MEANT), 1);
        break;
    case CHELA__OFFER_CHOICE:
        choice_evidence(it, offer, ret_evidence);
        break;
    case CHELA__OFFER_FLAG:
        flag_evidence(it, offer->truth, ret_evidence);
        break;
    }
}

static int
by_score(const void *a, const void *b)
{
    const struct chela__offer *first = a, *second = b;
    if (first->score != second->score)
        return first->score > second->score ? -1 : 1;
    if (!first->phrase || !second->phrase)
        return (first->phrase != NULL) - (second->phrase != NULL);
    return first->phrase < second->phrase ? -1 : first->phrase > second->phrase;
}

float
chela__offer_score(const struct chela__case *it, const struct chela__offer *offer)
{
    const struct chela__param *param = &it->shape->params[it->param];
    struct chela__evidence     evidence;
    float                      score = 0;
    chela__offer_evidence(it, offer, &evidence);
    for (size_t k = 0; k < evidence.count; k++)
        score += evidence.items[k].value * chela__weights[evidence.items[k].feature][param->want];
    if (param->type && offer->phrase && offer->phrase->value &&
        !chela__param_is_words(param->type, param->schema))
        score += OF_THE_TYPE;
    return score;
}

void
chela__offers_score(const struct chela__case *it, struct chela__offer_list *offers)
{
    float out = 0;
    for (size_t i = 0; i < offers->count; i++) {
        offers->items[i].score = chela__offer_score(it, &offers->items[i]);
        if (offers->items[i].kind == CHELA__OFFER_NONE)
            out = offers->items[i].score;
    }
    for (size_t i = 0; i < offers->count; i++)
        offers->items[i].score -= out;
    qsort(offers->items, offers->count, sizeof *offers->items, by_score);
}
