// consent.c - the card before the user: shown, agreed to once or for longer, refused, or not
// answered; and what earlier yeses cover of it.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/memory.h"

#define ANSWER_MS ((int64_t)60 * 1000) // no answer by then is a no

// ---- what was granted before ----

static const struct chela__step *
step_of(const struct chela_conversation *conversation, const json_t *entry)
{
    const char *id = chela__json_str(entry, "step");
    uint32_t    at = id ? chela__plan_find(conversation->plan, id) : CHELA__NO_STEP;
    return at == CHELA__NO_STEP ? NULL : &conversation->plan->steps[at];
}

static bool
is_of_task(const struct chela_conversation *conversation, const json_t *grant)
{
    const char *task = chela__json_str(grant, "task");
    return !task || !strcmp(task, conversation->task);
}

// The id of a grant that covers the entry; NULL: the user has to be asked.
static json_t *
covering(const struct chela_conversation *conversation, const struct chela__capability *capability,
         const json_t *entry)
{
    json_t *grants = NULL, *found = NULL, *grant;
    size_t  at;
    if (chela__grant_list(conversation->host->state, capability->full_name, &grants, NULL) < 0)
        return NULL;
    // What memory helped to plan is shown before it cannot be taken back.
    bool is_grave = conversation->memories && capability->effect == CHELA__IRREVERSIBLE;
    json_array_foreach(grants, at, grant)
    {
        if (!found && !is_grave && is_of_task(conversation, grant) &&
            chela__grant_covers(conversation->host->policy, capability, grant, entry))
            found = json_incref(json_object_get(grant, "grant"));
    }
    json_decref(grants);
    return found;
}

// ---- what a yes would cover ----

// What stands in the sentence for one argument of a grant.
static json_t *
stand_in(const struct chela__people *people, const struct chela__capability *capability,
         const char *pointer, const json_t *bind)
{
    json_t     *list = json_object_get(bind, "in");
    const char *any  = chela__people_say(people, "any ", "任意");
    char        place[160];
    if (list)
        return json_incref(json_array_size(list) == 1 ? json_array_get(list, 0) : list);
    (void)snprintf(place, sizeof place, "/input%s", pointer);
    const json_t *texts = json_object_get(capability->json, "texts");
    const char   *name  = chela__localized(texts, place, people->lang);
    return json_sprintf("%s%s", any, name ? name : pointer + 1);
}

// "Write the note any text": what the user agrees to, in the words of the card.
static json_t *
sentence_of(const struct chela_conversation *conversation,
            const struct chela__capability *capability, const json_t *grant)
{
    struct chela__people people;
    struct chela__buffer text   = CHELA__BUFFER_INIT;
    json_t              *values = json_object();
    const char          *pointer;
    json_t              *bind;
    chela__conversation_people(conversation, &people);
    people.max = CHELA__CARD_MAX_TEXT;
    json_object_foreach(json_object_get(grant, "bind"), pointer, bind)
    {
        json_object_set_new(values, pointer + 1, stand_in(&people, capability, pointer, bind));
    }
    chela__card_sentence(&people, &text, capability, values);
    json_t *sentence = text.failed ? NULL : json_string(text.data ? text.data : "");
    chela__buffer_done(&text);
    json_decref(values);
    return sentence;
}

static void
mark_effects(const json_t *effects, const char *step, const char *name, json_t *value)
{
    size_t  at;
    json_t *effect;
    json_array_foreach(effects, at, effect)
    {
        const char *of = chela__json_str(effect, "step");
        if (of && step && value && !strcmp(of, step))
            json_object_set(effect, name, value);
    }
}

// How long a yes to this entry may hold.
static enum chela__grant_scope
widest_of(const struct chela_conversation *conversation, const struct chela__capability *capability,
          const json_t *entry, const json_t *effects)
{
    json_t                 *grant = chela__grant_make(capability, entry);
    enum chela__grant_scope scope =
        grant ? chela__grant_widest(conversation->host->policy, capability) : CHELA__GRANT_ONCE;
    json_t *text = grant ? sentence_of(conversation, capability, grant) : NULL;
    mark_effects(effects, chela__json_str(entry, "step"), "grants", text);
    json_decref(text);
    json_decref(grant);
    return scope;
}

// What the card says of each entry: the grant that covers it, or how long a yes may hold.
static void
look_up(struct chela_conversation *conversation)
{
    struct chela__card *card    = &conversation->card;
    const json_t       *effects = json_object_get(card->json, "effects");
    size_t              at;
    json_t             *entry;
    card->is_new = false;
    card->widest = CHELA__GRANT_ALWAYS;
    json_array_foreach(json_object_get(card->contract, "calls"), at, entry)
    {
        const struct chela__step *step = step_of(conversation, entry);
        if (!step || step->kind == CHELA__STEP_WAIT || conversation->plan->has_trigger) {
            // What a plan step may become, and standing orders, are agreed to once, as a whole.
            card->is_new |= !step || step->is_new;
            card->widest = !step || step->is_new ? CHELA__GRANT_ONCE : card->widest;
            continue;
        }
        if (!step->is_new)
            continue;
        json_t                 *grant = covering(conversation, step->capability, entry);
        enum chela__grant_scope scope = widest_of(conversation, step->capability, entry, effects);
        json_t                 *name  = json_string(chela__grant_scope_name(scope));
        mark_effects(effects, step->id, "scope", name);
        if (grant) {
            json_object_set(entry, "grant", grant);
            mark_effects(effects, step->id, "grant", grant);
        } else {
            card->is_new = true;
            card->widest = scope < card->widest ? scope : card->widest;
        }
        json_decref(name);
        json_decref(grant);
    }
}

// ---- granting ----

static chela_status
grant_entry(struct chela_conversation *conversation, const struct chela__step *step,
            const json_t *entry, struct chela_error *err)
{
    json_t *content = chela__grant_make(step->capability, entry);
    if (!content)
        return chela__error(err, CHELA_DENIED, "%s: a yes can only hold once", step->id);
    json_object_set_new(content, "text", sentence_of(conversation, step->capability, content));
    const struct chela__granted grant = {
        .capability = step->capability->full_name,
        .digest     = step->capability->plugin->digest,
        .scope      = (int)conversation->scope,
        .scope_name = chela__grant_scope_name(conversation->scope),
        .task       = conversation->scope == CHELA__GRANT_TASK ? conversation->task : NULL,
        .until_ms   = conversation->scope == CHELA__GRANT_UNTIL ? conversation->until_ms : 0,
        .content    = content,
    };
    chela_status status = chela__grant_add(conversation->host->state, &grant, err);
    json_decref(content);
    return status;
}

chela_status
chela__conversation_grant(struct chela_conversation *conversation, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    size_t       at;
    json_t      *entry;
    if (conversation->scope == CHELA__GRANT_ONCE)
        return CHELA_OK;
    json_array_foreach(json_object_get(conversation->card.contract, "calls"), at, entry)
    {
        const struct chela__step *step = step_of(conversation, entry);
        if (step && step->is_new && !json_object_get(entry, "grant"))
            status = grant_entry(conversation, step, entry, err);
        if (status < 0)
            break;
    }
    return status;
}

// ---- the answer ----

static void
stop_waiting(struct chela_conversation *conversation)
{
    chela__loop_remove(conversation->consent_timer);
    conversation->consent_timer = NULL;
}

static void
refuse(struct chela_conversation *conversation, const char *en, const char *zh)
{
    bool is_zh = !strncmp(conversation->lang, "zh", 2);
    stop_waiting(conversation);
    if (conversation->is_cancelled)
        chela__conversation_cancelled(conversation);
    else
        chela__conversation_end(conversation, CHELA_DENIED, is_zh ? zh : en, NULL);
}

static void
refuse_plainly(struct chela_conversation *conversation)
{
    refuse(conversation, "Not agreed to: nothing was changed.", "未获同意，没有做任何更改。");
}

static void
no_answer(void *user)
{
    struct chela_conversation *conversation = user;
    conversation->consent_timer             = NULL;
    refuse(conversation, "No answer: nothing was changed.", "没有得到答复，没有做任何更改。");
}

static chela_status
agree(struct chela_conversation *conversation, enum chela__grant_scope scope, int64_t until_ms)
{
    stop_waiting(conversation);
    conversation->scope    = scope;
    conversation->until_ms = until_ms;
    chela__conversation_start(conversation);
    return CHELA_OK;
}

chela_status
chela_consent(struct chela_conversation *conversation, bool agreed, struct chela_error *err)
{
    if (!conversation || conversation->phase != CHELA__CARD_SHOWN)
        return chela__error(err, CHELA_INVALID, "no card is shown");
    if (conversation->options.flags & CHELA_DRY_RUN)
        return chela__error(err, CHELA_INVALID, "a dry run needs no answer");
    if (agreed && !conversation->is_cancelled)
        return agree(conversation, CHELA__GRANT_ONCE, 0);
    if (!conversation->is_cancelled)
        chela__memory_doubt(conversation);
    refuse_plainly(conversation);
    return CHELA_OK;
}

chela_status
chela_grant(struct chela_conversation *conversation, int32_t scope, int64_t until_ms,
            struct chela_error *err)
{
    if (!conversation || conversation->phase != CHELA__CARD_SHOWN || conversation->is_cancelled ||
        (conversation->options.flags & CHELA_DRY_RUN))
        return chela__error(err, CHELA_INVALID, "no card is shown");
    if (scope < CHELA_ONCE || scope > CHELA_ALWAYS)
        return chela__error(err, CHELA_INVALID, "there is no scope %d", (int)scope);
    if (scope > (int32_t)conversation->card.widest)
        return chela__error(err, CHELA_DENIED, "a yes to this card may hold at most: %s",
                            chela__grant_scope_name(conversation->card.widest));
    int64_t now = chela__clock_now(&conversation->host->clock);
    if (scope == CHELA_UNTIL && (until_ms <= now || until_ms > now + CHELA__GRANT_MAX_MS))
        return chela__error(err, CHELA_INVALID, "a yes may hold for at most 24 hours from now");
    return agree(conversation, (enum chela__grant_scope)scope, until_ms);
}

// ---- the question ----

// What was remembered, beside the card's effects: {"memory", "text"}.
static void
add_remembered(const struct chela_conversation *conversation)
{
    const char *id;
    json_t     *row;
    json_t     *list = json_array();
    json_object_foreach(conversation->memories, id, row)
    {
        const char *text = chela__json_str(row, "text");
        if (!text)
            text = json_string_value(json_array_get(json_object_get(row, "turns"), 0));
        json_array_append_new(list, json_pack("{s:s, s:s}", "memory", id, "text", text));
    }
    if (json_array_size(list))
        json_object_set(conversation->card.json, "remembered", list);
    json_decref(list);
}

static void
show_card(struct chela_conversation *conversation)
{
    add_remembered(conversation);
    char             *json = chela__json_text(conversation->card.json);
    struct chela_card card = {.struct_size   = sizeof card,
                              .is_reversible = conversation->card.is_reversible,
                              .leaves_device = conversation->card.leaves_device,
                              .costs         = conversation->card.costs,
                              .json          = json ? json : "{}",
                              .text          = conversation->card.text,
                              .scope         = (int32_t)conversation->card.widest};
    if (conversation->options.card && !conversation->is_closing)
        conversation->options.card(conversation->options.user, conversation, &card);
    free(json);
}

// While the user reads, the workers that the plan needs come up.
static void
warm(struct chela_conversation *conversation)
{
    const struct chela__plan *plan = conversation->plan;
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->steps[i].kind == CHELA__STEP_CALL && !plan->steps[i].is_seen)
            chela__calls_warm(conversation->host->calls, plan->steps[i].capability->plugin);
}

static void
await_answer(struct chela_conversation *conversation)
{
    struct chela_error err = CHELA_ERROR_INIT;
    int64_t            ms  = conversation->options.consent_ms;
    warm(conversation);
    if (chela__loop_add_timer(conversation->host->loop, ms > 0 ? ms : ANSWER_MS, no_answer,
                              conversation, &conversation->consent_timer, &err) < 0)
        chela__conversation_end(conversation, err.status, err.text, NULL);
    else
        show_card(conversation);
}

void
chela__conversation_consent(struct chela_conversation *conversation)
{
    bool is_dry         = conversation->options.flags & CHELA_DRY_RUN;
    conversation->phase = CHELA__CARD_SHOWN;
    if (conversation->card.is_new)
        look_up(conversation);
    if (is_dry) {
        show_card(conversation);
        chela__conversation_end(conversation, CHELA_OK, "", NULL);
    } else if (conversation->is_explicit || !conversation->card.is_new) {
        (void)agree(conversation, CHELA__GRANT_ONCE, 0);
    } else if (!conversation->options.card || conversation->is_away) {
        refuse_plainly(conversation);
    } else {
        await_answer(conversation);
    }
}

// ---- listing and revoking, for the host agent ----

static void
name_members(const struct chela_host *host, json_t *grant)
{
    struct chela__capability *capability = NULL;
    size_t                    at         = 0;
    const char               *digest     = chela__json_str(grant, "digest");
    enum chela__grant_scope   scope = (enum chela__grant_scope)chela__json_int(grant, "scope", 0);
    json_object_set_new(grant, "scope", json_string(chela__grant_scope_name(scope)));
    chela_status status =
        chela__catalog_find(host->catalog, chela__json_str(grant, "use"), NULL, &at, NULL);
    if (status >= 0)
        status = chela__catalog_capability(host->catalog, at, &capability, NULL);
    bool is_same = status >= 0 && digest && !strcmp(digest, capability->plugin->digest);
    json_object_set_new(grant, "holds", json_boolean(is_same));
}

chela_status
chela_grants(struct chela_host *host, char **ret_json, struct chela_error *err)
{
    json_t *grants = NULL, *grant;
    size_t  at;
    if (!host || !ret_json)
        return chela__error(err, CHELA_INVALID, "chela_grants: NULL");
    chela_status status = chela__grant_list(host->state, NULL, &grants, err);
    if (status < 0)
        return status;
    json_array_foreach(grants, at, grant) name_members(host, grant);
    *ret_json = chela__json_text(grants);
    json_decref(grants);
    return *ret_json ? CHELA_OK : chela__error_memory(err);
}

chela_status
chela_revoke_grant(struct chela_host *host, const char *id, size_t *ret_count,
                   struct chela_error *err)
{
    size_t count = 0;
    if (!host)
        return chela__error(err, CHELA_INVALID, "chela_revoke_grant: NULL");
    chela_status status = chela__grant_remove(host->state, id, &count, err);
    if (ret_count)
        *ret_count = count;
    return status;
}
