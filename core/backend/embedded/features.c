// features.c - evidence for a phrase as an argument.
#include "backend/embedded/features.h"

#include <math.h>
#include <string.h>

#include "backend/embedded/fill.h"
#include "base/json.h"

#define SINGLE(name) (CHELA__FEATURE_SINGLE + CHELA__SINGLE_##name)
#define NEAR_TOKENS 4
#define LABEL_TOKENS 4 // before a phrase, within which it is labelled

void
chela__evidence_add(struct chela__evidence *evidence, int feature, float value)
{
    if (value == 0 || evidence->count == sizeof evidence->items / sizeof *evidence->items)
        return;
    evidence->items[evidence->count].feature = (uint16_t)feature;
    evidence->items[evidence->count].value   = value;
    evidence->count++;
}

static void
add_if(struct chela__evidence *evidence, bool holds, int feature)
{
    if (holds)
        chela__evidence_add(evidence, feature, 1);
}

static enum chela__class
class_at(const struct chela__case *it, size_t at)
{
    return chela__tokens_class(&it->reading->tokens, at);
}

static bool is_word(enum chela__class class)
{
    return class == CHELA__CLASS_WORD || class == CHELA__CLASS_HEAD;
}

static bool
is_name(const struct chela__case *it, size_t at)
{
    enum chela__class class = class_at(it, at);
    return class == CHELA__CLASS_NAME ||
           (class == CHELA__CLASS_HEAD && class_at(it, at + 1) == CHELA__CLASS_NAME);
}

static void
add_edges(const struct chela__case *it, const struct chela__phrase *phrase,
          struct chela__evidence *out)
{
    size_t            first = phrase->first, last = phrase->last - 1;
    enum chela__class left = class_at(it, first - 1), right = class_at(it, last + 1);
    chela__evidence_add(out, CHELA__FEATURE_LEFT + (int)left, 1);
    chela__evidence_add(out, CHELA__FEATURE_RIGHT + (int)right, 1);
    chela__evidence_add(out, CHELA__FEATURE_FIRST + (int)class_at(it, first), 1);
    chela__evidence_add(out, CHELA__FEATURE_LAST + (int)class_at(it, last), 1);
    add_if(out, first > 0 && is_name(it, first - 1) && is_name(it, first), SINGLE(CUTS_NAME_LEFT));
    add_if(out, is_name(it, last) && is_name(it, last + 1), SINGLE(CUTS_NAME_RIGHT));
    add_if(out, is_word(left) && is_word(class_at(it, first)), SINGLE(CUTS_WORD_LEFT));
    add_if(out, is_word(right) && is_word(class_at(it, last)), SINGLE(CUTS_WORD_RIGHT));
    add_if(out, left == CHELA__CLASS_HAN && class_at(it, first) == CHELA__CLASS_HAN,
           SINGLE(CUTS_HAN_LEFT));
    add_if(out, right == CHELA__CLASS_HAN && class_at(it, last) == CHELA__CLASS_HAN,
           SINGLE(CUTS_HAN_RIGHT));
    bool quotes = left == CHELA__CLASS_QUOTE && right == CHELA__CLASS_QUOTE;
    add_if(out, phrase->quoted, SINGLE(QUOTED));
    add_if(out,
           !phrase->quoted && !quotes &&
               (left == CHELA__CLASS_QUOTE) != (right == CHELA__CLASS_QUOTE),
           SINGLE(INSIDE_QUOTE));
    add_if(out, phrase->tail, SINGLE(TAIL));
}

// A feature once for each role that the parameter has.
static void
add_by_role(const struct chela__case *it, int first, struct chela__evidence *out)
{
    uint32_t roles = it->shape->params[it->param].roles;
    for (int role = 0; role < (int)CHELA__THEMES; role++)
        add_if(out, (roles >> role & 1) != 0, first + role);
}

static void
add_length(const struct chela__case *it, const struct chela__phrase *phrase,
           struct chela__evidence *out)
{
    size_t length  = phrase->last - phrase->first;
    bool   han     = class_at(it, phrase->last - 1) == CHELA__CLASS_HAN;
    int    first   = han ? SINGLE(HAN_1) : SINGLE(LENGTH_1);
    int    bucket  = length <= 4 ? (int)length - 1 : length <= 6 ? 4 : length <= 9 ? 5 : 6;
    int    feature = first + bucket;
    chela__evidence_add(out, feature, 1);
    add_by_role(it,
                CHELA__FEATURE_LENGTH + (bucket + (han ? CHELA__LENGTHS : 0)) * (int)CHELA__THEMES,
                out);
}

static int inner_feature(enum chela__class class)
{
    switch (class) {
    case CHELA__CLASS_AND:
        return CHELA__SINGLE_HAS_AND;
    case CHELA__CLASS_OR:
        return CHELA__SINGLE_HAS_OR;
    case CHELA__CLASS_OF:
        return CHELA__SINGLE_HAS_OF;
    case CHELA__CLASS_COMMA:
        return CHELA__SINGLE_HAS_COMMA;
    case CHELA__CLASS_BE:
    case CHELA__CLASS_ASK:
        return CHELA__SINGLE_HAS_BE;
    case CHELA__CLASS_COMMAND:
        return CHELA__SINGLE_HAS_COMMAND;
    case CHELA__CLASS_PRONOUN:
        return CHELA__SINGLE_HAS_PRONOUN;
    case CHELA__CLASS_QUOTE:
        return CHELA__SINGLE_HAS_QUOTE;
    case CHELA__CLASS_COLON:
        return CHELA__SINGLE_HAS_COLON;
    default:
        return class >= CHELA__CLASS_IN && class <= CHELA__CLASS_PREPOSITION
                   ? CHELA__SINGLE_HAS_PREPOSITION
                   : -1;
    }
}

// What lies inside: classes once each, and the share of words that belong to the catalogue.
static void
add_inside(const struct chela__case *it, const struct chela__phrase *phrase,
           struct chela__evidence *out)
{
    uint32_t seen   = 0;
    uint64_t self   = 1ull << it->param;
    size_t   length = phrase->last - phrase->first, names = 0, texts = 0, tools = 0;
    size_t   parts = 0, others = 0;
    for (size_t i = phrase->first; i < phrase->last; i++) {
        int feature =
            i > phrase->first && i + 1 < phrase->last ? inner_feature(class_at(it, i)) : -1;
        if (feature >= 0)
            seen |= 1u << feature;
        names += (it->marks->names[i] & self) != 0;
        texts += (it->marks->texts[i] & self) != 0;
        tools += it->marks->tool[i];
        parts += (it->marks->parts[i] & self) != 0;
        others += (it->marks->names[i] & ~self) != 0;
    }
    for (int i = CHELA__SINGLE_HAS_AND; i <= CHELA__SINGLE_HAS_COLON; i++)
        add_if(out, (seen >> i & 1) != 0, CHELA__FEATURE_SINGLE + i);
    static const int inners[CHELA__INNERS] = {CHELA__SINGLE_HAS_AND, CHELA__SINGLE_HAS_OF,
                                              CHELA__SINGLE_HAS_PREPOSITION,
                                              CHELA__SINGLE_HAS_COMMA, CHELA__SINGLE_HAS_BE};
    for (int i = 0; i < CHELA__INNERS; i++)
        if (seen >> inners[i] & 1)
            add_by_role(it, CHELA__FEATURE_INNER + i * (int)CHELA__THEMES, out);
    chela__evidence_add(out, SINGLE(HAS_NAME_WORDS), (float)names / (float)length);
    chela__evidence_add(out, SINGLE(HAS_TEXT_WORDS), (float)(texts - names) / (float)length);
    chela__evidence_add(out, SINGLE(HAS_TOOL_WORDS), (float)tools / (float)length);
    chela__evidence_add(out, SINGLE(OTHER_WORDS), (float)others / (float)length);
    add_if(out, parts > 0, SINGLE(PART_INSIDE));
    add_if(out, texts == length, SINGLE(ALL_TEXT_WORDS));
    add_if(out, length > 1 && (it->marks->names[phrase->first] & self), SINGLE(FIRST_NAME_WORD));
    add_if(out, length > 1 && (it->marks->names[phrase->last - 1] & self), SINGLE(LAST_NAME_WORD));
}

static uint64_t
names_at(const struct chela__case *it, size_t at)
{
    return at < it->reading->tokens.count ? it->marks->names[at] : 0;
}

// Distance to the nearest token within reach that names one of `params`, going by `step`; 0: none.
static size_t
distance_to(const struct chela__case *it, size_t from, int step, uint64_t params)
{
    for (size_t distance = 1; distance <= NEAR_TOKENS; distance++) {
        size_t at = from + (size_t)(step * (int)(distance - 1));
        if (at >= it->reading->tokens.count || class_at(it, at) == CHELA__CLASS_STOP)
            return 0;
        if (it->marks->names[at] & params)
            return distance;
    }
    return 0;
}

static bool is_link(enum chela__class class)
{
    return class == CHELA__CLASS_BE || class == CHELA__CLASS_COLON || class == CHELA__CLASS_OF ||
           class == CHELA__CLASS_NAMED || class == CHELA__CLASS_AS || class == CHELA__CLASS_TO ||
           class == CHELA__CLASS_SIGN || class == CHELA__CLASS_QUOTE;
}

// Whose words stand before the phrase: "target ID '7'" is for "target_id", not for "source_id".
static void
add_label(const struct chela__case *it, const struct chela__phrase *phrase,
          struct chela__evidence *out)
{
    uint8_t counts[CHELA__SHAPE_MAX_PARAMS] = {0}, most = 0;
    for (size_t back = 1; back <= LABEL_TOKENS && back <= phrase->first; back++) {
        size_t at               = phrase->first - back;
        enum chela__class class = class_at(it, at);
        if (class == CHELA__CLASS_STOP || class == CHELA__CLASS_COMMA ||
            (back > 1 && class == CHELA__CLASS_AND))
            break;
        for (size_t i = 0; i < it->shape->count; i++)
            counts[i] += (it->marks->names[at] >> i & 1) != 0;
    }
    for (size_t i = 0; i < it->shape->count; i++)
        most = i != it->param && counts[i] > most ? counts[i] : most;
    uint8_t own = counts[it->param];
    add_if(out, own > most, SINGLE(LABEL_MOST));
    add_if(out, most > own, SINGLE(LABEL_LESS));
    size_t words = it->shape->params[it->param].name_count;
    if (own && words)
        chela__evidence_add(out, SINGLE(LABEL_SHARE), own >= words ? 1 : (float)own / (float)words);
}

// "New York, USA" cut at its comma where a place is wanted.
static bool
cuts_comma(const struct chela__case *it, const struct chela__phrase *phrase)
{
    uint32_t places = 1u << CHELA__THEME_PLACE | 1u << CHELA__THEME_START | 1u << CHELA__THEME_END;
    size_t   last   = phrase->last;
    return (it->shape->params[it->param].roles & places) && is_name(it, last - 1) &&
           class_at(it, last) == CHELA__CLASS_COMMA && is_name(it, last + 1) &&
           class_at(it, last + 2) != CHELA__CLASS_AND;
}

// What kind of address the parameter's name or text names: an email, a link, a path.
static void
add_kind(const struct chela__case *it, const struct chela__phrase *phrase,
         struct chela__evidence *out)
{
    static const struct {
        const char            *word;
        enum chela__value_kind kind;
    } kinds[] = {{"email", CHELA__VALUE_EMAIL},    {"邮箱", CHELA__VALUE_EMAIL},
                 {"邮件地址", CHELA__VALUE_EMAIL}, {"url", CHELA__VALUE_URL},
                 {"网址", CHELA__VALUE_URL},       {"phone", CHELA__VALUE_PHONE},
                 {"电话", CHELA__VALUE_PHONE},     {"path", CHELA__VALUE_PATH}};
    const struct chela__param *param = &it->shape->params[it->param];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!strcasestr(param->name, kinds[i].word) && !strcasestr(param->text, kinds[i].word))
            continue;
        bool is = phrase->value && phrase->value->kind == kinds[i].kind;
        chela__evidence_add(out, is ? SINGLE(KIND_NAMED) : SINGLE(KIND_OTHER), 1);
        return;
    }
}

static void
add_around(const struct chela__case *it, const struct chela__phrase *phrase,
           struct chela__evidence *out)
{
    uint64_t self = 1ull << it->param, others = ~self;
    size_t   left = (size_t)phrase->first - 1, right = phrase->last;
    uint64_t left_texts  = left < it->reading->tokens.count ? it->marks->texts[left] : 0;
    uint64_t right_texts = right < it->reading->tokens.count ? it->marks->texts[right] : 0;
    bool     named = (names_at(it, left) & self) != 0, follows = (names_at(it, right) & self) != 0;
    add_label(it, phrase, out);
    add_if(out, named, SINGLE(LEFT_NAME_WORD));
    add_if(out, left < it->reading->tokens.count && (it->marks->parts[left] & self),
           SINGLE(PART_LEFT));
    add_if(out, right < it->reading->tokens.count && (it->marks->parts[right] & self),
           SINGLE(PART_RIGHT));
    add_if(out, follows, SINGLE(RIGHT_NAME_WORD));
    add_if(out, is_link(class_at(it, left)) && (names_at(it, left - 1) & self), SINGLE(LEFT_LABEL));
    add_if(out, !named && (left_texts & self), SINGLE(LEFT_TEXT_WORD));
    add_if(out, !follows && (right_texts & self), SINGLE(RIGHT_TEXT_WORD));
    add_if(out, !named && (names_at(it, left) & others), SINGLE(LEFT_OTHER_WORD));
    add_if(out, !follows && (names_at(it, right) & others), SINGLE(RIGHT_OTHER_WORD));
    size_t before = distance_to(it, left, -1, self), behind = distance_to(it, right, 1, self);
    size_t other_before = distance_to(it, left, -1, others);
    if (before)
        chela__evidence_add(out, SINGLE(NEAR_LEFT), 1.0f / (float)before);
    if (behind)
        chela__evidence_add(out, SINGLE(NEAR_RIGHT), 1.0f / (float)behind);
    add_if(out, other_before && (!before || other_before < before), SINGLE(NEAR_OTHER));
}

static enum chela__form
form_of(const struct chela__case *it, const struct chela__phrase *phrase)
{
    if (phrase->quoted)
        return CHELA__FORM_QUOTED;
    if (phrase->value && phrase->value->kind <= CHELA__VALUE_RECURRENCE && !phrase->value->latent)
        return CHELA__FORM_TIME;
    enum chela__class class = class_at(it, phrase->last - 1);
    if (class == CHELA__CLASS_NAME || (class == CHELA__CLASS_HEAD && is_name(it, phrase->first)))
        return CHELA__FORM_NAMES;
    if (class == CHELA__CLASS_TYPED)
        return CHELA__FORM_TYPED;
    if (class == CHELA__CLASS_NUMBER || phrase->value)
        return CHELA__FORM_NUMBER;
    return class == CHELA__CLASS_HAN ? CHELA__FORM_HAN : CHELA__FORM_WORDS;
}

// What the roles of the parameter make of the word before and of the form.
static void
add_roles(const struct chela__case *it, const struct chela__phrase *phrase,
          struct chela__evidence *out)
{
    uint32_t          roles = it->shape->params[it->param].roles;
    int               form  = (int)form_of(it, phrase);
    enum chela__class left  = class_at(it, (size_t)phrase->first - 1);
    if (left == CHELA__CLASS_ARTICLE || left == CHELA__CLASS_OWNER || left == CHELA__CLASS_QUOTE)
        left = class_at(it, (size_t)phrase->first - 2);
    bool cue = left >= CHELA__CLASS_IN && left <= CHELA__CLASS_PREPOSITION;
    for (int role = 0; role < (int)CHELA__THEMES; role++) {
        if (!(roles >> role & 1))
            continue;
        if (cue)
            chela__evidence_add(out,
                                CHELA__FEATURE_CUE +
                                    ((int)left - (int)CHELA__CLASS_IN) * (int)CHELA__THEMES + role,
                                1);
        chela__evidence_add(out, CHELA__FEATURE_FORM + form * (int)CHELA__THEMES + role, 1);
    }
}

static bool
fits(const struct chela__param *param, const struct chela__value *value)
{
    if (param->type)
        return chela__value_fits(value, param->type);
    if (param->want == CHELA__WANT_TIME)
        return value->kind <= CHELA__VALUE_RECURRENCE;
    double number;
    return strcmp(param->kind, "string") != 0 && chela__fill_number(param, value, &number);
}

static bool
unit_in_text(const struct chela__param *param, const char *unit)
{
    for (const char *at = param->text; *at;) {
        size_t                      len = strcspn(at, " ,.();:/");
        enum chela__value_dimension dimension;
        const char *code = len ? chela__value_unit((struct chela_text){at, len}, &dimension) : NULL;
        if (code && strcmp(code, unit) == 0)
            return true;
        at += len;
        at += strspn(at, " ,.();:/");
    }
    return false;
}

static bool
is_plain_number(const struct chela__value *value)
{
    return value->kind >= CHELA__VALUE_DURATION && value->kind <= CHELA__VALUE_QUANTITY &&
           value->kind != CHELA__VALUE_RECURRENCE && !value->latent;
}

// The third number for the third parameter that wants one.
static void
add_rank(const struct chela__case *it, const struct chela__phrase *phrase,
         struct chela__evidence *out)
{
    const struct chela__values *values = &it->reading->values;
    size_t                      wanted = 0, rank = 0, end = 0;
    for (size_t i = 0; i < it->param; i++)
        wanted += it->shape->params[i].want == CHELA__WANT_NUMBER && it->shape->params[i].required;
    for (size_t i = 0; i < values->count && values->items[i].start < phrase->start; i++)
        if (is_plain_number(&values->items[i]) && values->items[i].start >= end) {
            rank++;
            end = values->items[i].end;
        }
    if (it->shape->params[it->param].required)
        chela__evidence_add(out, rank == wanted ? SINGLE(RANK_SAME) : SINGLE(RANK_OTHER), 1);
}

// Whether it looks like the examples that the description gives.
static void
add_samples(const struct chela__case *it, const struct chela__phrase *phrase,
            struct chela__evidence *out)
{
    const struct chela__param *param = &it->shape->params[it->param];
    struct chela_text          text  = {it->reading->tokens.text.data + phrase->start,
                                        phrase->end - phrase->start};
    enum chela__sample_form    form  = chela__sample_form(text);
    size_t                     words = chela__sample_words(text);
    bool                       like = false, as_long = false, same = false, comma = false;
    for (size_t i = 0; i < param->sample_count; i++) {
        struct chela_text sample = param->samples[i];
        like |= chela__sample_form(sample) == form;
        as_long |= chela__sample_form(sample) == form && chela__sample_words(sample) == words;
        same |= sample.len == text.len && strncasecmp(sample.data, text.data, text.len) == 0;
        comma |= memchr(sample.data, ',', sample.len) != NULL;
    }
    if (!param->sample_count)
        return;
    chela__evidence_add(out, like ? SINGLE(SAMPLE_FORM) : SINGLE(SAMPLE_OTHER), 1);
    add_if(out, as_long, SINGLE(SAMPLE_WORDS));
    add_if(out, same, SINGLE(SAMPLE_SAME));
    if (comma)
        chela__evidence_add(
            out, memchr(text.data, ',', text.len) ? SINGLE(SAMPLE_COMMA) : SINGLE(SAMPLE_NO_COMMA),
            1);
}

// Whether it answers the question that is open.
static void
add_answer(const struct chela__case *it, const struct chela__phrase *phrase,
           struct chela__evidence *out)
{
    size_t reply = it->reading->reply, count = it->reading->tokens.count;
    bool   asked = (it->marks->asked >> it->param & 1) != 0;
    if (reply >= count)
        return;
    if (phrase->first < reply) {
        add_if(out, asked, SINGLE(NOT_ANSWER));
        return;
    }
    add_if(out, asked, SINGLE(ASKED));
    add_if(out, !asked && it->marks->asked, SINGLE(ASKED_OTHER));
    add_if(out, phrase->first == reply && (phrase->last == count || phrase->tail),
           SINGLE(WHOLE_ANSWER));
}

static void
add_value(const struct chela__case *it, const struct chela__phrase *phrase,
          struct chela__evidence *out)
{
    const struct chela__param *param = &it->shape->params[it->param];
    const struct chela__value *value = phrase->value;
    if (!value) {
        bool typed = param->type || param->want == CHELA__WANT_TIME;
        add_if(out, typed, SINGLE(MISFITS_TYPE));
        return;
    }
    chela__evidence_add(out, CHELA__FEATURE_VALUE + (int)value->kind, 1);
    add_by_role(it, CHELA__FEATURE_KIND + (int)value->kind * (int)CHELA__THEMES, out);
    add_if(out, fits(param, value), SINGLE(FITS_TYPE));
    add_if(out, value->latent, SINGLE(LATENT));
    if (value->kind == CHELA__VALUE_DURATION && param->grains) {
        bool grain = (param->grains >> value->as.duration.grain & 1) != 0;
        add_if(out, grain, SINGLE(GRAIN_FITS));
        add_if(out, !grain, SINGLE(GRAIN_OTHER));
    }
    if (param->want == CHELA__WANT_NUMBER)
        add_rank(it, phrase, out);
    const char *unit = value->kind >= CHELA__VALUE_NUMBER && value->kind <= CHELA__VALUE_QUANTITY
                           ? value->as.amount.unit
                           : NULL;
    if (!unit)
        return;
    bool here = unit_in_text(param, unit);
    add_if(out, here, SINGLE(UNIT_FITS));
    for (size_t i = 0; !here && i < it->shape->count; i++)
        if (unit_in_text(&it->shape->params[i], unit)) {
            chela__evidence_add(out, SINGLE(UNIT_OTHER), 1);
            break;
        }
}

// A value that reaches over an edge of the phrase was cut.
static void
add_cuts(const struct chela__case *it, const struct chela__phrase *phrase,
         struct chela__evidence *out)
{
    if (phrase->value || phrase->quoted)
        return;
    const struct chela__values *values = &it->reading->values;
    for (size_t i = 0; i < values->count; i++) {
        const struct chela__value *value = &values->items[i];
        if (value->start >= phrase->end)
            break;
        if (value->latent || value->end <= phrase->start)
            continue;
        if (value->start < phrase->start || value->end > phrase->end) {
            chela__evidence_add(out, SINGLE(CUTS_VALUE), 1);
            return;
        }
    }
}

// Whether it stands where an example has the parameter's value.
static void
add_examples(const struct chela__case *it, const struct chela__phrase *phrase,
             struct chela__evidence *out)
{
    const char *name = it->shape->params[it->param].name;
    int         best = 0;
    for (size_t i = 0; i < it->shape->template_count; i++) {
        const struct chela__template *template = &it->shape->templates[i];
        for (size_t k = 0; k < template->slot_count; k++) {
            if (strcmp(template->slots[k].name, name) != 0)
                continue;
            int place = chela__template_place(template, &template->slots[k], &it->reading->tokens,
                                              it->from, it->to, phrase->first, phrase->last);
            best      = place > best ? place : best;
        }
    }
    add_if(out, (best & 1) != 0, SINGLE(EXAMPLE_LEFT));
    add_if(out, (best & 2) != 0, SINGLE(EXAMPLE_RIGHT));
    add_if(out, best == 3, SINGLE(EXAMPLE_BOTH));
}

static void
add_list(const struct chela__phrase *phrase, struct chela__evidence *out)
{
    size_t count = phrase->items     ? phrase->item_count
                   : phrase->literal ? json_array_size(phrase->literal)
                                     : 1;
    add_if(out, phrase->literal != NULL, SINGLE(LITERAL));
    chela__evidence_add(out,
                        count == 1   ? SINGLE(LIST_1)
                        : count == 2 ? SINGLE(LIST_2)
                                     : SINGLE(LIST_3),
                        1);
    add_if(out, phrase->bracketed, SINGLE(LIST_BRACKETS));
}

void
chela__evidence_phrase(const struct chela__case *it, const struct chela__phrase *phrase,
                       struct chela__evidence *ret_evidence)
{
    struct chela__evidence    *out   = ret_evidence;
    const struct chela__param *param = &it->shape->params[it->param];
    out->count                       = 0;
    chela__evidence_add(out, SINGLE(BIAS), 1);
    add_edges(it, phrase, out);
    chela__evidence_edges(it, phrase, out);
    add_length(it, phrase, out);
    add_inside(it, phrase, out);
    add_around(it, phrase, out);
    add_roles(it, phrase, out);
    add_kind(it, phrase, out);
    add_if(out, cuts_comma(it, phrase), SINGLE(CUTS_COMMA));
    add_value(it, phrase, out);
    add_cuts(it, phrase, out);
    add_examples(it, phrase, out);
    add_samples(it, phrase, out);
    add_answer(it, phrase, out);
    if (param->want == CHELA__WANT_LIST)
        add_list(phrase, out);
    float place = ((float)it->param + 0.5f) / (float)it->shape->count;
    float at    = ((float)(phrase->first - it->from) + 0.5f) / (float)(it->to - it->from);
    chela__evidence_add(out, SINGLE(ORDER), fabsf(place - at));
}

void
chela__evidence_none(const struct chela__case *it, struct chela__evidence *ret_evidence)
{
    const struct chela__param *param = &it->shape->params[it->param];
    struct chela__evidence    *out   = ret_evidence;
    out->count                       = 0;
    chela__evidence_add(out, SINGLE(NONE), 1);
    add_if(out, !param->required, SINGLE(NONE_OPTIONAL));
    add_if(out, param->fallback != NULL, SINGLE(NONE_DEFAULT));
    add_if(out, param->inner, SINGLE(NONE_INNER));
    add_if(out, (it->marks->asked >> it->param & 1) != 0, SINGLE(NONE_ASKED));
    add_if(out,
           !param->fallback && (strcasestr(param->text, "default") || strstr(param->text, "默认")),
           SINGLE(NONE_TEXT));
    size_t named = 0;
    for (size_t k = 0; k < param->name_count; k++)
        for (size_t i = it->from; i < it->to; i++)
            if (it->reading->tokens.items[i].term.stem == param->terms[k].stem) {
                named++;
                break;
            }
    if (param->name_count)
        chela__evidence_add(out, SINGLE(NONE_NAMED), (float)named / (float)param->name_count);
    for (int role = 0; role < (int)CHELA__THEMES; role++)
        add_if(out, (param->roles >> role & 1) != 0, CHELA__FEATURE_NONE_THEME + role);
}
