// speaker.h - inside plan/: the sentences of an answer, one after the other.
#ifndef CHELA_PLAN_SPEAKER_H
#define CHELA_PLAN_SPEAKER_H

#include "plan/people.h"
#include "plan/run.h"

struct chela__speaker {
    struct chela__run          *run;
    const struct chela__people *people;
    struct chela__buffer        out;
    bool                        is_bare; // the last sentence is a value without words around it
};

// Ends the sentence before, and goes on behind it.
void
chela__speaker_begin(struct chela__speaker *speaker);
// The final stop, unless a value stands alone or an address would swallow it.
void
chela__speaker_end(struct chela__speaker *speaker);
// The sentence at `mark` begins with a capital when its own words, not a value, come first.
void
chela__speaker_capital(struct chela__speaker *speaker, size_t mark, const char *words);

// True for a call whose capability changes something.
bool
chela__step_has_effect(const struct chela__step *step);

// What failed and why, then what was agreed to and never began.
void
chela__speak_failures(struct chela__speaker *speaker);

#endif
