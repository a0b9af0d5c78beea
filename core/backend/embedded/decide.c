// decide.c - proposes the draft, asks for what it lacks, or refuses.
#include "backend/embedded/decide.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"

struct lack { // the first required parameter without an argument
    const struct chela__step  *step;
    const struct chela__param *param;
};

static bool
is_missing(const struct chela__step *step, size_t param)
{
    return step->shape->params[param].required && !step->given.chosen[param] &&
           !step->links[param].set;
}

// True when some argument lies in the object or list whose pointer is `len` bytes of `pointer`.
static bool
has_any_in(const struct chela__step *step, const char *pointer, size_t len)
{
    for (size_t i = 0; i < step->shape->count; i++) {
        const char *other = step->shape->params[i].pointer;
        if ((step->given.chosen[i] || step->links[i].set) && strncmp(other, pointer, len) == 0 &&
            other[len] == '/')
            return true;
    }
    return false;
}

// What to ask for: the outermost object of which nothing is known, or the member itself.
static json_t *
asked_pointer(const struct chela__step *step, size_t param)
{
    const char *pointer = step->shape->params[param].pointer;
    for (const char *end = strchr(pointer + 1, '/'); end; end = strchr(end + 1, '/'))
        if (end[-1] != '*' && !has_any_in(step, pointer, (size_t)(end - pointer)))
            return json_stringn(pointer, (size_t)(end - pointer));
    return json_string(pointer);
}

static void
add_once(json_t *list, json_t *pointer)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), pointer)) {
            json_decref(pointer);
            return;
        }
    json_array_append_new(list, pointer);
}

// {full name: [pointer ...]} of all that is missing; NULL: out of memory.
static json_t *
list_missing(const struct chela__draft *draft, struct lack *first)
{
    json_t *missing = json_object();
    for (size_t i = 0; missing && i < draft->count; i++) {
        const struct chela__step *step = &draft->steps[i];
        const char               *name = step->shape->capability->full_name;
        for (size_t k = 0; k < step->shape->count; k++) {
            if (!is_missing(step, k))
                continue;
            if (!first->param)
                *first = (struct lack){step, &step->shape->params[k]};
            if (!json_object_get(missing, name))
                json_object_set_new(missing, name, json_array());
            add_once(json_object_get(missing, name), asked_pointer(step, k));
        }
    }
    return missing;
}

// What a person calls the parameter.
static void
add_label(struct chela__buffer *text, const struct lack *lack, const char *lang)
{
    struct chela__buffer key = CHELA__BUFFER_INIT;
    chela__buffer_format(&key, "/input%s", lack->param->pointer);
    const json_t *texts = json_object_get(lack->step->shape->capability->json, "texts");
    const char   *label = key.failed ? NULL : chela__localized(texts, key.data, lang);
    if (label) {
        chela__buffer_text(text, label);
    } else {
        for (const char *c = lack->param->name; *c; c++)
            chela__buffer_byte(text, *c == '_' ? ' ' : *c);
    }
    chela__buffer_done(&key);
}

// The summary up to its first colon or stop: what the capability does, in short.
static void
add_summary(struct chela__buffer *text, const struct lack *lack, const char *lang)
{
    const char *summary = chela__localized(lack->step->shape->capability->json, "summary", lang);
    if (!summary)
        summary = lack->step->shape->capability->name;
    size_t len = strcspn(summary, ":.");
    for (const char *const *stop = (const char *const[]){"：", "。", NULL}; *stop; stop++) {
        const char *at = strstr(summary, *stop);
        if (at && (size_t)(at - summary) < len)
            len = (size_t)(at - summary);
    }
    chela__buffer_add(text, summary, len);
}

static json_t *
choices_of(const struct lack *lack)
{
    json_t *choices = json_array();
    for (size_t i = 0; i < json_array_size(lack->param->choices); i++) {
        json_t     *value = json_array_get(lack->param->choices, i);
        const char *text  = json_string_value(value);
        if (text)
            json_array_append_new(choices, json_pack("{s:s, s:O}", "text", text, "value", value));
    }
    return choices;
}

static chela_status
ask(const struct chela__draft *draft, const struct lack *lack, json_t *missing,
    struct chela__proposal *proposal, struct chela_error *err)
{
    const char          *lang = draft->request->lang;
    bool                 zh   = strncmp(lang, "zh", 2) == 0;
    struct chela__buffer text = CHELA__BUFFER_INIT;
    add_summary(&text, lack, lang);
    chela__buffer_text(&text, zh ? "：请告诉我" : ": please tell me the ");
    add_label(&text, lack, lang);
    json_t *choices = choices_of(lack);
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const char *between = i ? (zh ? "、" : ", ") : zh ? "（" : " (";
        chela__buffer_text(&text, between);
        chela__buffer_text(&text, chela__json_str(json_array_get(choices, i), "text"));
    }
    if (json_array_size(choices))
        chela__buffer_text(&text, zh ? "）" : ")");
    chela__buffer_text(&text, zh ? "。" : ".");
    if (!text.failed)
        proposal->question = json_pack("{s:s, s:s, s:s, s:O}", "text", text.data, "use",
                                       lack->step->shape->capability->full_name, "parameter",
                                       lack->param->pointer, "missing", missing);
    if (proposal->question && json_array_size(choices))
        json_object_set(proposal->question, "choices", choices);
    json_decref(choices);
    chela__buffer_done(&text);
    if (!proposal->question)
        return chela__error_memory(err);
    proposal->kind = CHELA__PROPOSE_QUESTION;
    return CHELA_OK;
}

static chela_status
refuse(const struct chela__draft *draft, struct chela__proposal *proposal, struct chela_error *err)
{
    bool zh        = strncmp(draft->request->lang, "zh", 2) == 0;
    proposal->kind = CHELA__PROPOSE_REFUSAL;
    proposal->text =
        strdup(zh ? "没有合适的功能可以完成这个请求。" : "Nothing that is installed can do this.");
    return proposal->text ? CHELA_OK : chela__error_memory(err);
}

chela_status
chela__decide(const struct chela__draft *draft, struct chela__proposal *proposal,
              struct chela_error *err)
{
    if (!draft->count)
        return refuse(draft, proposal, err);
    float weakest = draft->steps[0].score;
    for (size_t i = 1; i < draft->count; i++)
        if (draft->steps[i].score < weakest)
            weakest = draft->steps[i].score;
    proposal->score      = 1 / (1 + exp(-(double)weakest));
    struct lack  lack    = {NULL, NULL};
    json_t      *missing = list_missing(draft, &lack);
    chela_status status =
        missing ? chela__draft_plan(draft, &proposal->plan, err) : chela__error_memory(err);
    proposal->kind = CHELA__PROPOSE_PLAN;
    if (status >= 0 && lack.param)
        status = ask(draft, &lack, missing, proposal, err);
    json_decref(missing);
    return status;
}
