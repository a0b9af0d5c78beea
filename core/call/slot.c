// slot.c - one plugin at run time: loaded once, started on demand, its calls in a queue.
//
// A crash fails the calls that were running; what waited goes to a fresh worker, later and later,
// and to none once the plugin is in quarantine (crashes.c).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "call/private.h"
#include "state/crashes.h"

#define START_LIMIT_MS 5000
#define IDLE_MS 30000

static void
on_timer(void *user);

static void
set_timer(struct chela__slot *slot, int64_t after_ms)
{
    chela__loop_remove(slot->timer);
    slot->timer = NULL;
    if (after_ms >= 0)
        chela__loop_add_timer(slot->calls->options.loop, after_ms, on_timer, slot, &slot->timer,
                              NULL);
}

// ---- loading ----

static chela_status
own_folder(const char *root, const char *id, char **ret_path, struct chela_error *err)
{
    *ret_path = chela__path(root, id);
    return *ret_path ? chela__make_folder(*ret_path, err) : chela__error_memory(err);
}

static chela_status
find(const struct chela__slot *slot, const struct chela__manifest *plugin,
     struct chela__loadable *ret_loadable, struct chela_error *err)
{
    const struct chela__calls_options *options = &slot->calls->options;
    if (options->load)
        return options->load(options->user, plugin->id, plugin->version, ret_loadable, err);
    return chela__store_load(options->stores, plugin->id, plugin->version, ret_loadable, err);
}

static chela_status
load(struct chela__slot *slot, const struct chela__manifest *plugin, struct chela_error *err)
{
    chela_status status = find(slot, plugin, &slot->loadable, err);
    if (status < 0)
        return status;
    if (strcmp(slot->loadable.manifest->digest, plugin->digest) != 0)
        return chela__error(err, CHELA_CONFLICT,
                            "%s: what is installed is not what was planned with", plugin->id);
    return CHELA_OK;
}

// A right to a folder that does not exist yet could not be given. What cannot be made is left to
// the plugin's own message.
static void
make_writable_folders(const char *paths)
{
    char path[4096];
    for (const char *line = paths; *line; line += strcspn(line, "\n") + 1) {
        size_t len = strcspn(line, "\n");
        if (*line != 'w' || len - 2 >= sizeof(path))
            continue;
        memcpy(path, line + 2, len - 2);
        path[len - 2] = 0;
        if (access(path, F_OK) < 0)
            chela__make_folder(path, NULL);
    }
}

static chela_status
prepare(struct chela__slot *slot, const struct chela__manifest *plugin, struct chela_error *err)
{
    const struct chela__calls_options *options = &slot->calls->options;
    chela_status                       status  = load(slot, plugin, err);
    if (status == CHELA_OK)
        status = chela__slot_config(slot, err);
    if (status == CHELA_OK)
        status = own_folder(options->data_root, plugin->id, &slot->data_dir, err);
    if (status == CHELA_OK)
        status = own_folder(options->cache_root, plugin->id, &slot->cache_dir, err);
    if (status < 0)
        return status;
    const struct chela__places places = {options->user_home, slot->data_dir, slot->cache_dir,
                                         slot->config};
    slot->is_in_host = chela__policy_in_host(options->policy, slot->loadable.manifest);
    status           = chela__profile_derive(slot->loadable.manifest, &places, &slot->profile, err);
    if (status < 0)
        return status;
    status = chela__reach_derive(json_object_get(slot->loadable.manifest->json, "sandbox"),
                                 slot->config, &slot->reach, err);
    if (status < 0)
        return status;
    for (size_t i = 0; slot->reach && i < slot->reach->target_count; i++)
        slot->reach->targets[i].may_be_private = chela__policy_private_host(
            options->policy, slot->loadable.manifest->id, slot->reach->targets[i].host);
    make_writable_folders(slot->profile.paths);
    slot->capacity = chela__profile_calls(&slot->profile);
    return chela__crashes_recall(slot, err);
}

chela_status
chela__slot_get(struct chela__calls *calls, const struct chela__manifest *plugin,
                struct chela__slot **ret_slot, struct chela_error *err)
{
    struct chela__slot *slot = calls->slots;
    while (slot && (slot->is_revoked || strcmp(slot->loadable.manifest->id, plugin->id) != 0 ||
                    strcmp(slot->loadable.manifest->digest, plugin->digest) != 0))
        slot = slot->next;
    if (slot) {
        *ret_slot = slot;
        return CHELA_OK;
    }
    slot = calloc(1, sizeof(*slot));
    if (!slot)
        return chela__error_memory(err);
    slot->calls          = calls;
    slot->loadable.so_fd = -1;
    chela_status status  = prepare(slot, plugin, err);
    if (status < 0) {
        chela__slot_free(slot);
        return status;
    }
    slot->next   = calls->slots;
    calls->slots = slot;
    *ret_slot    = slot;
    return CHELA_OK;
}

void
chela__slot_free(struct chela__slot *slot)
{
    set_timer(slot, -1);
    chela__peer_free(slot->peer, CHELA__KILL_AFTER_MS);
    chela__net_done(slot);
    chela__reach_free(slot->reach);
    chela__loadable_done(&slot->loadable);
    chela__profile_done(&slot->profile);
    chela__crashes_close(slot->crashes);
    json_decref(slot->config);
    free(slot->config_text);
    free(slot->data_dir);
    free(slot->cache_dir);
    free(slot);
}

// ---- the end of a plugin ----

chela_status
chela__slot_admit(struct chela__slot *slot, struct chela_error *err)
{
    size_t       waiting = 0;
    chela_status status  = chela__crashes_admit(slot, err);
    for (const struct chela__call *call = slot->queue; call; call = call->next)
        waiting++;
    if (status < 0)
        return status;
    if (waiting >= CHELA__QUEUE_MAX)
        return chela__error(err, CHELA_BUSY, "%s: %zu calls wait already",
                            slot->loadable.manifest->id, waiting);
    return CHELA_OK;
}

static struct chela__call *
next_to_fail(struct chela__slot *slot, bool queued_too, uint64_t last_id)
{
    struct chela__call *call = slot->queue;
    while (call && (call->id > last_id || (call->phase == CHELA__CALL_QUEUED && !queued_too)))
        call = call->next;
    return call;
}

// Ends the calls that were with the plugin, or all. Each end may start new calls, which are left.
static void
fail_calls(struct chela__slot *slot, bool queued_too, chela_status status, const char *why)
{
    uint64_t            last_id = slot->calls->last_id;
    struct chela__call *call;
    while ((call = next_to_fail(slot, queued_too, last_id))) {
        char    text[CHELA_ERROR_TEXT];
        bool    is_its_own = call->abort_status < 0;
        int32_t effect     = chela__call_effect(call);
        call->is_lost      = call->phase != CHELA__CALL_QUEUED;
        snprintf(text, sizeof(text), "%s%s%s%s", is_its_own ? "" : call->capability->name,
                 is_its_own ? "" : ": ", is_its_own ? call->abort_text : why,
                 effect == CHELA_EFFECT_UNKNOWN ? "; whether it took effect is not known" : "");
        chela__call_finish(call, is_its_own ? call->abort_status : status, effect, NULL, text);
    }
}

static bool
was_killed_for_a_call(const struct chela__slot *slot)
{
    const struct chela__call *call = slot->queue;
    while (call && !call->is_killed)
        call = call->next;
    return call != NULL;
}

static bool
has_calls(const struct chela__slot *slot)
{
    const struct chela__call *call = slot->queue;
    while (call && call->phase == CHELA__CALL_QUEUED)
        call = call->next;
    return call != NULL;
}

static void
on_gone(void *user, bool is_clean, const char *why)
{
    struct chela__slot *slot        = user;
    bool                was_asked   = slot->state == SLOT_STOPPING;
    bool                has_started = slot->state != SLOT_STARTING;
    char                reason[CHELA_ERROR_TEXT]; // `why` goes with the peer
    snprintf(reason, sizeof(reason), "%s", *why ? why : "its plugin ended");
    chela__peer_free(slot->peer, 0);
    chela__net_done(slot);
    slot->peer  = NULL;
    slot->state = SLOT_OFF;
    set_timer(slot, -1);
    if (!was_asked && (!is_clean || !has_started || has_calls(slot)))
        chela__crashes_note(slot);
    bool may_retry = !has_started || was_killed_for_a_call(slot);
    if (!was_asked)
        fail_calls(slot, !has_started, may_retry ? CHELA_UNAVAILABLE : CHELA_FAILED, reason);
    chela__slot_pump(slot);
}

// ---- starting and stopping ----

chela_status
chela__slot_send(struct chela__slot *slot, const struct chela__frame *frame)
{
    return slot->peer ? chela__peer_send(slot->peer, frame, NULL) : CHELA_UNAVAILABLE;
}

static void
on_frame(void *user, struct chela__frame *frame)
{
    chela__frame_deliver(user, frame);
}

static struct chela__wire_field
text_field(const char *text)
{
    return (struct chela__wire_field){.t = text, .len = text ? strlen(text) : 0};
}

// What a plugin is told of the time. The zone's file is read once, not for every call.
static chela_status
write_now(struct chela__calls *calls, int64_t now_ms, char ret_text[CHELA__TIME_TEXT],
          struct chela_error *err)
{
    chela_status status = CHELA_OK;
    if (!calls->zone)
        status = chela__zone_open(calls->options.clock->zone, &calls->zone, err);
    return status == CHELA_OK ? chela__time_write(now_ms, calls->zone, ret_text, err) : status;
}

static chela_status
send_load(struct chela__slot *slot, struct chela_error *err)
{
    const struct chela__calls_options *options = &slot->calls->options;
    char                               now[CHELA__TIME_TEXT];
    chela_status status = write_now(slot->calls, chela__clock_now(options->clock), now, err);
    if (status < 0)
        return status;
    const struct chela__frame frame = {
        .type   = CHELA__WIRE_LOAD,
        .fields = {text_field(slot->loadable.manifest_text), text_field(slot->config_text),
                   text_field(slot->data_dir), text_field(slot->cache_dir),
                   text_field(options->lang), text_field(options->clock->zone), text_field(now)}};
    return chela__peer_send(slot->peer, &frame, err);
}

static chela_status
start(struct chela__slot *slot, struct chela_error *err)
{
    struct chela__calls *calls  = slot->calls;
    chela_status         status = CHELA_OK;
    if (!slot->is_in_host && !calls->spawner)
        status = chela__spawner_new(calls->options.worker, &calls->spawner, err);
    if (status < 0)
        return status;
    const struct chela__worker_env env     = {slot->data_dir, calls->options.clock->zone,
                                              calls->options.lang};
    const struct chela__peer_start options = {.loop    = calls->options.loop,
                                              .spawner = slot->is_in_host ? NULL : calls->spawner,
                                              .profile = &slot->profile,
                                              .env     = &env,
                                              .so_fd   = slot->loadable.so_fd,
                                              .events  = {on_frame, on_gone, slot}};
    status                                 = chela__peer_new(&options, &slot->peer, err);
    if (status < 0)
        return status;
    slot->state = SLOT_STARTING;
    set_timer(slot, START_LIMIT_MS);
    return send_load(slot, err);
}

void
chela__slot_start(struct chela__slot *slot)
{
    struct chela_error err = CHELA_ERROR_INIT;
    if (slot->state != SLOT_OFF || start(slot, &err) == CHELA_OK)
        return;
    if (slot->peer && err.status == CHELA_UNAVAILABLE)
        return; // it has ended by itself: gone() follows with its own reason
    if (slot->peer)
        chela__peer_kill(slot->peer, err.text); // gone() follows
    else
        fail_calls(slot, true, err.status, err.text);
}

void
chela__slot_ready(struct chela__slot *slot, chela_status status, const char *why)
{
    if (slot->state != SLOT_STARTING)
        return;
    if (status < 0) {
        slot->state = SLOT_STOPPING; // it ends by itself
        set_timer(slot, CHELA__KILL_AFTER_MS);
        fail_calls(slot, true, status, *why ? why : "its plugin cannot be opened");
        return;
    }
    slot->state   = SLOT_READY;
    slot->used_ms = chela__monotonic_ms();
    bool stays    = chela__policy_resident(slot->calls->options.policy, slot->loadable.manifest);
    set_timer(slot, stays ? -1 : IDLE_MS);
    chela__slot_pump(slot);
}

void
chela__slot_stop(struct chela__slot *slot)
{
    if (slot->state != SLOT_READY && slot->state != SLOT_STARTING)
        return;
    chela__slot_send(slot, &(struct chela__frame){.type = CHELA__WIRE_STOP});
    slot->state = SLOT_STOPPING;
    set_timer(slot, CHELA__KILL_AFTER_MS);
}

// A version that is only gone may be finished with; one that nobody vouches for may not.
void
chela__slot_recheck(struct chela__slot *slot)
{
    struct chela_error     err   = CHELA_ERROR_INIT;
    struct chela__loadable again = {.so_fd = -1};
    if (slot->is_revoked)
        return;
    chela_status status = find(slot, slot->loadable.manifest, &again, &err);
    if (status == CHELA_OK)
        chela__loadable_done(&again);
    if (status != CHELA_UNTRUSTED)
        return;
    slot->is_revoked = true;
    if (slot->peer) {
        slot->state = SLOT_STOPPING;
        set_timer(slot, -1);
        chela__peer_kill(slot->peer, err.text);
    }
    if (slot->is_in_host)
        chela__error_prefix(&err, "its code stays in this process until the host is restarted");
    fail_calls(slot, true, CHELA_UNTRUSTED, err.text);
}

static void
when_idle(struct chela__slot *slot)
{
    int64_t left = slot->used_ms + IDLE_MS - chela__monotonic_ms();
    if (slot->queue)
        set_timer(slot, IDLE_MS);
    else if (left > 0)
        set_timer(slot, left);
    else
        chela__slot_stop(slot);
}

static void
on_timer(void *user)
{
    struct chela__slot *slot = user;
    slot->timer              = NULL;
    switch (slot->state) {
    case SLOT_OFF: // the backoff is over
        chela__slot_pump(slot);
        break;
    case SLOT_STARTING:
        chela__peer_kill(slot->peer, "its plugin did not open within five seconds");
        break;
    case SLOT_READY:
        when_idle(slot);
        break;
    case SLOT_STOPPING:
        chela__peer_kill(slot->peer, "its plugin did not close");
        break;
    }
}

// ---- queue ----

void
chela__slot_add(struct chela__slot *slot, struct chela__call *call)
{
    struct chela__call **last = &slot->queue;
    while (*last)
        last = &(*last)->next;
    *last = call;
}

void
chela__slot_release(struct chela__slot *slot)
{
    slot->running--;
    slot->calls->running--;
}

void
chela__slot_remove(struct chela__slot *slot, struct chela__call *call)
{
    struct chela__call **at = &slot->queue;
    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
    if (call->phase == CHELA__CALL_RUNNING)
        chela__slot_release(slot);
    slot->used_ms = chela__monotonic_ms();
}

static chela_status
send_call(struct chela__slot *slot, struct chela__call *call, struct chela_error *err)
{
    const struct chela__calls_options *options = &slot->calls->options;
    char                               now[CHELA__TIME_TEXT];
    struct chela__buffer               refs   = CHELA__BUFFER_INIT;
    struct chela__frame                frame  = {.type = CHELA__WIRE_CALL, .call = call->id};
    char                              *input  = chela__json_text(call->input);
    chela_status                       status = input ? CHELA_OK : chela__error_memory(err);
    if (status == CHELA_OK)
        status = write_now(slot->calls, call->now_ms, now, err);
    if (status == CHELA_OK)
        status = chela__input_files(call, &frame, &refs, err);
    if (status == CHELA_OK) {
        const char *texts[] = {
            call->capability->name,    input, call->key, now, options->lang, options->clock->zone,
            refs.data ? refs.data : ""};
        for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
            frame.fields[i] = text_field(texts[i]);
        status = chela__peer_send(slot->peer, &frame, err);
    }
    chela__frame_done(&frame);
    chela__buffer_done(&refs);
    free(input);
    return status;
}

static void
dispatch(struct chela__slot *slot, struct chela__call *call)
{
    struct chela_error err = CHELA_ERROR_INIT;
    call->phase            = CHELA__CALL_RUNNING;
    slot->running++;
    slot->calls->running++;
    if (call->label > slot->label)
        slot->label = call->label;
    chela__peer_place(slot->peer, slot->calls->running == 1);
    chela_status status = chela__crashes_admit_call(call, &err);
    if (status == CHELA_OK)
        status = chela__call_arm(call, &err);
    if (status == CHELA_OK)
        status = send_call(slot, call, &err);
    if (status < 0)
        chela__call_finish(call, status, CHELA_NO_EFFECT, NULL, err.text);
}

static struct chela__call *
first_queued(struct chela__slot *slot)
{
    struct chela__call *call = slot->queue;
    while (call && call->phase != CHELA__CALL_QUEUED)
        call = call->next;
    return call;
}

void
chela__slot_pump(struct chela__slot *slot)
{
    struct chela__call *call = first_queued(slot);
    struct chela_error  err  = CHELA_ERROR_INIT;
    if (!call || slot->calls->is_closing)
        return;
    if (slot->state == SLOT_OFF) {
        int64_t wait = slot->not_before_ms - chela__monotonic_ms();
        if (chela__slot_admit(slot, &err) == CHELA_UNAVAILABLE)
            fail_calls(slot, true, err.status, err.text);
        else if (wait > 0)
            set_timer(slot, wait);
        else
            chela__slot_start(slot);
        return;
    }
    while (slot->state == SLOT_READY && slot->running < slot->capacity && call) {
        dispatch(slot, call);
        call = first_queued(slot);
    }
}
