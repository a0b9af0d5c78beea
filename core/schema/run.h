// run.h - one validation: the state that checks share, and what they call.
#ifndef CHELA_SCHEMA_RUN_H
#define CHELA_SCHEMA_RUN_H

#include "schema/model.h"

// Nested evaluations and evaluations in total: a schema that refers to itself without end, or
// doubles its work at every level, ends here.
#define MAX_RUN_DEPTH 1200
#define MAX_RUN_STEPS 4000000

// Where in the instance we are.
struct step {
    const struct step *parent;
    const char        *key; // NULL: an index
    size_t             index;
};

// A resource that was entered; the outermost decides a $dynamicRef.
struct scope {
    const struct scope    *outer;
    const struct resource *resource;
};

// Which members or elements of one instance were evaluated: one bit each, in order.
struct sink {
    size_t    count;
    uint64_t  few;  // up to 64
    uint64_t *many; // more
};

struct run {
    const struct chela__schema  *schema;
    struct chela__schema_faults *faults; // NULL: stop at the first fault and say nothing
    const struct step           *at;
    const struct scope          *scope;
    int                          depth;
    size_t                       steps;
    void                        *match; // pcre2_match_data, made when needed
    struct chela_error          *err;   // limits and memory; never plain faults
};

// Evaluates a schema on an instance; the annotations go to `sink` (may be NULL) when it fits.
chela_status
chela__run_node(struct run *run, const struct node *node, const json_t *instance,
                struct sink *sink);
// The same for an alternative: nothing reaches `sink` when it does not fit.
chela_status
chela__run_branch(struct run *run, const struct node *node, const json_t *instance,
                  struct sink *sink);
chela_status
chela__run_member(struct run *run, const struct node *node, const char *key, const json_t *value);
chela_status
chela__run_element(struct run *run, const struct node *node, size_t index, const json_t *value);

// Whether a value fits one schema, apart from any run: CHELA_OK, CHELA_INVALID or a limit.
chela_status
chela__run_quietly(const struct chela__schema *schema, const struct node *node,
                   const json_t *instance);

// Counts `steps` of work that is not an evaluation.
chela_status
chela__run_spend(struct run *run, size_t steps);

// After one of several checks: true when the next one shall run. Keeps the worst in *status.
bool
chela__run_goes_on(const struct run *run, chela_status got, chela_status *status);

// CHELA_INVALID, with a sentence "place: ..." when faults are wanted.
__attribute__((format(printf, 3, 4))) chela_status
chela__run_fault(struct run *run, const struct check *check, const char *format, ...);
// The same about a member that is not entered.
__attribute__((format(printf, 4, 5))) chela_status
chela__run_fault_at(struct run *run, const struct check *check, const char *key, const char *format,
                    ...);

// A value for a sentence, shortened. Caller frees with free(); NULL: out of memory.
char *
chela__run_quote(const json_t *value);

void
chela__sink_mark(struct sink *sink, size_t index);
bool
chela__sink_has(const struct sink *sink, size_t index);

#endif
