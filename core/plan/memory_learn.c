// memory_learn.c - what is remembered of a request that was agreed to, and doubted of one that was
// not; called by the conversation.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "catalog/terms.h"
#include "plan/memory.h"

bool
chela__memory_is_on(const struct chela_conversation *conversation)
{
    return !(conversation->options.flags & (CHELA_FORGETFUL | CHELA_EPHEMERAL));
}

// ---- words ----

// Little words say how things hang together, not what a sentence is about.
static bool
is_little(const struct chela__term *term)
{
    static const char *const words[] = {
        "for",   "to",  "at",   "in", "on", "of",  "with", "by",   "and",  "or",
        "my",    "our", "your", "me", "is", "are", "from", "into", "that", "this",
        "about", "的",  "了",   "在", "把", "我",  "是",   "给",   "和"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == term->len && !memcmp(words[i], term->text, term->len))
            return true;
    return false;
}

static chela_status
add_term(void *user, const struct chela__term *term)
{
    json_t *terms = user;
    if (is_little(term))
        return CHELA_OK;
    json_t *text = json_stringn(term->text, term->len);
    for (size_t i = 0; i < json_array_size(terms); i++)
        if (json_equal(json_array_get(terms, i), text)) {
            json_decref(text);
            return CHELA_OK;
        }
    return json_array_append_new(terms, text) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

json_t *
chela__memory_terms(const char *text)
{
    json_t *terms = json_array();
    if (terms && text)
        (void)chela__terms_each(text, strlen(text), add_term, terms, NULL);
    return terms;
}

// ---- what had to be asked ----

void
chela__memory_asked(struct chela_conversation *conversation, const json_t *question)
{
    const char *use;
    json_t     *pointers;
    if (!conversation->asked)
        conversation->asked = json_object();
    json_object_foreach(json_object_get(question, "missing"), use, pointers)
    {
        json_t *list = json_object_get(conversation->asked, use);
        if (!list && json_object_set_new(conversation->asked, use, list = json_array()) < 0)
            return;
        json_array_extend(list, pointers);
    }
}

char *
chela__memory_question(const struct chela_conversation *conversation)
{
    const struct chela__run *run = conversation->run;
    const struct chela__arg *arg = run ? run->asking_arg : NULL;
    if (!arg || !run->asking || chela__run_is_in_doubt(run) || arg->kind != CHELA__ARG_FROM)
        return NULL;
    const struct chela__instance *source = chela__scope_find(run->asking->scope, arg->step);
    if (!source || !source->step->capability || !source->input)
        return NULL;
    char *input = chela__json_text_sorted(source->input);
    char *key   = NULL;
    if (input &&
        asprintf(&key, "%s %s %s", source->step->capability->full_name, arg->path, input) < 0)
        key = NULL;
    free(input);
    return key;
}

static const char *
text_of_choice(const json_t *question, const json_t *value)
{
    size_t  at;
    json_t *choice;
    json_array_foreach(json_object_get(question, "choices"), at, choice)
    {
        if (json_equal(json_object_get(choice, "value"), value))
            return chela__json_str(choice, "text");
    }
    return NULL;
}

void
chela__memory_chosen(struct chela_conversation *conversation, const json_t *value)
{
    char *key = chela__memory_question(conversation);
    if (!conversation->chosen)
        conversation->chosen = json_array();
    if (key)
        json_array_append_new(conversation->chosen,
                              json_pack("{s:s, s:O, s:s*}", "question", key, "value", value, "text",
                                        text_of_choice(conversation->run->question, value)));
    free(key);
}

// ---- the agreed request ----

// Counts the turns of every `said` from the request's first; false: it reaches further back.
static bool
rebase(json_t *value, size_t earlier, size_t last)
{
    const char *key;
    json_t     *member;
    size_t      at;
    json_t     *said = json_object_get(value, "said");
    if (json_is_array(said)) {
        json_int_t turn = (json_int_t)last;
        if (json_array_size(said) == 3)
            turn = json_integer_value(json_array_get(said, 0));
        else
            json_array_insert_new(said, 0, json_null());
        turn -= (json_int_t)earlier;
        json_array_set_new(said, 0, json_integer(turn));
        return turn >= 0;
    }
    json_array_foreach(value, at, member)
    {
        if (!rebase(member, earlier, last))
            return false;
    }
    json_object_foreach(value, key, member)
    {
        if (strcmp(key, "const") != 0 && !rebase(member, earlier, last))
            return false;
    }
    return true;
}

// True when a remembered thing is in it: what came from memory shows nothing new.
static bool
is_from_memory(const json_t *value)
{
    const char *key;
    json_t     *member;
    size_t      at;
    if (json_is_string(json_object_get(value, "memory")))
        return true;
    json_array_foreach(value, at, member)
    {
        if (is_from_memory(member))
            return true;
    }
    json_object_foreach((json_t *)value, key, member)
    {
        if (strcmp(key, "const") != 0 && is_from_memory(member))
            return true;
    }
    return false;
}

static bool
holds(const json_t *value, const json_t *wanted)
{
    const char *key;
    json_t     *member;
    size_t      at;
    if (json_equal(value, wanted))
        return true;
    json_array_foreach(value, at, member)
    {
        if (holds(member, wanted))
            return true;
    }
    json_object_foreach((json_t *)value, key, member)
    {
        if (holds(member, wanted))
            return true;
    }
    return false;
}

// True when the plan has a value of the last request's results ("delete it"): the same words mean
// another thing next time.
static bool
refers_back(const json_t *plan, const json_t *results)
{
    const char *key;
    json_t     *member;
    size_t      at;
    json_t     *value = json_object_get(plan, "const");
    if (value)
        return !json_is_boolean(value) && !json_is_null(value) && holds(results, value);
    json_array_foreach(plan, at, member)
    {
        if (refers_back(member, results))
            return true;
    }
    json_object_foreach((json_t *)plan, key, member)
    {
        if (refers_back(member, results))
            return true;
    }
    return false;
}

static json_t *
own_plan(const struct chela_conversation *conversation)
{
    json_t *plan = json_deep_copy(conversation->proposed);
    size_t  last = json_array_size(conversation->turns) - 1;
    if (plan && !rebase(plan, conversation->earlier, last)) {
        json_decref(plan);
        return NULL;
    }
    return plan;
}

static json_t *
uses_of(const struct chela__plan *plan)
{
    json_t *uses = json_object();
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct chela__capability *capability = plan->steps[i].capability;
        if (capability)
            json_object_set_new(uses, capability->full_name,
                                json_string(capability->plugin->digest));
    }
    return uses;
}

// An older row for the same words, or the same question, is replaced.
static void
replace(struct chela_conversation *conversation, const char *kind, const char *word)
{
    struct chela__state *state = conversation->host->state;
    json_t              *words = json_pack("[s]", word);
    json_t              *rows  = NULL;
    json_t              *ids   = json_array();
    if (words && ids && chela__memory_find(state, kind, words, 8, &rows, NULL) >= 0) {
        for (size_t i = 0; i < json_array_size(rows); i++)
            json_array_append(ids, json_object_get(json_array_get(rows, i), "memory"));
        if (json_array_size(ids))
            (void)chela__memory_forget(state, ids, NULL, NULL);
    }
    json_decref(words);
    json_decref(rows);
    json_decref(ids);
}

static bool
put(struct chela_conversation *conversation, const char *kind, const char *from,
    const json_t *content, const json_t *words, char ret_id[CHELA__TASK_ID])
{
    const struct chela__memory memory = {.kind    = kind,
                                         .source  = conversation->task,
                                         .from    = from,
                                         .content = content,
                                         .words   = words};
    return content && words &&
           chela__memory_put(conversation->host->state, &memory, ret_id, NULL) >= 0;
}

// The exact words, to find the same request again.
static char *
exact(const char *turn)
{
    char *word = NULL;
    return asprintf(&word, "=%s", turn) < 0 ? NULL : word;
}

static bool
learn_request(struct chela_conversation *conversation, const json_t *turns, char ret_id[27])
{
    const char *first = json_string_value(json_array_get(turns, 0));
    char       *word  = first ? exact(first) : NULL;
    json_t     *words = word ? chela__memory_terms(first) : NULL;
    json_t     *plan  = own_plan(conversation);
    json_t     *content =
        plan ? json_pack("{s:O, s:O, s:O*, s:o}", "turns", turns, "plan", plan, "asked",
                             conversation->asked, "uses", uses_of(conversation->plan))
                 : NULL;
    bool is_kept = false;
    if (words && content && !is_from_memory(plan) && !refers_back(plan, conversation->results)) {
        replace(conversation, "request", word);
        json_array_append_new(words, json_string(word));
        is_kept = put(conversation, "request", NULL, content, words, ret_id);
    }
    free(word);
    json_decref(words);
    json_decref(plan);
    json_decref(content);
    return is_kept;
}

static void
learn_choices(struct chela_conversation *conversation, const json_t *turns, const char *from)
{
    const char *first = json_string_value(json_array_get(turns, 0));
    char        id[CHELA__TASK_ID];
    size_t      at;
    json_t     *choice;
    json_array_foreach(conversation->chosen, at, choice)
    {
        const char *question = chela__json_str(choice, "question");
        json_t     *words    = chela__memory_terms(first);
        replace(conversation, "choice", question);
        json_array_append_new(words, json_string(question));
        (void)put(conversation, "choice", from, choice, words, id);
        json_decref(words);
    }
}

void
chela__memory_learn(struct chela_conversation *conversation)
{
    char                                id[CHELA__TASK_ID];
    const struct chela__backend_request request = {.turns   = conversation->turns,
                                                   .earlier = conversation->earlier};
    if (!chela__memory_is_on(conversation) || conversation->is_explicit ||
        conversation->undo.steps || conversation->record || !conversation->proposed)
        return;
    json_t *turns = chela__backend_own_turns(&request);
    if (turns && json_array_size(turns)) {
        bool is_kept = learn_request(conversation, turns, id);
        learn_choices(conversation, turns, is_kept ? id : NULL);
    }
    json_decref(turns);
}

// ---- doubt ----

// What the user stated stays: the next question is answered by hand, not from it.
void
chela__memory_doubt(struct chela_conversation *conversation)
{
    const char *id;
    json_t     *record;
    json_t     *ids = json_array();
    json_object_foreach(conversation->memories, id, record)
    {
        const char *kind = chela__json_str(record, "kind");
        if (kind && strcmp(kind, "stated") != 0)
            json_array_append_new(ids, json_string(id));
    }
    if (json_array_size(ids))
        (void)chela__memory_forget(conversation->host->state, ids, NULL, NULL);
    json_decref(ids);
}

void
chela__memory_clear(struct chela_conversation *conversation)
{
    json_decref(conversation->asked);
    json_decref(conversation->chosen);
    json_decref(conversation->memories);
    conversation->asked    = NULL;
    conversation->chosen   = NULL;
    conversation->memories = NULL;
}
