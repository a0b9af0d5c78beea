// conversation.c - from a sentence to a proposal, and the questions in between; the public part of
// a conversation. What follows a plan is in conversation_run.c.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "plan/memory.h"
#include "plan/session.h"

#define SHORTLIST 32
#define KEPT_TURNS 8                     // of requests that are over
#define MAX_SENTENCE ((size_t)16 * 1024) // bytes of one request

// ---- opening, closing ----

chela_status
chela_conversation_open(struct chela_host *host, const struct chela_conversation_options *options,
                        struct chela_conversation **ret_conversation, struct chela_error *err)
{
    if (!host || !ret_conversation)
        return chela__error(err, CHELA_INVALID, "chela_conversation_open: NULL");
    struct chela_conversation *conversation = calloc(1, sizeof *conversation);
    if (!conversation)
        return chela__error_memory(err);
    size_t size = options ? options->struct_size : 0;
    if (size > sizeof conversation->options)
        size = sizeof conversation->options;
    if (options)
        memcpy(&conversation->options, options, size);
    conversation->host      = host;
    conversation->next      = host->conversations;
    host->conversations     = conversation;
    conversation->turns     = json_array();
    conversation->shortlist = calloc(SHORTLIST, sizeof *conversation->shortlist);
    if (!conversation->turns || !conversation->shortlist) {
        chela_conversation_close(conversation);
        return chela__error_memory(err);
    }
    *ret_conversation = conversation;
    return CHELA_OK;
}

void
chela_conversation_close(struct chela_conversation *conversation)
{
    if (!conversation)
        return;
    conversation->is_closing = true;
    chela_cancel(conversation);
    while (conversation->phase != CHELA__AT_REST)
        if (chela__loop_dispatch(conversation->host->loop, -1, NULL) < 0)
            break;
    chela__conversation_clear(conversation);
    struct chela_conversation **at = &conversation->host->conversations;
    while (*at && *at != conversation)
        at = &(*at)->next;
    if (*at)
        *at = conversation->next;
    chela__memory_clear(conversation);
    json_decref(conversation->turns);
    json_decref(conversation->open);
    json_decref(conversation->results);
    free(conversation->shortlist);
    free(conversation);
}

// ---- proposing ----

static void
tell_language(struct chela_conversation *conversation, const char *text)
{
    const char *otherwise = conversation->host->options.lang;
    const char *lang      = chela__text_has_han(text)     ? "zh"
                            : strncmp(otherwise, "zh", 2) ? otherwise
                                                          : "en";
    (void)snprintf(conversation->lang, sizeof conversation->lang, "%s", lang);
}

// All turns of the request in one text, for the search.
static chela_status
find_shortlist(struct chela_conversation *conversation, size_t *ret_count, struct chela_error *err)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    for (size_t i = conversation->earlier; i < json_array_size(conversation->turns); i++) {
        chela__buffer_text(&text, json_string_value(json_array_get(conversation->turns, i)));
        chela__buffer_byte(&text, '\n');
    }
    chela_status status =
        text.failed ? chela__error_memory(err)
                    : chela__catalog_search(conversation->host->catalog, text.data, text.len,
                                            conversation->lang, conversation->shortlist, SHORTLIST,
                                            ret_count, err);
    chela__buffer_done(&text);
    return status;
}

static const char *
no_capability(const struct chela_conversation *conversation)
{
    return strncmp(conversation->lang, "zh", 2) ? "Nothing that is installed can do this."
                                                : "已安装的功能都做不到这一点。";
}

// True when what the question asks for is remembered, and the plan is on its way.
static bool
goes_on_from_memory(struct chela_conversation *conversation, const struct chela__proposal *proposal)
{
    json_t *plan = proposal->plan ? json_deep_copy(proposal->plan) : NULL;
    bool    goes = plan && chela__memory_fill(conversation, proposal->question, plan) &&
                chela__conversation_carry_out(conversation, plan, NULL) >= 0;
    json_decref(plan);
    if (!goes)
        chela__conversation_clear(conversation);
    return goes;
}

static void
take_proposal(struct chela_conversation *conversation, const struct chela__proposal *proposal)
{
    struct chela_error err  = CHELA_ERROR_INIT;
    const char        *text = proposal->text ? proposal->text : no_capability(conversation);
    if (proposal->trail)
        chela__conversation_event(conversation, CHELA_EVENT_TRAIL, proposal->trail);
    if (proposal->kind == CHELA__PROPOSE_REFUSAL) {
        chela__conversation_end(conversation, CHELA_UNSUPPORTED, text, NULL);
    } else if (proposal->kind == CHELA__PROPOSE_ANSWER) {
        chela__conversation_end(conversation, CHELA_OK, text, NULL);
    } else if (proposal->kind == CHELA__PROPOSE_QUESTION) {
        if (goes_on_from_memory(conversation, proposal))
            return;
        chela__memory_asked(conversation, proposal->question);
        conversation->open =
            json_pack("{s:O*, s:O*}", "question", proposal->question, "plan", proposal->plan);
        chela__conversation_ask(conversation, proposal->question);
    } else if (chela__conversation_carry_out(conversation, proposal->plan, &err) < 0) {
        chela__conversation_end(conversation, err.status, err.text, NULL);
    }
}

static void
proposed(void *user, chela_status status, const struct chela__proposal *proposal,
         const struct chela_error *why)
{
    struct chela_conversation *conversation = user;
    const char                *record       = conversation->host->options.record;
    struct chela_error         err          = CHELA_ERROR_INIT;
    json_decref(conversation->open);
    conversation->open = NULL;
    if (conversation->is_cancelled) {
        chela__conversation_cancelled(conversation);
        return;
    }
    if (status < 0) {
        chela__conversation_end(conversation, status, why ? why->text : "", NULL);
        return;
    }
    if (record && chela__record(record, conversation->turns, proposal, &err) < 0) {
        chela__conversation_end(conversation, err.status, err.text, NULL);
        return;
    }
    take_proposal(conversation, proposal);
}

// The user's own words are personal; nothing else of the device is in a request.
static chela_status
check_backend(const struct chela_host *host, struct chela_error *err)
{
    const char *name = host->backend->methods->name;
    if (chela__policy_backend_limit(host->policy, name) >= CHELA__PERSONAL)
        return CHELA_OK;
    return chela__error(err, CHELA_DENIED,
                        "the policy of this device keeps your words from the backend %s", name);
}

static chela_status
propose(struct chela_conversation *conversation, struct chela_error *err)
{
    struct chela_host            *host    = conversation->host;
    struct chela__backend_request request = {
        .turns   = conversation->turns,
        .earlier = conversation->earlier,
        .open    = conversation->open,
        .results = conversation->results,
        .lang    = conversation->lang,
        .zone    = host->clock.zone,
        .now_ms  = chela__clock_now(&host->clock),
        .catalog = host->catalog,
        .explain = conversation->options.flags & CHELA_EXPLAIN,
    };
    chela_status status = check_backend(host, err);
    if (status >= 0)
        status = find_shortlist(conversation, &request.shortlist_count, err);
    if (status < 0)
        return status;
    request.shortlist   = conversation->shortlist;
    conversation->phase = CHELA__PROPOSING;
    status = host->backend->methods->propose(host->backend, &request, proposed, conversation, err);
    if (status < 0 && conversation->phase == CHELA__PROPOSING)
        conversation->phase = CHELA__AT_REST;
    return status < 0 ? status : CHELA_OK;
}

// ---- answers to open questions ----

// The answer to a question of the run ("which one?"); false: it is none, ask the backend.
static bool
answer_run(struct chela_conversation *conversation, const char *text)
{
    json_t *value = chela__choice_meant(conversation->run->question, text, conversation->lang);
    if (!value)
        return false;
    conversation->phase = conversation->run->is_looking ? CHELA__LOOKING : CHELA__CARRYING_OUT;
    chela__memory_chosen(conversation, value);
    (void)chela__run_answer(conversation->run, value, NULL);
    return true;
}

static chela_status
begin(struct chela_conversation *conversation, const char *text, struct chela_error *err)
{
    if (!conversation || !text)
        return chela__error(err, CHELA_INVALID, "chela_ask: NULL");
    if (conversation->phase != CHELA__AT_REST)
        return chela__error(err, CHELA_BUSY, "a request is running already");
    if (strlen(text) > MAX_SENTENCE || !chela__utf8_valid(text, strlen(text)))
        return chela__error(err, CHELA_INVALID, "the request must be UTF-8 of at most %zu bytes",
                            MAX_SENTENCE);
    conversation->is_cancelled = false;
    conversation->is_explicit  = false;
    return CHELA_OK;
}

// What was said before is what a new request may refer to.
static void
keep_turns(struct chela_conversation *conversation)
{
    while (json_array_size(conversation->turns) > KEPT_TURNS)
        json_array_remove(conversation->turns, 0);
    conversation->earlier = json_array_size(conversation->turns);
}

// The same words as a request that was agreed to before: its plan, with what holds now.
static bool
repeats(struct chela_conversation *conversation)
{
    json_t *plan = chela__memory_plan(conversation);
    bool    does = plan && chela__conversation_carry_out(conversation, plan, NULL) >= 0;
    json_decref(plan);
    if (!does) {
        chela__conversation_clear(conversation);
        chela__memory_clear(conversation);
    }
    return does;
}

chela_status
chela_ask(struct chela_conversation *conversation, const char *text, struct chela_error *err)
{
    chela_status status = begin(conversation, text, err);
    if (status < 0)
        return status;
    if (conversation->run && conversation->run->question && answer_run(conversation, text))
        return CHELA_OK;
    chela__conversation_clear(conversation);
    bool is_new = !conversation->open;
    if (is_new) {
        keep_turns(conversation);
        chela__memory_clear(conversation);
    }
    if (json_array_append_new(conversation->turns, json_string(text)) < 0)
        return chela__error_memory(err);
    if (json_array_size(conversation->turns) > CHELA__PLAN_MAX_TURNS - KEPT_TURNS)
        return chela__error(err, CHELA_LIMIT, "more than %d turns for one request",
                            CHELA__PLAN_MAX_TURNS);
    tell_language(conversation, text);
    if (is_new && (chela__memory_wish(conversation, text) || repeats(conversation)))
        return CHELA_OK;
    return propose(conversation, err);
}

// ---- explicit requests ----

chela_status
chela__conversation_begin(struct chela_conversation *conversation, struct chela_error *err)
{
    chela_status status = begin(conversation, "", err);
    if (status < 0)
        return status;
    chela__conversation_clear(conversation);
    chela__memory_clear(conversation);
    json_decref(conversation->open);
    conversation->open    = NULL;
    conversation->earlier = 0;
    json_array_clear(conversation->turns);
    (void)snprintf(conversation->lang, sizeof conversation->lang, "%s",
                   conversation->host->options.lang);
    return CHELA_OK;
}

static json_t *
constants(const json_t *object)
{
    json_t     *with = json_object();
    const char *name;
    json_t     *value;
    json_object_foreach((json_t *)object, name, value)
    {
        if (with && json_object_set_new(with, name, json_pack("{s:O}", "const", value)) < 0) {
            json_decref(with);
            with = NULL;
        }
    }
    return with;
}

chela_status
chela_call(struct chela_conversation *conversation, const char *capability, const char *json,
           struct chela_error *err)
{
    json_t      *input  = NULL;
    chela_status status = chela__conversation_begin(conversation, err);
    if (status < 0)
        return status;
    if (!capability)
        return chela__error(err, CHELA_INVALID, "chela_call: NULL");
    if (json)
        status = chela__json_read(json, strlen(json), NULL, &input, err);
    if (status >= 0 && input && !json_is_object(input))
        status = chela__error(err, CHELA_INVALID, "the arguments must be a JSON object, not %s",
                              chela__json_kind(input));
    if (status < 0) {
        json_decref(input);
        return status;
    }
    json_t *plan = json_pack("{s:[{s:s, s:s, s:o}]}", "steps", "id", "call", "use", capability,
                             "with", constants(input));
    json_decref(input);
    if (!plan)
        return chela__error_memory(err);
    conversation->is_explicit = true;
    status                    = chela__conversation_carry_out(conversation, plan, err);
    json_decref(plan);
    return status;
}

chela_status
chela_undo(struct chela_conversation *conversation, const char *task, const char *step,
           struct chela_error *err)
{
    chela_status status = chela__conversation_begin(conversation, err);
    if (status < 0)
        return status;
    json_t *plan = json_pack("{s:[{s:s, s:s, s:s*}]}", "steps", "id", "undo", "undo",
                             task ? task : "last", "x-step", step);
    if (!plan)
        return chela__error_memory(err);
    status = chela__conversation_carry_out(conversation, plan, err);
    json_decref(plan);
    return status;
}

// ---- steering ----

static void
cancel_backend(struct chela_conversation *conversation)
{
    struct chela__backend *backend = conversation->host->backend;
    if (backend->methods->cancel)
        backend->methods->cancel(backend);
}

void
chela_cancel(struct chela_conversation *conversation)
{
    conversation->is_cancelled = true;
    switch (conversation->phase) {
    case CHELA__AT_REST:
        break;
    case CHELA__PROPOSING:
        cancel_backend(conversation);
        break;
    case CHELA__CARD_SHOWN:
        (void)chela_consent(conversation, false, NULL);
        break;
    case CHELA__LOOKING:
    case CHELA__CARRYING_OUT:
        chela__run_cancel(conversation->run);
        break;
    }
}

chela_status
chela_wait(struct chela_conversation *conversation, struct chela_error *err)
{
    while (conversation->phase != CHELA__AT_REST) {
        chela_status status = chela__loop_dispatch(conversation->host->loop, -1, err);
        if (status < 0)
            return status;
    }
    chela__host_clean(conversation->host);
    return conversation->result;
}
