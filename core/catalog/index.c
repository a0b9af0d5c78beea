// index.c - writes the index image over a set of manifests; called by the store when it changed.
#include "catalog/catalog_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "catalog/index_text.h"

// The image while it grows: header, texts, tables.
struct writer {
    struct chela__buffer      texts;
    struct chela__buffer      tables[CHELA__IMAGE_TABLES];
    struct chela__term_table *terms;
    bool                      with_manifests;
    struct chela_error       *err;
};

static void
put(struct chela__buffer *buffer, uint32_t number)
{
    const char bytes[4] = {(char)number, (char)(number >> 8), (char)(number >> 16),
                           (char)(number >> 24)};
    chela__buffer_add(buffer, bytes, sizeof bytes);
}

static uint32_t
records(const struct writer *writer, enum chela__image_table table)
{
    return (uint32_t)(writer->tables[table].len / 4 / chela__image_record[table]);
}

static void
put_bytes(struct writer *writer, enum chela__image_table table, const char *data, size_t len)
{
    put(&writer->tables[table], (uint32_t)(4 * CHELA__IMAGE_HEADER + writer->texts.len));
    put(&writer->tables[table], (uint32_t)len);
    chela__buffer_add(&writer->texts, data, len);
}

static void
put_text(struct writer *writer, enum chela__image_table table, const char *text)
{
    put_bytes(writer, table, text ? text : "", text ? strlen(text) : 0);
}

// {first, count} of a member such as "summary", whose texts go to the table of localized ones.
static void
put_localized(struct writer *writer, enum chela__image_table table, const json_t *texts)
{
    const char *lang;
    json_t     *text;
    uint32_t    first = records(writer, CHELA__LOCALIZED);
    if (json_is_string(texts)) {
        put_text(writer, CHELA__LOCALIZED, "en");
        put_text(writer, CHELA__LOCALIZED, json_string_value(texts));
    }
    json_object_foreach((json_t *)(uintptr_t)texts, lang, text)
    {
        put_text(writer, CHELA__LOCALIZED, lang);
        put_text(writer, CHELA__LOCALIZED, json_string_value(text));
    }
    put(&writer->tables[table], first);
    put(&writer->tables[table], records(writer, CHELA__LOCALIZED) - first);
}

static void
put_json(struct writer *writer, enum chela__image_table table, const json_t *value)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    if (writer->with_manifests)
        chela__json_write(&text, value);
    put_bytes(writer, table, text.data, text.len);
    writer->texts.failed |= text.failed;
    chela__buffer_done(&text);
}

// "chela.due/1 take" when the capability is the role of a reserved set, else empty.
static void
put_role(struct writer *writer, const struct chela__capability *capability)
{
    char        text[160] = "";
    const char *set, *role;
    json_t     *roles, *name;
    json_object_foreach(json_object_get(capability->plugin->json, "provides"), set, roles)
        json_object_foreach(roles, role,
                            name) if (!strcmp(json_string_value(name), capability->name))(void)
            snprintf(text, sizeof text, "%s %s", set, role);
    put_text(writer, CHELA__CAPABILITIES, text);
}

static chela_status
put_capability(struct writer *writer, const struct chela__capability *capability, uint32_t plugin)
{
    uint32_t number = records(writer, CHELA__CAPABILITIES);
    put_text(writer, CHELA__CAPABILITIES, capability->name);
    put_role(writer, capability);
    put(&writer->tables[CHELA__CAPABILITIES], plugin);
    put(&writer->tables[CHELA__CAPABILITIES], capability->effect);
    put_localized(writer, CHELA__CAPABILITIES, json_object_get(capability->json, "summary"));
    return chela__term_table_add(writer->terms, number, capability, writer->err);
}

static chela_status
put_plugin(struct writer *writer, const struct chela__manifest *manifest, const char *path)
{
    uint32_t     plugin = records(writer, CHELA__PLUGINS);
    uint32_t     first  = records(writer, CHELA__CAPABILITIES);
    chela_status status = CHELA_OK;
    put_text(writer, CHELA__PLUGINS, manifest->id);
    put_text(writer, CHELA__PLUGINS, manifest->version);
    put_text(writer, CHELA__PLUGINS, path);
    put_localized(writer, CHELA__PLUGINS, json_object_get(manifest->json, "name"));
    put_localized(writer, CHELA__PLUGINS, json_object_get(manifest->json, "summary"));
    put_json(writer, CHELA__PLUGINS, manifest->json);
    put_json(writer, CHELA__PLUGINS, manifest->types);
    put_text(writer, CHELA__PLUGINS, manifest->digest);
    put(&writer->tables[CHELA__PLUGINS], manifest->tier);
    put(&writer->tables[CHELA__PLUGINS], first);
    put(&writer->tables[CHELA__PLUGINS], (uint32_t)manifest->capability_count);
    for (size_t i = 0; i < manifest->capability_count && status == CHELA_OK; i++)
        status = put_capability(writer, manifest->capabilities[i], plugin);
    return status;
}

// ---- the capabilities sorted by name ----

static int
compare_names(const void *a, const void *b)
{
    const struct chela__capability *left  = *(const struct chela__capability *const *)a;
    const struct chela__capability *right = *(const struct chela__capability *const *)b;
    int                             order = strcmp(left->name, right->name);
    if (!order)
        order = (int)left->plugin->tier - (int)right->plugin->tier;
    return order ? order : strcmp(left->plugin->id, right->plugin->id);
}

struct named {
    const struct chela__capability *capability; // first, as compare_names() reads it
    uint32_t                        number;
};

static chela_status
put_names(struct writer *writer, struct chela__manifest *const *manifests, size_t count)
{
    uint32_t total = 0, at = 0; // not what the table holds: it may have failed
    for (size_t i = 0; i < count; i++)
        total += (uint32_t)manifests[i]->capability_count;
    struct named *names = calloc((size_t)total + 1, sizeof *names);
    if (!names)
        return chela__error_memory(writer->err);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < manifests[i]->capability_count; j++, at++)
            names[at] = (struct named){manifests[i]->capabilities[j], at};
    qsort(names, total, sizeof *names, compare_names);
    for (uint32_t i = 0; i < total; i++)
        put(&writer->tables[CHELA__BY_NAME], names[i].number);
    free(names);
    return CHELA_OK;
}

// ---- terms ----

static chela_status
put_terms(struct writer *writer)
{
    const struct chela__term_entry   *terms;
    const struct chela__term_posting *postings;
    uint32_t                          term_count, posting_count;
    chela_status status = chela__term_table_finish(writer->terms, &terms, &term_count, &postings,
                                                   &posting_count, writer->err);
    if (status < 0)
        return status;
    for (uint32_t i = 0; i < term_count; i++) {
        put_bytes(writer, CHELA__TERMS, terms[i].text, terms[i].len);
        put(&writer->tables[CHELA__TERMS], terms[i].first);
        put(&writer->tables[CHELA__TERMS], terms[i].count);
    }
    for (uint32_t i = 0; i < posting_count; i++) {
        uint32_t bits;
        memcpy(&bits, &postings[i].weight, sizeof bits);
        put(&writer->tables[CHELA__POSTINGS], postings[i].number);
        put(&writer->tables[CHELA__POSTINGS], bits);
    }
    return CHELA_OK;
}

// ---- the whole file ----

static chela_status
assemble(struct writer *writer, struct chela__buffer *image)
{
    while (writer->texts.len % 4 && !writer->texts.failed)
        chela__buffer_byte(&writer->texts, '\0');
    size_t size   = 4 * CHELA__IMAGE_HEADER + writer->texts.len;
    bool   failed = writer->texts.failed;
    for (int table = 0; table < CHELA__IMAGE_TABLES; table++) {
        failed |= writer->tables[table].failed;
        size += writer->tables[table].len;
    }
    if (failed)
        return chela__error_memory(writer->err);
    if (size > CHELA__IMAGE_MAX_BYTES)
        return chela__error(writer->err, CHELA_LIMIT, "index: more than %zu bytes",
                            CHELA__IMAGE_MAX_BYTES);
    put(image, CHELA__IMAGE_MAGIC);
    put(image, CHELA__IMAGE_FORMAT);
    put(image, (uint32_t)size);
    size = 4 * CHELA__IMAGE_HEADER + writer->texts.len;
    for (int table = 0; table < CHELA__IMAGE_TABLES; table++) {
        put(image, (uint32_t)size);
        put(image, records(writer, (enum chela__image_table)table));
        size += writer->tables[table].len;
    }
    chela__buffer_add(image, writer->texts.data, writer->texts.len);
    for (int table = 0; table < CHELA__IMAGE_TABLES; table++)
        chela__buffer_add(image, writer->tables[table].data, writer->tables[table].len);
    return image->failed ? chela__error_memory(writer->err) : CHELA_OK;
}

static void
writer_done(struct writer *writer)
{
    chela__buffer_done(&writer->texts);
    for (int table = 0; table < CHELA__IMAGE_TABLES; table++)
        chela__buffer_done(&writer->tables[table]);
    chela__term_table_free(writer->terms);
}

chela_status
chela__index_write(struct chela__manifest *const *manifests, const char *const *paths, size_t count,
                   bool with_manifests, struct chela__buffer *image, struct chela_error *err)
{
    struct writer writer = {.with_manifests = with_manifests, .err = err};
    chela_status  status = chela__term_table_new(&writer.terms, err);
    for (size_t i = 0; i < count && status == CHELA_OK; i++)
        status = put_plugin(&writer, manifests[i], paths ? paths[i] : NULL);
    if (status == CHELA_OK)
        status = put_names(&writer, manifests, count);
    if (status == CHELA_OK)
        status = put_terms(&writer);
    if (status == CHELA_OK)
        status = assemble(&writer, image);
    writer_done(&writer);
    return status;
}

chela_status
chela__index_build(struct chela__manifest *const *manifests, const char *const *paths, size_t count,
                   struct chela__buffer *image, struct chela_error *err)
{
    return chela__index_write(manifests, paths, count, true, image, err);
}
