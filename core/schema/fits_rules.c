// fits_rules.c - for each keyword that is wanted: does what is given imply it? Called by fits.c.
#include <string.h>

#include "schema/fits.h"
#include "schema/same.h"
#include "schema/types.h"

#define NUMBERS (TYPE_NUMBER | TYPE_INTEGER)

static chela_status
impossible(struct proof *proof, const char *expected, const char *got)
{
    return chela__error(&proof->why, CHELA_INVALID, "expected %s, got %s", expected, got);
}

// ---- type ----

static chela_status
fits_type(struct proof *proof, const struct view *from, const struct view *to, const json_t *wanted)
{
    uint32_t given   = chela__view_types(from);
    uint32_t allowed = chela__types_of_keyword(wanted);
    (void)to;
    if (!(given & ~allowed))
        return CHELA_OK;
    if (given & allowed)
        return CHELA_PENDING;
    struct chela__buffer names = CHELA__BUFFER_INIT, got = CHELA__BUFFER_INIT;
    chela__type_names(allowed, &names);
    chela__type_names(given, &got);
    impossible(proof, names.data ? names.data : "", got.data ? got.data : "");
    chela__buffer_done(&names);
    chela__buffer_done(&got);
    return CHELA_INVALID;
}

// ---- bounds ----

// The other names for limits of the same thing. `sign`: 1 for a lower bound.
struct bound {
    const char *keyword, *inclusive, *exclusive, *other, *other_exclusive;
    int         sign;
};

static const struct bound bounds[] = {
    {"minimum", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", 1},
    {"exclusiveMinimum", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", 1},
    {"maximum", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", -1},
    {"exclusiveMaximum", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", -1},
    {"minLength", "minLength", "", "maxLength", "", 1},
    {"maxLength", "maxLength", "", "minLength", "", -1},
    {"minItems", "minItems", "", "maxItems", "", 1},
    {"maxItems", "maxItems", "", "minItems", "", -1},
    {"minProperties", "minProperties", "", "maxProperties", "", 1},
    {"maxProperties", "maxProperties", "", "minProperties", "", -1},
};

// Whether some schema of the view has this keyword beyond `limit` in the direction of `sign`.
static bool
some_beyond(const struct view *view, const char *keyword, const json_t *limit, int sign,
            bool or_equal)
{
    for (size_t i = 0; i < view->count; i++) {
        const json_t *value = json_object_get(view->nodes[i]->json, keyword);
        if (!json_is_number(value))
            continue;
        int order = sign * chela__number_compare(value, limit);
        if (order > 0 || (or_equal && order == 0))
            return true;
    }
    return false;
}

static chela_status
fits_bound(struct proof *proof, const struct view *from, const struct bound *bound,
           const json_t *wanted)
{
    bool is_strict = strncmp(bound->keyword, "exclusive", 9) == 0;
    if (some_beyond(from, bound->inclusive, wanted, bound->sign, !is_strict) ||
        some_beyond(from, bound->exclusive, wanted, bound->sign, true))
        return CHELA_OK;
    if (some_beyond(from, bound->other, wanted, -bound->sign, is_strict) ||
        some_beyond(from, bound->other_exclusive, wanted, -bound->sign, true))
        return chela__error(&proof->why, CHELA_INVALID, "every value is refused by \"%s\"",
                            bound->keyword);
    return CHELA_PENDING;
}

static const struct bound *
find_bound(const char *keyword)
{
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
        if (strcmp(bounds[i].keyword, keyword) == 0)
            return &bounds[i];
    return NULL;
}

// ---- texts ----

// Whether some schema of the view says the very same.
static bool
says_same(const struct view *view, const char *keyword, const json_t *wanted)
{
    for (size_t i = 0; i < view->count; i++) {
        const json_t *value = json_object_get(view->nodes[i]->json, keyword);
        if (value && chela__value_same(value, wanted))
            return true;
    }
    return false;
}

static chela_status
fits_format(struct proof *proof, const struct view *from, const struct view *to,
            const json_t *wanted)
{
    const char *given = json_string_value(chela__view_keyword(from, "format"));
    (void)to;
    if (!given || !json_is_string(wanted))
        return CHELA_PENDING;
    return impossible(proof, json_string_value(wanted), given);
}

// "image/png" within "image/*".
static bool
media_within(const char *media, const char *range)
{
    size_t len = strlen(range);
    if (len > 1 && strcmp(range + len - 2, "/*") == 0)
        return strncmp(media, range, len - 1) == 0;
    return strcmp(media, range) == 0;
}

static bool
media_in_list(const char *media, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *range = json_string_value(json_array_get(list, i));
        if (range && media && media_within(media, range))
            return true;
    }
    return false;
}

// The kinds of content behind a file handle: "x-media" of its type.
static chela_status
fits_media(struct proof *proof, const struct view *from, const struct view *to,
           const json_t *wanted)
{
    const json_t *given = chela__view_keyword(from, "x-media");
    size_t        count = json_array_size(given), inside = 0, around = 0;
    (void)to;
    for (size_t i = 0; i < count; i++)
        inside += media_in_list(json_string_value(json_array_get(given, i)), wanted);
    for (size_t i = 0; i < json_array_size(wanted); i++)
        around += media_in_list(json_string_value(json_array_get(wanted, i)), given);
    if (count > 0 && inside == count)
        return CHELA_OK;
    if (count == 0 || inside > 0 || around > 0)
        return CHELA_PENDING;
    const char *expected = json_string_value(json_array_get(wanted, 0));
    const char *got      = json_string_value(json_array_get(given, 0));
    return impossible(proof, expected ? expected : "other content", got ? got : "other content");
}

// ---- objects ----

static chela_status
fits_required(struct proof *proof, const struct view *from, const struct view *to,
              const json_t *wanted)
{
    chela_status status = CHELA_OK;
    (void)to;
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *name = json_string_value(json_array_get(wanted, i));
        struct view member;
        if (!name || chela__view_requires(from, name))
            continue;
        if (chela__view_child(from, name, &member) && member.is_never)
            return chela__error(&proof->why, CHELA_INVALID, "%s: required, but never there", name);
        status = CHELA_PENDING;
    }
    return status;
}

static chela_status
fits_member(struct proof *proof, const struct view *from, const char *name, const struct view *to)
{
    struct view given;
    if (!chela__view_child(from, name, &given))
        return CHELA_PENDING;
    if (given.is_never)
        return CHELA_OK; // never there, so never wrong
    chela_status status = chela__fits_view(proof, &given, to);
    if (status == CHELA_INVALID && !chela__view_requires(from, name))
        return chela__fits_weaken(proof, status);
    if (status == CHELA_INVALID)
        chela__error_prefix(&proof->why, "%s", name);
    return status;
}

static chela_status
fits_properties(struct proof *proof, const struct view *from, const struct view *to,
                const json_t *wanted)
{
    chela_status status = CHELA_OK;
    const char  *name;
    json_t      *schema;
    json_object_foreach((json_t *)wanted, name, schema)
    {
        struct view member;
        chela__view_of(to->schema, schema, &member);
        if (!json_is_true(schema))
            status = chela__fits_both(status, fits_member(proof, from, name, &member));
        if (status == CHELA_INVALID)
            break;
    }
    return status;
}

// The node of the wanted view that this value of additionalProperties belongs to.
static const struct node *
owner_of(const struct view *view, const char *keyword, const json_t *value)
{
    for (size_t i = 0; i < view->count; i++)
        if (json_object_get(view->nodes[i]->json, keyword) == value)
            return view->nodes[i];
    return NULL;
}

// Members that are given and not named by the wanted schema must fit its rest.
static chela_status
fits_rest(struct proof *proof, const struct view *from, const struct view *to, const json_t *wanted)
{
    const struct node *owner = owner_of(to, "additionalProperties", wanted);
    const json_t      *named = owner ? json_object_get(owner->json, "properties") : NULL;
    struct view        rest, others;
    chela_status       status = CHELA_OK;
    if (json_is_true(wanted))
        return CHELA_OK;
    if (!owner || json_object_get(owner->json, "patternProperties"))
        return CHELA_PENDING;
    chela__view_of(to->schema, wanted, &rest);
    for (size_t i = 0; i < from->count; i++) {
        const char *name;
        json_t     *schema;
        json_object_foreach(json_object_get(from->nodes[i]->json, "properties"), name, schema)
        {
            if (!json_object_get(named, name))
                status = chela__fits_both(status, fits_member(proof, from, name, &rest));
        }
    }
    // A name that cannot be declared: NUL ends every key before it.
    bool is_closed = chela__view_child(from, "\x01", &others);
    if (!is_closed || status == CHELA_INVALID)
        return chela__fits_both(status, CHELA_PENDING);
    if (others.is_never)
        return status;
    chela_status open = chela__fits_weaken(proof, chela__fits_view(proof, &others, &rest));
    return chela__fits_both(status, open);
}

// ---- arrays ----

static chela_status
fits_items(struct proof *proof, const struct view *from, const struct view *to,
           const json_t *wanted)
{
    struct view   given, element;
    const json_t *least = chela__view_keyword(from, "minItems");
    if (json_is_true(wanted))
        return CHELA_OK;
    if (!chela__view_child(from, "*", &given))
        return CHELA_PENDING;
    if (given.is_never)
        return CHELA_OK;
    chela__view_of(to->schema, wanted, &element);
    chela_status status = chela__fits_view(proof, &given, &element);
    if (status == CHELA_INVALID && !(json_is_integer(least) && json_integer_value(least) > 0))
        return chela__fits_weaken(proof, status);
    return status;
}

// ---- alternatives ----

static chela_status
fits_some(struct proof *proof, const struct view *from, const struct view *to, const json_t *wanted)
{
    chela_status best = CHELA_INVALID;
    for (size_t i = 0; i < json_array_size(wanted) && best != CHELA_OK; i++) {
        struct view branch;
        chela__view_of(to->schema, json_array_get(wanted, i), &branch);
        chela_status status = chela__fits_view(proof, from, &branch);
        if (status == CHELA_OK || best == CHELA_INVALID)
            best = status;
    }
    if (best != CHELA_INVALID)
        chela__error_clear(&proof->why);
    return best;
}

// One that is proved is enough only if all others are impossible.
static chela_status
fits_one(struct proof *proof, const struct view *from, const struct view *to, const json_t *wanted)
{
    size_t proved = 0, open = 0;
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        struct view branch;
        chela__view_of(to->schema, json_array_get(wanted, i), &branch);
        chela_status status = chela__fits_view(proof, from, &branch);
        proved += status == CHELA_OK;
        open += status == CHELA_PENDING;
    }
    if (proved + open == 0)
        return CHELA_INVALID;
    chela__error_clear(&proof->why);
    return proved == 1 && open == 0 ? CHELA_OK : CHELA_PENDING;
}

// ---- the table ----

typedef chela_status (*fits_rule)(struct proof *proof, const struct view *from,
                                  const struct view *to, const json_t *wanted);

static const struct {
    const char *keyword;
    uint32_t    applies; // to which types
    fits_rule   rule;    // NULL: only the very same keyword proves it
} rules[] = {
    {"type", TYPE_ANY, fits_type},
    {"minimum", NUMBERS, NULL},
    {"maximum", NUMBERS, NULL},
    {"exclusiveMinimum", NUMBERS, NULL},
    {"exclusiveMaximum", NUMBERS, NULL},
    {"multipleOf", NUMBERS, NULL},
    {"minLength", TYPE_STRING, NULL},
    {"maxLength", TYPE_STRING, NULL},
    {"pattern", TYPE_STRING, NULL},
    {"format", TYPE_STRING, fits_format},
    {"x-media", TYPE_STRING, fits_media},
    {"minItems", TYPE_ARRAY, NULL},
    {"maxItems", TYPE_ARRAY, NULL},
    {"uniqueItems", TYPE_ARRAY, NULL},
    {"items", TYPE_ARRAY, fits_items},
    {"prefixItems", TYPE_ARRAY, NULL},
    {"contains", TYPE_ARRAY, NULL},
    {"unevaluatedItems", TYPE_ARRAY, NULL},
    {"minProperties", TYPE_OBJECT, NULL},
    {"maxProperties", TYPE_OBJECT, NULL},
    {"required", TYPE_OBJECT, fits_required},
    {"properties", TYPE_OBJECT, fits_properties},
    {"additionalProperties", TYPE_OBJECT, fits_rest},
    {"patternProperties", TYPE_OBJECT, NULL},
    {"propertyNames", TYPE_OBJECT, NULL},
    {"dependentRequired", TYPE_OBJECT, NULL},
    {"dependentSchemas", TYPE_OBJECT, NULL},
    {"unevaluatedProperties", TYPE_OBJECT, NULL},
    {"const", TYPE_ANY, NULL},
    {"enum", TYPE_ANY, NULL},
    {"anyOf", TYPE_ANY, fits_some},
    {"oneOf", TYPE_ANY, fits_one},
    {"not", TYPE_ANY, NULL},
    {"if", TYPE_ANY, NULL},
    {"$dynamicRef", TYPE_ANY, NULL},
};

chela_status
chela__fits_keyword(struct proof *proof, const struct view *from, const struct view *to,
                    const char *keyword, const json_t *wanted)
{
    uint32_t types = chela__view_types(from);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (strcmp(rules[i].keyword, keyword) != 0)
            continue;
        if (!(types & rules[i].applies))
            return CHELA_OK;
        const struct bound *bound  = find_bound(keyword);
        chela_status        status = CHELA_PENDING;
        if (bound)
            status = fits_bound(proof, from, bound, wanted);
        else if (says_same(from, keyword, wanted))
            return CHELA_OK;
        else if (rules[i].rule)
            status = rules[i].rule(proof, from, to, wanted);
        // What it is not about may still fit.
        return types & ~rules[i].applies ? chela__fits_weaken(proof, status) : status;
    }
    return CHELA_OK; // an annotation
}
