// contract.c - holds one dispatch against what the user has agreed to; called by call/ before the
// intent is recorded.
#include "policy/private.h"

#include <string.h>

#include "base/buffer.h"
#include "base/json.h"

#define MAX_DEPTH 128 // of the arguments, as base/json.h reads them

// ---- one binding ----

// Looks for `wanted` among the values that a pattern names.
struct search {
    const json_t *wanted;
    bool          found;
};

static chela_status
compare(void *user, const char *pointer, json_t *value)
{
    struct search *search = user;
    (void)pointer;
    search->found = search->found || json_equal(value, search->wanted);
    return CHELA_OK;
}

static chela_status
is_among(const json_t *results, const json_t *binding, const json_t *wanted, bool *ret_found)
{
    json_t       *output = json_object_get(results, chela__json_str(binding, "from"));
    const char   *path   = chela__json_str(binding, "path");
    struct search search = {wanted, false};
    chela_status  status =
        output && path ? chela__json_each(output, path, compare, &search) : CHELA_OK;
    *ret_found = search.found;
    return status;
}

// A value at the place, or an array of such values.
static chela_status
comes_from(const json_t *results, const json_t *binding, const json_t *value, bool *ret_found)
{
    size_t       at;
    json_t      *element;
    chela_status status = is_among(results, binding, value, ret_found);
    if (status < 0 || *ret_found || !json_is_array(value))
        return status;
    *ret_found = true;
    json_array_foreach(value, at, element)
    {
        bool found = false;
        status     = is_among(results, binding, element, &found);
        if (status < 0)
            return status;
        *ret_found = *ret_found && found;
    }
    return CHELA_OK;
}

// Whether an argument at the pointer, or one in it or around it, has authority.
static bool
meets_authority(const struct chela__capability *capability, const char *pointer)
{
    const char *pattern;
    json_t     *role;
    json_object_foreach(json_object_get(capability->json, "authority"), pattern, role)
    {
        if (chela__pointers_meet(pattern, pointer))
            return true;
    }
    return false;
}

static chela_status
deny(const struct chela__contract_use *use, const char *pointer, const char *why,
     struct chela_error *err)
{
    return chela__error(err, CHELA_DENIED, "%s: %s %s", use->step, *pointer ? pointer : "the input",
                        why);
}

static chela_status
check_binding(const struct chela__contract_use *use, const char *pointer, const json_t *binding,
              struct chela_error *err)
{
    const json_t *value = chela__json_at(use->input, pointer);
    const json_t *fixed = json_object_get(binding, "is");
    if (!value && json_is_true(json_object_get(binding, "optional")))
        return CHELA_OK;
    if (!value)
        return deny(use, pointer, "is missing, but it was agreed to", err);
    if (fixed)
        return json_equal(fixed, value)
                   ? CHELA_OK
                   : deny(use, pointer, "is not the value that was agreed to", err);
    if (json_object_get(binding, "from")) {
        bool         found  = false;
        chela_status status = comes_from(use->results, binding, value, &found);
        if (status < 0)
            return chela__error(err, status, "%s: %s: its contract cannot be read", use->step,
                                pointer);
        return found ? CHELA_OK
                     : deny(use, pointer, "is none of the values that were agreed to", err);
    }
    if (!json_is_array(json_object_get(binding, "made_from")))
        return deny(use, pointer, "is bound by something unknown", err);
    return meets_authority(use->capability, pointer)
               ? deny(use, pointer, "decides whom it concerns and may not be made up", err)
               : CHELA_OK;
}

// ---- every argument is bound ----

static bool
has_below(const json_t *bind, const char *pointer)
{
    const char *bound;
    json_t     *binding;
    size_t      len = strlen(pointer);
    json_object_foreach((json_t *)bind, bound, binding)
    {
        if (strncmp(bound, pointer, len) == 0 && bound[len] == '/')
            return true;
    }
    return false;
}

static chela_status
check_bound(const struct chela__contract_use *use, const json_t *bind, const json_t *value,
            struct chela__buffer *pointer, int depth, struct chela_error *err);

// One member or element; the pointer is as before afterwards.
static chela_status
check_member(const struct chela__contract_use *use, const json_t *bind, const char *token,
             const json_t *value, struct chela__buffer *pointer, int depth, struct chela_error *err)
{
    size_t len = pointer->len;
    chela__json_pointer_add(pointer, token);
    if (pointer->failed)
        return chela__error_memory(err);
    chela_status status = check_bound(use, bind, value, pointer, depth, err);
    pointer->len        = len;
    pointer->data[len]  = 0;
    return status;
}

static chela_status
check_members(const struct chela__contract_use *use, const json_t *bind, const json_t *object,
              struct chela__buffer *pointer, int depth, struct chela_error *err)
{
    const char  *name;
    json_t      *value;
    chela_status status = CHELA_OK;
    json_object_foreach((json_t *)object, name, value)
    {
        status = check_member(use, bind, name, value, pointer, depth, err);
        if (status < 0)
            break;
    }
    return status;
}

// A value is bound as a whole or, when it is an object, member by member.
static chela_status
check_bound(const struct chela__contract_use *use, const json_t *bind, const json_t *value,
            struct chela__buffer *pointer, int depth, struct chela_error *err)
{
    const char *at = pointer->data ? pointer->data : "";
    if (json_object_get(bind, at))
        return CHELA_OK;
    if (depth < MAX_DEPTH && json_is_object(value) && (depth == 0 || has_below(bind, at)))
        return check_members(use, bind, value, pointer, depth + 1, err);
    return deny(use, at, "was not agreed to", err);
}

// ---- the entry of a step ----

static const json_t *
find_entry(const json_t *contract, const char *step)
{
    size_t  at;
    json_t *entry;
    json_array_foreach(json_object_get(contract, "calls"), at, entry)
    {
        const char *name = chela__json_str(entry, "step");
        if (name && step && strcmp(name, step) == 0)
            return entry;
    }
    return NULL;
}

const char *
chela__contract_grant(const json_t *contract, const char *step)
{
    return chela__json_str(find_entry(contract, step), "grant");
}

static bool
member_is(const json_t *entry, const char *key, const char *wanted)
{
    const char *text = chela__json_str(entry, key);
    return text && strcmp(text, wanted) == 0;
}

static chela_status
check_entry(const struct chela__contract_use *use, const json_t *entry, struct chela_error *err)
{
    if (!member_is(entry, "use", use->capability->full_name))
        return chela__error(err, CHELA_DENIED, "%s: %s is not the capability that was agreed to",
                            use->step, use->capability->full_name);
    if (!member_is(entry, "digest", use->capability->plugin->digest))
        return chela__error(err, CHELA_DENIED,
                            "%s: %s has changed since it was agreed to: ask again", use->step,
                            use->capability->plugin->id);
    if ((json_int_t)use->spent >= chela__json_int(entry, "max", 0))
        return chela__error(err, CHELA_DENIED, "%s: %u times were agreed to, no more", use->step,
                            use->spent);
    return CHELA_OK;
}

static chela_status
check_bindings(const struct chela__contract_use *use, const json_t *bind, struct chela_error *err)
{
    const char *pointer;
    json_t     *binding;
    json_object_foreach((json_t *)bind, pointer, binding)
    {
        chela_status status = check_binding(use, pointer, binding, err);
        if (status < 0)
            return status;
    }
    struct chela__buffer at     = CHELA__BUFFER_INIT;
    chela_status         status = check_bound(use, bind, use->input, &at, 0, err);
    chela__buffer_done(&at);
    return status;
}

chela_status
chela__contract_check(const struct chela__contract_use *use, struct chela_error *err)
{
    const struct chela__capability *capability = use->capability;
    const json_t                   *entry      = find_entry(use->contract, use->step);
    bool is_quiet = capability->effect <= CHELA__READ && !chela__reaches_out(capability) &&
                    use->verdict == CHELA__ALLOW;
    if (use->verdict == CHELA__DENY)
        return chela__error(err, CHELA_DENIED, "%s: %s is not allowed", use->step ? use->step : "",
                            capability->full_name);
    if (!entry && is_quiet)
        return CHELA_OK;
    if (!entry)
        return chela__error(err, CHELA_DENIED, "%s: nobody has agreed to %s",
                            use->step ? use->step : "call", capability->full_name);
    chela_status status = check_entry(use, entry, err);
    return status < 0 ? status : check_bindings(use, json_object_get(entry, "bind"), err);
}
