// search_text.c - walks a capability for the texts that search looks at; called by term_table.c.
#include "catalog/index_text.h"

#include <string.h>

#include "base/json.h"

#define MAX_DEPTH 6 // of schemas that are looked into

struct walk {
    chela__field_text *take;
    void              *user;
};

static chela_status
take_localized(const struct walk *walk, enum chela__search_field field, const json_t *texts)
{
    chela_status status = CHELA_OK;
    const char  *lang;
    json_t      *text;
    if (json_is_string(texts))
        return walk->take(walk->user, field, json_string_value(texts));
    json_object_foreach((json_t *)(uintptr_t)texts, lang, text)
    {
        if (status == CHELA_OK && json_is_string(text))
            status = walk->take(walk->user, field, json_string_value(text));
    }
    return status;
}

static chela_status
take_examples(const struct walk *walk, const json_t *examples)
{
    chela_status status = CHELA_OK;
    size_t       i;
    json_t      *example;
    json_array_foreach(examples, i, example)
    {
        if (status == CHELA_OK)
            status = take_localized(walk, CHELA__FIELD_EXAMPLES, json_object_get(example, "say"));
    }
    return status;
}

static chela_status
take_texts(const struct walk *walk, const json_t *texts)
{
    chela_status status = CHELA_OK;
    const char  *pointer;
    json_t      *text;
    json_object_foreach((json_t *)(uintptr_t)texts, pointer, text)
    {
        if (status == CHELA_OK)
            status = take_localized(walk, CHELA__FIELD_TEXTS, text);
    }
    return status;
}

static chela_status
take_choices(const struct walk *walk, const json_t *choices)
{
    chela_status status = CHELA_OK;
    size_t       i;
    json_t      *choice;
    json_array_foreach(choices, i, choice)
    {
        if (status == CHELA_OK && json_is_string(choice))
            status = walk->take(walk->user, CHELA__FIELD_TEXTS, json_string_value(choice));
    }
    return status;
}

static chela_status
take_schema(const struct walk *walk, const json_t *schema, int depth)
{
    static const char *const said[] = {"title", "description"};
    chela_status             status = take_choices(walk, json_object_get(schema, "enum"));
    const char              *name;
    json_t                  *member;
    if (depth > MAX_DEPTH)
        return status;
    for (size_t i = 0; i < 2 && status == CHELA_OK; i++) {
        const char *text = chela__json_str(schema, said[i]);
        if (text)
            status = walk->take(walk->user, CHELA__FIELD_TEXTS, text);
    }
    json_object_foreach(json_object_get(schema, "properties"), name, member)
    {
        if (status == CHELA_OK)
            status = walk->take(walk->user, CHELA__FIELD_TEXTS, name);
        if (status == CHELA_OK)
            status = take_schema(walk, member, depth + 1);
    }
    const json_t *items = json_object_get(schema, "items");
    return status == CHELA_OK && items ? take_schema(walk, items, depth + 1) : status;
}

chela_status
chela__search_texts(const struct chela__capability *capability, chela__field_text *take, void *user)
{
    const struct walk walk   = {take, user};
    const json_t     *entry  = capability->json;
    const json_t     *plugin = capability->plugin->json;
    chela_status      status = take(user, CHELA__FIELD_NAME, capability->name);
    if (status == CHELA_OK)
        status = take_localized(&walk, CHELA__FIELD_SUMMARY, json_object_get(entry, "summary"));
    if (status == CHELA_OK)
        status = take_examples(&walk, json_object_get(entry, "examples"));
    if (status == CHELA_OK)
        status = take_texts(&walk, json_object_get(entry, "texts"));
    if (status == CHELA_OK)
        status = take_schema(&walk, capability->input, 0);
    if (status == CHELA_OK)
        status = take_localized(&walk, CHELA__FIELD_PLUGIN, json_object_get(plugin, "name"));
    if (status == CHELA_OK)
        status = take_localized(&walk, CHELA__FIELD_PLUGIN, json_object_get(plugin, "summary"));
    return status;
}
