// check.c - proves a plan against the catalogue before anything runs: capabilities exist, every
// argument fits its parameter, nothing required is missing, policy allows it.
#include <string.h>

#include "base/json.h"
#include "plan/known.h"
#include "plan/spot.h"
#include "plan/plan.h"
#include "plan/read.h"
#include "plan/said.h"
#include "plan/waiting.h"

struct checker {
    struct chela__plan                *plan;
    const struct chela__check_options *options;
    struct chela__step                *step;
    struct chela__buffer               pointer; // of the parameter in the capability's input
    struct chela_error                *err;
};

static const struct chela__schema *
input_of(const struct checker *checker)
{
    return checker->step->capability->input_schema;
}

static const char *
pointer_of(const struct checker *checker)
{
    return checker->pointer.len ? checker->pointer.data : "";
}

// "send: /to: message"; a message that is there already gets the context only.
static chela_status
fault(struct checker *checker, chela_status status, const char *text)
{
    if (checker->err && !checker->err->text[0])
        return chela__error(checker->err, status, "%s: %s%s%s", checker->step->id,
                            pointer_of(checker), *pointer_of(checker) ? ": " : "", text);
    chela__error_prefix(checker->err, "%s: %s", checker->step->id, pointer_of(checker));
    return status;
}

static chela_status
check_arg(struct checker *checker, struct chela__arg *arg);

// ---- references ----

// A single value of a path that names an array means one of its elements, when it is picked.
static void
settle_pick(const struct chela__arg *arg, struct chela__spot *place)
{
    const char *kind = chela__spot_kind(place->schema, place->pointer.data);
    if ((arg->pick == CHELA__PICK_ONE || arg->pick == CHELA__PICK_FIRST) && kind &&
        !strcmp(kind, "array"))
        chela__buffer_text(&place->pointer, "/*");
}

// Plain text takes whatever is written as a text: a phone number, a date, a path.
static bool
is_text_for_text(const struct checker *checker, const struct chela__spot *place)
{
    const char *type = chela__schema_type_at(input_of(checker), pointer_of(checker));
    const char *kind = chela__spot_kind(place->schema, place->pointer.data);
    return type && !strcmp(type, "chela:Text/1") && kind && !strcmp(kind, "string");
}

static chela_status
check_place(struct checker *checker, const struct chela__arg *arg, struct chela__spot *place)
{
    if (!place->schema)
        return CHELA_OK;
    if (chela__spot_denies(place->schema, place->pointer.data)) {
        chela__error(checker->err, CHELA_INVALID, "the result of \"%s\" has no member %.120s",
                     arg->kind == CHELA__ARG_FROM ? arg->from : "each", arg->path);
        return fault(checker, CHELA_INVALID, "");
    }
    const char *wanted = chela__spot_kind(input_of(checker), pointer_of(checker));
    if (chela__arg_is_list(arg) && wanted && strcmp(wanted, "array") != 0)
        return fault(checker, CHELA_INVALID, "takes one value, not a list; pick one or first");
    settle_pick(arg, place);
    size_t mark = checker->pointer.len;
    if (chela__arg_is_list(arg))
        chela__buffer_text(&checker->pointer, "/*");
    if (place->pointer.failed || checker->pointer.failed)
        return chela__error_memory(checker->err);
    chela_status status =
        is_text_for_text(checker, place)
            ? CHELA_OK
            : chela__schema_fits(place->schema, place->pointer.data, input_of(checker),
                                 pointer_of(checker), checker->err);
    if (status < 0)
        fault(checker, status, "does not fit");
    checker->pointer.len = mark;
    if (checker->pointer.data)
        checker->pointer.data[mark] = '\0';
    return status < 0 ? status : CHELA_OK;
}

static chela_status
check_reference(struct checker *checker, const struct chela__arg *arg)
{
    struct chela__spot place = CHELA__SPOT_INIT;
    chela_status status = chela__spot_find(checker->plan, checker->step, arg, &place, checker->err);
    if (status >= 0)
        status = check_place(checker, arg, &place);
    chela__spot_done(&place);
    return status;
}

// ---- other forms ----

// Words of a standing order that mean another day each time ("today").
static bool
is_moving(struct checker *checker, const struct chela__arg *arg)
{
    struct chela__plan later = *checker->plan;
    json_t            *value = NULL;
    later.now_ms += 36 * 3600 * (int64_t)1000;
    if (!later.has_trigger || checker->step->number == 0 ||
        chela__said_value(&later, arg, input_of(checker), pointer_of(checker), &value, NULL) < 0)
        return false;
    bool moves = !json_equal(value, arg->value);
    json_decref(value);
    return moves;
}

static chela_status
check_said(struct checker *checker, struct chela__arg *arg)
{
    chela_status status = chela__said_value(checker->plan, arg, input_of(checker),
                                            pointer_of(checker), &arg->value, checker->err);
    if (status < 0)
        return fault(checker, status, "the words do not name such a value");
    arg->is_moving = is_moving(checker, arg);
    return chela__plan_keep_take(checker->plan, arg->value, checker->err);
}

static chela_status
check_args(struct checker *checker, struct chela__arg *arg)
{
    for (size_t i = 0; i < arg->count; i++) {
        struct chela__arg *inner = &arg->args[i];
        size_t             mark  = checker->pointer.len;
        if (arg->kind == CHELA__ARG_OBJECT)
            chela__json_pointer_add(&checker->pointer, inner->name);
        else if (arg->kind == CHELA__ARG_LIST)
            chela__buffer_format(&checker->pointer, "/%zu", i);
        if (checker->pointer.failed)
            return chela__error_memory(checker->err);
        if (arg->kind != CHELA__ARG_FIRST &&
            chela__spot_denies(input_of(checker), pointer_of(checker)))
            return fault(checker, CHELA_INVALID, "the capability has no such argument");
        chela_status status = check_arg(checker, inner);
        if (status < 0)
            return status;
        checker->pointer.len = mark;
        if (checker->pointer.data)
            checker->pointer.data[mark] = '\0';
    }
    return CHELA_OK;
}

// The place must take a string, and the pieces must exist; what they are becomes text anyway.
static chela_status
check_text(struct checker *checker, struct chela__arg *arg)
{
    chela_status status = CHELA_OK;
    const char  *wanted = chela__spot_kind(input_of(checker), pointer_of(checker));
    if (wanted && strcmp(wanted, "string") != 0) {
        chela__error(checker->err, CHELA_INVALID, "expected %s, got a text", wanted);
        return fault(checker, CHELA_INVALID, "");
    }
    for (size_t i = 0; i < arg->count && status >= 0; i++) {
        struct chela__spot place = CHELA__SPOT_INIT;
        if (arg->args[i].kind == CHELA__ARG_CONST)
            continue;
        status =
            chela__spot_find(checker->plan, checker->step, &arg->args[i], &place, checker->err);
        if (status >= 0 && place.schema && chela__spot_denies(place.schema, place.pointer.data)) {
            status = CHELA_INVALID;
            fault(checker, status, "a piece of the text names a member that is not there");
        }
        chela__spot_done(&place);
    }
    return status;
}

static chela_status
check_arg(struct checker *checker, struct chela__arg *arg)
{
    switch (arg->kind) {
    case CHELA__ARG_SAID:
    case CHELA__ARG_MEMORY:
        return check_said(checker, arg);
    case CHELA__ARG_FROM:
    case CHELA__ARG_ITEM:
        return check_reference(checker, arg);
    case CHELA__ARG_TEXT:
        return check_text(checker, arg);
    case CHELA__ARG_FIRST:
    case CHELA__ARG_OBJECT:
    case CHELA__ARG_LIST:
        return check_args(checker, arg);
    case CHELA__ARG_CONST:
        break;
    }
    return CHELA_OK;
}

// ---- a call ----

static bool
has_member(const struct chela__arg *with, const char *name)
{
    for (size_t i = 0; i < with->count; i++)
        if (!strcmp(with->args[i].name, name))
            return true;
    return false;
}

static chela_status
check_required(struct checker *checker)
{
    const json_t *root     = chela__schema_at(input_of(checker), "");
    const json_t *required = root ? json_object_get(root, "required") : NULL;
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char   *name     = json_string_value(json_array_get(required, i));
        const json_t *property = json_object_get(json_object_get(root, "properties"), name);
        if (!name || has_member(&checker->step->with, name) || json_object_get(property, "default"))
            continue;
        return chela__error(checker->err, CHELA_INVALID, "%s: /%s: is missing", checker->step->id,
                            name);
    }
    return CHELA_OK;
}

// What is known already must be valid; what is not known yet cannot be missing.
static chela_status
check_known(struct checker *checker)
{
    bool                        is_whole = true;
    struct chela__schema_faults faults   = {NULL, 0};
    json_t                     *known    = chela__known_value(&checker->step->with, &is_whole);
    if (!known)
        return chela__error_memory(checker->err);
    chela_status status = chela__schema_check(input_of(checker), known, &faults, NULL);
    const char  *text   = NULL;
    for (size_t i = 0; status < 0 && i < faults.count && !text; i++)
        if (is_whole || !strcmp(faults.items[i].keyword, "type") ||
            !strcmp(faults.items[i].keyword, "enum") || !strcmp(faults.items[i].keyword, "pattern"))
            text = faults.items[i].text;
    if (text)
        chela__error(checker->err, CHELA_INVALID, "%s: %s", checker->step->id, text);
    else if (is_whole && status < 0)
        chela__error(checker->err, status, "%s: the arguments do not fit", checker->step->id);
    else
        status = CHELA_OK;
    chela__schema_faults_done(&faults);
    json_decref(known);
    return status;
}

// What only waits for a time is the host's own.
static chela_status
find_own(struct checker *checker)
{
    struct chela__plan *plan   = checker->plan;
    chela_status        status = CHELA_OK;
    if (!plan->own)
        status = chela__waiting_manifest(&plan->own, checker->err);
    if (status < 0)
        return status;
    checker->step->capability = chela__manifest_find(plan->own, checker->step->use);
    return chela__capability_schemas(checker->step->capability, checker->err);
}

static chela_status
check_kind(struct checker *checker)
{
    const struct chela__capability *capability = checker->step->capability;
    bool                            is_watch   = capability->flags & CHELA__WATCH;
    if (checker->step->kind == CHELA__STEP_CALL && is_watch)
        return chela__error(checker->err, CHELA_INVALID,
                            "%s: %s never ends by itself; wait for an item of it",
                            checker->step->id, checker->step->use);
    if (checker->step->kind == CHELA__STEP_WAIT && (!is_watch || capability->effect > CHELA__READ))
        return chela__error(checker->err, CHELA_INVALID, "%s: %s cannot be waited for",
                            checker->step->id, checker->step->use);
    return CHELA_OK;
}

static chela_status
find_capability(struct checker *checker)
{
    const struct chela__check_options *options = checker->options;
    size_t                             index;
    if (checker->step->kind == CHELA__STEP_WAIT && !checker->step->is_watch)
        return find_own(checker);
    chela_status status = chela__catalog_find(options->catalog, checker->step->use,
                                              options->preferred, &index, checker->err);
    if (status >= 0)
        status = chela__catalog_capability(options->catalog, index, &checker->step->capability,
                                           checker->err);
    if (status >= 0)
        status = chela__capability_schemas(checker->step->capability, checker->err);
    if (status < 0) {
        chela__error_prefix(checker->err, "%s", checker->step->id);
        return status;
    }
    if (chela__capability_reserved(checker->step->capability))
        return chela__error(checker->err, CHELA_DENIED, "%s: %s is not for plans",
                            checker->step->id, checker->step->use);
    return check_kind(checker);
}

static chela_status
check_policy(struct checker *checker)
{
    struct chela__step *step = checker->step;
    bool                is_quiet =
        step->capability->effect <= CHELA__READ && !chela__reaches_out(step->capability);
    struct chela__ruling ruling = {is_quiet ? CHELA__ALLOW : CHELA__ASK, ""};
    if (checker->options->policy)
        chela__policy_rule(checker->options->policy, step->capability, checker->options->presence,
                           &ruling);
    if (ruling.verdict == CHELA__DENY) {
        if (checker->options->denied)
            checker->options->denied(checker->options->user, step->capability);
        return chela__error(checker->err, CHELA_DENIED, "%s: %s", step->id, ruling.reason);
    }
    step->is_new = ruling.verdict == CHELA__ASK;
    step->binds  = step->is_new || !is_quiet;
    step->looks  = !step->binds;
    if (step->kind == CHELA__STEP_WAIT) {
        step->binds = true; // the card says what is waited for
        step->looks = false;
        step->is_new |= checker->plan->has_trigger && step->number == 0;
    }
    return CHELA_OK;
}

// A time that is known already must be one; of a rule, so must its next occurrence.
static chela_status
check_time(struct checker *checker)
{
    const struct chela__plan *plan     = checker->plan;
    const struct chela__step *step     = checker->step;
    bool                      is_whole = true;
    int64_t                   due;
    json_t                   *known  = chela__known_value(&step->with, &is_whole);
    chela_status              status = CHELA_OK;
    if (is_whole && known && !strcmp(step->use, CHELA__TRIGGER_NAME))
        status = chela__waiting_next(known, plan->zone, plan->now_ms - 1, &due, checker->err);
    else if (is_whole && known)
        status = chela__waiting_due(step->capability, known, plan->now_ms, &due, checker->err);
    if (status < 0)
        chela__error_prefix(checker->err, "%s", step->id);
    json_decref(known);
    return status;
}

// Whom an effect hits is never left to what a planner makes of results.
static chela_status
check_authorities(struct checker *checker)
{
    const struct chela__step *step = checker->step;
    const char               *pointer;
    json_t                   *role;
    json_object_foreach(json_object_get(step->capability->json, "authority"), pointer, role)
    {
        char name[CHELA__NAME_MAX];
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(pointer + 1, "/"), pointer + 1);
        if (!has_member(&step->with, name))
            return chela__error(checker->err, CHELA_INVALID,
                                "%s: /%s of %s decides whom it concerns and must be given",
                                step->id, name, step->use);
    }
    return CHELA_OK;
}

static chela_status
check_may(struct checker *checker, struct chela__step *may)
{
    checker->step        = may;
    chela_status status  = find_capability(checker);
    checker->pointer.len = 0;
    if (status >= 0)
        status = check_args(checker, &may->with);
    if (status >= 0)
        status = check_authorities(checker);
    if (status >= 0)
        status = check_policy(checker);
    if (status < 0)
        return status;
    may->agreed_as = chela__grown_name(checker->plan, may->id, may->capability);
    return may->agreed_as ? CHELA_OK : chela__error_memory(checker->err);
}

static chela_status
check_plan_step(struct checker *checker)
{
    struct chela__step *step   = checker->step;
    chela_status        status = CHELA_OK;
    step->looks                = false;
    step->binds                = true;
    for (uint32_t i = 0; i < step->may_count && status >= 0; i++) {
        status = check_may(checker, &step->may[i]);
        step->is_new |= step->may[i].is_new;
    }
    checker->step = step;
    return status;
}

// A step that a plan step has become is agreed to under that step's name.
static chela_status
name_grown(struct checker *checker)
{
    struct chela__plan *plan = checker->plan;
    struct chela__step *step = checker->step;
    if (step->kind != CHELA__STEP_CALL || step->parent == CHELA__NO_STEP ||
        !plan->steps[step->parent].is_grown)
        return CHELA_OK;
    step->agreed_as = chela__grown_name(plan, plan->steps[step->parent].id, step->capability);
    return step->agreed_as ? CHELA_OK : chela__error_memory(checker->err);
}

// Members of the items of a watch that `where` names.
static chela_status
check_where(struct checker *checker, const struct chela__condition *condition)
{
    const struct chela__schema *items  = checker->step->capability->output_schema;
    chela_status                status = CHELA_OK;
    for (size_t i = 0; i < condition->count && status >= 0; i++) {
        if (condition->test != CHELA__TEST_IS)
            status = check_where(checker, &condition->conditions[i]);
        else if (condition->args[i].kind == CHELA__ARG_ITEM &&
                 chela__spot_denies(items, condition->args[i].path))
            status =
                chela__error(checker->err, CHELA_INVALID, "%s: /where: %s has no member %.120s",
                             checker->step->id, checker->step->use, condition->args[i].path);
    }
    return status;
}

// ---- a block ----

// What is known of the value that a block goes through: "array" when it is a list, NULL when only
// the run will tell.
static chela_status
kind_of_each(struct checker *checker, const struct chela__arg *each, const char **ret_kind)
{
    struct chela__spot place = CHELA__SPOT_INIT;
    chela_status       status =
        chela__spot_find(checker->plan, checker->step, each, &place, checker->err);
    *ret_kind = NULL;
    if (status >= 0 && place.schema && chela__spot_denies(place.schema, place.pointer.data))
        status = fault(checker, CHELA_INVALID, "names a member that is not there");
    else if (status >= 0 && chela__arg_is_list(each))
        *ret_kind = "array";
    else if (status >= 0 && place.schema)
        *ret_kind = chela__spot_kind(place.schema, place.pointer.data);
    if (status >= 0 && (each->pick == CHELA__PICK_ONE || each->pick == CHELA__PICK_FIRST))
        *ret_kind = "a single value";
    chela__spot_done(&place);
    return status;
}

static chela_status
check_each(struct checker *checker)
{
    const struct chela__arg *each   = checker->step->each;
    const char              *kind   = NULL;
    chela_status             status = CHELA_OK;
    checker->pointer.len            = 0;
    chela__buffer_text(&checker->pointer, "/each");
    if (each->kind == CHELA__ARG_FROM || each->kind == CHELA__ARG_ITEM)
        status = kind_of_each(checker, each, &kind);
    else if (each->kind == CHELA__ARG_CONST)
        kind = json_is_array(each->value) ? NULL : chela__json_kind(each->value);
    else if (each->kind != CHELA__ARG_LIST && each->kind != CHELA__ARG_FIRST)
        kind = "a single value";
    if (status < 0 || !kind || !strcmp(kind, "array"))
        return status;
    chela__error(checker->err, CHELA_INVALID, "expected a list, got %s", kind);
    return fault(checker, CHELA_INVALID, "");
}

static chela_status
check_step(struct checker *checker)
{
    struct chela__step *step = checker->step;
    step->looks              = true;
    if (step->kind == CHELA__STEP_BLOCK && step->each)
        return check_each(checker);
    if (step->kind == CHELA__STEP_PLAN)
        return check_plan_step(checker);
    if (step->kind != CHELA__STEP_CALL && step->kind != CHELA__STEP_WAIT)
        return CHELA_OK;
    checker->pointer.len = 0;
    chela_status status  = name_grown(checker);
    if (status >= 0)
        status = check_args(checker, &step->with);
    if (status >= 0)
        status = check_required(checker);
    if (status >= 0)
        status = check_known(checker);
    if (status >= 0)
        status = check_policy(checker);
    if (status >= 0 && step->where)
        status = check_where(checker, step->where);
    if (status >= 0 && step->kind == CHELA__STEP_WAIT && !step->is_watch)
        status = check_time(checker);
    return status;
}

// ---- which steps may run before the card ----

static bool
needs_are_seen(const struct chela__plan *plan, const struct chela__step *step)
{
    for (size_t i = 0; i < step->need_count; i++)
        if (!plan->steps[step->needs[i].step].is_seen)
            return false;
    return true;
}

// A block begins with its elements; it has settled when all of its steps have.
static bool
is_whole(const struct chela__plan *plan, const struct chela__step *step)
{
    for (uint32_t i = step->number + 1; i < step->end; i++)
        if (!plan->steps[i].is_seen)
            return false;
    return true;
}

static bool
may_look(const struct chela__plan *plan, const struct chela__step *step)
{
    return needs_are_seen(plan, step) &&
           (step->parent == CHELA__NO_STEP || plan->steps[step->parent].looks);
}

// Starts from "all may" and takes away until nothing changes.
static void
settle_look(struct chela__plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++)
        plan->steps[i].is_seen = plan->steps[i].looks;
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (uint32_t i = 0; i < plan->count; i++) {
            struct chela__step *step    = &plan->steps[i];
            bool                looks   = step->looks && may_look(plan, step);
            bool                is_seen = looks && is_whole(plan, step);
            has_changed |= looks != step->looks || is_seen != step->is_seen;
            step->looks   = looks;
            step->is_seen = is_seen;
        }
    }
}

chela_status
chela__plan_check(struct chela__plan *plan, const struct chela__check_options *options,
                  struct chela_error *err)
{
    struct chela_error own     = CHELA_ERROR_INIT;
    struct checker     checker = {
            .plan = plan, .options = options, .pointer = CHELA__BUFFER_INIT, .err = err ? err : &own};
    chela_status status = CHELA_OK;
    for (uint32_t i = 0; i < plan->count && status >= 0; i++) {
        checker.step = &plan->steps[i];
        if (checker.step->kind == CHELA__STEP_CALL || checker.step->kind == CHELA__STEP_WAIT)
            status = find_capability(&checker);
    }
    for (uint32_t i = 0; i < plan->count && status >= 0; i++) {
        checker.step = &plan->steps[i];
        status       = check_step(&checker);
    }
    if (status >= 0)
        settle_look(plan);
    chela__buffer_done(&checker.pointer);
    return status;
}
