// condition.c - does `when` hold? Called by the run when a step's needs are settled.
#include "plan/run.h"

static bool
is_something(const json_t *value)
{
    if (!value || json_is_null(value) || json_is_false(value))
        return false;
    if (json_is_string(value))
        return json_string_length(value) > 0;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    if (json_is_object(value))
        return json_object_size(value) > 0;
    return true;
}

static bool
is_same(const json_t *a, const json_t *b)
{
    if (json_is_number(a) && json_is_number(b))
        return json_number_value(a) == json_number_value(b);
    return json_equal(a, b);
}

// NULL when there is no value; that is an answer, not a fault.
static chela_status
value_of(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    struct chela_error  own   = CHELA_ERROR_INIT;
    struct chela_error *outer = resolver->err;
    resolver->err             = &own;
    chela_status status       = chela__resolve(resolver, arg, ret_value);
    resolver->err             = outer;
    if (status == CHELA_NOT_FOUND) {
        *ret_value = NULL;
        return CHELA_OK;
    }
    return status < 0 ? chela__error(outer, status, "%s", own.text) : status;
}

static chela_status
compare(struct chela__resolver *resolver, const struct chela__condition *condition, bool *ret_holds)
{
    json_t      *values[2] = {NULL, NULL};
    chela_status status    = CHELA_OK;
    for (size_t i = 0; i < condition->count && status == CHELA_OK; i++)
        status = value_of(resolver, &condition->args[i], &values[i]);
    if (status == CHELA_OK)
        *ret_holds = condition->count == 1
                         ? is_something(values[0])
                         : values[0] && values[1] && is_same(values[0], values[1]);
    json_decref(values[0]);
    json_decref(values[1]);
    return status;
}

chela_status
chela__condition_holds(struct chela__resolver *resolver, const struct chela__condition *condition,
                       bool *ret_holds)
{
    if (condition->test == CHELA__TEST_IS)
        return compare(resolver, condition, ret_holds);
    bool holds = condition->test == CHELA__TEST_ALL;
    for (size_t i = 0; i < condition->count; i++) {
        bool         part   = false;
        chela_status status = chela__condition_holds(resolver, &condition->conditions[i], &part);
        if (status != CHELA_OK)
            return status;
        if (condition->test == CHELA__TEST_NOT)
            holds = !part;
        else if (part != holds) {
            *ret_holds = part;
            return CHELA_OK;
        }
    }
    *ret_holds = holds;
    return CHELA_OK;
}
