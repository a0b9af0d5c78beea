// bind.c - turns "text:s pinned:b" and checked JSON into a C call through libffi; used by runner.c.
#include "plugin/bind.h"

#include <ffi.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

// One parameter of a capability's function.
struct parameter {
    char         *name; // of the input's member; "*" is the whole input
    char          type; // one of "bidsefj"
    bool          is_optional;
    const json_t *choices; // of an `e`
};

struct chela__binding {
    size_t           count;
    struct parameter parameters[CHELA__BINDING_MAX];
    bool             is_whole; // "*:j": no JSON is read at all
    ffi_cif          cif;
    ffi_type        *types[CHELA__BINDING_MAX + 1]; // [0] is the call
};

union value {
    uint8_t     b;
    int64_t     i;
    double      d;
    const char *s;
    int32_t     e;
};

struct chela__arguments {
    json_t     *input;                     // NULL for "*:j"
    char       *texts[CHELA__BINDING_MAX]; // what `j` points to
    union value values[CHELA__BINDING_MAX];
};

// ---- preparing ----

static ffi_type *
ffi_type_of(char type)
{
    switch (type) {
    case 'b':
        return &ffi_type_uint8;
    case 'i':
        return &ffi_type_sint64;
    case 'd':
        return &ffi_type_double;
    case 'e':
    case 'f':
        return &ffi_type_sint32;
    default: // s, j
        return &ffi_type_pointer;
    }
}

// Reads "name:t" or "name:t?" and moves *at behind it and its space.
static chela_status
read_parameter(const char **at, struct parameter *parameter, struct chela_error *err)
{
    size_t      len   = strcspn(*at, " ");
    const char *colon = memchr(*at, ':', len);
    size_t      tail  = colon ? len - (size_t)(colon - *at) : 0;
    if (!colon || colon == *at || tail < 2 || tail > 3 || (tail == 3 && colon[2] != '?') ||
        !strchr("bidsefj", colon[1]))
        return chela__error(err, CHELA_INVALID,
                            "binding \"%.*s\": expected NAME:TYPE, type b i d s e f j", (int)len,
                            *at);
    if (tail == 3 && !strchr("sfj", colon[1]))
        return chela__error(err, CHELA_INVALID,
                            "binding \"%.*s\": only s, f and j may be absent; give it a default",
                            (int)len, *at);
    parameter->name = strndup(*at, (size_t)(colon - *at));
    if (!parameter->name)
        return chela__error_memory(err);
    parameter->type        = colon[1];
    parameter->is_optional = tail == 3;
    *at += len + ((*at)[len] == ' ');
    return CHELA_OK;
}

// The enum of an `e`, written in the property or in the manifest's own type that it refers to.
static const json_t *
find_choices(const json_t *property, const json_t *types)
{
    const char *ref = chela__json_str(property, "$ref");
    if (!json_object_get(property, "enum") && ref)
        property = json_object_get(types, ref);
    return json_object_get(property, "enum");
}

static bool
is_required(const json_t *schema, const char *name)
{
    size_t  index;
    json_t *each;
    json_array_foreach(json_object_get(schema, "required"), index, each)
    {
        if (json_is_string(each) && strcmp(json_string_value(each), name) == 0)
            return true;
    }
    return false;
}

static chela_status
check_parameter(struct parameter *parameter, const json_t *entry, const json_t *types,
                struct chela_error *err)
{
    const json_t *schema = json_object_get(entry, "input");
    const json_t *property =
        json_object_get(json_object_get(schema, "properties"), parameter->name);
    if (!property)
        return chela__error(err, CHELA_INVALID, "binding: the input has no member \"%s\"",
                            parameter->name);
    bool is_there = is_required(schema, parameter->name) || json_object_get(property, "default");
    if (!is_there && !parameter->is_optional && parameter->type != 'e')
        return chela__error(err, CHELA_INVALID,
                            "binding: \"%s\" may be absent: require it, give it a default or add ?",
                            parameter->name);
    if (parameter->type != 'e')
        return CHELA_OK;
    parameter->choices = find_choices(property, types);
    if (!json_is_array(parameter->choices))
        return chela__error(err, CHELA_INVALID,
                            "binding: \"%s\" is an e without an enum in the manifest",
                            parameter->name);
    return CHELA_OK;
}

static chela_status
read_parameters(struct chela__binding *self, const char *at, const json_t *entry,
                const json_t *types, struct chela_error *err)
{
    while (*at) {
        if (self->count == CHELA__BINDING_MAX)
            return chela__error(err, CHELA_LIMIT, "binding: more than %d parameters",
                                CHELA__BINDING_MAX);
        struct parameter *parameter = &self->parameters[self->count];
        chela_status      status    = read_parameter(&at, parameter, err);
        if (status < 0 || !parameter->name)
            return status;
        self->types[++self->count] = ffi_type_of(parameter->type);
        if (strcmp(parameter->name, "*") != 0)
            status = check_parameter(parameter, entry, types, err);
        else if (self->count > 1 || *at || parameter->type != 'j')
            return chela__error(err, CHELA_INVALID, "binding: \"*:j\" stands alone");
        else
            self->is_whole = true;
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

chela_status
chela__binding_new(const char *binding, const json_t *entry, const json_t *types,
                   struct chela__binding **ret_binding, struct chela_error *err)
{
    struct chela__binding *self = calloc(1, sizeof(*self));
    if (!self)
        return chela__error_memory(err);
    self->types[0]      = &ffi_type_pointer;
    chela_status status = read_parameters(self, binding, entry, types, err);
    if (status == CHELA_OK && ffi_prep_cif(&self->cif, FFI_DEFAULT_ABI, (unsigned)self->count + 1,
                                           &ffi_type_sint32, self->types) != FFI_OK)
        status = chela__error(err, CHELA_FAILED, "binding \"%s\": libffi refuses it", binding);
    if (status < 0) {
        chela__binding_free(self);
        return status;
    }
    *ret_binding = self;
    return CHELA_OK;
}

void
chela__binding_free(struct chela__binding *binding)
{
    if (!binding)
        return;
    for (size_t i = 0; i < CHELA__BINDING_MAX; i++)
        free(binding->parameters[i].name);
    free(binding);
}

// ---- one call's arguments ----

static chela_status
wrong(const struct parameter *parameter, const char *expected, const json_t *value,
      struct chela_error *err)
{
    return chela__error(err, CHELA_INVALID, "%s: expected %s, got %s", parameter->name, expected,
                        value ? chela__json_kind(value) : "nothing");
}

// 5.0 is an integer in JSON Schema, so it is one here too.
static chela_status
take_integer(const struct parameter *parameter, const json_t *value, int64_t *ret_number,
             struct chela_error *err)
{
    if (json_is_integer(value)) {
        *ret_number = json_integer_value(value);
        return CHELA_OK;
    }
    double real = json_is_real(value) ? json_real_value(value) : NAN;
    if (!(real >= -0x1p63 && real < 0x1p63) || real != floor(real))
        return wrong(parameter, "a 64-bit integer", value, err);
    *ret_number = (int64_t)real;
    return CHELA_OK;
}

static chela_status
take_choice(const struct parameter *parameter, const json_t *value, int32_t *ret_index,
            struct chela_error *err)
{
    size_t  index;
    json_t *choice;
    *ret_index = -1;
    if (!value)
        return CHELA_OK;
    json_array_foreach(parameter->choices, index, choice)
    {
        if (!json_equal(choice, value))
            continue;
        *ret_index = (int32_t)index;
        return CHELA_OK;
    }
    return chela__error(err, CHELA_INVALID, "%s: not one of the manifest's choices",
                        parameter->name);
}

static chela_status
take_file(const struct parameter *parameter, const json_t *value, chela__find_file find, void *user,
          int32_t *ret_fd, struct chela_error *err)
{
    *ret_fd = -1;
    if (!value && parameter->is_optional)
        return CHELA_OK;
    if (!json_is_string(value))
        return wrong(parameter, "a file reference", value, err);
    *ret_fd = find(user, json_string_value(value));
    if (*ret_fd < 0)
        return chela__error(err, CHELA_NOT_FOUND, "%s: there is no file %s in this call",
                            parameter->name, json_string_value(value));
    return CHELA_OK;
}

static chela_status
take_json(const struct parameter *parameter, const json_t *value, char **text,
          const char **ret_text, struct chela_error *err)
{
    if (!value)
        return parameter->is_optional ? CHELA_OK : wrong(parameter, "a value", value, err);
    *text = chela__json_text(value);
    if (!*text)
        return chela__error_memory(err);
    *ret_text = *text;
    return CHELA_OK;
}

static chela_status
take_text(const struct parameter *parameter, const json_t *value, const char **ret_text,
          struct chela_error *err)
{
    if (!value && parameter->is_optional)
        return CHELA_OK;
    if (!json_is_string(value))
        return wrong(parameter, "string", value, err);
    *ret_text = json_string_value(value);
    if (strlen(*ret_text) != json_string_length(value))
        return chela__error(err, CHELA_INVALID, "%s: the text has a NUL inside", parameter->name);
    return CHELA_OK;
}

static chela_status
take_value(const struct parameter *parameter, const json_t *value, chela__find_file find,
           void *user, union value *slot, char **text, struct chela_error *err)
{
    switch (parameter->type) {
    case 'b':
        slot->b = json_is_true(value);
        return json_is_boolean(value) ? CHELA_OK : wrong(parameter, "boolean", value, err);
    case 'i':
        return take_integer(parameter, value, &slot->i, err);
    case 'd':
        slot->d = json_number_value(value);
        return json_is_number(value) ? CHELA_OK : wrong(parameter, "number", value, err);
    case 'e':
        return take_choice(parameter, value, &slot->e, err);
    case 'f':
        return take_file(parameter, value, find, user, &slot->e, err);
    case 'j':
        return take_json(parameter, value, text, &slot->s, err);
    default:
        return take_text(parameter, value, &slot->s, err);
    }
}

// "*:j": the text as it came.
static chela_status
take_whole(struct chela__arguments *self, const char *input, size_t len, struct chela_error *err)
{
    self->texts[0] = strndup(input, len);
    if (!self->texts[0])
        return chela__error_memory(err);
    self->values[0].s = self->texts[0];
    return CHELA_OK;
}

static chela_status
take_members(struct chela__arguments *self, const struct chela__binding *binding, const char *input,
             size_t len, chela__find_file find, void *user, struct chela_error *err)
{
    chela_status status = chela__json_read(input, len, NULL, &self->input, err);
    for (size_t i = 0; status == CHELA_OK && i < binding->count; i++) {
        const struct parameter *parameter = &binding->parameters[i];
        status = take_value(parameter, json_object_get(self->input, parameter->name), find, user,
                            &self->values[i], &self->texts[i], err);
    }
    return status;
}

chela_status
chela__arguments_new(const struct chela__binding *binding, const char *input, size_t len,
                     chela__find_file find, void *user, struct chela__arguments **ret_arguments,
                     struct chela_error *err)
{
    struct chela__arguments *self = calloc(1, sizeof(*self));
    if (!self)
        return chela__error_memory(err);
    chela_status status = binding->is_whole
                              ? take_whole(self, input, len, err)
                              : take_members(self, binding, input, len, find, user, err);
    if (status < 0) {
        chela__arguments_done(self);
        return status;
    }
    *ret_arguments = self;
    return CHELA_OK;
}

void
chela__arguments_done(struct chela__arguments *arguments)
{
    if (!arguments)
        return;
    json_decref(arguments->input);
    for (size_t i = 0; i < CHELA__BINDING_MAX; i++)
        free(arguments->texts[i]);
    free(arguments);
}

chela_status
chela__binding_call(const struct chela__binding *binding, void (*fn)(void), struct chela_call *call,
                    struct chela__arguments *arguments)
{
    void   *values[CHELA__BINDING_MAX + 1];
    ffi_arg result = 0; // libffi widens every smaller integer result to this

    values[0] = &call;
    for (size_t i = 0; i < binding->count; i++)
        values[i + 1] = &arguments->values[i];
    ffi_call((ffi_cif *)&binding->cif, fn, &result, values);
    return (chela_status)result;
}
