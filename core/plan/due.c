// due.c - asks every plugin that provides chela.due/1 what is due by now; see chela_run_due().
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

#define ROLE_SET "chela.due/1"

struct due {
    struct chela_host        *host;
    struct chela__capability *capability;
    size_t                   *count;
    bool                      is_over;
    chela_status              status;
    struct chela_error       *err;
};

static void
show(struct due *due, const json_t *entry)
{
    const char      *text  = chela__json_str(entry, "text");
    const char      *id    = chela__json_str(entry, "id");
    const char      *at    = chela__json_str(entry, "at");
    struct chela_due shown = {.struct_size = sizeof shown,
                              .plugin      = due->capability->plugin->id,
                              .id          = id ? id : "",
                              .text        = text ? text : "",
                              .at          = at ? at : ""};
    ++*due->count;
    if (due->host->options.due)
        due->host->options.due(due->host->options.user, &shown);
}

static void
taken(void *user, const struct chela__outcome *outcome)
{
    struct due   *due  = user;
    const json_t *list = outcome->output ? json_object_get(outcome->output, "due") : NULL;
    for (size_t i = 0; i < json_array_size(list); i++)
        show(due, json_array_get(list, i));
    due->status = outcome->status;
    if (outcome->status < 0)
        chela__error(due->err, outcome->status, "%s: %s", due->capability->full_name,
                     outcome->text ? outcome->text : chela__status_name(outcome->status));
    due->is_over = true;
}

static chela_status
take(struct due *due)
{
    char                       until[CHELA__TIME_TEXT];
    struct chela__call        *call;
    int64_t                    now    = chela__clock_now(&due->host->clock);
    struct chela__call_request wanted = {.capability = due->capability,
                                         .label      = CHELA__PUBLIC,
                                         .now_ms     = now,
                                         .done       = taken,
                                         .user       = due};
    chela_status status = chela__time_format(now, due->host->clock.zone, until, due->err);
    if (status < 0)
        return status;
    wanted.input = json_pack("{s:s}", "until", until);
    if (!wanted.input)
        return chela__error_memory(due->err);
    status = chela__call_start(due->host->calls, &wanted, &call, due->err);
    json_decref(wanted.input);
    while (status >= 0 && !due->is_over)
        status = chela__loop_dispatch(due->host->loop, -1, due->err);
    return status < 0 ? status : due->status;
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
chela_run_due(struct chela_host *host, size_t *ret_count, struct chela_error *err)
{
    size_t       count = 0;
    chela_status worst = CHELA_OK;
    for (size_t i = 0; i < chela__catalog_count(host->catalog); i++) {
        struct chela__entry entry;
        struct due          due = {.host = host, .count = &count, .err = err};
        if (chela__catalog_entry(host->catalog, i, NULL, &entry, NULL) < 0 || !entry.is_reserved ||
            chela__catalog_capability(host->catalog, i, &due.capability, NULL) < 0 ||
            !provides(due.capability))
            continue;
        chela_status status = take(&due);
        worst               = worst < 0 ? worst : status;
    }
    chela_status status = host->keeper ? CHELA_OK : keep_once(host, &count, err);
    *ret_count          = count;
    return worst < 0 ? worst : status;
}
