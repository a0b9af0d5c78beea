// read.c - plan JSON into numbered steps. Called by whoever got a proposal, before the check.
#include "plan/read.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"

// ---- where the reader is ----

size_t
chela__reader_enter(struct chela__plan_reader *reader, const char *token)
{
    size_t mark = reader->where.len;
    chela__json_pointer_add(&reader->where, token);
    return mark;
}

size_t
chela__reader_enter_index(struct chela__plan_reader *reader, size_t index)
{
    size_t mark = reader->where.len;
    chela__buffer_format(&reader->where, "/%zu", index);
    return mark;
}

void
chela__reader_leave(struct chela__plan_reader *reader, size_t mark)
{
    if (reader->where.failed || !reader->where.data)
        return;
    reader->where.len        = mark;
    reader->where.data[mark] = '\0';
}

chela_status
chela__reader_fault(struct chela__plan_reader *reader, chela_status status, const char *format, ...)
{
    char    text[CHELA_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *where = reader->where.len ? reader->where.data : "";
    return chela__error(reader->err, status, "%.64s: %.160s%s%s", reader->step, where,
                        *where ? ": " : "", text);
}

chela_status
chela__reader_members(struct chela__plan_reader *reader, const json_t *object,
                      const char *const *known)
{
    if (!json_is_object(object))
        return chela__reader_fault(reader, CHELA_INVALID, "expected an object, got %s",
                                   chela__json_kind(object));
    const char *key;
    json_t     *value;
    json_object_foreach((json_t *)object, key, value)
    {
        bool is_known = key[0] == 'x' && key[1] == '-';
        for (size_t i = 0; known[i] && !is_known; i++)
            is_known = !strcmp(key, known[i]);
        if (!is_known)
            return chela__reader_fault(reader, CHELA_INVALID, "\"%.80s\" is not a member here",
                                       key);
    }
    return CHELA_OK;
}

chela_status
chela__plan_keep_take(struct chela__plan *plan, json_t *value, struct chela_error *err)
{
    if (json_array_append_new(plan->kept, value) < 0)
        return chela__error_memory(err);
    return CHELA_OK;
}

// ---- steps ----

static chela_status
read_steps(struct chela__plan_reader *reader, json_t *list, uint32_t parent);

static bool
is_id(const char *id)
{
    size_t len = id ? strlen(id) : 0;
    return len && len <= CHELA__PLAN_MAX_ID && strcmp(id, "item") &&
           strcmp(id, CHELA__PLAN_TRIGGER) &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == len;
}

static chela_status
read_after(struct chela__plan_reader *reader, const json_t *after, struct chela__step *step)
{
    if (!after)
        return CHELA_OK;
    size_t count = json_array_size(after);
    if (!json_is_array(after))
        return chela__reader_fault(reader, CHELA_INVALID, "after: expected a list of step names");
    step->after = chela__pool_get(reader->plan->pool, count, sizeof *step->after);
    if (!step->after)
        return chela__error_memory(reader->err);
    for (size_t i = 0; i < count; i++) {
        step->after[i] = json_string_value(json_array_get(after, i));
        if (!step->after[i])
            return chela__reader_fault(reader, CHELA_INVALID, "after: expected step names");
    }
    step->after_count = count;
    return CHELA_OK;
}

static chela_status
read_on_fail(struct chela__plan_reader *reader, const json_t *on_fail, struct chela__step *step)
{
    const char *text = json_string_value(on_fail);
    if (!on_fail || (text && !strcmp(text, "stop")))
        return CHELA_OK;
    if (!text || strcmp(text, "skip"))
        return chela__reader_fault(reader, CHELA_INVALID, "on_fail: expected stop or skip");
    step->skips = true;
    return CHELA_OK;
}

chela_status
chela__read_with(struct chela__plan_reader *reader, json_t *with, struct chela__step *step)
{
    step->with.kind = CHELA__ARG_OBJECT;
    if (!with)
        return CHELA_OK;
    size_t       mark   = chela__reader_enter(reader, "with");
    chela_status status = chela__arg_read_members(reader, with, &step->with);
    if (status >= 0)
        chela__reader_leave(reader, mark);
    return status;
}

static chela_status
read_call(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    step->use = chela__json_str(json, "use");
    if (!step->use || !*step->use)
        return chela__reader_fault(reader, CHELA_INVALID, "use: expected a capability");
    return chela__read_with(reader, json_object_get(json, "with"), step);
}

static chela_status
read_each(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    json_t *each = json_object_get(json, "each");
    if (!each)
        return CHELA_OK;
    json_int_t limit = chela__json_int(json, "limit", 0);
    if (limit < 1 || limit > CHELA__PLAN_MAX_ELEMENTS)
        return chela__reader_fault(reader, CHELA_INVALID, "limit: expected 1 to %d",
                                   CHELA__PLAN_MAX_ELEMENTS);
    step->limit = (uint32_t)limit;
    step->each  = chela__pool_get(reader->plan->pool, 1, sizeof *step->each);
    if (!step->each)
        return chela__error_memory(reader->err);
    size_t       mark   = chela__reader_enter(reader, "each");
    chela_status status = chela__arg_read(reader, each, step->each);
    if (status < 0)
        return status;
    chela__reader_leave(reader, mark);
    if (step->each->kind == CHELA__ARG_FROM && step->each->pick == CHELA__PICK_NONE &&
        strchr(step->each->path, '*'))
        step->each->pick = CHELA__PICK_ALL;
    return CHELA_OK;
}

static chela_status
read_block(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    chela_status status = read_each(reader, json, step);
    if (status < 0)
        return status;
    step->is_grown = json_is_true(json_object_get(json, CHELA__PLAN_GROWN));
    return read_steps(reader, json_object_get(json, "steps"), step->number);
}

// The kinds, told apart by one member.
struct kind {
    const char           *name;
    enum chela__step_kind kind;
    const char           *members[4];
    chela_status (*read)(struct chela__plan_reader *, json_t *, struct chela__step *);
};
static const struct kind kinds[] = {
    {"use", CHELA__STEP_CALL, {"with"}, read_call},
    {"steps", CHELA__STEP_BLOCK, {"each", "limit"}, read_block},
    {"wait", CHELA__STEP_WAIT, {NULL}, chela__wait_read},
    {"undo", CHELA__STEP_UNDO, {NULL}, NULL},
    {"plan", CHELA__STEP_PLAN, {NULL}, chela__grow_read},
};

static const struct kind *
find_kind(const json_t *json)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (json_object_get(json, kinds[i].name))
            return &kinds[i];
    return NULL;
}

static chela_status
check_members(struct chela__plan_reader *reader, const struct kind *kind, const json_t *json)
{
    const char *known[12] = {"id", "when", "after", "on_fail", kind->name};
    size_t      count     = 5;
    for (size_t i = 0; i < 4 && kind->members[i]; i++)
        known[count++] = kind->members[i];
    return chela__reader_members(reader, json, known);
}

static chela_status
read_kind(struct chela__plan_reader *reader, json_t *json, struct chela__step *step)
{
    const struct kind *kind = find_kind(json);
    if (!kind)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "expected one of use, steps, wait, undo, plan");
    chela_status status = check_members(reader, kind, json);
    if (status < 0)
        return status;
    step->kind = kind->kind;
    if (!kind->read)
        return chela__reader_fault(reader, CHELA_UNSUPPORTED,
                                   "%s: an undo must be the only step of its plan", kind->name);
    return kind->read(reader, json, step);
}

static chela_status
read_step(struct chela__plan_reader *reader, json_t *json, uint32_t parent)
{
    struct chela__plan *plan = reader->plan;
    const char         *id   = chela__json_str(json, "id");
    if (!is_id(id))
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "id: expected 1 to %d letters, digits, '_', '-' or '.'",
                                   CHELA__PLAN_MAX_ID);
    reader->step      = id;
    reader->where.len = 0;
    if (plan->count == CHELA__PLAN_MAX_STEPS)
        return chela__reader_fault(reader, CHELA_LIMIT, "more than %d steps",
                                   CHELA__PLAN_MAX_STEPS);
    if (chela__plan_find(plan, id) != CHELA__NO_STEP)
        return chela__reader_fault(reader, CHELA_INVALID, "id: there are two steps of that name");
    struct chela__step *step = &plan->steps[plan->count];
    step->number             = plan->count++;
    step->parent             = parent;
    step->id                 = id;
    chela_status status      = read_kind(reader, json, step);
    if (status >= 0)
        status = read_after(reader, json_object_get(json, "after"), step);
    if (status >= 0)
        status = chela__condition_member(reader, json, "when", &step->when);
    if (status >= 0)
        status = read_on_fail(reader, json_object_get(json, "on_fail"), step);
    step->end = plan->count;
    return status;
}

static chela_status
read_steps(struct chela__plan_reader *reader, json_t *list, uint32_t parent)
{
    if (!json_is_array(list) || !json_array_size(list))
        return chela__reader_fault(reader, CHELA_INVALID, "steps: expected a list of steps");
    if (++reader->depth > CHELA__PLAN_MAX_DEPTH)
        return chela__reader_fault(reader, CHELA_LIMIT, "steps are nested deeper than %d",
                                   CHELA__PLAN_MAX_DEPTH);
    const char *outer = reader->step;
    for (size_t i = 0; i < json_array_size(list); i++) {
        chela_status status = read_step(reader, json_array_get(list, i), parent);
        if (status < 0)
            return status;
        reader->step      = outer;
        reader->where.len = 0;
    }
    reader->depth--;
    return CHELA_OK;
}

// ---- the plan around them ----

static chela_status
read_turns(struct chela__plan_reader *reader, const json_t *json)
{
    const json_t *turns = json_object_get(json, "turns");
    size_t        count = json_array_size(turns);
    if (!json_is_array(turns) || count > CHELA__PLAN_MAX_TURNS)
        return chela__reader_fault(reader, CHELA_INVALID, "turns: expected at most %d strings",
                                   CHELA__PLAN_MAX_TURNS);
    for (size_t i = 0; i < count; i++)
        if (!json_is_string(json_array_get(turns, i)))
            return chela__reader_fault(reader, CHELA_INVALID, "turns: expected strings");
    reader->plan->turns    = turns;
    reader->plan->memories = json_object_get(json, "memories");
    return CHELA_OK;
}

static chela_status
read_facts(struct chela__plan_reader *reader, const json_t *json)
{
    struct chela__plan *plan = reader->plan;
    if (chela__json_int(json, "plan", 0) != 1)
        return chela__reader_fault(reader, CHELA_INVALID, "plan: expected version 1");
    const char *now = chela__json_str(json, "now");
    plan->zone      = chela__json_str(json, "zone");
    plan->lang      = chela__json_str(json, "lang");
    if (!now || !plan->zone)
        return chela__reader_fault(reader, CHELA_INVALID, "expected now and zone");
    if (!plan->lang)
        plan->lang = "en";
    chela_status status = chela__time_parse(now, &plan->now_ms, reader->err);
    if (status < 0)
        return status;
    return read_turns(reader, json);
}

static chela_status
read_answer(struct chela__plan_reader *reader, json_t *answer)
{
    static const char *const known[] = {"text", NULL};
    if (!answer)
        return CHELA_OK;
    size_t       mark   = chela__reader_enter(reader, "answer");
    chela_status status = chela__reader_members(reader, answer, known);
    if (status < 0)
        return status;
    const char *text     = chela__json_str(answer, "text");
    reader->plan->answer = chela__pool_get(reader->plan->pool, 1, sizeof *reader->plan->answer);
    if (!text)
        return chela__reader_fault(reader, CHELA_INVALID, "expected {\"text\": ...}");
    if (!reader->plan->answer)
        return chela__error_memory(reader->err);
    status = chela__template_read(reader, text, reader->plan->answer);
    if (status >= 0)
        chela__reader_leave(reader, mark);
    return status;
}

// What a planner adds later has numbers behind those of all other steps.
static chela_status
check_plan_steps(struct chela__plan_reader *reader)
{
    const struct chela__plan *plan = reader->plan;
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->steps[i].kind == CHELA__STEP_PLAN &&
            (i + 1 < plan->count || plan->steps[i].parent != CHELA__NO_STEP))
            return chela__error(reader->err, CHELA_INVALID, "%s: must be the last step of the plan",
                                plan->steps[i].id);
    return CHELA_OK;
}

static chela_status
read_plan(struct chela__plan_reader *reader, json_t *json)
{
    static const char *const known[] = {"plan",     "now",   "zone",   "lang",    "turns",
                                        "memories", "steps", "answer", "trigger", NULL};
    chela_status             status  = chela__reader_members(reader, json, known);
    if (status >= 0)
        status = read_facts(reader, json);
    if (status >= 0 && json_object_get(json, "trigger"))
        status = chela__trigger_read(reader, json_object_get(json, "trigger"));
    if (status >= 0)
        status = read_steps(reader, json_object_get(json, "steps"), CHELA__NO_STEP);
    if (status >= 0)
        status = check_plan_steps(reader);
    if (status >= 0)
        status = read_answer(reader, json_object_get(json, "answer"));
    if (status >= 0)
        status = chela__plan_link(reader->plan, reader->err);
    return status;
}

chela_status
chela__plan_read(json_t *json, struct chela__plan **ret_plan, struct chela_error *err)
{
    struct chela__plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return chela__error_memory(err);
    struct chela__plan_reader reader = {
        .plan = plan, .step = "plan", .where = CHELA__BUFFER_INIT, .err = err};
    chela_status status = CHELA_OK;
    plan->json          = json_incref(json);
    plan->pool          = chela__pool_new();
    plan->kept          = json_array();
    if (plan->pool)
        plan->steps = chela__pool_get(plan->pool, CHELA__PLAN_MAX_STEPS, sizeof *plan->steps);
    if (!plan->steps || !plan->kept)
        status = chela__error_memory(err);
    if (status >= 0)
        status = read_plan(&reader, json);
    if (status >= 0 && reader.where.failed)
        status = chela__error_memory(err);
    chela__buffer_done(&reader.where);
    if (status < 0) {
        chela__plan_free(plan);
        return status;
    }
    *ret_plan = plan;
    return CHELA_OK;
}

void
chela__plan_free(struct chela__plan *plan)
{
    if (!plan)
        return;
    chela__pool_free(plan->pool);
    chela__manifest_free(plan->own);
    json_decref(plan->kept);
    json_decref(plan->json);
    free(plan);
}

uint32_t
chela__plan_find(const struct chela__plan *plan, const char *id)
{
    for (uint32_t i = 0; i < plan->count; i++)
        if (!strcmp(plan->steps[i].id, id))
            return i;
    return CHELA__NO_STEP;
}
