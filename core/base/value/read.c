// read.c
#include "base/value/value.h"
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
