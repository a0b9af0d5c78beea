// fields.c - walks a JSON document by tables of members; see fields.h.
#include "base/fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

chela_status
chela__fields_fault(struct chela__fields *fields, const char *format, ...)
{
    char    text[CHELA_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (fields->pointer.failed)
        return chela__error_memory(fields->err);
    const char *pointer = fields->pointer.len ? fields->pointer.data : "/";
    return chela__error(fields->err, CHELA_INVALID, "%s: %s: %s", fields->what, pointer, text);
}

static const char *
kind_name(json_type type)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "object",   [JSON_ARRAY] = "array", [JSON_STRING] = "string",
        [JSON_INTEGER] = "integer", [JSON_REAL] = "number", [JSON_TRUE] = "boolean",
    };
    return names[type];
}

chela_status
chela__fields_expect(struct chela__fields *fields, const json_t *value, json_type type)
{
    if (json_typeof(value) == type)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected %s, got %s", kind_name(type),
                               chela__json_kind(value));
}

// Checks the value one step below and returns to where the walk was.
static chela_status
descend(struct chela__fields *fields, const char *token, chela__field_check *check,
        const char *name, json_t *value)
{
    size_t len = fields->pointer.len;
    chela__json_pointer_add(&fields->pointer, token);
    chela_status status = check(fields, name, value);
    fields->pointer.len = len;
    if (fields->pointer.data)
        fields->pointer.data[len] = '\0';
    return status;
}

static chela_status
refuse_unknown(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)value;
    return chela__fields_fault(fields, "unknown member; extensions start with \"x-\"%s",
                               name[0] == 'X' ? " in lower case" : "");
}

static const struct chela__field *
table_find(const struct chela__field *table, const char *name)
{
    for (; table->name; table++)
        if (!strcmp(table->name, name))
            return table;
    return NULL;
}

chela_status
chela__fields_object(struct chela__fields *fields, json_t *value, const struct chela__field *table)
{
    chela_status status = chela__fields_expect(fields, value, JSON_OBJECT);
    const char  *name;
    json_t      *member;
    if (status < 0)
        return status;
    json_object_foreach(value, name, member)
    {
        if (!strncmp(name, "x-", 2))
            continue;
        const struct chela__field *field = table_find(table, name);
        status = descend(fields, name, field ? field->check : refuse_unknown, name, member);
        if (status < 0)
            return status;
    }
    for (; table->name; table++)
        if (table->required && !json_object_get(value, table->name))
            return chela__fields_fault(fields, "member \"%s\" is missing", table->name);
    return CHELA_OK;
}

chela_status
chela__fields_document(const char *what, json_t *value, const struct chela__field *table,
                       void *user, struct chela_error *err)
{
    struct chela__fields fields = {
        .what = what, .pointer = CHELA__BUFFER_INIT, .err = err, .user = user};
    chela_status status = chela__fields_object(&fields, value, table);
    chela__buffer_done(&fields.pointer);
    return status;
}

chela_status
chela__fields_map(struct chela__fields *fields, json_t *value, chela__field_check *check)
{
    chela_status status = chela__fields_expect(fields, value, JSON_OBJECT);
    const char  *name;
    json_t      *member;
    if (status < 0)
        return status;
    json_object_foreach(value, name, member)
    {
        status = descend(fields, name, check, name, member);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

chela_status
chela__fields_list(struct chela__fields *fields, json_t *value, chela__field_check *check)
{
    chela_status status = chela__fields_expect(fields, value, JSON_ARRAY);
    size_t       i;
    json_t      *element;
    if (status < 0)
        return status;
    json_array_foreach(value, i, element)
    {
        char token[24];
        snprintf(token, sizeof token, "%zu", i);
        status = descend(fields, token, check, NULL, element);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

chela_status
chela__fields_choice(struct chela__fields *fields, const json_t *value, const char *const *names)
{
    chela_status status = chela__fields_expect(fields, value, JSON_STRING);
    if (status < 0)
        return status;
    for (const char *const *name = names; *name; name++)
        if (!strcmp(*name, json_string_value(value)))
            return CHELA_OK;
    char   allowed[256] = "";
    size_t used         = 0;
    for (const char *const *name = names; *name && used < sizeof allowed; name++)
        used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s", used ? ", " : "",
                                 *name);
    return chela__fields_fault(fields, "unknown value \"%.64s\"; it is one of %s",
                               json_string_value(value), allowed);
}

chela_status
chela__field_any(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)fields, (void)name, (void)value;
    return CHELA_OK;
}

chela_status
chela__field_string(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    chela_status status = chela__fields_expect(fields, value, JSON_STRING);
    if (status == CHELA_OK && !json_string_length(value))
        return chela__fields_fault(fields, "is empty");
    return status;
}

chela_status
chela__field_bool(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return json_is_boolean(value) ? CHELA_OK : chela__fields_expect(fields, value, JSON_TRUE);
}

chela_status
chela__field_object(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_expect(fields, value, JSON_OBJECT);
}

chela_status
chela__field_strings(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, chela__field_string);
}

// "" or "/..." where every ~ is followed by 0 or 1.
static chela_status
check_pointer(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *text = json_string_value(value);
    if (!text || (*text && *text != '/'))
        return chela__fields_fault(fields, "expected a JSON Pointer such as \"/text\"");
    for (const char *at = text; (at = strchr(at, '~')); at++)
        if (at[1] != '0' && at[1] != '1')
            return chela__fields_fault(fields, "\"%.64s\" is no JSON Pointer: ~ must be ~0", text);
    return CHELA_OK;
}

chela_status
chela__field_pointers(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_pointer);
}

chela_status
chela__field_texts(struct chela__fields *fields, const char *name, json_t *value)
{
    if (json_is_string(value))
        return chela__field_string(fields, name, value);
    if (json_is_object(value) && !json_object_size(value))
        return chela__fields_fault(fields, "has no language, such as {\"en\": \"...\"}");
    return chela__fields_map(fields, value, chela__field_string);
}

chela_status
chela__field_schema(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return json_is_boolean(value) ? CHELA_OK : chela__fields_expect(fields, value, JSON_OBJECT);
}
