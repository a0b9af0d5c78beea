// values.c - type, const and enum.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "schema/keyword.h"
#include "schema/run.h"
#include "schema/same.h"
#include "schema/types.h"

#define MAX_LISTED 12 // values of an enum in a message

static const char *const type_names[] = {"null",   "boolean", "integer", "number",
                                         "string", "array",   "object"};

uint32_t
chela__type_from_name(const char *name)
{
    for (size_t i = 0; name && i < sizeof(type_names) / sizeof(type_names[0]); i++)
        if (strcmp(type_names[i], name) == 0)
            return i == 3 ? TYPE_NUMBER | TYPE_INTEGER : 1u << i;
    return 0;
}

uint32_t
chela__type_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_NULL:
        return TYPE_NULL;
    case JSON_TRUE:
    case JSON_FALSE:
        return TYPE_BOOLEAN;
    case JSON_STRING:
        return TYPE_STRING;
    case JSON_ARRAY:
        return TYPE_ARRAY;
    case JSON_OBJECT:
        return TYPE_OBJECT;
    default:
        return chela__number_is_whole(value) ? TYPE_INTEGER : TYPE_NUMBER;
    }
}

void
chela__type_names(uint32_t types, struct chela__buffer *out)
{
    const char *separator = "";
    if (types & TYPE_NUMBER)
        types &= ~TYPE_INTEGER;
    for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++) {
        if (!(types & 1u << i))
            continue;
        chela__buffer_format(out, "%s%s", separator, type_names[i]);
        separator = " or ";
    }
}

static chela_status
type_fault(struct run *run, const struct check *check, const json_t *instance)
{
    struct chela__buffer names = CHELA__BUFFER_INIT;
    if (!run->faults)
        return CHELA_INVALID;
    chela__type_names(check->types, &names);
    chela_status status =
        chela__run_fault(run, check, "expected %s, got %s", names.data ? names.data : "nothing",
                         chela__json_kind(instance));
    chela__buffer_done(&names);
    return status;
}

static chela_status
run_type(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (chela__type_of(instance) & check->types)
        return CHELA_OK;
    return type_fault(run, check, instance);
}

uint32_t
chela__types_of_keyword(const json_t *value)
{
    uint32_t types = 0;
    if (json_is_string(value))
        return chela__type_from_name(json_string_value(value));
    for (size_t i = 0; i < json_array_size(value); i++)
        types |= chela__type_from_name(json_string_value(json_array_get(value, i)));
    return types;
}

KEYWORD_COMPILER(type)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *name = json_is_array(value) ? json_array_get(value, i) : value;
        if (!json_is_string(name))
            return chela__compile_expect(compiler, keyword, "the name of a type", name);
        if (!chela__type_from_name(json_string_value(name)))
            return chela__compile_wrong(compiler, keyword,
                                        "'%s' is not a type; there are null, boolean, integer, "
                                        "number, string, array and object",
                                        json_string_value(name));
    }
    check->types = chela__types_of_keyword(value);
    check->run   = run_type;
    return CHELA_OK;
}

static chela_status
got_fault(struct run *run, const struct check *check, const char *expected, const json_t *instance)
{
    char        *got    = chela__run_quote(instance);
    chela_status status = got ? chela__run_fault(run, check, "expected %s, got %s", expected, got)
                              : chela__error_memory(run->err);
    free(got);
    return status;
}

static chela_status
run_const(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (chela__value_same(check->value, instance))
        return CHELA_OK;
    if (!run->faults)
        return CHELA_INVALID;
    char        *expected = chela__run_quote(check->value);
    chela_status status =
        expected ? got_fault(run, check, expected, instance) : chela__error_memory(run->err);
    free(expected);
    return status;
}

KEYWORD_COMPILER(const)
{
    (void)compiler, (void)keyword, (void)value;
    check->run = run_const;
    return CHELA_OK;
}

static chela_status
enum_fault(struct run *run, const struct check *check, const json_t *instance)
{
    struct chela__buffer listed = CHELA__BUFFER_INIT;
    size_t               count  = json_array_size(check->value);
    for (size_t i = 0; i < count && i < MAX_LISTED; i++) {
        char *value = chela__run_quote(json_array_get(check->value, i));
        chela__buffer_format(&listed, "%s%s", i ? ", " : "one of ", value ? value : "");
        free(value);
    }
    if (count > MAX_LISTED)
        chela__buffer_format(&listed, " and %zu more", count - MAX_LISTED);
    chela_status status = got_fault(run, check, listed.data ? listed.data : "nothing", instance);
    chela__buffer_done(&listed);
    return status;
}

static chela_status
run_enum(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    size_t count = json_array_size(check->value);
    for (size_t i = 0; i < count; i++)
        if (chela__value_same(json_array_get(check->value, i), instance))
            return CHELA_OK;
    chela_status status = chela__run_spend(run, count);
    if (status < 0)
        return status;
    return run->faults ? enum_fault(run, check, instance) : CHELA_INVALID;
}

KEYWORD_COMPILER(enum)
{
    if (!json_is_array(value))
        return chela__compile_expect(compiler, keyword, "an array of values", value);
    check->run = run_enum;
    return CHELA_OK;
}
