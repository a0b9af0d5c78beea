// features.h - what speaks for and against one phrase as one parameter's argument, as numbers.
//
// The same features serve the decision (times the table in weights.c) and the learning of that
// table (tests/eval/learn.c).
#ifndef CHELA_BACKEND_EMBEDDED_FEATURES_H
#define CHELA_BACKEND_EMBEDDED_FEATURES_H

#include "backend/embedded/phrases.h"
#include "backend/embedded/shape.h"

enum { // cue words before a phrase
    CHELA__CUES = CHELA__CLASS_PREPOSITION - CHELA__CLASS_IN + 1
};

enum chela__form { // what a phrase looks like
    CHELA__FORM_NAMES,
    CHELA__FORM_WORDS,
    CHELA__FORM_HAN,
    CHELA__FORM_TYPED,
    CHELA__FORM_NUMBER,
    CHELA__FORM_QUOTED,
    CHELA__FORM_TIME,
    CHELA__FORMS
};

// clang-format off
enum chela__feature {
    CHELA__FEATURE_LEFT  = 0,                                          // class of the token before
    CHELA__FEATURE_FIRST = CHELA__FEATURE_LEFT + CHELA__CLASSES,       // of its first token
    CHELA__FEATURE_LAST  = CHELA__FEATURE_FIRST + CHELA__CLASSES,      // of its last token
    CHELA__FEATURE_RIGHT = CHELA__FEATURE_LAST + CHELA__CLASSES,       // of the token behind
    CHELA__FEATURE_VALUE = CHELA__FEATURE_RIGHT + CHELA__CLASSES,      // the kind of value it is
    CHELA__FEATURE_CUE   = CHELA__FEATURE_VALUE + CHELA__VALUE_KINDS,  // cue word x role
    CHELA__FEATURE_FORM  = CHELA__FEATURE_CUE + (int)CHELA__CUES * (int)CHELA__THEMES,  // form x role
    CHELA__FEATURE_NONE_THEME = CHELA__FEATURE_FORM + (int)CHELA__FORMS * (int)CHELA__THEMES,
    CHELA__FEATURE_SINGLE = CHELA__FEATURE_NONE_THEME + CHELA__THEMES    // those named below
};

#define CHELA__SINGLE_FEATURES(X) \
    X(BIAS, "bias") X(LENGTH_1, "length 1") X(LENGTH_2, "length 2") X(LENGTH_3, "length 3") \
    X(LENGTH_4, "length 4") X(LENGTH_6, "length 5 to 6") X(LENGTH_9, "length 7 to 9") \
    X(LENGTH_MORE, "longer") X(TAIL, "runs to the end of the clause") X(HAS_AND, "has and") \
    X(HAS_OR, "has or") X(HAS_OF, "has of") X(HAS_PREPOSITION, "has a preposition") \
    X(HAS_COMMA, "has a comma") X(HAS_BE, "has an auxiliary") X(HAS_COMMAND, "has a command") \
    X(HAS_PRONOUN, "has a pronoun") X(HAS_QUOTE, "has a quote") X(HAS_COLON, "has a colon") \
    X(CUTS_NAME_LEFT, "cuts a name on the left") X(CUTS_NAME_RIGHT, "cuts a name on the right") \
    X(CUTS_WORD_LEFT, "cuts a noun phrase on the left") \
    X(CUTS_WORD_RIGHT, "cuts a noun phrase on the right") \
    X(CUTS_HAN_LEFT, "cuts Han on the left") X(CUTS_HAN_RIGHT, "cuts Han on the right") \
    X(CUTS_VALUE, "cuts a value") X(QUOTED, "is quoted") \
    X(INSIDE_QUOTE, "lies inside a quotation") X(HAS_NAME_WORDS, "has words of the parameter") \
    X(HAS_TEXT_WORDS, "has words of its text") X(HAS_TOOL_WORDS, "has words of the capability") \
    X(ALL_TEXT_WORDS, "stands in the text") \
    X(FIRST_NAME_WORD, "begins with a word of the parameter") \
    X(LAST_NAME_WORD, "ends with a word of the parameter") \
    X(LEFT_NAME_WORD, "behind a word of the parameter") \
    X(LEFT_LABEL, "behind such a word and a link") \
    X(RIGHT_NAME_WORD, "before a word of the parameter") \
    X(NEAR_LEFT, "such a word shortly before") X(NEAR_RIGHT, "such a word shortly behind") \
    X(LEFT_TEXT_WORD, "behind a word of its text") \
    X(RIGHT_TEXT_WORD, "before a word of its text") \
    X(LEFT_OTHER_WORD, "behind a word of another parameter") \
    X(RIGHT_OTHER_WORD, "before a word of another parameter") \
    X(NEAR_OTHER, "another parameter's word is nearer") X(UNIT_FITS, "unit stands in the text") \
    X(UNIT_OTHER, "unit stands in another text") X(FITS_TYPE, "is a value of the type") \
    X(MISFITS_TYPE, "is no value of the type") X(LATENT, "is a value only by type") \
    X(MATCHES_PATTERN, "has the form of the pattern") \
    X(ORDER, "distance from its place in the order") \
    X(EXAMPLE_LEFT, "behind the word as in an example") \
    X(EXAMPLE_RIGHT, "before the word as in an example") \
    X(EXAMPLE_BOTH, "in the place of an example's value") X(LIST_1, "list of 1") \
    X(LIST_2, "list of 2") X(LIST_3, "list of 3 or more") X(LIST_BRACKETS, "list in brackets") \
    X(LIST_CUT, "cuts a list") X(NONE, "stays out") \
    X(NONE_OPTIONAL, "stays out and is optional") X(NONE_DEFAULT, "stays out and has a default") \
    X(NONE_NAMED, "stays out though named") X(NONE_INNER, "stays out with its object") \
    X(CHOICE_EXACT, "choice named") X(CHOICE_STEM, "choice named in another form") \
    X(CHOICE_SAME, "choice meant by a word of its kind") \
    X(CHOICE_PART, "part of the choice named") X(CHOICE_DEFAULT, "choice is the default") \
    X(CHOICE_WORDS, "words of the choice named") X(CHOICE_UNNAMED, "choice not named") \
    X(FLAG_TRUE, "yes") X(FLAG_FALSE, "no") X(FLAG_TRUE_NAMED, "yes and named") \
    X(FLAG_TRUE_TEXT, "yes and its text spoken of") X(FLAG_TRUE_NEGATED, "yes and negated") \
    X(FLAG_FALSE_NAMED, "no and named") X(FLAG_FALSE_NEGATED, "no and negated") \
    X(FLAG_DEFAULT, "is the default") X(FLAG_TRUE_REQUIRED, "yes and required")

enum {
#define X(name, text) CHELA__SINGLE_##name,
    CHELA__SINGLE_FEATURES(X)
#undef X
    CHELA__SINGLES
};
#define CHELA__FEATURES (CHELA__FEATURE_SINGLE + CHELA__SINGLES)
// clang-format on

struct chela__evidence { // the features that are not zero
    struct {
        uint16_t feature;
        float    value;
    } items[64];
    size_t count;
};

// What the words of a request have to do with the words of a capability.
struct chela__marks {
    uint64_t *names; // of each token: the parameters in whose names it stands
    uint64_t *texts; // or in whose texts
    bool     *tool;  // stands in the capability's own words
};
chela_status
chela__marks_make(const struct chela__reading *reading, const struct chela__shape *shape,
                  struct chela__scratch *arena, struct chela__marks *ret_marks);

struct chela__case { // what is looked at
    const struct chela__reading *reading;
    const struct chela__shape   *shape;
    const struct chela__marks   *marks;
    size_t                       param;
    size_t                       from, to; // tokens of the clause
};

void
chela__evidence_add(struct chela__evidence *evidence, int feature, float value);

// The phrase as the parameter's argument.
void
chela__evidence_phrase(const struct chela__case *it, const struct chela__phrase *phrase,
                       struct chela__evidence *ret_evidence);

// The parameter without an argument.
void
chela__evidence_none(const struct chela__case *it, struct chela__evidence *ret_evidence);

// "left in", "cue from x place" ... in `out`.
void
chela__feature_name(int feature, char *out, size_t size);

#endif
