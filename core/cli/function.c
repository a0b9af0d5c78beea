// function.c - from a capability's input schema to the parameters of its C function.
#include "cli/develop.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

#define MAX_REFERENCES 8

void
chela__plugin_prefix(const struct chela__manifest *manifest, char ret_prefix[64])
{
    const char *dot = strrchr(manifest->id, '.');
    snprintf(ret_prefix, 64, "%s", dot ? dot + 1 : manifest->id);
    for (char *at = ret_prefix; *at; at++)
        if (*at == '-')
            *at = '_';
}

// "notes.create" -> "notes_create"; "send" of org.example.mail -> "mail_send", which no library
// has.
static chela_status
function_name(const struct chela__capability *capability, struct chela__function *function,
              struct chela_error *err)
{
    char prefix[64];
    chela__plugin_prefix(capability->plugin, prefix);
    bool has_dot = strchr(capability->name, '.') != NULL;
    int  len     = snprintf(function->name, sizeof function->name, "%s%s%s", has_dot ? "" : prefix,
                       has_dot ? "" : "_", capability->name);
    if (len < 0 || (size_t)len >= sizeof function->name)
        return chela__error(err, CHELA_LIMIT, "%s: the name is too long", capability->name);
    for (char *at = function->name; *at; at++)
        if (*at == '.')
            *at = '_';
    return CHELA_OK;
}

static bool
is_required(const json_t *schema, const char *name)
{
    size_t  i;
    json_t *each;
    json_array_foreach(json_object_get(schema, "required"), i,
                       each) if (json_is_string(each) &&
                                 !strcmp(json_string_value(each), name)) return true;
    return false;
}

// chela:File/1 and every type that is one ("to": {"chela:File/1": ""}).
static bool
is_file(const char *uri, const json_t *type)
{
    return !strcmp(uri, "chela:File/1") ||
           json_object_get(json_object_get(type, "to"), "chela:File/1");
}

// b i d s e f, or j for everything without a C type of its own.
static char
type_of(const struct chela__manifest *plugin, const json_t *schema, const json_t **ret_choices)
{
    for (int i = 0; i < MAX_REFERENCES && json_is_object(schema); i++) {
        const json_t *choices = json_object_get(schema, "enum");
        const char   *kind    = chela__json_str(schema, "type");
        const char   *uri     = chela__json_str(schema, "$ref");
        if (choices) {
            *ret_choices = choices;
            return 'e';
        }
        if (kind)
            return !strcmp(kind, "boolean")   ? 'b'
                   : !strcmp(kind, "integer") ? 'i'
                   : !strcmp(kind, "number")  ? 'd'
                   : !strcmp(kind, "string")  ? 's'
                                              : 'j';
        schema = uri ? json_object_get(plugin->types, uri) : NULL;
        if (schema && is_file(uri, schema))
            return 'f';
    }
    return 'j';
}

static chela_status
infer_parameter(const struct chela__capability *capability, const char *name,
                const json_t *property, struct chela__parameter *parameter, struct chela_error *err)
{
    parameter->name = name;
    parameter->type = type_of(capability->plugin, property, &parameter->choices);
    bool is_there   = is_required(capability->input, name) || json_object_get(property, "default");
    parameter->is_optional = !is_there && strchr("sfj", parameter->type);
    if (!is_there && strchr("bid", parameter->type))
        return chela__error(err, CHELA_INVALID,
                            "%s: /input/properties/%s may be absent, but a C %s cannot: give it a "
                            "\"default\" or require it",
                            capability->name, name,
                            parameter->type == 'b'   ? "bool"
                            : parameter->type == 'i' ? "int64_t"
                                                     : "double");
    return CHELA_OK;
}

chela_status
chela__function_infer(const struct chela__capability *capability,
                      struct chela__function *ret_function, struct chela_error *err)
{
    struct chela__function function = {.count = 0};
    const char            *whole    = chela__json_str(capability->json, "x-bind");
    const char            *name;
    json_t                *property;
    chela_status           status = function_name(capability, &function, err);
    if (status == CHELA_OK && whole && !strcmp(whole, "*")) {
        function.parameters[0] = (struct chela__parameter){.name = "*", .type = 'j'};
        function.count         = 1;
        *ret_function          = function;
        return CHELA_OK;
    }
    json_object_foreach(json_object_get(capability->input, "properties"), name, property)
    {
        if (status == CHELA_OK && function.count == CHELA__FUNCTION_MAX)
            status = chela__error(err, CHELA_LIMIT,
                                  "%s: more than %d parameters; \"x-bind\": \"*\" hands over the "
                                  "whole input as JSON text",
                                  capability->name, CHELA__FUNCTION_MAX);
        if (status == CHELA_OK)
            status = infer_parameter(capability, name, property,
                                     &function.parameters[function.count++], err);
    }
    if (status == CHELA_OK)
        *ret_function = function;
    return status;
}
