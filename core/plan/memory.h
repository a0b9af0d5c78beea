// memory.h - inside plan/: what earlier requests showed and what the user stated helps this one,
// and what the user agrees to now is remembered.
//
// Three kinds of rows in state/:
//   stated   {"turns": [TEXT]}                       what the user said of the world
//   request  {"turns", "plan", "asked", "uses"}      an agreed request: its words, plan as proposed
//            with turns counted from its first, what had to be asked, the manifests' digests
//   choice   {"value", "text", "question"}           which of several; derived from a request
// A memory is a hint: it fills what would have been asked, stands on the card as such, is doubted
// when the card is refused, and no grant covers an irreversible effect that it helped to plan.
#ifndef CHELA_PLAN_MEMORY_H
#define CHELA_PLAN_MEMORY_H

#include "plan/session.h"

// ---- memory_recall.c ----

// The plan of an agreed request with exactly the words of this one, if every capability in it is
// still the same; NULL: none. A new reference.
json_t *
chela__memory_plan(struct chela_conversation *conversation);

// Completes the plan beside a backend's question. False: something has to be asked.
bool
chela__memory_fill(struct chela_conversation *conversation, const json_t *question, json_t *plan);

// The answer to the run's open question which one is meant; NULL: ask. Borrowed from the question.
json_t *
chela__memory_choose(struct chela_conversation *conversation);

// ---- memory_wish.c ----

// Carries out a request about memory itself ("forget what you know about my sister") and ends it;
// false: it is none.
bool
chela__memory_wish(struct chela_conversation *conversation, const char *text);

// ---- memory_learn.c ----

// Something had to be asked: by the backend, or by the run and answered so.
void
chela__memory_asked(struct chela_conversation *conversation, const json_t *question);
void
chela__memory_chosen(struct chela_conversation *conversation, const json_t *value);

// The card was agreed to: what it showed is remembered. Refused: what helped to plan it is
// forgotten.
void
chela__memory_learn(struct chela_conversation *conversation);
void
chela__memory_doubt(struct chela_conversation *conversation);

// Forgets what the last request used and showed, before a new one.
void
chela__memory_clear(struct chela_conversation *conversation);

// ---- shared by both ----

// The search terms of a text, each once. A new reference.
json_t *
chela__memory_terms(const char *text);

// What tells the run's open question from others: where the candidates come from and which
// arguments found them. NULL: it is none that could be answered again. free() it.
char *
chela__memory_question(const struct chela_conversation *conversation);

// May this conversation use memory at all.
bool
chela__memory_is_on(const struct chela_conversation *conversation);

#endif
