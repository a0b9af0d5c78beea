// said.c - see said.h: a span of a turn, by semantic type or JSON type, through base/value.
#include "plan/said.h"

#include <string.h>

#include "base/json.h"
#include "base/value/value.h"
#include "plan/spot.h"

// What the parameter wants, in the words of base/value.
static const char *
wanted_type(const struct chela__schema *schema, const char *pointer)
{
    const char *semantic = chela__schema_type_at(schema, pointer);
    if (semantic && !strncmp(semantic, "chela:", 6))
        return semantic;
    const char *kind = chela__spot_kind(schema, pointer);
    return kind ? kind : "string";
}

// A word of the schema's own `enum`, whatever its case.
static json_t *
enum_value(const struct chela__schema *schema, const char *pointer, struct chela_text span)
{
    const json_t *at     = chela__schema_at(schema, pointer);
    json_t       *values = at ? json_object_get(at, "enum") : NULL;
    for (size_t i = 0; i < json_array_size(values); i++) {
        json_t *value = json_array_get(values, i);
        if (json_is_string(value) && json_string_length(value) == span.len &&
            !strncasecmp(json_string_value(value), span.data, span.len))
            return json_incref(value);
    }
    return NULL;
}

chela_status
chela__span_value(const struct chela__value_context *context, struct chela_text span,
                  const struct chela__schema *schema, const char *pointer, json_t **ret_value,
                  struct chela_error *err)
{
    json_t *word = enum_value(schema, pointer, span);
    if (!word)
        return chela__value_read(span, wanted_type(schema, pointer), context, ret_value, err);
    *ret_value = word;
    return CHELA_OK;
}

chela_status
chela__said_value(const struct chela__plan *plan, const struct chela__arg *arg,
                  const struct chela__schema *schema, const char *pointer, json_t **ret_value,
                  struct chela_error *err)
{
    bool          is_memory = arg->kind == CHELA__ARG_MEMORY;
    const json_t *record    = is_memory ? json_object_get(plan->memories, arg->from) : NULL;
    const json_t *turns     = is_memory ? json_object_get(record, "turns") : plan->turns;
    if (is_memory && arg->start == arg->end) {
        *ret_value = json_incref(json_object_get(record, "value"));
        return CHELA_OK;
    }
    const json_t     *turn = json_array_get(turns, arg->turn);
    struct chela_text span = {json_string_value(turn) + arg->start, arg->end - arg->start};
    struct chela__value_context context = {
        .lang = plan->lang, .now_ms = plan->now_ms, .zone = plan->zone};
    return chela__span_value(&context, span, schema, pointer, ret_value, err);
}
