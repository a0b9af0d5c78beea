// runner.c - runs a plugin's calls and keeps their rules: one end a call, in order, never after it.
//
// Whatever a plugin does wrong with a call ends here: what comes late is logged and dropped, a
// handler that returns without an end is given one. The layer above (worker loop or host thread)
// sees each call end exactly once.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/private.h"

#define LOG_MAX 4096 // bytes of one log line, as plugin.h says

// Ended calls stay readable for a while, so that a late reply from a plugin's thread meets a call
// that says "ended" and not freed memory.
#define RETIRED_MAX 64

// One call; `call` is what the plugin sees, and first, so that the pointers convert.
struct running {
    struct chela_call         call;
    struct chela__runner     *runner;
    struct chela__runner_call request; // with copied strings and owned descriptors
    struct chela__arguments  *arguments;
    bool                      is_opening;
    bool                      is_ending; // a reply is with the host, or the call has ended
    bool                      has_ended;
    bool                      has_returned;
    bool                      was_refused; // its reply did not fit: only fail() is left
    int                       cancel_fd;   // -1 until asked for
    char                      why[512];    // of a failed opening
};

struct chela__runner {
    pthread_mutex_t                  lock; // guards the flags of all calls, cancel_fd and `retired`
    struct chela__plugin            *plugin;
    const struct chela__runner_sink *sink;
    void                            *user;
    void                            *state; // what open() stored
    bool                             is_open;
    char                            *config, *data_dir, *cache_dir;
    struct running                  *retired[RETIRED_MAX];
    size_t                           retired_count;
};

static const struct chela_runtime runtime;

static struct running *
running_of(struct chela_call *call)
{
    return (struct running *)call;
}

static void
complain(const struct running *running, const char *what)
{
    char        text[256];
    const char *name = running->request.capability ? running->request.capability : "open";
    snprintf(text, sizeof(text), "%s: %s", name, what);
    running->runner->sink->log(running->runner->user, running->request.id, CHELA_LOG_WARNING, text);
}

// ---- a call's memory ----

static void
forget_inputs(struct running *running)
{
    struct chela__runner_call *request = &running->request;
    chela__arguments_done(running->arguments);
    running->arguments = NULL;
    for (size_t i = 0; i < request->file_count; i++)
        close(request->files[i].fd);
    request->file_count = 0;
    if (running->cancel_fd >= 0)
        close(running->cancel_fd);
    running->cancel_fd = -1;
}

static void
running_free(struct running *running)
{
    if (!running)
        return;
    forget_inputs(running);
    free((char *)running->request.capability);
    free((char *)running->request.key);
    free((char *)running->request.now);
    free((char *)running->request.lang);
    free((char *)running->request.zone);
    free(running);
}

static char *
copy(const char *text)
{
    return strdup(text ? text : "");
}

// Takes the descriptors of `request`; the input is not kept. NULL: out of memory.
static struct running *
running_new(struct chela__runner *runner, const struct chela__runner_call *request)
{
    struct running *running = calloc(1, sizeof(*running));
    if (!running) {
        for (size_t i = 0; i < request->file_count; i++)
            close(request->files[i].fd);
        return NULL;
    }
    running->call          = (struct chela_call){sizeof(running->call), 0, &runtime, runner->state};
    running->runner        = runner;
    running->cancel_fd     = -1;
    running->request       = *request;
    running->request.input = NULL;
    running->request.capability = copy(request->capability);
    running->request.key        = copy(request->key);
    running->request.now        = copy(request->now);
    running->request.lang       = copy(request->lang);
    running->request.zone       = copy(request->zone);
    if (running->request.capability && running->request.key && running->request.now &&
        running->request.lang && running->request.zone)
        return running;
    running_free(running);
    return NULL;
}

// Called with the lock held, once the call has ended and its handler has returned.
static void
retire(struct running *running)
{
    struct chela__runner *runner = running->runner;
    size_t                slot   = runner->retired_count++ % RETIRED_MAX;
    running_free(runner->retired[slot]);
    runner->retired[slot] = running;
    forget_inputs(running);
}

// ---- ends ----

// Claims the right to end the call; false: somebody has it already.
static bool
claim_end(struct running *running, bool is_reply)
{
    pthread_mutex_lock(&running->runner->lock);
    bool is_free = !running->is_ending && !(is_reply && running->was_refused);
    if (is_free)
        running->is_ending = true;
    pthread_mutex_unlock(&running->runner->lock);
    return is_free;
}

// The claimed end is done, or (a refused reply) given back for one fail().
static void
settle_end(struct running *running, bool has_ended)
{
    pthread_mutex_lock(&running->runner->lock);
    running->has_ended = has_ended;
    if (!has_ended) {
        running->is_ending   = false;
        running->was_refused = true;
    }
    if (running->has_ended && running->has_returned)
        retire(running);
    pthread_mutex_unlock(&running->runner->lock);
}

static void
end_failed(struct running *running, chela_status status, int32_t effect, const char *text)
{
    if (running->is_opening)
        snprintf(running->why, sizeof(running->why), "%s", text);
    else
        running->runner->sink->fail(running->runner->user, running->request.id, status, effect,
                                    text);
    settle_end(running, true);
}

static chela_status
runtime_reply(struct chela_call *call, const char *json, size_t len)
{
    struct running *running = running_of(call);
    if (running->is_opening || !json) {
        complain(running, running->is_opening ? "open() may not reply" : "reply(NULL)");
        return CHELA_INVALID;
    }
    if (!claim_end(running, true)) {
        complain(running, "a reply after the end was dropped");
        return CHELA_CONFLICT;
    }
    const struct chela__runner *runner = running->runner;
    chela_status status = runner->sink->reply(runner->user, running->request.id, json, len);
    settle_end(running, status != CHELA_INVALID);
    return status;
}

static chela_status
runtime_fail(struct chela_call *call, chela_status status, int32_t effect, const char *text)
{
    struct running *running = running_of(call);
    if (!claim_end(running, false)) {
        complain(running, "a fail() after the end was dropped");
        return status;
    }
    if (effect != CHELA_NO_EFFECT && effect != CHELA_EFFECT_DONE)
        effect = CHELA_EFFECT_UNKNOWN;
    end_failed(running, status < 0 ? status : CHELA_FAILED, effect,
               text && *text ? text : "the plugin gave no reason");
    return status;
}

// ---- the rest of what a plugin may ask for ----

static bool
is_over(const struct running *running)
{
    pthread_mutex_lock(&running->runner->lock);
    bool over = running->is_ending || running->was_refused;
    pthread_mutex_unlock(&running->runner->lock);
    return over;
}

static chela_status
runtime_emit(struct chela_call *call, const char *json, size_t len)
{
    struct running *running = running_of(call);
    if (running->is_opening || !json || is_over(running)) {
        complain(running, "an item outside the call was dropped");
        return running->is_opening || !json ? CHELA_INVALID : CHELA_CONFLICT;
    }
    return running->runner->sink->emit(running->runner->user, running->request.id, json, len);
}

static chela_status
runtime_attach(struct chela_call *call, int fd, const char *media, const char *name,
               char ret_ref[CHELA_REF_SIZE])
{
    struct running *running = running_of(call);
    ret_ref[0]              = 0;
    if (running->is_opening || fd < 0 || is_over(running)) {
        complain(running, "a file outside the call was dropped");
        return CHELA_INVALID;
    }
    return running->runner->sink->attach(running->runner->user, running->request.id, fd,
                                         media ? media : "application/octet-stream",
                                         name ? name : "file", ret_ref);
}

static void
runtime_progress(struct chela_call *call, double done, const char *note)
{
    struct running *running = running_of(call);
    if (!running->is_opening && !is_over(running))
        running->runner->sink->progress(running->runner->user, running->request.id, done,
                                        note ? note : "");
}

static void
runtime_log(struct chela_call *call, int32_t level, const char *text)
{
    struct running *running = running_of(call);
    char            line[LOG_MAX];
    if (!text)
        return;
    if (level < CHELA_LOG_DEBUG || level > CHELA_LOG_ERROR)
        level = CHELA_LOG_INFO;
    snprintf(line, sizeof(line), "%s", text);
    running->runner->sink->log(running->runner->user, running->request.id, level, line);
}

static bool
is_required(const struct chela__plugin *plugin, const char *id)
{
    size_t  index;
    json_t *each;
    json_array_foreach(json_object_get(plugin->manifest, "requires"), index, each)
    {
        if (json_is_string(each) && strcmp(json_string_value(each), id) == 0)
            return true;
    }
    return false;
}

// NULL for what the manifest does not require: the host would refuse its messages.
static const void *
runtime_service(struct chela_call *call, const char *id)
{
    const struct chela__runner *runner = running_of(call)->runner;
    return id && runner->sink->service && is_required(runner->plugin, id)
               ? runner->sink->service(runner->user, id)
               : NULL;
}

static const char *
runtime_get(struct chela_call *call, const char *name)
{
    const struct running *running = running_of(call);
    const struct {
        const char *name, *value;
    } facts[] = {
        {"config", running->runner->config},
        {"data_dir", running->runner->data_dir},
        {"cache_dir", running->runner->cache_dir},
        {"lang", running->request.lang},
        {"zone", running->request.zone},
        {"now", running->request.now},
        {"key", running->request.key},
    };
    for (size_t i = 0; name && i < sizeof(facts) / sizeof(facts[0]); i++)
        if (strcmp(facts[i].name, name) == 0)
            return facts[i].value;
    return NULL;
}

static bool
runtime_cancelled(struct chela_call *call)
{
    const struct running *running = running_of(call);
    return running->runner->sink->cancelled(running->runner->user, running->request.id);
}

static int
runtime_cancel_fd(struct chela_call *call)
{
    struct running       *running = running_of(call);
    struct chela__runner *runner  = running->runner;
    pthread_mutex_lock(&runner->lock);
    int  fd      = running->cancel_fd;
    bool is_gone = running->has_ended;
    pthread_mutex_unlock(&runner->lock);
    if (fd >= 0 || is_gone || running->is_opening)
        return fd;
    int fresh = runner->sink->cancel_fd(runner->user, running->request.id);
    pthread_mutex_lock(&runner->lock);
    if (running->cancel_fd < 0) { // else another thread was quicker
        running->cancel_fd = fresh;
        fresh              = -1;
    }
    fd = running->cancel_fd;
    pthread_mutex_unlock(&runner->lock);
    if (fresh >= 0)
        close(fresh);
    return fd;
}

static const struct chela_runtime runtime = {
    .struct_size = sizeof(runtime),
    .service     = runtime_service,
    .get         = runtime_get,
    .log         = runtime_log,
    .emit        = runtime_emit,
    .reply       = runtime_reply,
    .fail        = runtime_fail,
    .progress    = runtime_progress,
    .cancelled   = runtime_cancelled,
    .cancel_fd   = runtime_cancel_fd,
    .attach      = runtime_attach,
};

// ---- for the layer above ----

chela_status
chela__runner_new(struct chela__plugin *plugin, const struct chela__runner_facts *facts,
                  const struct chela__runner_sink *sink, void *user,
                  struct chela__runner **ret_runner, struct chela_error *err)
{
    struct chela__runner *runner = calloc(1, sizeof(*runner));
    if (!runner)
        return chela__error_memory(err);
    pthread_mutex_init(&runner->lock, NULL);
    runner->plugin    = plugin;
    runner->sink      = sink;
    runner->user      = user;
    runner->config    = copy(facts->config);
    runner->data_dir  = copy(facts->data_dir);
    runner->cache_dir = copy(facts->cache_dir);
    if (!runner->config || !runner->data_dir || !runner->cache_dir) {
        chela__runner_close(runner);
        return chela__error_memory(err);
    }
    *ret_runner = runner;
    return CHELA_OK;
}

chela_status
chela__runner_open(struct chela__runner *runner, const struct chela__runner_call *opening,
                   struct chela_error *err)
{
    const struct chela_plugin *table = runner->plugin->table;
    runner->is_open                  = true;
    if (!table->open)
        return CHELA_OK;
    struct running *running = running_new(runner, opening);
    if (!running)
        return chela__error_memory(err);
    running->is_opening = true;
    chela_status status = table->open(&running->call, &runner->state);
    if (running->is_ending && status >= 0)
        status = CHELA_UNAVAILABLE;
    if (status != CHELA_OK) {
        status          = status < 0 ? status : CHELA_UNAVAILABLE;
        runner->is_open = false;
        chela__error(err, status, "%s",
                     *running->why ? running->why : "open() failed without saying why");
    }
    running_free(running);
    return status;
}

static int
find_file(void *user, const char *ref)
{
    const struct chela__runner_call *request = user;
    for (size_t i = 0; i < request->file_count; i++)
        if (strcmp(request->files[i].ref, ref) == 0)
            return request->files[i].fd;
    return -1;
}

// What a handler's return means for a call that nobody has ended.
static void
after_return(struct running *running, chela_status status)
{
    struct chela__runner *runner = running->runner;
    if (status == CHELA_PENDING) {
        runner->sink->pending(runner->user, running->request.id);
    } else if (claim_end(running, false)) {
        char        text[256];
        const char *why = running->was_refused ? "its reply is too large or does not fit its output"
                          : status < 0         ? "the handler failed without saying why"
                          : status == 0        ? "the handler returned without a reply"
                                               : "the handler returned an unknown status";
        snprintf(text, sizeof(text), "%s: %s", running->request.capability, why);
        end_failed(running, status < 0 ? status : CHELA_FAILED, CHELA_EFFECT_UNKNOWN, text);
    }
    pthread_mutex_lock(&runner->lock);
    running->has_returned = true;
    if (running->has_ended)
        retire(running);
    pthread_mutex_unlock(&runner->lock);
}

static void
refuse(struct chela__runner *runner, uint64_t id, const struct chela_error *fault)
{
    runner->sink->fail(runner->user, id, fault->status, CHELA_NO_EFFECT, fault->text);
}

static size_t
find_capability(const struct chela__plugin *plugin, const char *name)
{
    size_t index = 0;
    while (index < plugin->count && strcmp(plugin->table->capabilities[index]->name, name) != 0)
        index++;
    return index;
}

void
chela__runner_call(struct chela__runner *runner, struct chela__runner_call *call)
{
    const struct chela__plugin *plugin  = runner->plugin;
    struct chela_error          fault   = CHELA_ERROR_INIT;
    struct running             *running = running_new(runner, call);
    if (!running) {
        chela__error_memory(&fault);
        refuse(runner, call->id, &fault);
        return;
    }
    size_t index = find_capability(plugin, call->capability);
    if (index == plugin->count)
        chela__error(&fault, CHELA_NOT_FOUND, "%s: no such capability", call->capability);
    else
        chela__arguments_new(plugin->bindings[index], call->input, call->input_len, find_file,
                             &running->request, &running->arguments, &fault);
    if (fault.status < 0) {
        refuse(runner, call->id, &fault);
        running_free(running);
        return;
    }
    chela_status status =
        chela__binding_call(plugin->bindings[index], plugin->table->capabilities[index]->fn,
                            &running->call, running->arguments);
    after_return(running, status);
}

void
chela__runner_close(struct chela__runner *runner)
{
    if (!runner)
        return;
    if (runner->is_open && runner->plugin->table->close)
        runner->plugin->table->close(runner->state);
    for (size_t i = 0; i < RETIRED_MAX; i++)
        running_free(runner->retired[i]);
    free(runner->config);
    free(runner->data_dir);
    free(runner->cache_dir);
    pthread_mutex_destroy(&runner->lock);
    free(runner);
}

void *
chela__call_user(struct chela_call *call, uint64_t *ret_id)
{
    const struct running *running = running_of(call);
    *ret_id                       = running->request.id;
    return running->runner->user;
}
