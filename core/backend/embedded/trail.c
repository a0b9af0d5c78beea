// trail.c - writes down what was found on the way.
#include "backend/embedded/trail.h"

static json_t *
text_of(const struct chela__draft *draft, size_t start, size_t end)
{
    return json_stringn(draft->reading.tokens.text.data + start, end - start);
}

static json_t *
window_text(const struct chela__draft *draft, size_t from, size_t to)
{
    const struct chela__token *tokens = draft->reading.tokens.items;
    return from < to ? text_of(draft, tokens[from].start, tokens[to - 1].end) : json_string("");
}

void
chela__trail_reading(struct chela__draft *draft)
{
    if (!draft->trail)
        return;
    json_t *tokens = json_array(), *values = json_array();
    for (size_t i = 0; i < draft->reading.tokens.count; i++) {
        const struct chela__token *token = &draft->reading.tokens.items[i];
        json_array_append_new(tokens, json_pack("{s:o, s:s}", "text",
                                                text_of(draft, token->start, token->end), "class",
                                                chela__class_name(token->class)));
    }
    for (size_t i = 0; i < draft->reading.values.count; i++) {
        const struct chela__value *value = &draft->reading.values.items[i];
        if (!value->latent)
            json_array_append_new(values, json_pack("{s:o, s:s}", "text",
                                                    text_of(draft, value->start, value->end),
                                                    "kind", chela__value_kind_name(value->kind)));
    }
    json_object_set_new(draft->trail, "tokens", tokens);
    json_object_set_new(draft->trail, "values", values);
    json_object_set_new(draft->trail, "clauses", json_array());
}

void
chela__trail_candidate(const struct chela__draft *draft, const struct chela__step *step,
                       const float fits[CHELA__FIT_COUNT])
{
#define X(name, text) text,
    static const char *const names[] = {CHELA__FITS(X)};
#undef X
    if (!draft->trail)
        return;
    json_t *why = json_object();
    for (int i = 0; i < (int)CHELA__FIT_COUNT; i++)
        json_object_set_new(why, names[i], json_real((double)fits[i]));
    json_array_append_new(
        json_object_get(draft->trail, "clauses"),
        json_pack("{s:o, s:s, s:f, s:o}", "text", window_text(draft, step->from, step->to), "use",
                  step->shape->capability->name, "fit", (double)step->score, "why", why));
}

static json_t *
given_of(const struct chela__draft *draft, const struct chela__step *step, size_t param)
{
    const struct chela__offer *offer = step->given.chosen[param];
    if (step->links[param].set)
        return json_pack("{s:s, s:i, s:s}", "parameter", step->shape->params[param].pointer, "step",
                         (int)step->links[param].step + 1, "path", step->links[param].path);
    if (!offer)
        return NULL;
    return json_pack("{s:s, s:o, s:f}", "parameter", step->shape->params[param].pointer, "words",
                     offer->phrase ? text_of(draft, offer->phrase->start, offer->phrase->end)
                                   : json_string(""),
                     "score", (double)offer->score);
}

void
chela__trail_steps(struct chela__draft *draft)
{
    if (!draft->trail)
        return;
    json_t *steps = json_array();
    for (size_t i = 0; i < draft->count; i++) {
        const struct chela__step *step  = &draft->steps[i];
        json_t                   *given = json_array(), *missing = json_array();
        for (size_t k = 0; k < step->shape->count; k++) {
            json_t *item = given_of(draft, step, k);
            if (item)
                json_array_append_new(given, item);
            else if (step->shape->params[k].required)
                json_array_append_new(missing, json_string(step->shape->params[k].pointer));
        }
        json_array_append_new(steps, json_pack("{s:s, s:o, s:o, s:o}", "use",
                                               step->shape->capability->name, "clause",
                                               window_text(draft, step->from, step->to), "given",
                                               given, "missing", missing));
    }
    json_object_set_new(draft->trail, "steps", steps);
}
