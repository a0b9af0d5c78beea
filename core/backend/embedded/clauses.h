// clauses.h - how many things a request asks for, where each of them is said, and by which
// capability it is done: one search over all ways to divide the request.
#ifndef CHELA_BACKEND_EMBEDDED_CLAUSES_H
#define CHELA_BACKEND_EMBEDDED_CLAUSES_H

#include "backend/embedded/candidates.h"

#define CHELA__CLAUSE_ATOMS 6   // most parts that make one clause
#define CHELA__DIVISION_BEAM 8  // divisions of the text so far that are kept
#define CHELA__DIVISION_WIDE 32 // the same when certain calls are wanted

// What speaks for and against a division; weights in division.c.
#define CHELA__DIVISION_FEATURES(X)                                                                \
    X(FIT, "fit of a capability that is named")                                                    \
    X(FIT_AGAIN, "fit of the same capability once more")                                           \
    X(FIT_MANY, "the same among many capabilities")                                                \
    X(FIT_SAID, "the same where examples tell how it is asked for")                                \
    X(CALL, "call")                                                                                \
    X(CALL_MANY, "the same among many capabilities")                                               \
    X(AGAIN, "call of the same capability")                                                        \
    X(AGAIN_WORDS, "whose words are said again")                                                   \
    X(AGAIN_LACKS, "that lacks what no call before has")                                           \
    X(AGAIN_SHARES, "arguments taken from a call before")                                          \
    X(AGAIN_NOTHING, "that says nothing new")                                                      \
    X(LACKS, "call that lacks something")                                                          \
    X(LACKS_MANY, "the same among many capabilities")                                              \
    X(LACKS_SHARED, "that a call before has")                                                      \
    X(ARGUMENTS, "scores of arguments")                                                            \
    X(HELD, "arguments")                                                                           \
    X(SERIES, "series of arguments")                                                               \
    X(SERIES_SCORE, "score of its worst item")                                                     \
    X(SERIES_VALUE, "series of values")                                                            \
    X(SERIES_NAME, "series of names")                                                              \
    X(SERIES_LONG, "series of more than two")                                                      \
    X(SERIES_MANY, "series among many capabilities")                                               \
    X(AGAIN_MANY, "call of the same capability among many")                                        \
    X(PART_MANY, "call that begins with another part, among many capabilities")                    \
    X(OPEN_VALUE, "value that no argument holds")                                                  \
    X(OPEN_QUOTE, "quotation that no argument holds")                                              \
    X(OPEN_NAME, "name that no argument holds")                                                    \
    X(BEGIN_SENTENCE, "call that begins with a sentence")                                          \
    X(BEGIN_COMMAND, "call that begins with a command")                                            \
    X(BEGIN_PART, "call that begins with another part")                                            \
    X(BEGIN_THEN, "call that begins with a word of order")                                         \
    X(BEGIN_MANY, "call that begins with a sentence or command, among many capabilities")          \
    X(INNER_SENTENCE, "sentence inside a clause")                                                  \
    X(INNER_COMMAND, "command inside a clause")                                                    \
    X(INNER_PART, "part inside a clause")                                                          \
    X(INNER_THEN, "word of order inside a clause")                                                 \
    X(INNER_MANY, "sentence or command inside a clause, among many capabilities")                  \
    X(SKIP_SENTENCE, "sentence left out")                                                          \
    X(SKIP_COMMAND, "command left out")                                                            \
    X(SKIP_PART, "part left out")                                                                  \
    X(SKIP_THEN, "word of order left out")                                                         \
    X(SKIP_FIRST, "left out before the first call")                                                \
    X(SKIP_VALUE, "value left out")                                                                \
    X(SKIP_NAME, "name left out")
enum chela__division_feature {
#define X(name, text) CHELA__DIVISION_##name,
    CHELA__DIVISION_FEATURES(X)
#undef X
        CHELA__DIVISION_COUNT
};
extern const float chela__division_weights[CHELA__DIVISION_COUNT];

// Cuts where a sentence ends, where "and", "then" or a comma is followed by a word that a request
// begins with, and where values of their own stand on both sides of an "and".
size_t
chela__atoms_find(const struct chela__draft *draft, const struct chela__candidates *candidates,
                  struct chela__atom ret_atoms[CHELA__ATOMS_MAX]);

struct chela__option { // a capability for a stretch of the request
    struct chela__assignment given;
    size_t                   from, to; // tokens
    bool                     single, lacks, points;
    float                    fit, words, arguments, series_score;
    size_t                   series_values, series_names, series_long;
    size_t                   held, calls, open_values, open_quotes, open_names;
    struct chela__option    *next;
};

struct chela__lattice { // all stretches and what was tried for them
    const struct chela__draft      *draft;
    const struct chela__candidates *candidates;
    struct chela__option           *options[CHELA__ATOMS_MAX][CHELA__ATOMS_MAX + 1];
    bool                            tried[CHELA__ATOMS_MAX][CHELA__ATOMS_MAX + 1];
};

struct chela__division { // a way to divide the first atoms
    float                         score;
    float                         features[CHELA__DIVISION_COUNT];
    const struct chela__division *before;
    const struct chela__option   *option; // NULL: the last atom asks for nothing
    size_t                        from;   // its first atom
    size_t                        calls;  // so far
};

// What the calls must be, for learning: one name for each call.
struct chela__wanted {
    const char *const *names;
    size_t             count;
};

// The best division; with `wanted`, the best of those that make just these calls. NULL in
// `ret_best`: there is none.
chela_status
chela__lattice_search(struct chela__lattice *lattice, const float weights[CHELA__DIVISION_COUNT],
                      const struct chela__wanted *wanted, const struct chela__division **ret_best);

// Divides the request and fills draft->steps.
chela_status
chela__clauses_choose(struct chela__draft *draft, const struct chela__candidates *candidates,
                      struct chela_error *err);

#endif
