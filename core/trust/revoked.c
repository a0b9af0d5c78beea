// revoked.c - keys, packages and versions that may not be used any more.
#include "trust/keyring.h"

#include <string.h>

#include "base/fields.h"
#include "base/json.h"
#include "trust/version.h"

// ---- the shape of "revoked" ----

chela_status
chela__key_check(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    unsigned char key[CHELA__KEY_BYTES];
    const char   *text = json_string_value(value);
    if (text && chela__key_parse(text, key, NULL) == CHELA_OK)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a key, 43 characters of base64");
}

static chela_status
check_digest(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *text = json_string_value(value);
    if (text && strlen(text) == CHELA__DIGEST_TEXT - 1 &&
        strspn(text, "0123456789abcdef") == CHELA__DIGEST_TEXT - 1)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a package's digest, 128 hex digits as chela "
                                       "inspect shows them");
}

static chela_status
check_version(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_string(value) && chela__version_valid(json_string_value(value)))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected MAJOR.MINOR.PATCH such as \"1.2.0\"");
}

static chela_status
check_range(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"id", chela__field_string, true},
                                                {"from", check_version, false},
                                                {"below", check_version, true},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static chela_status
check_keys(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, chela__key_check);
}

static chela_status
check_packages(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_digest);
}

static chela_status
check_versions(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_range);
}

chela_status
chela__trust_revoked_check(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"keys", check_keys, false},
                                                {"packages", check_packages, false},
                                                {"versions", check_versions, false},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

// ---- joining and asking ----

// Adds the strings of an array as members of an object.
static bool
add_set(json_t **set, const json_t *texts)
{
    size_t  i;
    json_t *text;
    if (!*set)
        *set = json_object();
    json_array_foreach(texts, i, text) if (json_object_set_new(*set, json_string_value(text),
                                                               json_true())) return false;
    return *set != NULL;
}

chela_status
chela__revoked_add(struct chela__revoked *revoked, const json_t *document, struct chela_error *err)
{
    json_t *versions = json_object_get(document, "versions");
    if (!revoked->versions)
        revoked->versions = json_array();
    if (!add_set(&revoked->keys, json_object_get(document, "keys")) ||
        !add_set(&revoked->packages, json_object_get(document, "packages")) || !revoked->versions ||
        (versions && json_array_extend(revoked->versions, versions)))
        return chela__error_memory(err);
    return CHELA_OK;
}

void
chela__revoked_done(struct chela__revoked *revoked)
{
    json_decref(revoked->keys);
    json_decref(revoked->packages);
    json_decref(revoked->versions);
}

bool
chela__revoked_key(const struct chela__revoked *revoked, const unsigned char key[CHELA__KEY_BYTES])
{
    char text[CHELA__KEY_TEXT];
    chela__key_text(key, text);
    return json_object_get(revoked->keys, text) != NULL;
}

static bool
is_within(const char *version, const json_t *range)
{
    const char *from = chela__json_str(range, "from");
    return chela__version_compare(version, chela__json_str(range, "below")) < 0 &&
           (!from || chela__version_compare(version, from) >= 0);
}

chela_status
chela__keyring_check_package(const struct chela__keyring *ring,
                             const unsigned char digest[CHELA__DIGEST_BYTES], const char *id,
                             const char *version, struct chela_error *err)
{
    char    text[CHELA__DIGEST_TEXT];
    size_t  i;
    json_t *range;
    chela__digest_text(digest, text);
    if (json_object_get(ring->revoked.packages, text))
        return chela__error(err, CHELA_UNTRUSTED, "revoked: this package of %s %s", id, version);
    json_array_foreach(ring->revoked.versions, i, range)
    {
        if (!strcmp(chela__json_str(range, "id"), id) && is_within(version, range))
            return chela__error(err, CHELA_UNTRUSTED, "revoked: %s below %s; this is %s", id,
                                chela__json_str(range, "below"), version);
    }
    return CHELA_OK;
}
