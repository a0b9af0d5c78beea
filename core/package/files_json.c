// files_json.c - makes and checks files.json; called by pack.c, verify.c and load.c.
#include "package/files_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/json.h"
#include "package/manifest.h"
#include "trust/trust.h"

#define FILES_MAX_BYTES ((size_t)1024 * 1024)

static json_t *
entry_of(const struct chela__tree_file *file)
{
    unsigned char digest[CHELA__DIGEST_BYTES];
    char          text[CHELA__DIGEST_TEXT];
    chela__digest(file->data, file->len, digest);
    chela__digest_text(digest, text);
    return json_pack("{s:I, s:s}", "size", (json_int_t)file->len, "blake2b", text);
}

chela_status
chela__files_make(const struct chela__tree *tree, const char *id, const char *version,
                  char **ret_text, size_t *ret_len, struct chela_error *err)
{
    json_t *files =
        json_pack("{s:i, s:s, s:s, s:{}}", "files", 1, "id", id, "version", version, "entries");
    json_t *entries = json_object_get(files, "entries");
    bool    failed  = !files;
    for (size_t i = 0; i < tree->count && !failed; i++)
        if (strcmp(tree->files[i].path, "files.json") != 0)
            failed = json_object_set_new(entries, tree->files[i].path, entry_of(&tree->files[i]));
    char *text = failed ? NULL : chela__json_text_sorted(files);
    json_decref(files);
    if (!text)
        return chela__error_memory(err);
    *ret_text = text;
    *ret_len  = strlen(text);
    return CHELA_OK;
}

static chela_status
check_format(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) == 1)
        return CHELA_OK;
    return chela__fields_fault(fields, "this version of Chela reads format 1");
}

static chela_status
check_id(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_string(value) && chela__plugin_id_valid(json_string_value(value)))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a plugin's id");
}

static chela_status
check_version(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_string(value) && chela__version_valid(json_string_value(value)))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected MAJOR.MINOR.PATCH");
}

static chela_status
check_size(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a size");
}

static chela_status
check_entry(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {
        {"size", check_size, true}, {"blake2b", chela__field_string, true}, {NULL, NULL, false}};
    if (!chela__tree_path_valid(name))
        return chela__fields_fault(fields, "a package may not have this path");
    return chela__fields_object(fields, value, table);
}

static chela_status
check_entries(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_entry);
}

chela_status
chela__files_read(const char *data, size_t len, json_t **ret_files, struct chela_error *err)
{
    static const struct chela__field table[] = {{"files", check_format, true},
                                                {"id", check_id, true},
                                                {"version", check_version, true},
                                                {"entries", check_entries, true},
                                                {NULL, NULL, false}};
    const struct chela__json_limits  limits  = {.bytes = FILES_MAX_BYTES};
    json_t                          *files   = NULL;
    chela_status                     status  = chela__json_read(data, len, &limits, &files, err);
    if (status < 0)
        chela__error_prefix(err, "files.json");
    else
        status = chela__fields_document("files.json", files, table, NULL, err);
    if (status < 0) {
        chela__error_prefix(err, "malformed");
        json_decref(files);
        return status;
    }
    *ret_files = files;
    return CHELA_OK;
}

chela_status
chela__files_check_one(const json_t *files, const char *path, const void *data, size_t len,
                       struct chela_error *err)
{
    unsigned char digest[CHELA__DIGEST_BYTES];
    char          text[CHELA__DIGEST_TEXT];
    const json_t *entry = json_object_get(json_object_get(files, "entries"), path);
    if (!entry)
        return chela__error(err, CHELA_UNTRUSTED, "altered: %s is not listed in files.json", path);
    chela__digest(data, len, digest);
    chela__digest_text(digest, text);
    if (chela__json_int(entry, "size", -1) != (json_int_t)len ||
        strcmp(chela__json_str(entry, "blake2b"), text) != 0)
        return chela__error(err, CHELA_UNTRUSTED, "altered: %s is not what files.json says", path);
    return CHELA_OK;
}

chela_status
chela__files_check(const json_t *files, const struct chela__tree *tree, struct chela_error *err)
{
    json_t     *entries = json_object_get(files, "entries");
    const char *path;
    json_t     *entry;
    json_object_foreach(
        entries, path,
        entry) if (!chela__tree_find(tree, path)) return chela__error(err, CHELA_UNTRUSTED,
                                                                      "altered: %s is missing",
                                                                      path);
    for (size_t i = 0; i < tree->count; i++) {
        const struct chela__tree_file *file = &tree->files[i];
        if (!strcmp(file->path, "files.json"))
            continue;
        chela_status status = chela__files_check_one(files, file->path, file->data, file->len, err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}
