// host.c - opens and closes what every request needs; the loop; what is due. See chela/host.h.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/wipe.h"
#include "plan/session.h"

// ---- options ----

static chela_status
keep_text(struct chela_host *host, const char **text, struct chela_error *err)
{
    if (!*text)
        return CHELA_OK;
    *text = chela__pool_text(host->texts, *text, strlen(*text));
    return *text ? CHELA_OK : chela__error_memory(err);
}

static chela_status
keep_options(struct chela_host *host, const struct chela_host_options *options,
             struct chela_error *err)
{
    size_t size = options ? options->struct_size : 0;
    if (options)
        memcpy(&host->options, options, size < sizeof host->options ? size : sizeof host->options);
    const char **texts[] = {&host->options.home,   &host->options.data,   &host->options.cache,
                            &host->options.image,  &host->options.worker, &host->options.backend,
                            &host->options.record, &host->options.lang,   &host->options.zone};
    chela_status status  = CHELA_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status >= 0; i++)
        status = keep_text(host, texts[i], err);
    if (!host->options.lang)
        host->options.lang = "en";
    return status;
}

static int64_t
clock_now(void *user)
{
    const struct chela_host *host = user;
    return host->options.now_ms ? host->options.now_ms(host->options.user)
                                : chela__clock_now(chela__clock_system());
}

static chela_status
key_get(void *user, unsigned char ret_key[CHELA__STATE_KEY], struct chela_error *err)
{
    const struct chela_host *host   = user;
    chela_status             status = host->options.key(host->options.user, ret_key);
    return status < 0 ? chela__error(err, status, "the host agent's key provider gave no key")
                      : CHELA_OK;
}

static void
pass_log(void *user, const char *plugin, int level, const char *text)
{
    const struct chela_host *host = user;
    if (host->options.log)
        host->options.log(host->options.user, plugin, level, text);
}

// ---- opening ----

static chela_status
open_catalog(struct chela_host *host, struct chela_error *err)
{
    char        *image  = chela__path(host->options.image, "store");
    char        *user   = chela__path(host->options.data, "store");
    char        *index  = NULL;
    chela_status status = image && user ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = chela__stores_open(access(image, F_OK) ? NULL : image, user, host->ring,
                                    &host->stores, err);
    if (status >= 0)
        status = chela__stores_index(host->stores, &index, err);
    if (status >= 0)
        status = chela__catalog_open(index, &host->catalog, err);
    free(image);
    free(user);
    free(index);
    return status;
}

static chela_status
open_calls(struct chela_host *host, struct chela_error *err)
{
    const char *data   = chela__pool_path(host->texts, host->options.data, "data");
    const char *config = chela__pool_path(host->texts, host->options.data, "config");
    if (!data || !config)
        return chela__error_memory(err);
    struct chela__calls_options options = {.loop        = host->loop,
                                           .stores      = host->stores,
                                           .policy      = host->policy,
                                           .state       = host->state,
                                           .clock       = &host->clock,
                                           .user_home   = host->options.home,
                                           .data_root   = data,
                                           .cache_root  = host->options.cache,
                                           .config_root = config,
                                           .worker      = host->options.worker,
                                           .lang        = host->options.lang,
                                           .log         = pass_log,
                                           .user        = host};
    return chela__calls_new(&options, &host->calls, err);
}

static chela_status
open_backend(struct chela_host *host, struct chela_error *err)
{
    const char *name = host->options.backend;
    if (!name || !strcmp(name, "embedded"))
        return chela__backend_embedded_new(&host->backend, err);
    if (!strncmp(name, "replay:", 7))
        return chela__backend_replay_new(name + 7, &host->backend, err);
    return chela__error(err, CHELA_INVALID,
                        "there is no backend \"%.80s\"; there are embedded and replay:FILE", name);
}

static chela_status
open_state(struct chela_host *host, struct chela_error *err)
{
    chela_status status = chela__make_folder(host->options.data, err);
    if (status >= 0)
        status = chela__state_open(host->options.data, &host->clock, &host->state, err);
    if (status >= 0 && host->options.key) {
        host->keys = (struct chela__key_provider){key_get, host};
        chela__state_set_keys(host->state, &host->keys);
    }
    return status;
}

static chela_status
open_all(struct chela_host *host, struct chela_error *err)
{
    chela_status status = chela__host_place(host, err);
    host->clock         = (struct chela__clock){
                clock_now, host, host->options.zone ? host->options.zone : chela__clock_system()->zone};
    if (status >= 0)
        status = chela__loop_new(&host->loop, err);
    if (status >= 0)
        status = open_state(host, err);
    if (status >= 0)
        status = chela__host_trust_open(host, err);
    if (status >= 0)
        status = open_catalog(host, err);
    if (status >= 0)
        status = open_calls(host, err);
    if (status >= 0)
        status = open_backend(host, err);
    if (status >= 0)
        status = chela__host_trust_watch(host, err);
    return status;
}

chela_status
chela_host_open(const struct chela_host_options *options, struct chela_host **ret_host,
                struct chela_error *err)
{
    if (!ret_host)
        return chela__error(err, CHELA_INVALID, "chela_host_open: ret_host is NULL");
    struct chela_host *host = calloc(1, sizeof *host);
    if (!host)
        return chela__error_memory(err);
    chela__wipe_json();
    host->texts         = chela__pool_new();
    chela_status status = host->texts ? keep_options(host, options, err) : chela__error_memory(err);
    if (status >= 0)
        status = open_all(host, err);
    if (status < 0) {
        chela_host_close(host);
        return status;
    }
    *ret_host = host;
    return CHELA_OK;
}

void
chela_host_close(struct chela_host *host)
{
    if (!host)
        return;
    chela__keeper_free(host->keeper);
    if (host->backend)
        host->backend->methods->free(host->backend);
    chela__host_trust_unwatch(host);
    chela__loop_remove(host->expiry);
    chela__calls_free(host->calls);
    chela__catalog_free(host->catalog);
    chela__stores_free(host->stores);
    chela__policy_free(host->policy);
    chela__keyring_free(host->ring);
    chela__state_close(host->state);
    chela__loop_free(host->loop);
    chela__pool_free(host->texts);
    free(host);
}

// ---- what is left behind ----

// By the host's clock, which tests and agents may set.
static void
expire(void *user)
{
    struct chela_host *host    = user;
    int64_t            next_ms = 0;
    chela__loop_remove(host->expiry);
    host->expiry = NULL;
    if (chela__state_expire(host->state, &next_ms, NULL) < 0 || !next_ms)
        return;
    int64_t wait = next_ms - chela__clock_now(&host->clock);
    (void)chela__loop_add_timer(host->loop, wait > 0 ? wait : 0, expire, host, &host->expiry, NULL);
}

void
chela__host_clean(struct chela_host *host)
{
    if (!host->is_soiled)
        return;
    host->is_soiled = false;
    expire(host);
    chela__wipe_stack();
}

// ---- the loop ----

int
chela_host_fd(const struct chela_host *host)
{
    return chela__loop_fd(host->loop);
}

chela_status
chela_dispatch(struct chela_host *host, int timeout_ms, struct chela_error *err)
{
    chela_status status = chela__loop_dispatch(host->loop, timeout_ms, err);
    chela__host_clean(host);
    return status;
}

static void
nothing(void *user)
{
    (void)user;
}

void
chela_host_wake(struct chela_host *host)
{
    (void)chela__loop_post(host->loop, nothing, NULL);
}

// ---- tasks ----

static chela_status
text_of_take(json_t *json, char **ret_text, struct chela_error *err)
{
    *ret_text = chela__json_text(json);
    json_decref(json);
    return *ret_text ? CHELA_OK : chela__error_memory(err);
}

chela_status
chela_task_list(struct chela_host *host, size_t max, char **ret_json, struct chela_error *err)
{
    json_t      *tasks;
    chela_status status = chela__task_list(host->state, max, &tasks, err);
    return status < 0 ? status : text_of_take(tasks, ret_json, err);
}

chela_status
chela_task_show(struct chela_host *host, const char *task, char **ret_json, struct chela_error *err)
{
    json_t      *shown;
    chela_status status = chela__task_show(host->state, task, &shown, err);
    return status < 0 ? status : text_of_take(shown, ret_json, err);
}

chela_status
chela_task_cancel(struct chela_host *host, const char *task, struct chela_error *err)
{
    size_t len = task ? strlen(task) : 0;
    for (struct chela_conversation *at = host->conversations; at && len; at = at->next)
        if (at->phase == CHELA__CARRYING_OUT && !strncasecmp(at->task, task, len)) {
            chela_cancel(at);
            return CHELA_OK;
        }
    return chela__task_cancel(host->state, task ? task : "last", err);
}
