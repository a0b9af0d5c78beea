// shape.c - flattens input schemas into parameters.
#include "backend/embedded/shape.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/value/value.h"

#define MAX_REFERENCES 8
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct builder {
    struct chela__capability *capability;
    const char               *lang;
    struct chela__scratch    *arena;
    struct chela__shape      *shape;
};

static const json_t *
find_reference(const struct chela__capability *capability, const char *uri)
{
    if (uri[0] == '#')
        return chela__json_at(capability->input, uri + 1);
    return capability->plugin ? json_object_get(capability->plugin->types, uri) : NULL;
}

const json_t *
chela__shape_resolve(const struct chela__capability *capability, const json_t *schema,
                     const char **ret_type)
{
    const char *type = NULL;
    for (int i = 0; i < MAX_REFERENCES; i++) {
        const char *uri = chela__json_str(schema, "$ref");
        if (!uri)
            break;
        if (uri[0] != '#' && !type)
            type = uri;
        const json_t *next = find_reference(capability, uri);
        if (!next)
            break;
        schema = next;
    }
    if (ret_type)
        *ret_type = type;
    return schema;
}

bool
chela__param_is_words(const char *type, const json_t *schema)
{
    static const char *const texts[] = {"chela:Text/", "chela:Query/", "chela:Choice/",
                                        "chela:Expression/", "chela:Place/"};
    for (size_t i = 0; type && i < sizeof texts / sizeof *texts; i++)
        if (strncmp(type, texts[i], strlen(texts[i])) == 0)
            return true;
    if (type && strncmp(type, "chela:", 6) == 0)
        return false;
    const char *kind = chela__json_str(schema, "type");
    return !type || (kind && strcmp(kind, "string") == 0 && !json_object_get(schema, "pattern"));
}

bool
chela__param_is_reference(const struct chela__param *param)
{
    static const char *const looked_up[] = {
        "chela:PhoneNumber/", "chela:EmailAddress/", "chela:FilePath/",  "chela:File/",
        "chela:ImageFile/",   "chela:PdfFile/",      "chela:AudioFile/", "chela:VideoFile/",
        "chela:Contact/",     "chela:GeoPoint/"};
    const char *type = param->want == CHELA__WANT_LIST ? param->item_type : param->type;
    if (!type)
        return false;
    if (strncmp(type, "chela:", 6) != 0)
        return !chela__param_is_words(type, param->want == CHELA__WANT_LIST ? param->item
                                                                            : param->schema);
    for (size_t i = 0; i < sizeof looked_up / sizeof *looked_up; i++)
        if (strncmp(type, looked_up[i], strlen(looked_up[i])) == 0)
            return true;
    return false;
}

static char *
joined(struct chela__scratch *arena, const char *first, const char *between, const char *second)
{
    size_t size = strlen(first) + strlen(between) + strlen(second) + 1;
    char  *text = chela__scratch_get(arena, size, 1);
    if (text)
        (void)snprintf(text, size, "%s%s%s", first, between, second);
    return text;
}

static const char *
kind_of(const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type");
    if (json_is_array(type)) // the first that is not null
        for (size_t i = 0; i < json_array_size(type); i++)
            if (strcmp(json_string_value(json_array_get(type, i)) ?: "", "null") != 0)
                return json_string_value(json_array_get(type, i)) ?: "string";
    if (json_is_string(type))
        return json_string_value(type);
    if (json_object_get(schema, "properties"))
        return "object";
    const char   *first = NULL;
    const json_t *any   = json_object_get(schema, "anyOf");
    if (json_array_size(any) > 0)
        first = chela__json_str(json_array_get(any, 0), "type");
    return first ? first : "string";
}

static bool
is_time_type(const char *type)
{
    static const char *const names[] = {"chela:Date/",     "chela:TimeOfDay/", "chela:DateTime/",
                                        "chela:Duration/", "chela:TimeRange/", "chela:RRule/"};
    for (size_t i = 0; type && i < sizeof names / sizeof *names; i++)
        if (strncmp(type, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static bool
has_time_format(const struct chela__param *param)
{
    const char *format = chela__json_str(param->schema, "format");
    if (format && (strcmp(format, "date") == 0 || strcmp(format, "date-time") == 0 ||
                   strcmp(format, "time") == 0))
        return true;
    uint32_t when = 1u << CHELA__THEME_DATE | 1u << CHELA__THEME_TIME;
    return (chela__themes_of(chela__text(param->name)) & when) != 0;
}

static enum chela__want
want_of(const struct chela__param *param)
{
    if (strcmp(param->kind, "array") == 0)
        return CHELA__WANT_LIST;
    if (json_array_size(param->choices) > 0)
        return CHELA__WANT_CHOICE;
    if (strcmp(param->kind, "boolean") == 0)
        return CHELA__WANT_FLAG;
    if (is_time_type(param->type))
        return CHELA__WANT_TIME;
    if (strcmp(param->kind, "integer") == 0 || strcmp(param->kind, "number") == 0)
        return CHELA__WANT_NUMBER;
    if (!param->type && has_time_format(param))
        return CHELA__WANT_TIME;
    return CHELA__WANT_TEXT;
}

// The manifest's text for the parameter ("texts": {"/input/when": ...}).
static const char *
manifest_text(const struct builder *builder, const char *pointer)
{
    const json_t *texts = json_object_get(builder->capability->json, "texts");
    if (!texts)
        return "";
    const char *key  = joined(builder->arena, "/input", "", pointer);
    const char *text = key ? chela__localized(texts, key, builder->lang) : NULL;
    return text ? text : "";
}

static chela_status
add_terms(struct builder *builder, struct chela__param *param)
{
    struct chela__term terms[CHELA__PARAM_MAX_TERMS];
    size_t             names = chela__terms_of(chela__text(param->name), terms, 8);
    const char        *said  = manifest_text(builder, param->pointer);
    names += chela__terms_of(chela__text(said), terms + names, 8);
    size_t all   = names + chela__terms_of(chela__text(param->text), terms + names,
                                           CHELA__PARAM_MAX_TERMS - names);
    param->terms = chela__scratch_get(builder->arena, all, sizeof *terms);
    if (!param->terms)
        return CHELA_NO_MEMORY;
    memcpy(param->terms, terms, all * sizeof *terms);
    param->name_count = names;
    param->term_count = all;
    param->roles = chela__themes_of(chela__text(param->name)) | chela__themes_of(chela__text(said));
    struct chela_text start = chela__text(param->text);
    start.len               = chela__utf8_cut(start.data, start.len, 48);
    if (!param->roles)
        param->roles = chela__themes_of(start);
    return CHELA_OK;
}

// The units of time that a text speaks of: "in minutes".
static uint32_t
grains_of(const char *text)
{
    static const struct {
        const char             *code, *han;
        enum chela__value_grain grain;
    } units[]       = {{"s", "秒", CHELA__GRAIN_SECOND}, {"min", "分钟", CHELA__GRAIN_MINUTE},
                       {"h", "小时", CHELA__GRAIN_HOUR}, {"d", "天", CHELA__GRAIN_DAY},
                       {"wk", "周", CHELA__GRAIN_WEEK},  {"mo", "月", CHELA__GRAIN_MONTH},
                       {"a", "年", CHELA__GRAIN_YEAR}};
    uint32_t grains = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strstr(text, units[i].han))
            grains |= 1u << units[i].grain;
    for (const char *at = text; *at;) {
        size_t                      len       = strspn(at, LETTERS);
        enum chela__value_dimension dimension = CHELA__DIMENSION_NONE;
        const char                 *code =
            len > 2 ? chela__value_unit((struct chela_text){at, len}, &dimension) : NULL;
        for (size_t i = 0; code && i < sizeof units / sizeof *units; i++)
            if (dimension == CHELA__DIMENSION_TIME && strcmp(code, units[i].code) == 0)
                grains |= 1u << units[i].grain;
        at += len ? len : 1;
    }
    return grains;
}

static chela_status
add_leaf(struct builder *builder, struct chela__param param)
{
    struct chela__shape *shape = builder->shape;
    if (shape->count >= CHELA__SHAPE_MAX_PARAMS)
        return CHELA_OK; // what does not fit can only be asked for
    const char *text = chela__json_str(param.schema, "description");
    param.text       = text ? text : "";
    param.choices    = json_object_get(param.schema, "enum");
    param.fallback   = json_object_get(param.schema, "default");
    if (strcmp(param.kind, "array") == 0) {
        const json_t *items = json_object_get(param.schema, "items");
        param.item =
            items ? chela__shape_resolve(builder->capability, items, &param.item_type) : NULL;
        if (!param.choices)
            param.choices = json_object_get(param.item, "enum");
    }
    param.want         = want_of(&param);
    param.sample_count = chela__samples_find(param.text, param.samples);
    param.grains       = grains_of(param.name);
    if (!param.grains)
        param.grains = grains_of(param.text);
    if (add_terms(builder, &param) < 0)
        return CHELA_NO_MEMORY;
    shape->params[shape->count++] = param;
    return CHELA_OK;
}

static bool
is_required(const json_t *schema, const char *name)
{
    const json_t *required = json_object_get(schema, "required");
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *item = json_string_value(json_array_get(required, i));
        if (item && strcmp(item, name) == 0)
            return true;
    }
    return false;
}

static chela_status
add_members(struct builder *builder, const json_t *schema, const struct chela__param *parent,
            int depth)
{
    const char *name;
    json_t     *member;
    json_object_foreach((json_t *)json_object_get(schema, "properties"), name, member)
    {
        struct chela__param param = {.name = name};
        param.schema              = chela__shape_resolve(builder->capability, member, &param.type);
        param.kind                = kind_of(param.schema);
        param.required            = is_required(schema, name) && parent->required;
        param.inner   = parent->inner || (is_required(schema, name) && !parent->required);
        param.pointer = joined(builder->arena, parent->pointer, "/", name);
        if (!param.pointer)
            return CHELA_NO_MEMORY;
        const json_t *items = json_object_get(param.schema, "items");
        const json_t *item  = items ? chela__shape_resolve(builder->capability, items, NULL) : NULL;
        chela_status  status;
        if (!param.type && depth < CHELA__SHAPE_MAX_DEPTH &&
            json_object_size(json_object_get(param.schema, "properties")) > 0) {
            status = add_members(builder, param.schema, &param, depth + 1);
        } else if (!param.type && depth < CHELA__SHAPE_MAX_DEPTH &&
                   json_object_size(json_object_get(item, "properties")) > 0) {
            param.pointer = joined(builder->arena, param.pointer, "", "/*");
            status =
                param.pointer ? add_members(builder, item, &param, depth + 1) : CHELA_NO_MEMORY;
        } else {
            status = add_leaf(builder, param);
        }
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

static chela_status
add_words(struct builder *builder)
{
    enum { MOST = 160 };
    struct chela__shape *shape   = builder->shape;
    const json_t        *json    = builder->capability->json;
    const char          *summary = chela__localized(json, "summary", builder->lang);
    if (!summary)
        summary = chela__json_str(json, "description");
    shape->terms = chela__scratch_get(builder->arena, MOST, sizeof *shape->terms);
    if (!shape->terms)
        return CHELA_NO_MEMORY;
    shape->name_count = chela__terms_of(chela__text(builder->capability->name), shape->terms, 12);
    shape->summary_count =
        shape->name_count +
        chela__terms_of(chela__text(summary ? summary : ""), shape->terms + shape->name_count, 60);
    shape->term_count      = shape->summary_count;
    const json_t *examples = json_object_get(json, "examples");
    for (size_t i = 0; i < json_array_size(examples); i++) {
        const json_t *say = json_object_get(json_array_get(examples, i), "say");
        const char   *text =
            json_is_string(say) ? json_string_value(say) : chela__json_str(say, builder->lang);
        if (text)
            shape->term_count += chela__terms_of(
                chela__text(text), shape->terms + shape->term_count, MOST - shape->term_count);
    }
    return CHELA_OK;
}

static void
add_head(struct chela__shape *shape, struct chela__term term)
{
    if (term.stem && shape->head_count < CHELA__SHAPE_MAX_HEADS &&
        chela__terms_match(shape->heads, shape->head_count, term) < 1)
        shape->heads[shape->head_count++] = term;
}

// The verbs: first words of the examples, the first word of the summary, the last one of the name.
static chela_status
add_examples(struct builder *builder)
{
    struct chela__shape *shape = builder->shape;
    shape->templates =
        chela__scratch_get(builder->arena, CHELA__TEMPLATES_MAX, sizeof *shape->templates);
    if (!shape->templates)
        return CHELA_NO_MEMORY;
    chela_status status = chela__templates_read(builder->capability, builder->lang, builder->arena,
                                                shape->templates, &shape->template_count);
    for (size_t i = 0; status >= 0 && i < shape->template_count; i++) {
        const struct chela__tokens *tokens = &shape->templates[i].tokens;
        bool slot = shape->templates[i].slot_count && shape->templates[i].slots[0].first == 0;
        if (tokens->count && !slot &&
            (tokens->items[0].class == CHELA__CLASS_HEAD ||
             tokens->items[0].class == CHELA__CLASS_WORD))
            add_head(shape, tokens->items[0].term);
    }
    if (shape->summary_count > shape->name_count)
        add_head(shape, shape->terms[shape->name_count]);
    if (shape->name_count)
        add_head(shape, shape->terms[shape->name_count - 1]);
    return status;
}

chela_status
chela__shape_read(struct chela__capability *capability, const char *lang,
                  struct chela__scratch *arena, struct chela__shape *ret_shape,
                  struct chela_error *err)
{
    struct chela__shape shape   = {.capability = capability};
    struct builder      builder = {capability, lang, arena, &shape};
    struct chela__param root    = {.name = "", .pointer = "", .required = true};
    shape.params = chela__scratch_get(arena, CHELA__SHAPE_MAX_PARAMS, sizeof *shape.params);
    if (!shape.params)
        return chela__error_memory(err);
    const json_t *input = chela__shape_resolve(capability, capability->input, NULL);
    if (add_words(&builder) < 0 || add_examples(&builder) < 0 ||
        add_members(&builder, input, &root, 0) < 0)
        return chela__error_memory(err);
    *ret_shape = shape;
    return CHELA_OK;
}
