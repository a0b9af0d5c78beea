// memory_recall.c - what is remembered in place of a question; called by the conversation before it
// asks the backend, or the user.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/value/value.h"
#include "plan/memory.h"
#include "plan/said.h"

#define ALIKE_MAX 8 // rows that are looked at

// Notes that a row helps, so that the plan can name it and a refusal doubts it.
static void
use_row(struct chela_conversation *conversation, json_t *row)
{
    if (!conversation->memories)
        conversation->memories = json_object();
    json_object_set(conversation->memories, chela__json_str(row, "memory"), row);
}

static const char *
first_turn(const struct chela_conversation *conversation)
{
    return json_string_value(json_array_get(conversation->turns, conversation->earlier));
}

static json_t *
find(struct chela_conversation *conversation, const char *kind, json_t *words_take)
{
    json_t *rows = NULL;
    if (words_take &&
        chela__memory_find(conversation->host->state, kind, words_take, ALIKE_MAX, &rows, NULL) < 0)
        rows = NULL;
    json_decref(words_take);
    return rows;
}

// ---- the same request again ----

// Turn 0 is said anew now; what was answered to questions then is remembered.
static void
renew(json_t *value, size_t turn, const char *id)
{
    const char *key;
    json_t     *member;
    size_t      at;
    json_t     *said = json_object_get(value, "said");
    if (json_is_array(said) && json_integer_value(json_array_get(said, 0)) == 0) {
        json_array_set_new(said, 0, json_integer((json_int_t)turn));
        return;
    }
    if (json_is_array(said)) {
        json_object_set(value, "at", said);
        json_object_set_new(value, "memory", json_string(id));
        json_object_del(value, "said");
        return;
    }
    json_array_foreach(value, at, member) renew(member, turn, id);
    json_object_foreach(value, key, member)
    {
        if (strcmp(key, "const") != 0)
            renew(member, turn, id);
    }
}

static bool
is_unchanged(struct chela_conversation *conversation, const json_t *uses)
{
    struct chela__catalog *catalog = conversation->host->catalog;
    const char            *name;
    json_t                *digest;
    json_object_foreach((json_t *)uses, name, digest)
    {
        struct chela__capability *capability = NULL;
        size_t                    at         = 0;
        if (chela__catalog_find(catalog, name, NULL, &at, NULL) < 0 ||
            chela__catalog_capability(catalog, at, &capability, NULL) < 0 ||
            strcmp(json_string_value(digest), capability->plugin->digest) != 0)
            return false;
    }
    return true;
}

json_t *
chela__memory_plan(struct chela_conversation *conversation)
{
    const char *text = first_turn(conversation);
    json_t     *plan = NULL;
    char       *word = NULL;
    if (!chela__memory_is_on(conversation) || !text || asprintf(&word, "=%s", text) < 0)
        return NULL;
    json_t *rows = find(conversation, "request", json_pack("[s]", word));
    json_t *row  = json_array_get(rows, 0);
    free(word);
    const char *then = json_string_value(json_array_get(json_object_get(row, "turns"), 0));
    if (then && !strcmp(then, text) && is_unchanged(conversation, json_object_get(row, "uses"))) {
        plan = json_deep_copy(json_object_get(row, "plan"));
        renew(plan, conversation->earlier, chela__json_str(row, "memory"));
        use_row(conversation, row);
    }
    json_decref(rows);
    return plan;
}

// ---- what a backend would ask for ----

struct want {
    struct chela_conversation      *conversation;
    const char                     *use; // full name
    const char                     *pointer;
    const struct chela__capability *capability;
    struct chela__value_context     context;
};

// "/when" of that capability in a plan, as an argument; NULL: none.
static json_t *
argument_in(const json_t *steps, const char *use, const char *pointer)
{
    size_t  at;
    json_t *step;
    json_array_foreach((json_t *)steps, at, step)
    {
        const char *of = chela__json_str(step, "use");
        if (of && !strcmp(of, use))
            return json_object_get(json_object_get(step, "with"), pointer + 1);
    }
    return NULL;
}

static bool
was_asked(const json_t *row, const struct want *want)
{
    size_t  at;
    json_t *pointer;
    json_array_foreach(json_object_get(json_object_get(row, "asked"), want->use), at, pointer)
    {
        if (!strcmp(json_string_value(pointer), want->pointer))
            return true;
    }
    return false;
}

// The same terms in other words' order, or with one more among many: one that differs ("alarm for
// school", "alarm for the gym") is another wish.
static bool
is_alike(const json_t *row, size_t wanted)
{
    json_t *terms =
        chela__memory_terms(json_string_value(json_array_get(json_object_get(row, "turns"), 0)));
    size_t hits = (size_t)chela__json_int(row, "hits", 0);
    size_t all  = wanted + json_array_size(terms) - hits;
    json_decref(terms);
    return hits * 5 >= all * 4;
}

// What was answered when a request like this one lacked the same.
static json_t *
from_request(const struct want *want, json_t *terms)
{
    size_t  at;
    json_t *row, *found = NULL;
    json_t *rows = find(want->conversation, "request", json_incref(terms));
    json_array_foreach(rows, at, row)
    {
        const json_t *steps = json_object_get(json_object_get(row, "plan"), "steps");
        json_t       *said  = json_object_get(argument_in(steps, want->use, want->pointer), "said");
        if (found || !was_asked(row, want) || !is_alike(row, json_array_size(terms)) ||
            json_integer_value(json_array_get(said, 0)) == 0)
            continue;
        found = json_pack("{s:O, s:O}", "memory", json_object_get(row, "memory"), "at", said);
        use_row(want->conversation, row);
    }
    json_decref(rows);
    return found;
}

// The one piece of a stated sentence that the parameter takes; `count`: how many there are.
static json_t *
piece_of(const struct want *want, const char *text, size_t *count)
{
    struct chela__values values = {NULL, 0};
    json_t              *at     = NULL;
    if (chela__values_find(text, strlen(text), &want->context, &values, NULL) < 0)
        return NULL;
    for (size_t i = 0; i < values.count; i++) {
        struct chela_text span  = {text + values.items[i].start,
                                   values.items[i].end - values.items[i].start};
        json_t           *value = NULL;
        if (chela__span_value(&want->context, span, want->capability->input_schema, want->pointer,
                              &value, NULL) < 0)
            continue;
        json_decref(value);
        json_decref(at);
        at =
            json_pack("[I, I]", (json_int_t)values.items[i].start, (json_int_t)values.items[i].end);
        (*count)++;
    }
    chela__values_done(&values);
    return at;
}

// A word of the parameter's enum in the sentence.
static json_t *
word_of(const struct want *want, const char *text, size_t *count)
{
    const json_t *schema = chela__schema_at(want->capability->input_schema, want->pointer);
    json_t       *at     = NULL, *value;
    size_t        i;
    json_array_foreach(json_object_get(schema, "enum"), i, value)
    {
        const char *word  = json_string_value(value);
        const char *place = word ? strcasestr(text, word) : NULL;
        if (!place)
            continue;
        json_decref(at);
        at = json_pack("[I, I]", (json_int_t)(place - text),
                       (json_int_t)((size_t)(place - text) + strlen(word)));
        (*count)++;
    }
    return at;
}

static bool
has_term(const json_t *terms, const json_t *term)
{
    for (size_t i = 0; i < json_array_size(terms); i++)
        if (json_equal(json_array_get(terms, i), term))
            return true;
    return false;
}

// What the request is about, beside what the capability is called: of "start a timer for the eggs"
// the eggs.
static json_t *
subjects(const struct want *want, const json_t *terms)
{
    const char *summary = chela__localized(want->capability->json, "summary", want->context.lang);
    json_t     *name    = chela__memory_terms(want->capability->name);
    json_t     *words   = chela__memory_terms(summary);
    json_t     *left    = json_array();
    json_t     *term;
    size_t      at;
    json_array_foreach((json_t *)terms, at, term)
    {
        if (!has_term(name, term) && !has_term(words, term))
            json_array_append(left, term);
    }
    json_decref(name);
    json_decref(words);
    return left;
}

// What the user stated about something that the request names.
static json_t *
from_stated(const struct want *want, const json_t *terms)
{
    size_t  at, count   = 0;
    json_t *row, *found = NULL;
    json_t *rows = find(want->conversation, "stated", subjects(want, terms));
    json_array_foreach(rows, at, row)
    {
        const char *text = json_string_value(json_array_get(json_object_get(row, "turns"), 0));
        json_t     *span = text ? word_of(want, text, &count) : NULL;
        if (text && !span)
            span = piece_of(want, text, &count);
        if (!span)
            continue;
        json_decref(found);
        found = json_pack("{s:O, s:o}", "memory", json_object_get(row, "memory"), "at", span);
        use_row(want->conversation, row);
    }
    json_decref(rows);
    if (count == 1)
        return found;
    json_decref(found);
    return NULL;
}

// Puts the argument where the plan lacks it.
static bool
put_argument(json_t *plan, const struct want *want, json_t *argument)
{
    size_t  at;
    json_t *step;
    json_array_foreach(json_object_get(plan, "steps"), at, step)
    {
        const char *of   = chela__json_str(step, "use");
        json_t     *with = json_object_get(step, "with");
        if (!of || strcmp(of, want->use) || json_object_get(with, want->pointer + 1))
            continue;
        if (!with && json_object_set_new(step, "with", with = json_object()) < 0)
            return false;
        return json_object_set(with, want->pointer + 1, argument) == 0;
    }
    return false;
}

static bool
fill_one(struct want *want, json_t *terms, json_t *plan)
{
    struct chela__catalog    *catalog    = want->conversation->host->catalog;
    struct chela__capability *capability = NULL;
    size_t                    at         = 0;
    if (*want->pointer != '/' || strchr(want->pointer + 1, '/') ||
        chela__catalog_find(catalog, want->use, NULL, &at, NULL) < 0 ||
        chela__catalog_capability(catalog, at, &capability, NULL) < 0 ||
        chela__capability_schemas(capability, NULL) < 0)
        return false;
    want->capability = capability;
    json_t *argument = from_request(want, terms);
    if (!argument)
        argument = from_stated(want, terms);
    bool is_filled = argument && put_argument(plan, want, argument);
    json_decref(argument);
    return is_filled;
}

bool
chela__memory_fill(struct chela_conversation *conversation, const json_t *question, json_t *plan)
{
    const char *text  = first_turn(conversation);
    json_t     *terms = text ? chela__memory_terms(text) : NULL;
    struct want want  = {.conversation = conversation,
                         .context      = {.lang   = conversation->lang,
                                          .now_ms = chela__clock_now(&conversation->host->clock),
                                          .zone   = conversation->host->clock.zone}};
    bool        all   = plan && terms && chela__memory_is_on(conversation) &&
               json_object_size(json_object_get(question, "missing")) > 0 &&
               !json_object_get(question, "invalid");
    json_t *pointers, *pointer;
    size_t  at;
    json_object_foreach(json_object_get(question, "missing"), want.use, pointers)
    {
        json_array_foreach(pointers, at, pointer)
        {
            want.pointer = json_string_value(pointer);
            all          = all && fill_one(&want, terms, plan);
        }
    }
    json_decref(terms);
    return all;
}

// ---- which one ----

// The candidate that the question offers and that equals a remembered value.
static json_t *
offered(const json_t *question, const json_t *value)
{
    size_t  at;
    json_t *choice;
    json_array_foreach(json_object_get(question, "choices"), at, choice)
    {
        if (json_equal(json_object_get(choice, "value"), value))
            return json_object_get(choice, "value");
    }
    return NULL;
}

static json_t *
chosen_before(struct chela_conversation *conversation)
{
    char   *key   = chela__memory_question(conversation);
    json_t *rows  = key ? find(conversation, "choice", json_pack("[s]", key)) : NULL;
    json_t *row   = json_array_get(rows, 0);
    json_t *value = offered(conversation->run->question, json_object_get(row, "value"));
    if (value)
        use_row(conversation, row);
    json_decref(rows);
    free(key);
    return value;
}

// "my sister is the first one", or a sentence that names one candidate.
static json_t *
chosen_by_statement(struct chela_conversation *conversation)
{
    const char *text  = first_turn(conversation);
    json_t     *rows  = text ? find(conversation, "stated", chela__memory_terms(text)) : NULL;
    json_t     *found = NULL, *row;
    size_t      at, count = 0;
    json_array_foreach(rows, at, row)
    {
        const char *stated = json_string_value(json_array_get(json_object_get(row, "turns"), 0));
        json_t     *value =
            stated ? chela__choice_stated(conversation->run->question, stated, conversation->lang)
                       : NULL;
        if (!value || value == found)
            continue;
        found = value;
        count++;
        use_row(conversation, row);
    }
    json_decref(rows);
    return count == 1 ? found : NULL;
}

json_t *
chela__memory_choose(struct chela_conversation *conversation)
{
    char *key = chela__memory_is_on(conversation) ? chela__memory_question(conversation) : NULL;
    if (!key)
        return NULL;
    free(key);
    json_t *value = chosen_before(conversation);
    return value ? value : chosen_by_statement(conversation);
}
