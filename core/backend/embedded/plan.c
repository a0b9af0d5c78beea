// plan.c - writes a draft as the plan that the host checks.
#include <string.h>

#include "backend/embedded/draft.h"
#include "backend/embedded/fill.h"
#include "base/clock.h"
#include "base/json.h"

// {"said": [start, end]} or, in an earlier turn, [turn, start, end].
static json_t *
said(const struct chela__draft *draft, size_t start, size_t end)
{
    size_t turn = draft->turns - 1;
    while (turn > 0 && start < draft->turn_start[turn])
        turn--;
    json_int_t base = (json_int_t)draft->turn_start[turn];
    json_int_t a = (json_int_t)start - base, b = (json_int_t)end - base;
    size_t     number = turn + draft->first_turn;
    if (draft->first_turn + draft->turns == 1)
        return json_pack("{s:[I,I]}", "said", a, b);
    return json_pack("{s:[I,I,I]}", "said", (json_int_t)number, a, b);
}

// What the host will read from the words; NULL when it cannot.
static json_t *
host_reads(const struct chela__draft *draft, const struct chela__param *param,
           const struct chela__phrase *phrase)
{
    struct chela_text span  = {draft->reading.tokens.text.data + phrase->start,
                               phrase->end - phrase->start};
    const char       *type  = param->type ? param->type : param->kind;
    json_t           *value = NULL;
    if (!param->type && strcmp(type, "string") == 0)
        return json_stringn(span.data, span.len);
    chela__value_read(span, type, &draft->context, &value, NULL);
    return value;
}

static chela_status
argument_of(const struct chela__draft *draft, const struct chela__param *param,
            const struct chela__offer *offer, json_t **ret_argument, struct chela_error *err)
{
    json_t      *value = NULL;
    chela_status status =
        chela__fill_value(&draft->reading, param, offer, &draft->context, &value, err);
    if (status < 0)
        return status;
    json_t *argument = NULL;
    if (offer->kind == CHELA__OFFER_PHRASE && param->want != CHELA__WANT_LIST) {
        json_t *read = host_reads(draft, param, offer->phrase);
        if (read && json_equal(read, value))
            argument = said(draft, offer->phrase->start, offer->phrase->end);
        json_decref(read);
    }
    if (!argument)
        argument = json_pack("{s:O}", "const", value);
    json_decref(value);
    *ret_argument = argument;
    return argument ? CHELA_OK : chela__error_memory(err);
}

static json_t *
link_argument(const struct chela__link *link, bool list)
{
    char id[16];
    snprintf(id, sizeof id, "s%zu", link->step + 1);
    const char *pick = !link->many ? NULL : list ? "all" : link->first ? "first" : "one";
    json_t     *from = json_pack("{s:s, s:s, s:s*}", "from", id, "path", link->path, "pick", pick);
    return list && !link->many && from ? json_pack("{s:[o]}", "list", from) : from;
}

// Puts an argument at its parameter's place: members of objects become {"object": {...}}, elements
// of lists {"list": [...]}. Takes the argument.
static chela_status
place_take(json_t *with, const char *pointer, json_t *argument, struct chela_error *err)
{
    json_t *at = with;
    while (argument) {
        pointer++; // the slash
        size_t len   = strcspn(pointer, "/");
        bool   list  = strncmp(pointer + len, "/*/", 3) == 0;
        bool   inner = pointer[len] == '/';
        if (!inner) {
            if (json_object_setn_new(at, pointer, len, argument) < 0)
                return chela__error_memory(err);
            return CHELA_OK;
        }
        json_t *next = json_object_getn(at, pointer, len);
        if (!next) {
            next =
                list ? json_pack("{s:[{s:{}}]}", "list", "object") : json_pack("{s:{}}", "object");
            if (json_object_setn_new(at, pointer, len, next) < 0)
                break;
        }
        if (list)
            next = json_array_get(json_object_get(next, "list"), 0);
        at = json_object_get(next, "object");
        if (!at)
            break;
        pointer += len + (list ? 2 : 0);
    }
    json_decref(argument);
    return chela__error_memory(err);
}

static chela_status
write_step(const struct chela__draft *draft, size_t index, json_t **ret_step,
           struct chela_error *err)
{
    const struct chela__step *step   = &draft->steps[index];
    json_t                   *with   = json_object();
    chela_status              status = with ? CHELA_OK : chela__error_memory(err);
    for (size_t i = 0; status >= 0 && i < step->shape->count; i++) {
        const struct chela__param *param    = &step->shape->params[i];
        json_t                    *argument = NULL;
        if (step->links[i].set)
            argument = link_argument(&step->links[i], param->want == CHELA__WANT_LIST);
        else if (step->given.chosen[i])
            status = argument_of(draft, param, step->given.chosen[i], &argument, err);
        else
            continue;
        if (status < 0)
            break;
        status = place_take(with, param->pointer, argument, err);
    }
    char id[16];
    snprintf(id, sizeof id, "s%zu", index + 1);
    json_t *json = status < 0 ? NULL
                              : json_pack("{s:s, s:s, s:O}", "id", id, "use",
                                          step->shape->capability->full_name, "with", with);
    json_decref(with);
    if (status >= 0 && !json)
        return chela__error_memory(err);
    if (json && step->follows) {
        snprintf(id, sizeof id, "s%zu", step->after + 1);
        json_object_set_new(json, "after", json_pack("[s]", id));
    }
    *ret_step = json;
    return status;
}

chela_status
chela__draft_plan(const struct chela__draft *draft, json_t **ret_plan, struct chela_error *err)
{
    char                                 now[CHELA__TIME_TEXT];
    const struct chela__backend_request *request = draft->request;
    chela_status status = chela__time_format(request->now_ms, request->zone, now, err);
    if (status < 0)
        return status;
    json_t *steps = json_array();
    for (size_t i = 0; status >= 0 && i < draft->count; i++) {
        json_t *step = NULL;
        status       = write_step(draft, i, &step, err);
        if (status >= 0 && json_array_append_new(steps, step) < 0)
            status = chela__error_memory(err);
    }
    json_t *plan = status < 0 ? NULL
                              : json_pack("{s:i, s:s, s:s, s:s, s:O, s:O}", "plan", 1, "now", now,
                                          "zone", request->zone, "lang", request->lang, "turns",
                                          request->turns, "steps", steps);
    json_decref(steps);
    if (status >= 0 && !plan)
        return chela__error_memory(err);
    *ret_plan = plan;
    return status;
}
