// due.c - asks every plugin that provides chela.due/1 what is due by now; see chela_run_due().
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

#define ROLE_SET "chela.due/1"

struct taking {
    struct chela_host  *host;
    size_t              count;   // shown
    size_t              running; // calls, and one for the beginning
    int64_t             next_ms;
    chela_status        status; // of the first that failed
    struct chela_error *err;    // may be NULL
    void (*done)(void *user, const struct chela__taken *taken);
    void *user;
};

struct due {
    struct taking            *taking;
    struct chela__capability *capability;
};

static void
show(const struct due *due, const json_t *entry)
{
    const struct chela_host *host  = due->taking->host;
    const char              *text  = chela__json_str(entry, "text");
    const char              *id    = chela__json_str(entry, "id");
    const char              *at    = chela__json_str(entry, "at");
    struct chela_due         shown = {.struct_size = sizeof shown,
                                      .plugin      = due->capability->plugin->id,
                                      .id          = id ? id : "",
                                      .text        = text ? text : "",
                                      .at          = at ? at : ""};
    due->taking->count++;
    if (host->options.due)
        host->options.due(host->options.user, &shown);
}

static void
end(struct taking *taking)
{
    if (--taking->running)
        return;
    const struct chela__taken taken = {
        .status = taking->status, .count = taking->count, .next_ms = taking->next_ms};
    taking->done(taking->user, &taken);
    free(taking);
}

static void
taken(void *user, const struct chela__outcome *outcome)
{
    struct due    *due    = user;
    struct taking *taking = due->taking;
    const json_t  *list   = outcome->output ? json_object_get(outcome->output, "due") : NULL;
    const char    *next   = chela__json_str(outcome->output, "next");
    int64_t        next_ms;
    for (size_t i = 0; i < json_array_size(list); i++)
        show(due, json_array_get(list, i));
    if (next && chela__time_parse(next, &next_ms, NULL) >= 0 && next_ms < taking->next_ms)
        taking->next_ms = next_ms;
    if (outcome->status < 0 && taking->status >= 0)
        taking->status =
            chela__error(taking->err, outcome->status, "%s: %s", due->capability->full_name,
                         outcome->text ? outcome->text : chela__status_name(outcome->status));
    free(due);
    end(taking);
}

static chela_status
take(struct taking *taking, struct chela__capability *capability)
{
    char                       until[CHELA__TIME_TEXT];
    int64_t                    now    = chela__clock_now(&taking->host->clock);
    struct due                *due    = malloc(sizeof *due);
    struct chela__call_request wanted = {.capability = capability,
                                         .label      = CHELA__PUBLIC,
                                         .now_ms     = now,
                                         .done       = taken,
                                         .user       = due};
    if (!due)
        return chela__error_memory(taking->err);
    *due                = (struct due){taking, capability};
    chela_status status = chela__time_format(now, taking->host->clock.zone, until, taking->err);
    if (status >= 0)
        wanted.input = json_pack("{s:s}", "until", until);
    if (status >= 0 && !wanted.input)
        status = chela__error_memory(taking->err);
    if (status >= 0)
        status = chela__call_start(taking->host->calls, &wanted, NULL, taking->err);
    json_decref(wanted.input);
    if (status >= 0)
        taking->running++;
    else
        free(due);
    return status;
}

static bool
provides(const struct chela__capability *capability)
{
    const json_t *sets = json_object_get(capability->plugin->json, "provides");
    const char   *name = chela__json_str(json_object_get(sets, ROLE_SET), "take");
    return name && !strcmp(name, capability->name);
}

// Waits and standing orders; those of a host that keeps come by themselves.
static chela_status
keep_once(struct chela_host *host, size_t *count, struct chela_error *err)
{
    struct chela__keeper *keeper = NULL;
    struct chela_error    own    = CHELA_ERROR_INIT;
    chela_status          status = chela__state_keep(host->state, &own);
    if (status == CHELA_BUSY)
        return CHELA_OK; // somebody else does
    if (status >= 0)
        status = chela__keeper_new(host, NULL, &keeper, &own);
    if (status >= 0)
        status = chela__keeper_run_once(keeper, count, &own);
    chela__keeper_free(keeper);
    chela__state_keep_end(host->state);
    return status < 0 ? chela__error(err, status, "%s", own.text) : CHELA_OK;
}

// One plugin that fails does not keep the others from firing; its message is the result.
chela_status
chela__due_take(struct chela_host *host, void (*done)(void *user, const struct chela__taken *taken),
                void *user, struct chela_error *err)
{
    struct taking *taking = calloc(1, sizeof *taking);
    if (!taking)
        return chela__error_memory(err);
    *taking = (struct taking){
        .host = host, .running = 1, .next_ms = INT64_MAX, .err = err, .done = done, .user = user};
    for (size_t i = 0; i < chela__catalog_count(host->catalog); i++) {
        struct chela__entry       entry;
        struct chela__capability *capability;
        if (chela__catalog_entry(host->catalog, i, NULL, &entry, NULL) < 0 || !entry.is_reserved ||
            chela__catalog_capability(host->catalog, i, &capability, NULL) < 0 ||
            !provides(capability))
            continue;
        chela_status status = take(taking, capability);
        if (status < 0 && taking->status >= 0)
            taking->status = status;
    }
    end(taking);
    return CHELA_OK;
}

struct waiting {
    bool                is_over;
    struct chela__taken taken;
};

static void
note_taken(void *user, const struct chela__taken *taken)
{
    *(struct waiting *)user = (struct waiting){true, *taken};
}

chela_status
chela_run_due(struct chela_host *host, size_t *ret_count, struct chela_error *err)
{
    struct waiting waiting = {.is_over = false};
    chela_status   status  = chela__due_take(host, note_taken, &waiting, err);
    while (status >= 0 && !waiting.is_over)
        status = chela__loop_dispatch(host->loop, -1, err);
    if (status >= 0)
        status = waiting.taken.status;
    size_t       count = waiting.taken.count;
    chela_status kept  = host->keeper ? CHELA_OK : keep_once(host, &count, err);
    *ret_count         = count;
    return status < 0 ? status : kept;
}
