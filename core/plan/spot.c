// spot.c - see spot.h. Called by the check, for every reference.
#include "plan/spot.h"

#include <string.h>

#include "base/json.h"

void
chela__spot_done(struct chela__spot *place)
{
    chela__buffer_done(&place->pointer);
    place->schema = NULL;
}

const struct chela__step *
chela__spot_block(const struct chela__plan *plan, const struct chela__step *step)
{
    for (uint32_t at = step ? step->parent : CHELA__NO_STEP; at != CHELA__NO_STEP;
         at          = plan->steps[at].parent)
        if (plan->steps[at].each)
            return &plan->steps[at];
    return NULL;
}

bool
chela__arg_is_list(const struct chela__arg *arg)
{
    return (arg->kind == CHELA__ARG_FROM || arg->kind == CHELA__ARG_ITEM) &&
           (arg->pick == CHELA__PICK_NONE || arg->pick == CHELA__PICK_ALL) &&
           strchr(arg->path, '*');
}

const char *
chela__spot_kind(const struct chela__schema *schema, const char *pointer)
{
    const json_t *at = schema ? chela__schema_at(schema, pointer) : NULL;
    return at ? chela__json_str(at, "type") : NULL;
}

static bool
names_members(const json_t *schema)
{
    return json_object_get(schema, "properties") || json_object_get(schema, "items") ||
           json_object_get(schema, "prefixItems") ||
           json_is_false(json_object_get(schema, "additionalProperties"));
}

bool
chela__spot_denies(const struct chela__schema *schema, const char *pointer)
{
    struct chela__buffer up     = CHELA__BUFFER_INIT;
    const json_t        *around = NULL;
    if (!*pointer || chela__schema_at(schema, pointer))
        return false;
    chela__buffer_text(&up, pointer);
    while (!up.failed && !around && up.len) {
        up.len          = (size_t)(strrchr(up.data, '/') - up.data);
        up.data[up.len] = '\0';
        around          = chela__schema_at(schema, up.data);
    }
    bool denies = around && names_members(around);
    chela__buffer_done(&up);
    return denies;
}

// The last step of a block that is not nested deeper: its result is the block's.
static const struct chela__step *
last_child(const struct chela__plan *plan, const struct chela__step *block)
{
    const struct chela__step *last = NULL;
    for (uint32_t i = block->number + 1; i < block->end; i = plan->steps[i].end)
        last = &plan->steps[i];
    return last;
}

// "/*/id" or "/0/id" without its first token.
static const char *
behind_element(const char *path)
{
    const char *next = *path == '/' ? strchr(path + 1, '/') : NULL;
    return next ? next : path + strlen(path);
}

static void
spot_in_result(const struct chela__plan *plan, const struct chela__step *source, const char *path,
               struct chela__spot *place)
{
    while (source && source->kind == CHELA__STEP_BLOCK) {
        if (source->each && !*path)
            return;
        if (source->each)
            path = behind_element(path);
        source = last_child(plan, source);
    }
    if (!source || !source->capability)
        return;
    if (source->capability->items && source->kind == CHELA__STEP_CALL) {
        if (strncmp(path, "/items/", 7) != 0)
            return;
        path = behind_element(path + 6);
    }
    place->schema = source->capability->output_schema;
    chela__buffer_text(&place->pointer, path);
}

static chela_status
spot_of_item(const struct chela__plan *plan, const struct chela__step *step,
             const struct chela__arg *arg, struct chela__spot *place, struct chela_error *err)
{
    const struct chela__step *block = chela__spot_block(plan, step);
    if (!block || (block->each->kind != CHELA__ARG_FROM && block->each->kind != CHELA__ARG_ITEM))
        return CHELA_OK;
    chela_status status = chela__spot_find(plan, block, block->each, place, err);
    if (status < 0 || !place->schema)
        return status;
    if (!strchr(block->each->path, '*'))
        chela__buffer_text(&place->pointer, "/*");
    chela__buffer_text(&place->pointer, arg->path);
    return place->pointer.failed ? chela__error_memory(err) : CHELA_OK;
}

chela_status
chela__spot_find(const struct chela__plan *plan, const struct chela__step *step,
                 const struct chela__arg *arg, struct chela__spot *ret_place,
                 struct chela_error *err)
{
    if (arg->kind == CHELA__ARG_ITEM)
        return spot_of_item(plan, step, arg, ret_place, err);
    spot_in_result(plan, &plan->steps[arg->step], arg->path, ret_place);
    if (!ret_place->schema)
        return CHELA_OK;
    chela__buffer_text(&ret_place->pointer, ""); // never NULL
    return ret_place->pointer.failed ? chela__error_memory(err) : CHELA_OK;
}
