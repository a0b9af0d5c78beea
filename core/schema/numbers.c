// numbers.c - minimum, maximum, their exclusive forms, and multipleOf.
#include <stdlib.h>
#include <string.h>

#include "schema/keyword.h"
#include "schema/run.h"
#include "schema/same.h"

static chela_status
number_fault(struct run *run, const struct check *check, const char *expected,
             const json_t *instance)
{
    if (!run->faults)
        return CHELA_INVALID;
    char        *bound  = chela__run_quote(check->value);
    char        *got    = chela__run_quote(instance);
    chela_status status = CHELA_NO_MEMORY;
    if (bound && got)
        status = chela__run_fault(run, check, "expected %s %s, got %s", expected, bound, got);
    else
        chela__error_memory(run->err);
    free(bound);
    free(got);
    return status;
}

static chela_status
run_minimum(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_number(instance) || chela__number_compare(instance, check->value) >= 0)
        return CHELA_OK;
    return number_fault(run, check, "at least", instance);
}

static chela_status
run_maximum(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_number(instance) || chela__number_compare(instance, check->value) <= 0)
        return CHELA_OK;
    return number_fault(run, check, "at most", instance);
}

static chela_status
run_above(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_number(instance) || chela__number_compare(instance, check->value) > 0)
        return CHELA_OK;
    return number_fault(run, check, "more than", instance);
}

static chela_status
run_below(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_number(instance) || chela__number_compare(instance, check->value) < 0)
        return CHELA_OK;
    return number_fault(run, check, "less than", instance);
}

KEYWORD_COMPILER(bound)
{
    if (!json_is_number(value))
        return chela__compile_expect(compiler, keyword, "a number", value);
    if (strcmp(keyword, "minimum") == 0)
        check->run = run_minimum;
    else if (strcmp(keyword, "maximum") == 0)
        check->run = run_maximum;
    else if (strcmp(keyword, "exclusiveMinimum") == 0)
        check->run = run_above;
    else
        check->run = run_below;
    return CHELA_OK;
}

static chela_status
run_multiple_of(struct run *run, const struct check *check, const json_t *instance,
                struct sink *sink)
{
    (void)sink;
    if (!json_is_number(instance) || chela__number_is_multiple(instance, check->value))
        return CHELA_OK;
    return number_fault(run, check, "a multiple of", instance);
}

KEYWORD_COMPILER(multiple_of)
{
    if (!json_is_number(value) || json_number_value(value) <= 0)
        return chela__compile_wrong(compiler, keyword, "expected a number above 0");
    check->run = run_multiple_of;
    return CHELA_OK;
}
