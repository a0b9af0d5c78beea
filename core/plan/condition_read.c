// condition_read.c - reads `when`: {"is": [ARG, ARG]}, {"is": [ARG]}, {"all": [...]},
// {"any": [...]}, {"not": CONDITION}.
#include "plan/read.h"

#include "base/json.h"

static chela_status
read_is(struct chela__plan_reader *reader, json_t *json, struct chela__condition *condition)
{
    size_t count = json_array_size(json);
    if (count != 1 && count != 2)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "is: expected a list of 1 or 2 arguments");
    condition->args = chela__pool_get(reader->plan->pool, count, sizeof *condition->args);
    if (!condition->args)
        return chela__error_memory(reader->err);
    condition->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t       mark   = chela__reader_enter_index(reader, i);
        chela_status status = chela__arg_read(reader, json_array_get(json, i), &condition->args[i]);
        if (status < 0)
            return status;
        chela__reader_leave(reader, mark);
    }
    return CHELA_OK;
}

static chela_status
read_parts(struct chela__plan_reader *reader, json_t *json, struct chela__condition *condition)
{
    bool   is_not = condition->test == CHELA__TEST_NOT;
    size_t count  = is_not ? 1 : json_array_size(json);
    if (!count)
        return chela__reader_fault(reader, CHELA_INVALID, "expected a list of conditions");
    condition->conditions =
        chela__pool_get(reader->plan->pool, count, sizeof *condition->conditions);
    if (!condition->conditions)
        return chela__error_memory(reader->err);
    condition->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t       mark   = is_not ? reader->where.len : chela__reader_enter_index(reader, i);
        json_t      *part   = is_not ? json : json_array_get(json, i);
        chela_status status = chela__condition_read(reader, part, &condition->conditions[i]);
        if (status < 0)
            return status;
        chela__reader_leave(reader, mark);
    }
    return CHELA_OK;
}

chela_status
chela__condition_read(struct chela__plan_reader *reader, json_t *json,
                      struct chela__condition *ret_condition)
{
    static const char *const names[] = {"is", "all", "any", "not"};
    if (++reader->depth > CHELA__PLAN_MAX_DEPTH)
        return chela__reader_fault(reader, CHELA_LIMIT, "conditions are nested deeper than %d",
                                   CHELA__PLAN_MAX_DEPTH);
    size_t test = 0;
    while (test < 4 && !json_object_get(json, names[test]))
        test++;
    if (test == 4 || json_object_size(json) != 1)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "expected a condition: {\"is\"|\"all\"|\"any\"|\"not\": ...}");
    ret_condition->test = (enum chela__test)test;
    size_t       mark   = chela__reader_enter(reader, names[test]);
    json_t      *inner  = json_object_get(json, names[test]);
    chela_status status = test == CHELA__TEST_IS ? read_is(reader, inner, ret_condition)
                                                 : read_parts(reader, inner, ret_condition);
    if (status < 0)
        return status;
    chela__reader_leave(reader, mark);
    reader->depth--;
    return CHELA_OK;
}

chela_status
chela__condition_member(struct chela__plan_reader *reader, const json_t *json, const char *name,
                        struct chela__condition **ret_condition)
{
    json_t *condition = json_object_get(json, name);
    if (!condition)
        return CHELA_OK;
    *ret_condition = chela__pool_get(reader->plan->pool, 1, sizeof **ret_condition);
    if (!*ret_condition)
        return chela__error_memory(reader->err);
    size_t       mark   = chela__reader_enter(reader, name);
    chela_status status = chela__condition_read(reader, condition, *ret_condition);
    if (status >= 0)
        chela__reader_leave(reader, mark);
    return status;
}
