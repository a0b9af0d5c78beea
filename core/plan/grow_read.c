// grow_read.c - reads a plan step: from which results the backend goes on, and what it may do then.
#include "plan/read.h"

#include <string.h>

#include "base/json.h"
#include "plan/spot.h"

#define MAX_MAY 16

const char *
chela__grown_name(struct chela__plan *plan, const char *step,
                  const struct chela__capability *capability)
{
    struct chela__buffer name = CHELA__BUFFER_INIT;
    chela__buffer_format(&name, "%s:%s", step, capability->full_name);
    const char *kept = name.failed ? NULL : chela__pool_text(plan->pool, name.data, name.len);
    chela__buffer_done(&name);
    return kept;
}

static chela_status
read_given(struct chela__plan_reader *reader, const json_t *list, struct chela__step *step)
{
    size_t count = json_array_size(list);
    if (list && !json_is_array(list))
        return chela__reader_fault(reader, CHELA_INVALID, "from: expected a list of step names");
    step->given = chela__pool_get(reader->plan->pool, count, sizeof *step->given);
    if (!step->given)
        return chela__error_memory(reader->err);
    for (size_t i = 0; i < count; i++) {
        step->given[i] = json_string_value(json_array_get(list, i));
        if (!step->given[i])
            return chela__reader_fault(reader, CHELA_INVALID, "from: expected step names");
    }
    step->given_count = count;
    return CHELA_OK;
}

static chela_status
read_one(struct chela__plan_reader *reader, json_t *json, struct chela__step *step,
         struct chela__step *may)
{
    static const char *const known[] = {"use", "most", "with", NULL};
    chela_status             status  = chela__reader_members(reader, json, known);
    json_int_t               most    = chela__json_int(json, "most", 1);
    if (status < 0)
        return status;
    *may = (struct chela__step){.number = step->number,
                                .parent = step->parent,
                                .end    = step->number + 1,
                                .id     = step->id,
                                .kind   = CHELA__STEP_CALL,
                                .use    = chela__json_str(json, "use"),
                                .with   = {.kind = CHELA__ARG_OBJECT}};
    if (!may->use || !*may->use)
        return chela__reader_fault(reader, CHELA_INVALID, "use: expected a capability");
    if (most < 1 || most > CHELA__PLAN_MAX_GROWN)
        return chela__reader_fault(reader, CHELA_INVALID, "most: expected 1 to %d",
                                   CHELA__PLAN_MAX_GROWN);
    may->limit = (uint32_t)most;
    return json_object_get(json, "with")
               ? chela__arg_read_members(reader, json_object_get(json, "with"), &may->with)
               : CHELA_OK;
}

chela_status
chela__grow_read(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    static const char *const known[] = {"from", "may", NULL};
    json_t                  *plan    = json_object_get(json, "plan");
    json_t                  *may     = json_object_get(plan, "may");
    size_t                   mark    = chela__reader_enter(reader, "plan");
    chela_status             status  = chela__reader_members(reader, plan, known);
    if (status >= 0)
        status = read_given(reader, json_object_get(plan, "from"), step);
    if (status >= 0 &&
        (!json_is_array(may) || !json_array_size(may) || json_array_size(may) > MAX_MAY))
        status = chela__reader_fault(reader, CHELA_INVALID, "may: expected 1 to %d capabilities",
                                     MAX_MAY);
    step->may = chela__pool_get(reader->plan->pool, json_array_size(may), sizeof *step->may);
    if (status >= 0 && !step->may)
        status = chela__error_memory(reader->err);
    for (size_t i = 0; status >= 0 && i < json_array_size(may); i++) {
        size_t inner = chela__reader_enter_index(reader, i);
        status       = read_one(reader, json_array_get(may, i), step, &step->may[i]);
        if (status >= 0)
            chela__reader_leave(reader, inner);
        step->may_count = (uint32_t)i + 1;
    }
    if (status >= 0)
        chela__reader_leave(reader, mark);
    return status;
}
