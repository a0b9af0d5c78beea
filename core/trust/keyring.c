// keyring.c - which keys vouch for what, from the image's policy and the user's trust file.
#include "trust/keyring.h"

#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/json.h"

chela_status
chela__keyring_new(struct chela__keyring **ret_ring, struct chela_error *err)
{
    struct chela__keyring *ring = calloc(1, sizeof *ring);
    if (!ring)
        return chela__error_memory(err);
    *ret_ring = ring;
    return CHELA_OK;
}

void
chela__keyring_free(struct chela__keyring *ring)
{
    if (!ring)
        return;
    free(ring->keys);
    chela__revoked_done(&ring->revoked);
    free(ring);
}

void
chela__keyring_swap(struct chela__keyring *a, struct chela__keyring *b)
{
    struct chela__keyring kept = *a;
    *a                         = *b;
    *b                         = kept;
}

const struct chela__ring_key *
chela__keyring_find(const struct chela__keyring *ring, const unsigned char key[CHELA__KEY_BYTES])
{
    for (size_t i = 0; i < ring->count; i++)
        if (!memcmp(ring->keys[i].key, key, CHELA__KEY_BYTES))
            return &ring->keys[i];
    return NULL;
}

// ---- the shape of "keys" ----

static chela_status
check_tier(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"platform", "vendor", "reviewed", "sideload", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_role(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"publisher", "store", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

// Only a store makes `reviewed`; only publishers are `platform` or `sideload`.
static chela_status
check_entry(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"key", chela__key_check, true},
                                                {"tier", check_tier, true},
                                                {"role", check_role, true},
                                                {"name", chela__field_string, false},
                                                {NULL, NULL, false}};
    (void)name;
    chela_status status = chela__fields_object(fields, value, table);
    if (status < 0)
        return status;
    int  tier     = chela__tier_from_name(chela__json_str(value, "tier"));
    bool is_store = !strcmp(chela__json_str(value, "role"), "store");
    if (tier == CHELA__REVIEWED && !is_store)
        return chela__fields_fault(fields, "tier reviewed needs the role store");
    if ((tier == CHELA__PLATFORM || tier == CHELA__SIDELOAD) && is_store)
        return chela__fields_fault(fields, "tier %s needs the role publisher",
                                   chela__tier_name((enum chela__tier)tier));
    return CHELA_OK;
}

chela_status
chela__trust_keys_check(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_entry);
}

// ---- taking them over ----

static chela_status
add_key(struct chela__keyring *ring, const json_t *entry, bool is_user, struct chela_error *err)
{
    struct chela__ring_key key    = {.list_number = 0};
    const char            *text   = chela__json_str(entry, "key");
    chela_status           status = chela__key_parse(text, key.key, err);
    if (status < 0)
        return status;
    key.tier = (enum chela__tier)chela__tier_from_name(chela__json_str(entry, "tier"));
    key.role = strcmp(chela__json_str(entry, "role"), "store") ? CHELA__PUBLISHER : CHELA__STORE;
    if (is_user && key.tier < CHELA__REVIEWED)
        return chela__error(err, CHELA_DENIED,
                            "key %s: tier %s comes from the image only; a user can trust a key as "
                            "reviewed or sideload",
                            text, chela__tier_name(key.tier));
    // The image's word stands; a second meaning inside one layer is a mistake.
    if (chela__keyring_find(ring, key.key))
        return is_user ? CHELA_OK
                       : chela__error(err, CHELA_INVALID, "key %s is listed twice", text);
    struct chela__ring_key *keys = reallocarray(ring->keys, ring->count + 1, sizeof *keys);
    if (!keys)
        return chela__error_memory(err);
    ring->keys                = keys;
    ring->keys[ring->count++] = key;
    return CHELA_OK;
}

static chela_status
add_document(struct chela__keyring *ring, const json_t *document, bool is_user,
             struct chela_error *err)
{
    chela_status status = CHELA_OK;
    size_t       i;
    json_t      *entry;
    json_array_foreach(json_object_get(document, "keys"), i, entry)
    {
        status = add_key(ring, entry, is_user, err);
        if (status < 0)
            return status;
    }
    return chela__revoked_add(&ring->revoked, json_object_get(document, "revoked"), err);
}

static chela_status
check_member(const char *what, const json_t *document, const char *member,
             chela__field_check *check, struct chela_error *err)
{
    const struct chela__field table[] = {{member, check, true}, {NULL, NULL, false}};
    json_t                   *value   = json_object_get(document, member);
    if (!value)
        return CHELA_OK;
    json_t *alone = json_pack("{s:O}", member, value);
    if (!alone)
        return chela__error_memory(err);
    chela_status status = chela__fields_document(what, alone, table, NULL, err);
    json_decref(alone);
    return status;
}

chela_status
chela__keyring_add_policy(struct chela__keyring *ring, const json_t *policy,
                          struct chela_error *err)
{
    chela_status status = check_member("policy.json", policy, "keys", chela__trust_keys_check, err);
    if (status == CHELA_OK)
        status = check_member("policy.json", policy, "revoked", chela__trust_revoked_check, err);
    return status < 0 ? status : add_document(ring, policy, false, err);
}

chela_status
chela__keyring_add_user(struct chela__keyring *ring, const json_t *trust, struct chela_error *err)
{
    static const struct chela__field table[] = {{"trust", chela__field_any, true},
                                                {"keys", chela__trust_keys_check, false},
                                                {"revoked", chela__trust_revoked_check, false},
                                                {NULL, NULL, false}};
    chela_status                     status =
        chela__fields_document("trust.json", (json_t *)(uintptr_t)trust, table, NULL, err);
    return status < 0 ? status : add_document(ring, trust, true, err);
}
