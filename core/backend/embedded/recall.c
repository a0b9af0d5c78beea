// recall.c - takes arguments over from the last request that was carried out.
#include "backend/embedded/recall.h"

#include <string.h>

#include "base/json.h"

#define SAID_WELL 0.5f // score of new words that old ones do not replace

static bool
is_use(const json_t *result, const struct chela__capability *capability)
{
    const char *use = chela__json_str(result, "use");
    return use && (strcmp(use, capability->full_name) == 0 || strcmp(use, capability->name) == 0);
}

// The input of the capability in the last request, or NULL.
static const json_t *
input_of(const struct chela__draft *draft, const struct chela__capability *capability)
{
    const char   *id;
    json_t       *result;
    const json_t *input = NULL;
    json_object_foreach((json_t *)draft->request->results, id, result)
    {
        (void)id;
        if (is_use(result, capability))
            input = json_object_get(result, "input");
    }
    return input;
}

// What any capability of the last request was given under the name.
static const json_t *
input_named(const struct chela__draft *draft, const struct chela__param *param)
{
    const char   *id;
    json_t       *result;
    const json_t *found = NULL;
    json_object_foreach((json_t *)draft->request->results, id, result)
    {
        (void)id;
        const json_t *value = chela__json_at(json_object_get(result, "input"), param->pointer);
        found               = value ? value : found;
    }
    return found;
}

static bool
is_of_kind(const json_t *value, const char *kind)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return strcmp(kind, "string") == 0;
    case JSON_INTEGER:
        return strcmp(kind, "integer") == 0 || strcmp(kind, "number") == 0;
    case JSON_REAL:
        return strcmp(kind, "number") == 0;
    case JSON_ARRAY:
        return strcmp(kind, "array") == 0;
    case JSON_OBJECT:
        return strcmp(kind, "object") == 0;
    case JSON_TRUE:
    case JSON_FALSE:
        return strcmp(kind, "boolean") == 0;
    default:
        return false;
    }
}

bool
chela__recall_is_again(const struct chela__draft *draft, const struct chela__shape *shape)
{
    return input_of(draft, shape->capability) != NULL;
}

static const json_t *
old_value(const struct chela__draft *draft, const struct chela__step *step, size_t param)
{
    const struct chela__param *wanted = &step->shape->params[param];
    const json_t              *input  = input_of(draft, step->shape->capability);
    const json_t              *value  = NULL;
    if (input)
        value = chela__json_at(input, wanted->pointer);
    else if (wanted->required)
        value = input_named(draft, wanted);
    return value && is_of_kind(value, wanted->kind) ? value : NULL;
}

chela_status
chela__recall(const struct chela__draft *draft, struct chela__step *step)
{
    for (size_t i = 0; draft->request->results && i < step->shape->count; i++) {
        const struct chela__offer *chosen = step->given.chosen[i];
        const json_t              *value  = old_value(draft, step, i);
        if (!value || step->links[i].set || (chosen && chosen->score >= SAID_WELL))
            continue;
        struct chela__offer *offer = chela__scratch_get(draft->arena, 1, sizeof *offer);
        if (!offer)
            return CHELA_NO_MEMORY;
        *offer =
            (struct chela__offer){.kind = CHELA__OFFER_KEPT, .constant = value, .score = SAID_WELL};
        step->given.chosen[i] = offer;
        if (step->shape->params[i].required && !chosen) {
            step->given.missing--;
            step->given.filled++;
        }
    }
    return CHELA_OK;
}
