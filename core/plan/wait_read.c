// wait_read.c - reads what a step or a whole plan waits for. Called by the reader of steps.
#include "plan/read.h"

#include <string.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "plan/waiting.h"

// "PT4H" under `name`, or `otherwise`.
static chela_status
read_duration(struct chela__plan_reader *reader, const json_t *json, const char *name,
              int64_t otherwise, int64_t *ret_ms)
{
    const json_t      *value = json_object_get(json, name);
    struct chela_error own   = CHELA_ERROR_INIT;
    if (!value) {
        *ret_ms = otherwise;
        return CHELA_OK;
    }
    if (!json_is_string(value) ||
        chela__duration_parse(json_string_value(value), ret_ms, &own) < 0 || *ret_ms <= 0 ||
        *ret_ms > CHELA__WAIT_MAX_MS)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "%s: expected a duration of at most 400 days, as \"PT4H\"",
                                   name);
    return CHELA_OK;
}

static chela_status
read_watch(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    static const char *const known[] = {"watch", "with", "where", "within", "late", NULL};
    chela_status             status  = chela__reader_members(reader, json, known);
    if (status < 0)
        return status;
    step->is_watch = true;
    step->use      = chela__json_str(json, "watch");
    if (!step->use || !*step->use)
        return chela__reader_fault(reader, CHELA_INVALID, "watch: expected a capability");
    status = chela__read_with(reader, json_object_get(json, "with"), step);
    if (status >= 0)
        status = chela__condition_member(reader, json, "where", &step->where);
    return status;
}

// {"until": ARG} or {"for": ARG}: the arguments of the host's own capability of that name.
static chela_status
read_time(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    bool              is_until = json_object_get(json, "until") != NULL;
    const char *const known[]  = {is_until ? "until" : "for", NULL};
    step->use                  = is_until ? CHELA__WAIT_UNTIL_NAME : CHELA__WAIT_FOR_NAME;
    if (!json_object_get(json, known[0]))
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "expected one of until, for, watch to wait for");
    chela_status status = chela__reader_members(reader, json, known);
    return status < 0 ? status : chela__arg_read_members(reader, json, &step->with);
}

chela_status
chela__wait_read(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    json_t      *wait   = json_object_get(json, "wait");
    size_t       mark   = chela__reader_enter(reader, "wait");
    chela_status status = json_object_get(wait, "watch") ? read_watch(reader, wait, step)
                                                         : read_time(reader, wait, step);
    if (status >= 0)
        status = read_duration(reader, wait, "within", 0, &step->within_ms);
    if (status >= 0 && json_object_get(wait, "late"))
        status = chela__reader_fault(reader, CHELA_INVALID, "late: belongs to a trigger");
    if (status >= 0)
        chela__reader_leave(reader, mark);
    return status;
}

// ---- the plan's trigger ----

// A rule begins with the first time that its words name, or with the plan.
static json_t *
rule_of(const struct chela__plan *plan, json_t *json)
{
    json_t *every = json_object_get(json, "every");
    json_t *from  = json_object_get(json, "from");
    char    now[CHELA__TIME_TEXT];
    if (from)
        return json_pack("{s:O, s:O}", "every", every, "from", from);
    if (json_object_get(every, "said"))
        return json_pack("{s:O, s:O}", "every", every, "from", every);
    if (chela__time_format(plan->now_ms, plan->zone, now, NULL) < 0)
        return NULL;
    return json_pack("{s:O, s:{s:s}}", "every", every, "from", "const", now);
}

static chela_status
read_rule(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    static const char *const known[] = {"every", "from", "late", NULL};
    if (!json_object_get(json, "every"))
        return chela__reader_fault(reader, CHELA_INVALID, "expected every or watch");
    chela_status status = chela__reader_members(reader, json, known);
    if (status < 0)
        return status;
    json_t *rule = rule_of(reader->plan, json);
    step->use    = CHELA__TRIGGER_NAME;
    status       = chela__plan_keep_take(reader->plan, rule, reader->err);
    return status < 0 ? status : chela__arg_read_members(reader, rule, &step->with);
}

chela_status
chela__trigger_read(struct chela__plan_reader *reader, json_t *json)
{
    struct chela__plan *plan = reader->plan;
    struct chela__step *step = &plan->steps[plan->count];
    reader->step             = CHELA__PLAN_TRIGGER;
    step->number             = plan->count++;
    step->parent             = CHELA__NO_STEP;
    step->end                = plan->count;
    step->id                 = CHELA__PLAN_TRIGGER;
    step->kind               = CHELA__STEP_WAIT;
    plan->has_trigger        = true;
    chela_status status      = json_object_get(json, "watch") ? read_watch(reader, json, step)
                                                              : read_rule(reader, json, step);
    if (status >= 0 && json_object_get(json, "within"))
        status = chela__reader_fault(reader, CHELA_INVALID, "within: belongs to a step that waits");
    if (status >= 0)
        status = read_duration(reader, json, "late", CHELA__TRIGGER_LATE_MS, &step->within_ms);
    reader->step      = "plan";
    reader->where.len = 0;
    return status;
}
