// sdk.h - what most plugins want on top of plugin.h: short names for the host's functions, replies
// built with Jansson, and the macro that defines the plugin. Link libchela-sdk.a and Jansson.
//
// All functions are [any] as in plugin.h. A function whose name ends in `_take` takes its json_t,
// also when it fails; a NULL json_t means that building it failed for lack of memory.
#ifndef CHELA_SDK_H
#define CHELA_SDK_H

#include <chela/plugin.h>
#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CHELA_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CHELA_PRINTF(text, first)
#endif

// Defines the plugin from the tables in NAME.chela.h, which `chela bind` wrote:
//     CHELA_PLUGIN(note, .open = note_open, .close = note_close);
#define CHELA_PLUGIN(prefix, ...)                                                                  \
    const struct chela_plugin chela_plugin_v1 = {.struct_size  = sizeof(struct chela_plugin),      \
                                                 .id           = prefix##_id,                      \
                                                 .version      = prefix##_version,                 \
                                                 .manifest     = prefix##_manifest,                \
                                                 .capabilities = prefix##_capabilities,            \
                                                 __VA_ARGS__}

// The same for C++17, which has no named initialisers; `open` and `close` may be NULL.
#define CHELA_PLUGIN_WITH(prefix, open, close)                                                     \
    const struct chela_plugin chela_plugin_v1 = {                                                  \
        sizeof(struct chela_plugin), 0,    prefix##_id, prefix##_version, prefix##_manifest,       \
        prefix##_capabilities,       open, close}

// ---- facts about the call ----

// See chela_runtime.get. Borrowed until the call ends; NULL for an unknown name.
static inline const char *
chela_get(struct chela_call *call, const char *name)
{
    return call->runtime->get(call, name);
}

// The user's configuration with the defaults filled in. NULL: out of memory. Caller frees with
// json_decref().
json_t *
chela_config(struct chela_call *call);

// "now" as seconds since 1970-01-01T00:00:00Z; see time.h for the rest.
int64_t
chela_now(struct chela_call *call);

// True when the user's language is `primary` ("zh" is true for "zh-CN").
bool
chela_lang_is(struct chela_call *call, const char *primary);

static inline bool
chela_cancelled(struct chela_call *call)
{
    return call->runtime->cancelled(call);
}

static inline int
chela_cancel_fd(struct chela_call *call)
{
    return call->runtime->cancel_fd(call);
}

static inline const void *
chela_service(struct chela_call *call, const char *id)
{
    return call->runtime->service(call, id);
}

// ---- while it runs ----

static inline void
chela_progress(struct chela_call *call, double done, const char *note)
{
    call->runtime->progress(call, done, note);
}

void
chela_logf(struct chela_call *call, int32_t level, const char *format, ...) CHELA_PRINTF(3, 4);

// One item of a stream.
chela_status
chela_emit_take(struct chela_call *call, json_t *item);

// See chela_runtime.attach: the host keeps its own descriptor, the caller still closes `fd`.
static inline chela_status
chela_attach(struct chela_call *call, int fd, const char *media, const char *name,
             char ret_ref[CHELA_REF_SIZE])
{
    return call->runtime->attach(call, fd, media, name, ret_ref);
}

// A chela:File from bytes in memory.
chela_status
chela_attach_bytes(struct chela_call *call, const void *data, size_t len, const char *media,
                   const char *name, char ret_ref[CHELA_REF_SIZE]);

// ---- the end; each returns what the handler should return ----

chela_status
chela_reply_take(struct chela_call *call, json_t *output);

// chela_reply_take(call, json_pack(format, ...))
chela_status
chela_replyf(struct chela_call *call, const char *format, ...);

// `effect` is CHELA_NO_EFFECT, CHELA_EFFECT_DONE or CHELA_EFFECT_UNKNOWN; the text is a sentence
// for the user.
static inline chela_status
chela_fail(struct chela_call *call, chela_status status, int32_t effect, const char *text)
{
    return (call->runtime->fail)(call, status, effect,
                                 text); // some test frameworks have a macro fail()
}

chela_status
chela_failf(struct chela_call *call, chela_status status, int32_t effect, const char *format, ...)
    CHELA_PRINTF(4, 5);

#ifdef __cplusplus
}
#endif

#endif
