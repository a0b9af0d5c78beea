// fits.c - whether every value of one place fits another, proved from the schemas alone; called by
// the plan's check for every edge.
#include "schema/fits.h"

#include <string.h>

#include "schema/run.h"
#include "schema/types.h"

// Schemas that would take longer are left to the check of the value.
#define MAX_PROOF_STEPS 20000
#define MAX_PROOF_DEPTH 24

chela_status
chela__fits_weaken(struct proof *proof, chela_status status)
{
    if (status != CHELA_INVALID)
        return status;
    chela__error_clear(&proof->why);
    return CHELA_PENDING;
}

chela_status
chela__fits_both(chela_status a, chela_status b)
{
    if (a == CHELA_INVALID || b == CHELA_INVALID)
        return CHELA_INVALID;
    return a == CHELA_PENDING || b == CHELA_PENDING ? CHELA_PENDING : CHELA_OK;
}

// All of several possible values or alternatives: certain only when they agree.
struct tally {
    size_t fit, open, refused;
};

static void
count(struct tally *tally, chela_status status)
{
    tally->fit += status == CHELA_OK;
    tally->open += status == CHELA_PENDING;
    tally->refused += status == CHELA_INVALID;
}

static chela_status
verdict(struct proof *proof, const struct tally *tally)
{
    if (tally->refused > 0 && tally->fit + tally->open == 0)
        return CHELA_INVALID;
    chela__error_clear(&proof->why);
    return tally->refused + tally->open == 0 ? CHELA_OK : CHELA_PENDING;
}

// ---- known values ----

static chela_status
value_fits(const struct view *to, const json_t *value)
{
    for (size_t i = 0; i < to->count; i++) {
        chela_status status = chela__run_quietly(to->schema, to->nodes[i], value);
        if (status < 0)
            return status == CHELA_INVALID ? CHELA_INVALID : CHELA_PENDING;
    }
    return to->is_never ? CHELA_INVALID : CHELA_OK;
}

// `const` and `enum`: every value that there can be is tried.
static chela_status
values_fit(struct proof *proof, const json_t *one, const json_t *values, const struct view *to)
{
    struct tally tally = {0};
    if (one)
        count(&tally, value_fits(to, one));
    for (size_t i = 0; !one && i < json_array_size(values); i++)
        count(&tally, value_fits(to, json_array_get(values, i)));
    if (tally.refused > 0 && tally.fit + tally.open == 0)
        chela__error(&proof->why, CHELA_INVALID, "none of its possible values is accepted");
    return verdict(proof, &tally);
}

// ---- semantic types ----

// A handle stands for what the host keeps: a file's content, a secret. A text is no handle and a
// handle no text, whatever their patterns say.
static bool
is_handle(const struct view *view)
{
    static const char *const handles[] = {"chela:File/1", "chela:Secret/1"};
    const json_t            *document  = chela__view_type_document(view);
    for (size_t i = 0; i < 2; i++) {
        const char *pointer =
            json_string_value(json_object_get(json_object_get(document, "to"), handles[i]));
        if (chela__view_has_type(view, handles[i]) || (pointer && !pointer[0]))
            return true;
    }
    return false;
}

static chela_status
wrong_type(struct proof *proof, const struct view *from, const struct view *to)
{
    const char *expected = chela__view_type(to), *got = chela__view_type(from);
    return chela__error(&proof->why, CHELA_INVALID, "expected %s, got %s",
                        expected ? expected : "a plain value", got ? got : "a plain value");
}

// ---- structure ----

static chela_status
structure_fits(struct proof *proof, const struct view *from, const struct view *to)
{
    chela_status status = to->is_partial ? CHELA_PENDING : CHELA_OK;
    for (size_t i = 0; i < to->count; i++) {
        const json_t *node = to->nodes[i]->json;
        for (void *at = json_object_iter((json_t *)node); at;
             at       = json_object_iter_next((json_t *)node, at)) {
            chela_status got = chela__fits_keyword(proof, from, to, json_object_iter_key(at),
                                                   json_object_iter_value(at));
            status           = chela__fits_both(status, got);
            if (status == CHELA_INVALID)
                return status;
        }
    }
    return status;
}

// The alternatives of what is given, each by itself.
static chela_status
alternatives_fit(struct proof *proof, const struct view *from, const json_t *list,
                 const struct view *to)
{
    struct tally tally = {0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct view branch;
        chela__view_of(from->schema, json_array_get(list, i), &branch);
        count(&tally, branch.is_never ? CHELA_OK : chela__fits_view(proof, &branch, to));
    }
    return verdict(proof, &tally);
}

static chela_status
plain_fits(struct proof *proof, const struct view *from, const struct view *to)
{
    const json_t *one    = chela__view_keyword(from, "const");
    const json_t *values = chela__view_keyword(from, "enum");
    const json_t *list   = chela__view_keyword(from, "anyOf");
    if (one || values)
        return values_fit(proof, one, values, to);
    if (!list)
        list = chela__view_keyword(from, "oneOf");
    chela_status status = structure_fits(proof, from, to);
    if (!list || status == CHELA_OK)
        return status;
    // What stands beside the alternatives did not decide it, or they may be narrower.
    chela_status by_branch = alternatives_fit(proof, from, list, to);
    return status == CHELA_INVALID ? status : by_branch;
}

static chela_status
typed_fits(struct proof *proof, const struct view *from, const struct view *to)
{
    const char *given = chela__view_type(from), *wanted = chela__view_type(to);
    if (wanted && chela__view_has_type(from, wanted))
        return CHELA_OK;
    if (is_handle(from) && !is_handle(to) && chela__view_types(to) != TYPE_ANY)
        return wrong_type(proof, from, to);
    chela_status status = plain_fits(proof, from, to);
    if (status != CHELA_PENDING || !given || !wanted)
        return status;
    // Two types, neither proved within the other: not meant for each other.
    chela_status back =
        is_handle(to) && !is_handle(from) ? CHELA_INVALID : plain_fits(proof, to, from);
    chela__error_clear(&proof->why);
    return back == CHELA_OK ? CHELA_PENDING : wrong_type(proof, from, to);
}

chela_status
chela__fits_view(struct proof *proof, const struct view *from, const struct view *to)
{
    if (to->is_never)
        return chela__error(&proof->why, CHELA_INVALID, "nothing is accepted here");
    if (to->count == 0)
        return CHELA_OK;
    if (from->count > 0 && from->nodes[0] == to->nodes[0])
        return CHELA_OK;
    if (++proof->steps > MAX_PROOF_STEPS || proof->depth >= MAX_PROOF_DEPTH)
        return CHELA_PENDING;
    proof->depth++;
    chela_status status = typed_fits(proof, from, to);
    proof->depth--;
    return status;
}

chela_status
chela__schema_fits(const struct chela__schema *from, const char *from_pointer,
                   const struct chela__schema *to, const char *to_pointer, struct chela_error *err)
{
    struct proof proof = {0};
    struct view  given, wanted;
    bool         is_sure_from, is_sure_to;
    if (!chela__view_at(to, to_pointer, &wanted, &is_sure_to))
        return CHELA_OK; // nothing is said, so nothing is refused
    if (!chela__view_at(from, from_pointer, &given, &is_sure_from))
        return wanted.is_never ? chela__error(err, CHELA_INVALID, "nothing is accepted here")
                               : CHELA_PENDING;
    if (given.is_never)
        return chela__error(err, CHELA_INVALID, "%s: never there", from_pointer);
    chela_status status = chela__fits_view(&proof, &given, &wanted);
    if (!is_sure_from || !is_sure_to)
        return CHELA_PENDING;
    if (status == CHELA_INVALID)
        return chela__error(err, CHELA_INVALID, "%s", proof.why.text);
    return status;
}
