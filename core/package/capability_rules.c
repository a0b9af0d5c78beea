// capability_rules.c - which members a capability may have and what they may say (design.md
// section 4 as tables); called by manifest_rules.c for each entry.
#include "package/capability_rules.h"

#include <string.h>

#include "base/json.h"
#include "package/manifest.h"

#define MAX_TIMEOUT_MS 86400000 // a day

static bool
capability_name_valid(const char *name)
{
    size_t len = strlen(name);
    if (!len || len > CHELA__NAME_MAX || name[0] < 'a' || name[0] > 'z')
        return false;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.") != len)
        return false;
    return name[len - 1] != '.' && !strstr(name, "..");
}

// A capability of this manifest.
chela_status
chela__capability_known(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *use = json_string_value(value);
    if (use && json_object_get(json_object_get(fields->user, "capabilities"), use))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected the name of a capability of this plugin");
}

// ---- values of single members ----

static chela_status
check_effect(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"pure", "read", "write", "irreversible", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_idempotency(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"safe", "keyed", "once", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_label(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"public",    "device", "personal",
                                        "sensitive", "secret", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_role(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"recipient", "payee",  "amount",  "path",
                                        "url",       "device", "command", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_flag(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"costs", "physical", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_flags(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_flag);
}

static chela_status
check_duration(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *text = json_string_value(value);
    if (text && text[0] == 'P' && text[1] && strspn(text, "PTYMWDHS.0123456789") == strlen(text))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected an ISO 8601 duration such as \"P1D\"");
}

static chela_status
check_milliseconds(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) > 0 &&
        json_integer_value(value) <= MAX_TIMEOUT_MS)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected milliseconds, 1 to %d", MAX_TIMEOUT_MS);
}

static chela_status
check_pointer(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *text = json_string_value(value);
    if (text && (!*text || *text == '/'))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a JSON Pointer such as \"/text\"");
}

static chela_status
check_timeout(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {
        {"base", check_milliseconds, true}, {"plus", check_pointer, true}, {NULL, NULL, false}};
    if (json_is_object(value))
        return chela__fields_object(fields, value, table);
    return check_milliseconds(fields, name, value);
}

// ---- maps keyed by pointer ----

static chela_status
key_is_pointer(struct chela__fields *fields, const char *key)
{
    if (!*key || *key == '/')
        return CHELA_OK;
    return chela__fields_fault(fields, "its name must be a JSON Pointer such as \"/text\"");
}

static chela_status
pointer_text(struct chela__fields *fields, const char *name, json_t *value)
{
    chela_status status = key_is_pointer(fields, name);
    return status < 0 ? status : chela__field_texts(fields, name, value);
}

static chela_status
pointer_label(struct chela__fields *fields, const char *name, json_t *value)
{
    chela_status status = key_is_pointer(fields, name);
    return status < 0 ? status : check_label(fields, name, value);
}

static chela_status
pointer_role(struct chela__fields *fields, const char *name, json_t *value)
{
    chela_status status = key_is_pointer(fields, name);
    return status < 0 ? status : check_role(fields, name, value);
}

static chela_status
pointer_value(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)value;
    return key_is_pointer(fields, name);
}

static chela_status
check_texts(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, pointer_text);
}

static chela_status
check_labels(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, pointer_label);
}

static chela_status
check_accepts(struct chela__fields *fields, const char *name, json_t *value)
{
    if (json_is_string(value))
        return check_label(fields, name, value);
    return chela__fields_map(fields, value, pointer_label);
}

static chela_status
check_authority(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, pointer_role);
}

static chela_status
check_is(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, pointer_value);
}

// Pointers to the arguments that say to whom, or fixed net: targets.
static chela_status
check_target(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *text = json_string_value(value);
    if (text && (*text == '/' || (!strncmp(text, "net:", 4) && text[4])))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a pointer to an argument or net:HOST:PORT");
}

static chela_status
check_reaches(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_target);
}

// ---- undo, verify, needs, examples, presence ----

static chela_status
check_source(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"input", "output", "key", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

// {"from": "output", "path": "/id"} or {"const": ...}
static chela_status
check_argument(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field taken[] = {
        {"from", check_source, true}, {"path", check_pointer, false}, {NULL, NULL, false}};
    static const struct chela__field fixed[] = {{"const", chela__field_any, true},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, json_object_get(value, "const") ? fixed : taken);
}

static chela_status
check_with(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_argument);
}

static chela_status
check_undo(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"use", chela__capability_known, true},
                                                {"with", check_with, false},
                                                {"within", check_duration, false},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static chela_status
check_verify(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"use", chela__capability_known, true},
                                                {"with", check_with, false},
                                                {"done", check_is, true},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static chela_status
check_need(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"use", chela__field_string, true},
                                                {"with", chela__field_object, false},
                                                {"is", check_is, true},
                                                {"fix", chela__field_string, false},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static chela_status
check_needs(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_need);
}

// "say" without "with": other steps bring the arguments; "with" alone: only for `chela test`.
static chela_status
check_example(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"say", chela__field_texts, false},
                                                {"with", chela__field_object, false},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static chela_status
check_examples(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_example);
}

static chela_status
check_presence(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"locked", chela__field_bool, false},
                                                {"driving", chela__field_bool, false},
                                                {"guest", chela__field_bool, false},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static const struct chela__field capability_fields[] = {
    {"summary", chela__field_texts, true},
    {"card", chela__field_texts, false},
    {"answer", chela__field_texts, false},
    {"examples", check_examples, false},
    {"texts", check_texts, false},
    {"input", chela__field_schema, true},
    {"output", chela__field_schema, false},
    {"items", chela__field_schema, false},
    {"watch", chela__field_bool, false},
    {"converts", chela__field_bool, false},
    {"effect", check_effect, true},
    {"idempotency", check_idempotency, false},
    {"flags", check_flags, false},
    {"reaches", check_reaches, false},
    {"undo", check_undo, false},
    {"verify", check_verify, false},
    {"authority", check_authority, false},
    {"label", check_label, false},
    {"labels", check_labels, false},
    {"untrusted", chela__field_pointers, false},
    {"accepts", check_accepts, false},
    {"permission", chela__field_string, false},
    {"needs", check_needs, false},
    {"timeout_ms", check_timeout, false},
    {"presence", check_presence, false},
    {NULL, NULL, false},
};

// What members say about each other.
static chela_status
check_together(struct chela__fields *fields, json_t *entry)
{
    bool        streams = json_object_get(entry, "items") != NULL;
    const char *effect  = chela__json_str(entry, "effect");
    if (streams == (json_object_get(entry, "output") != NULL))
        return chela__fields_fault(fields, "needs exactly one of \"output\" and \"items\"");
    if (json_is_true(json_object_get(entry, "watch")) && !streams)
        return chela__fields_fault(fields, "\"watch\" needs \"items\"");
    if (json_is_true(json_object_get(entry, "converts")) && strcmp(effect, "pure") != 0 &&
        strcmp(effect, "read") != 0)
        return chela__fields_fault(fields, "\"converts\" needs the effect \"pure\" or \"read\"");
    if (json_object_get(entry, "undo") && strcmp(effect, "write") != 0)
        return chela__fields_fault(fields, "\"undo\" needs the effect \"write\"");
    return CHELA_OK;
}

chela_status
chela__capability_rules(struct chela__fields *fields, const char *name, json_t *value)
{
    if (!capability_name_valid(name))
        return chela__fields_fault(fields,
                                   "a capability's name is like \"notes.create\": lower "
                                   "case, digits, \"_\" and \".\", at most %d bytes",
                                   CHELA__NAME_MAX);
    chela_status status = chela__fields_object(fields, value, capability_fields);
    return status < 0 ? status : check_together(fields, value);
}
