// crashes.c - what a crash of a plugin means for its next start, its calls and its name.
//
// The next start waits, four times as long after each further crash; five crashes within ten
// minutes put the plugin into quarantine, and a call that was under way at two of them is not tried
// a third time. All of it outlives the host (state/crashes.h).
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "call/private.h"
#include "state/crashes.h"

#define WINDOW_MS ((int64_t)10 * 60 * 1000)
#define BACKOFF_MAX_MS 30000
#define POISON 2 // crashes of one call

chela_status
chela__crashes_recall(struct chela__slot *slot, struct chela_error *err)
{
    const struct chela__calls_options *options = &slot->calls->options;
    const struct chela__manifest      *plugin  = slot->loadable.manifest;
    return chela__crashes_open(options->state, options->clock, plugin->id, plugin->digest,
                               &slot->crashes, err);
}

static chela_status
digest_of(const struct chela__call *call, unsigned char ret_digest[CHELA__CRASH_CALL],
          struct chela_error *err)
{
    char *input = chela__json_text(call->input);
    if (!input)
        return chela__error_memory(err);
    chela__crashes_call(call->slot->crashes, call->capability->name, input, ret_digest);
    free(input);
    return CHELA_OK;
}

// The calls that the plugin had when it ended; which of them it was is not known.
static size_t
suspects_of(const struct chela__slot *slot, unsigned char (*digests)[CHELA__CRASH_CALL], size_t max)
{
    size_t count = 0;
    for (const struct chela__call *call = slot->queue; call && count < max; call = call->next)
        if (call->phase != CHELA__CALL_QUEUED && digest_of(call, digests[count], NULL) == CHELA_OK)
            count++;
    return count;
}

static void
back_off(struct chela__slot *slot, size_t recent)
{
    int64_t delay =
        chela__policy_backoff_ms(slot->calls->options.policy, slot->loadable.manifest->id);
    for (size_t i = 1; i < recent && delay > 0 && delay < BACKOFF_MAX_MS; i++)
        delay *= 4;
    slot->not_before_ms = chela__monotonic_ms() + (delay < BACKOFF_MAX_MS ? delay : BACKOFF_MAX_MS);
}

// A disk that takes no line is no reason to start it again: memory counts too.
void
chela__crashes_note(struct chela__slot *slot)
{
    unsigned char digests[CHELA__QUEUE_MAX][CHELA__CRASH_CALL];
    size_t        count = suspects_of(slot, digests, CHELA__QUEUE_MAX);
    int64_t       limit =
        chela__policy_crash_limit(slot->calls->options.policy, slot->loadable.manifest->id);
    (void)chela__crashes_refresh(slot->crashes, NULL);
    (void)chela__crashes_add(slot->crashes, (const unsigned char(*)[CHELA__CRASH_CALL])digests,
                             count, NULL);
    size_t recent = chela__crashes_recent(slot->crashes, WINDOW_MS);
    back_off(slot, recent);
    if ((int64_t)recent >= limit && chela__crashes_since(slot->crashes) == 0)
        (void)chela__crashes_quarantine(slot->crashes, NULL);
}

// Only who is in quarantine is asked about again: the user may have let it out.
chela_status
chela__crashes_admit(struct chela__slot *slot, struct chela_error *err)
{
    if (chela__crashes_since(slot->crashes) == 0)
        return CHELA_OK;
    chela_status status = chela__crashes_refresh(slot->crashes, err);
    if (status < 0 || chela__crashes_since(slot->crashes) == 0)
        return status;
    return chela__error(
        err, CHELA_UNAVAILABLE,
        "%s crashed too often and is not started again: a new version ends this, or "
        "`chela config %s --release`",
        slot->loadable.manifest->id, slot->loadable.manifest->id);
}

chela_status
chela__crashes_admit_call(const struct chela__call *call, struct chela_error *err)
{
    unsigned char digest[CHELA__CRASH_CALL];
    if (!chela__crashes_any(call->slot->crashes))
        return CHELA_OK;
    chela_status status = digest_of(call, digest, err);
    if (status < 0 || chela__crashes_during(call->slot->crashes, digest) < POISON)
        return status;
    return chela__error(err, CHELA_FAILED,
                        "%s: its plugin crashed twice at these arguments, they are not tried again",
                        call->capability->name);
}
