// policy.c - reads the OEM's policy.json strictly and answers what does not depend on arguments.
#include "policy/private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/duration.h"
#include "base/fields.h"
#include "base/json.h"
#include "trust/trust.h"

#define DEFAULT_UNDO_MS ((int64_t)3600 * 1000)
#define DEFAULT_CRASHES 5
#define DEFAULT_BACKOFF_MS 100
#define MAX_BACKOFF_MS 30000
#define MAX_CRASHES 1000000
#define MAX_PATTERN 256 // bytes

// ---- members ----

static chela_status
check_version(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) == 1)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected 1: this Chela knows no other version");
}

static chela_status
check_plugin_id(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *id = json_string_value(value);
    if (id && chela__plugin_id_valid(id))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a plugin id such as \"org.example.notes\"");
}

static chela_status
check_in_host(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_plugin_id);
}

static chela_status
check_prefix(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *prefix = json_string_value(value);
    if (prefix && *prefix && !strpbrk(prefix, "./*"))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected the first part of names, such as \"sms\"");
}

static chela_status
check_reserved(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_prefix);
}

static bool
pattern_valid(const char *pattern)
{
    size_t      len  = strlen(pattern);
    const char *star = strchr(pattern, '*');
    return len > 0 && len <= MAX_PATTERN && (!star || star == pattern + len - 1);
}

static chela_status
check_pattern(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *pattern = json_string_value(value);
    if (pattern && pattern_valid(pattern))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a name, with \"*\" at its end or nowhere");
}

static chela_status
check_patterns(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_pattern);
}

static chela_status
check_backend(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *label = json_string_value(value);
    if (label && chela__label_from_name(label) >= 0)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected public, device, personal, sensitive or secret");
}

static chela_status
check_backends(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_backend);
}

static chela_status
check_crashes(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    json_int_t count = json_integer_value(value);
    if (json_is_integer(value) && count >= 1 && count <= MAX_CRASHES)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected 1 to %d", MAX_CRASHES);
}

static chela_status
check_backoff(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    json_int_t ms = json_integer_value(value);
    if (json_is_integer(value) && ms >= 0 && ms <= MAX_BACKOFF_MS)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected 0 to %d", MAX_BACKOFF_MS);
}

static chela_status
check_quota(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"crashes", check_crashes, false},
                                                {"backoff_ms", check_backoff, false},
                                                {NULL, NULL, false}};
    if (!pattern_valid(name))
        return chela__fields_fault(fields, "its name must be a plugin id, \"*\" only at its end");
    return chela__fields_object(fields, value, table);
}

static chela_status
check_quotas(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_quota);
}

static chela_status
check_host(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *host = json_string_value(value);
    if (host && *host && !strpbrk(host, "*:/ "))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a host name such as \"nas.home.arpa\"");
}

static chela_status
check_hosts(struct chela__fields *fields, const char *name, json_t *value)
{
    if (!pattern_valid(name))
        return chela__fields_fault(fields, "its name must be a plugin id, \"*\" only at its end");
    return chela__fields_list(fields, value, check_host);
}

static chela_status
check_private_hosts(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_hosts);
}

static chela_status
check_window(struct chela__fields *fields, const char *name, json_t *value)
{
    struct chela__policy *policy = fields->user;
    const char           *text   = json_string_value(value);
    (void)name;
    if (text && chela__duration_parse(text, &policy->undo_window_ms, NULL) == CHELA_OK)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected an ISO 8601 duration such as \"PT1H\"");
}

static const struct chela__field members[] = {
    {"policy", check_version, true},
    {"keys", chela__trust_keys_check, false},
    {"revoked", chela__trust_revoked_check, false},
    {"in_host", check_in_host, false},
    {"reserved", check_reserved, false},
    {"deny", check_patterns, false},
    {"consent", check_patterns, false},
    {"backends", check_backends, false},
    {"quotas", check_quotas, false},
    {"private_hosts", check_private_hosts, false},
    {"resident", check_patterns, false},
    {"undo_window", check_window, false},
    {NULL, NULL, false},
};

// ---- reading ----

chela_status
chela__policy_new(const json_t *oem, struct chela__policy **ret_policy, struct chela_error *err)
{
    struct chela__policy *policy = calloc(1, sizeof(*policy));
    if (!policy)
        return chela__error_memory(err);
    chela_status status    = CHELA_OK;
    policy->undo_window_ms = DEFAULT_UNDO_MS;
    policy->document       = oem ? json_deep_copy(oem) : json_pack("{s:i}", "policy", 1);
    if (!policy->document)
        status = chela__error_memory(err);
    if (status >= 0)
        status = chela__fields_document("policy.json", policy->document, members, policy, err);
    if (status < 0) {
        chela__policy_free(policy);
        return status;
    }
    policy->in_host  = json_object_get(policy->document, "in_host");
    policy->reserved = json_object_get(policy->document, "reserved");
    policy->deny     = json_object_get(policy->document, "deny");
    policy->consent  = json_object_get(policy->document, "consent");
    policy->backends = json_object_get(policy->document, "backends");
    policy->quotas   = json_object_get(policy->document, "quotas");
    *ret_policy      = policy;
    return CHELA_OK;
}

void
chela__policy_free(struct chela__policy *policy)
{
    if (!policy)
        return;
    json_decref(policy->document);
    free(policy);
}

// ---- answers ----

bool
chela__policy_resident(const struct chela__policy *policy, const struct chela__manifest *plugin)
{
    const json_t *patterns = json_object_get(policy->document, "resident");
    size_t        at;
    json_t       *pattern;
    if (plugin->life != CHELA__LIFE_RESIDENT)
        return false;
    json_array_foreach((json_t *)patterns, at, pattern)
    {
        if (chela__pattern_matches(json_string_value(pattern), plugin->id))
            return true;
    }
    return false;
}

bool
chela__policy_in_host(const struct chela__policy *policy, const struct chela__manifest *plugin)
{
    size_t  at;
    json_t *id;
    if (plugin->tier != CHELA__PLATFORM || !plugin->in_host)
        return false;
    json_array_foreach(policy->in_host, at, id)
    {
        if (strcmp(json_string_value(id), plugin->id) == 0)
            return true;
    }
    return false;
}

bool
chela__policy_private_host(const struct chela__policy *policy, const char *plugin_id,
                           const char *host)
{
    const char *pattern;
    json_t     *hosts, *each;
    size_t      at;
    json_object_foreach(json_object_get(policy->document, "private_hosts"), pattern, hosts)
    {
        json_array_foreach(hosts, at, each)
        {
            if (strcasecmp(json_string_value(each), host) == 0 &&
                chela__pattern_matches(pattern, plugin_id))
                return true;
        }
    }
    return false;
}

enum chela__label
chela__policy_backend_limit(const struct chela__policy *policy, const char *backend)
{
    const char *label = chela__json_str(policy->backends, backend);
    if (label)
        return (enum chela__label)chela__label_from_name(label);
    bool is_ours = strcmp(backend, "embedded") == 0 || strcmp(backend, "replay") == 0;
    return is_ours ? CHELA__SENSITIVE : CHELA__PUBLIC;
}

int64_t
chela__policy_crash_limit(const struct chela__policy *policy, const char *plugin_id)
{
    const char *pattern;
    json_t     *quota;
    int64_t     limit = MAX_CRASHES + 1;
    json_object_foreach(policy->quotas, pattern, quota)
    {
        int64_t crashes = chela__json_int(quota, "crashes", MAX_CRASHES + 1);
        if (crashes < limit && chela__pattern_matches(pattern, plugin_id))
            limit = crashes;
    }
    return limit > MAX_CRASHES ? DEFAULT_CRASHES : limit;
}

int64_t
chela__policy_backoff_ms(const struct chela__policy *policy, const char *plugin_id)
{
    const char *pattern;
    json_t     *quota;
    int64_t     longest = -1;
    json_object_foreach(policy->quotas, pattern, quota)
    {
        int64_t ms = chela__json_int(quota, "backoff_ms", -1);
        if (ms > longest && chela__pattern_matches(pattern, plugin_id))
            longest = ms;
    }
    return longest < 0 ? DEFAULT_BACKOFF_MS : longest;
}

int64_t
chela__policy_undo_window(const struct chela__policy     *policy,
                          const struct chela__capability *capability)
{
    const json_t *undo   = json_object_get(capability->json, "undo");
    const char   *within = chela__json_str(undo, "within");
    int64_t       ms     = policy->undo_window_ms;
    if (!undo)
        return 0;
    if (within && chela__duration_parse(within, &ms, NULL) < 0)
        return 0;
    return ms < policy->undo_window_ms ? ms : policy->undo_window_ms;
}
