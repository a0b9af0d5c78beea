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

enum chela__group { // classes that behave alike at the edges of a phrase
    CHELA__GROUP_EDGE,
    CHELA__GROUP_WORD,
    CHELA__GROUP_NAME,
    CHELA__GROUP_HAN,
    CHELA__GROUP_NUMBER,
    CHELA__GROUP_TYPED,
    CHELA__GROUP_ARTICLE,
    CHELA__GROUP_OWNER,
    CHELA__GROUP_AND,
    CHELA__GROUP_BE,
    CHELA__GROUP_COMMAND,
    CHELA__GROUP_WHERE,
    CHELA__GROUP_HOW,
    CHELA__GROUP_NAMED,
    CHELA__GROUP_QUOTE,
    CHELA__GROUP_FILLER,
    CHELA__GROUP_SIGN,
    CHELA__GROUPS
};

#define CHELA__ENDINGS 4 // of words at an edge: -ing, -ed, -ly, -s
#define CHELA__LENGTHS 7 // classes of length
#define CHELA__INNERS                                                                              \
    5 // kinds of words inside that count for each role: and, of, preposition, comma, auxiliary

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
    CHELA__FEATURE_ENTER = CHELA__FEATURE_NONE_THEME + (int)CHELA__THEMES, // group before x of its first token
    CHELA__FEATURE_LEAVE = CHELA__FEATURE_ENTER + (int)CHELA__GROUPS * (int)CHELA__GROUPS, // last token x behind
    CHELA__FEATURE_LENGTH = CHELA__FEATURE_LEAVE + (int)CHELA__GROUPS * (int)CHELA__GROUPS, // length x role
    CHELA__FEATURE_INNER = CHELA__FEATURE_LENGTH + 2 * CHELA__LENGTHS * (int)CHELA__THEMES, // word inside x role
    CHELA__FEATURE_KIND = CHELA__FEATURE_INNER + CHELA__INNERS * (int)CHELA__THEMES, // kind of value x role
    CHELA__FEATURE_SINGLE = CHELA__FEATURE_KIND + (int)CHELA__VALUE_KINDS * (int)CHELA__THEMES // those named below
};

#define CHELA__SINGLE_FEATURES(X) \
    X(BIAS, "bias") X(LENGTH_1, "length 1") X(LENGTH_2, "length 2") X(LENGTH_3, "length 3") \
    X(LENGTH_4, "length 4") X(LENGTH_6, "length 5 to 6") X(LENGTH_9, "length 7 to 9") \
    X(LENGTH_MORE, "longer") \
    X(HAN_1, "one Han character") X(HAN_2, "two Han characters") X(HAN_3, "three") \
    X(HAN_4, "four") X(HAN_6, "five or six") X(HAN_9, "seven to nine") X(HAN_MORE, "more") \
    X(CUTS_COMMA, "cuts a place at its comma") X(KIND_NAMED, "of the kind that the text names") \
    X(KIND_OTHER, "not of the kind that the text names") \
    X(TAIL, "runs to the end of the clause") X(HAS_AND, "has and") \
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
    X(ORDER, "distance from its place in the order") \
    X(EXAMPLE_LEFT, "behind the word as in an example") \
    X(EXAMPLE_RIGHT, "before the word as in an example") \
    X(EXAMPLE_BOTH, "in the place of an example's value") X(LIST_1, "list of 1") \
    X(LIST_2, "list of 2") X(LIST_3, "list of 3 or more") X(LIST_BRACKETS, "list in brackets") \
    X(NONE, "stays out") \
    X(NONE_OPTIONAL, "stays out and is optional") X(NONE_DEFAULT, "stays out and has a default") \
    X(NONE_NAMED, "stays out though named") X(NONE_INNER, "stays out with its object") \
X(LEFT_ING, "behind -ing") X(LEFT_ED, "behind -ed") X(LEFT_LY, "behind -ly") X(LEFT_S, "behind -s") \
    X(FIRST_ING, "begins with -ing") X(FIRST_ED, "begins with -ed") X(FIRST_LY, "begins with -ly") X(FIRST_S, "begins with -s") \
    X(LAST_ING, "ends with -ing") X(LAST_ED, "ends with -ed") X(LAST_LY, "ends with -ly") X(LAST_S, "ends with -s") \
    X(RIGHT_ING, "before -ing") X(RIGHT_ED, "before -ed") X(RIGHT_LY, "before -ly") X(RIGHT_S, "before -s") \
    X(JOINS_LEFT, "cuts a known word on the left") X(JOINS_RIGHT, "cuts a known word on the right") \
    X(BEHIND_KNOWN, "behind a known word") X(BEFORE_KNOWN, "before a known word") \
    X(SAMPLE_FORM, "looks like an example of the text") \
    X(SAMPLE_OTHER, "looks like none of the text's examples") \
    X(SAMPLE_WORDS, "looks as long as such an example") X(SAMPLE_SAME, "is such an example") \
    X(SAMPLE_MEANT, "means such an example") X(LITERAL, "is written as JSON") \
    X(SAMPLE_COMMA, "has a comma as they have") X(SAMPLE_NO_COMMA, "has no comma though they have") \
    X(PART_LEFT, "behind part of a word of the parameter") \
    X(PART_RIGHT, "before part of a word of the parameter") \
    X(PART_INSIDE, "has part of a word of the parameter") \
    X(OTHER_WORDS, "has words of other parameters") \
    X(GRAIN_FITS, "counts the unit of time wanted") X(GRAIN_OTHER, "counts another unit of time") \
    X(LABEL_MOST, "behind more words of it than of any other parameter") \
    X(LABEL_LESS, "behind more words of another parameter") \
    X(LABEL_SHARE, "share of its words that it stands behind") \
    X(RANK_SAME, "its place among the numbers is right") X(RANK_OTHER, "its place is wrong") \
    X(ASKED, "answers the question for it") X(ASKED_OTHER, "answers another question") \
    X(WHOLE_ANSWER, "is the whole answer") X(NOT_ANSWER, "asked for, but not in the answer") \
    X(NONE_ASKED, "stays out though asked for") X(NONE_TEXT, "stays out, its text has a default") \
    X(CHOICE_EXPLAINED, "choice explained by the words said") X(CHOICE_YES, "yes to what is named") \
    X(CHOICE_NO, "no to what is negated") \
    X(FLAG_AGREED, "agreed to") X(FLAG_DENIED, "denied") \
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
    } items[96];
    size_t count;
};

// What the words of a request have to do with the words of a capability.
struct chela__marks {
    uint64_t *names; // of each token: the parameters in whose names it stands
    uint64_t *texts; // or in whose texts
    uint64_t *parts; // of whose names it is a part or a compound
    bool     *tool;  // stands in the capability's own words
    bool     *pairs; // with the next Han character it is a word of the capability or a parameter
    uint64_t  asked; // parameters that the open question speaks of
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

enum chela__group chela__group_of(enum chela__class class);

// Static.
const char *
chela__group_name(enum chela__group group);

// edges.c: what speaks for and against where the phrase begins and ends.
void
chela__evidence_edges(const struct chela__case *it, const struct chela__phrase *phrase,
                      struct chela__evidence *out);

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
