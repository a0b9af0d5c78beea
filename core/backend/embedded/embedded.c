// embedded.c - the backend without a model: from a request to a proposal, part by part.
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "backend/embedded/chain.h"
#include "backend/embedded/clauses.h"
#include "backend/embedded/decide.h"
#include "backend/embedded/repeat.h"
#include "backend/embedded/trail.h"
#include "backend/embedded/undo.h"
#include "base/buffer.h"
#include "base/json.h"

struct embedded {
    struct chela__backend base; // first member
    struct chela__scratch arena;
};

static chela_status
join_turns(struct chela__draft *draft, struct chela__buffer *text, struct chela_error *err)
{
    const json_t *turns = draft->request->turns;
    size_t        count = json_array_size(turns);
    size_t        first = draft->request->earlier;
    draft->first_turn   = count - first > CHELA__MAX_TURNS ? count - CHELA__MAX_TURNS : first;
    for (size_t i = draft->first_turn; i < count; i++) {
        const json_t *turn = json_array_get(turns, i);
        if (text->len)
            chela__buffer_byte(text, '\n');
        draft->turn_start[draft->turns++] = text->len;
        chela__buffer_add(text, json_string_value(turn), json_string_length(turn));
    }
    if (text->failed)
        return chela__error_memory(err);
    return draft->turns ? CHELA_OK : chela__error(err, CHELA_INVALID, "turns: nothing was said");
}

// The last turn may answer the question that is open.
static chela_status
note_question(struct chela__draft *draft, struct chela_error *err)
{
    const json_t *question = json_object_get(draft->request->open, "question");
    const char   *text     = chela__json_str(question, "text");
    if (!text)
        return CHELA_OK;
    return chela__reading_asked(&draft->reading, text, draft->turn_start[1], draft->arena, err);
}

static chela_status
understand(struct chela__draft *draft, struct chela__proposal *proposal, struct chela_error *err)
{
    if (chela__draft_is_undo(draft)) {
        proposal->kind  = CHELA__PROPOSE_PLAN;
        proposal->score = 1;
        return chela__draft_undo(draft, &proposal->plan, err);
    }
    struct chela__candidates *candidates = chela__scratch_get(draft->arena, 1, sizeof *candidates);
    if (!candidates)
        return chela__error_memory(err);
    chela_status status = chela__candidates_read(draft, candidates, err);
    if (status < 0)
        return status;
    status = chela__clauses_choose(draft, candidates, err);
    if (status < 0)
        return status;
    chela__repeat(draft);
    status = chela__chain(draft, candidates, err);
    chela__trail_steps(draft);
    return status < 0 ? status : chela__decide(draft, proposal, err);
}

static chela_status
propose(struct chela__backend *backend, const struct chela__backend_request *request,
        void (*done)(void *user, chela_status status, const struct chela__proposal *proposal,
                     const struct chela_error *err),
        void *user, struct chela_error *err)
{
    struct embedded       *self     = (struct embedded *)backend;
    struct chela__proposal proposal = {0};
    struct chela_error     fault    = CHELA_ERROR_INIT;
    struct chela__buffer   text     = CHELA__BUFFER_INIT;
    (void)err;
    chela__scratch_reset(&self->arena);
    struct chela__draft *draft  = chela__scratch_get(&self->arena, 1, sizeof *draft);
    chela_status         status = draft ? CHELA_OK : chela__error_memory(&fault);
    if (status >= 0) {
        draft->request = request;
        draft->arena   = &self->arena;
        draft->context =
            (struct chela__value_context){request->lang, request->now_ms, request->zone, NULL};
        status = join_turns(draft, &text, &fault);
    }
    if (status >= 0)
        status = chela__reading_make((struct chela_text){text.data, text.len}, &draft->context,
                                     &self->arena, &draft->reading, &fault);
    if (status >= 0 && draft->turns > 1)
        status = note_question(draft, &fault);
    if (status >= 0) {
        draft->trail = request->explain ? json_object() : NULL;
        chela__trail_reading(draft);
        status         = understand(draft, &proposal, &fault);
        proposal.trail = draft->trail;
        chela__reading_done(&draft->reading);
    }
    done(user, status, status < 0 ? NULL : &proposal, status < 0 ? &fault : NULL);
    chela__proposal_done(&proposal);
    chela__buffer_done(&text);
    return CHELA_OK;
}

static void
cancel(struct chela__backend *backend)
{
    (void)backend; // propose() has answered before it returns
}

static void
free_backend(struct chela__backend *backend)
{
    if (!backend)
        return;
    struct embedded *self = (struct embedded *)backend;
    chela__scratch_done(&self->arena);
    free(self);
}

chela_status
chela__backend_embedded_new(struct chela__backend **ret_backend, struct chela_error *err)
{
    static const struct chela__backend_methods methods = {"embedded", propose, cancel,
                                                          free_backend};
    struct embedded                           *self    = calloc(1, sizeof *self);
    if (!self)
        return chela__error_memory(err);
    self->base.methods = &methods;
    *ret_backend       = &self->base;
    return CHELA_OK;
}
