// eval_dialogue.h - the dialogue that a case writes as text, as a backend is given one.
#ifndef CHELA_CLI_EVAL_DIALOGUE_H
#define CHELA_CLI_EVAL_DIALOGUE_H

#include <jansson.h>

#include "base/error.h"

struct chela__eval_dialogue { // the members of struct chela__backend_request
    json_t *turns;
    size_t  earlier;
    json_t *open;    // NULL: nothing is open
    json_t *results; // NULL: nothing was carried out
};

// "user: ..." are turns; "system: [name(key=value, ...)]" is a request that was carried out; other
// words of the system, unless they follow such calls, are a question. Everything is the caller's.
chela_status
chela__eval_dialogue_read(const char *query, struct chela__eval_dialogue *ret_dialogue,
                          struct chela_error *err);
void
chela__eval_dialogue_done(struct chela__eval_dialogue *dialogue);

#endif
