// backend.h - one interface to whatever proposes plans: embedded rules, a model, a recording.
//
// The backend is not trusted: plan/ checks everything that a proposal says.
#ifndef CHELA_BACKEND_H
#define CHELA_BACKEND_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "catalog/catalog.h"

// What a backend is asked. Everything is borrowed until the proposal has come.
struct chela__backend_request {
    const json_t *turns; // array of strings: the user's words, oldest first
    // So many of the turns belong to requests that are over: what the new one may refer to.
    size_t earlier;
    const json_t
        *open; // what is open from the last turn: {"question": {...}, "plan": {...}} or NULL
    // Of the last request that was carried out: {step: {"use", "input", "output"}}; or NULL.
    const json_t            *results;
    const json_t            *memory; // object: hints; or NULL
    const char              *lang;   // BCP 47 of the newest turn
    const char              *zone;   // IANA
    int64_t                  now_ms;
    struct chela__catalog   *catalog;
    const struct chela__hit *shortlist; // best first
    size_t                   shortlist_count;
    bool                     explain; // fill in `trail`
};

// The turns of the new request alone. NULL: out of memory.
json_t *
chela__backend_own_turns(const struct chela__backend_request *request);

enum chela__proposal_kind {
    CHELA__PROPOSE_PLAN,
    CHELA__PROPOSE_QUESTION, // something is missing or ambiguous
    CHELA__PROPOSE_REFUSAL,  // no capability fits
    CHELA__PROPOSE_ANSWER    // nothing to do but to say `text`
};

struct chela__proposal {
    enum chela__proposal_kind kind;
    json_t                   *plan; // design.md section 7; also beside a question: the plan so far
    // {"text", "use": full name, "parameter": pointer, "choices": [{"text", "value"}]?,
    //  "missing": {full name: [pointer ...]}, "invalid": {pointer: "value"}}
    json_t *question;
    char   *text;  // refusal or answer, in the user's language
    double  score; // 0..1: how sure
    json_t *trail; // what each part of the pipeline found; NULL unless asked for
};
void
chela__proposal_done(struct chela__proposal *proposal);

struct chela__backend;
struct chela__backend_methods {
    const char *name;
    // Calls `done` exactly once, before or after it returns. `proposal` is borrowed during `done`.
    chela_status (*propose)(struct chela__backend               *backend,
                            const struct chela__backend_request *request,
                            void (*done)(void *user, chela_status status,
                                         const struct chela__proposal *proposal,
                                         const struct chela_error     *err),
                            void *user, struct chela_error *err);
    void (*cancel)(struct chela__backend *backend); // done() still comes
    void (*free)(struct chela__backend *backend);
};
// The first member of every backend.
struct chela__backend {
    const struct chela__backend_methods *methods;
};

// backend/embedded: no model, no network.
chela_status
chela__backend_embedded_new(struct chela__backend **ret_backend, struct chela_error *err);

// backend/replay: recorded proposals from a JSON-lines file, matched by their turns.
chela_status
chela__backend_replay_new(const char *path, struct chela__backend **ret_backend,
                          struct chela_error *err);

#endif
