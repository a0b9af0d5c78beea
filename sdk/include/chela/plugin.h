// plugin.h - the ABI between a Chela host and a capability plugin, major version 1.
//
// A plugin is a shared object with one exported *data* symbol, `chela_plugin_v1`. Strict C11 and
// C++17; nothing to link. `sdk.h` has helpers; `chela bind` writes the tables below from
// manifest.json.
//
// Rules of the boundary
//   - Within a major only fields at the end are added. `struct_size` is the first field of every
//     boundary struct: read fields added later only through CHELA_HAS().
//   - `flags` are 0 in this version; a set bit that the reader does not know is ignored.
//   - Neither side frees the other's memory. What a function is given, it copies or forgets.
//   - Strings are UTF-8 and NUL-terminated; JSON texts carry their length.
//   - Threads: [serial] functions run on one thread of the plugin, never two at once (with the
//     manifest's "concurrency": "parallel" several handlers at once); [any] may be called from any
//     thread until the call has ended and its handler has returned.
#ifndef CHELA_PLUGIN_H
#define CHELA_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <chela/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_ABI_MAJOR 1

// True when `obj` was compiled with `field`: later fields are read only behind this.
#define CHELA_HAS(obj, field)                                                                      \
    ((obj)->struct_size >= (const char *)(&(obj)->field + 1) - (const char *)(obj))

// The export mark of the one data symbol, and the mark of the tables that `chela bind` writes.
#if defined(__GNUC__)
#define CHELA_EXPORT __attribute__((visibility("default")))
#define CHELA_MAYBE_UNUSED __attribute__((unused))
#else
#define CHELA_EXPORT
#define CHELA_MAYBE_UNUSED
#endif

// Severity of chela_runtime.log.
#define CHELA_LOG_DEBUG 0
#define CHELA_LOG_INFO 1
#define CHELA_LOG_WARNING 2
#define CHELA_LOG_ERROR 3

// Bytes of a file reference with its NUL, see chela_runtime.attach.
#define CHELA_REF_SIZE 40

struct chela_call;

// What the host offers to a running call. All functions are [any].
struct chela_runtime {
    uint32_t struct_size;
    uint32_t flags;

    // The function table of a host service such as "chela.net/1", or NULL: the manifest does not
    // require it or policy does not grant it. Static for the life of the plugin.
    const void *(*service)(struct chela_call *call, const char *id);

    // A fact about the call: "config" (JSON object), "data_dir", "cache_dir", "lang" (BCP 47),
    // "zone" (IANA), "now" (RFC 3339), "key" (idempotency key; "" in open). NULL: unknown name.
    // Borrowed until the call ends.
    const char *(*get)(struct chela_call *call, const char *name);

    // One line for the developer and the log. Copied. At most 4 KiB; the rest is cut.
    void (*log)(struct chela_call *call, int32_t level, const char *text);

    // One item of a stream (manifest: "items"). Blocks until the host has taken it. Copied.
    // CHELA_INVALID: the item does not fit its schema. CHELA_CANCELLED: stop now.
    chela_status (*emit)(struct chela_call *call, const char *json, size_t len);

    // Ends the call with its output. Copied. CHELA_INVALID: the output does not fit its schema;
    // then the call still waits for one fail().
    chela_status (*reply)(struct chela_call *call, const char *json, size_t len);

    // Ends the call as failed: a status below 0, one of CHELA_EFFECT_UNKNOWN, CHELA_NO_EFFECT,
    // CHELA_EFFECT_DONE, and a sentence for the user. Copied. Returns the status it was given, so
    // that a handler may `return fail(...)`.
    chela_status (*fail)(struct chela_call *call, chela_status status, int32_t effect,
                         const char *text);

    // How far the call is: 0.0 to 1.0, below 0 when unknown. `note` may be NULL. Copied.
    void (*progress)(struct chela_call *call, double done, const char *note);

    // True once the user or the deadline has ended the call: return soon.
    bool (*cancelled)(struct chela_call *call);

    // A descriptor that becomes readable once cancelled; owned by the host, never closed by the
    // plugin. -1 when there is none.
    int (*cancel_fd)(struct chela_call *call);

    // Hands a file to the host, which keeps a copy of the descriptor (the plugin closes its own).
    // `media` is a media type, `name` a file name without folders. Writes the reference that stands
    // for it in JSON (a chela:File) to `ret_ref`, with its NUL.
    chela_status (*attach)(struct chela_call *call, int fd, const char *media, const char *name,
                           char ret_ref[CHELA_REF_SIZE]);
};

// One running call. The handler borrows it until the call has ended *and* the handler has returned.
struct chela_call {
    uint32_t                    struct_size;
    uint32_t                    flags;
    const struct chela_runtime *runtime;
    void                       *state; // what open() stored; NULL without open()
};

// One capability: the function behind a manifest entry.
//
// `binding` lists the parameters that `fn` takes after the call, "name:type" separated by one
// space, in the order of the C parameters; "*:j" hands over the whole input as JSON text. Types:
//   b bool · i int64_t · d double · s const char * (UTF-8) · e int32_t, index of the enum in the
//   manifest, -1 absent · f int, read-only descriptor of a chela:File, -1 absent · j const char *,
//   JSON text. `?` after s, f and j: may be absent (NULL, -1, NULL). b, i and d need a "default" in
//   the schema or to be required.
//
// [serial] fn returns 0 after reply(), below 0 to fail, or CHELA_PENDING to reply later.
struct chela_capability {
    uint32_t    struct_size;
    uint32_t    flags;
    const char *name; // "notes.create", the key in the manifest
    const char *binding;
    void (*fn)(void); // chela_status (*)(struct chela_call *, typed arguments ...)
};

// The plugin. All pointers are static for the life of the process.
struct chela_plugin {
    uint32_t                              struct_size;
    uint32_t                              flags;
    const char                           *id;           // "org.example.notes"
    const char                           *version;      // "1.2.0"
    const char                           *manifest;     // byte for byte manifest.json
    const struct chela_capability *const *capabilities; // NULL-terminated

    // Optional. Called once before the first capability; fail() says why the plugin is unavailable.
    // [serial] Returns 0 or below 0; reply, emit and attach are not allowed here.
    chela_status (*open)(struct chela_call *opening, void **ret_state);

    // Optional. Called once after the last call, not when the process is killed. [serial]
    void (*close)(void *state);
};

// The one exported symbol.
extern CHELA_EXPORT const struct chela_plugin chela_plugin_v1;

#ifdef __cplusplus
}
#endif

#endif
