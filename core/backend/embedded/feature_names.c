// feature_names.c - what the rows of weights.c are called.
#include "backend/embedded/features.h"

#include <stdio.h>

static void
name_by_role(int feature, char *out, size_t size)
{
    static const char *const lengths[2 * CHELA__LENGTHS] = {
        "1",     "2",     "3",     "4",     "5 to 6",     "7 to 9",     "more",
        "1 Han", "2 Han", "3 Han", "4 Han", "5 to 6 Han", "7 to 9 Han", "more Han"};
    static const char *const inners[CHELA__INNERS] = {"and", "of", "a preposition", "a comma",
                                                      "an auxiliary"};
    int                      first = feature >= CHELA__FEATURE_KIND    ? CHELA__FEATURE_KIND
                                     : feature >= CHELA__FEATURE_INNER ? CHELA__FEATURE_INNER
                                                                       : CHELA__FEATURE_LENGTH;
    int at = (feature - first) / (int)CHELA__THEMES, role = (feature - first) % (int)CHELA__THEMES;
    const char *what  = first == CHELA__FEATURE_KIND    ? "value"
                        : first == CHELA__FEATURE_INNER ? "has"
                                                        : "length";
    const char *which = first == CHELA__FEATURE_KIND
                            ? chela__value_kind_name((enum chela__value_kind)at)
                        : first == CHELA__FEATURE_INNER ? inners[at]
                                                        : lengths[at];
    snprintf(out, size, "%s %s, %s", what, which, chela__theme_name((enum chela__theme)role));
}

void
chela__feature_name(int feature, char *out, size_t size)
{
#define X(name, text) text,
    static const char *const singles[] = {CHELA__SINGLE_FEATURES(X)};
#undef X
    static const char *const forms[] = {"names",  "words",  "Han", "typed",
                                        "number", "quoted", "time"};
    static const char *const sides[] = {"left", "first", "last", "right"};
    if (feature >= CHELA__FEATURE_SINGLE) {
        snprintf(out, size, "%s", singles[feature - CHELA__FEATURE_SINGLE]);
    } else if (feature >= CHELA__FEATURE_LENGTH) {
        name_by_role(feature, out, size);
    } else if (feature >= CHELA__FEATURE_ENTER) {
        bool enter = feature < CHELA__FEATURE_LEAVE;
        int  at    = feature - (enter ? CHELA__FEATURE_ENTER : CHELA__FEATURE_LEAVE);
        snprintf(out, size, "%s %s, %s", enter ? "enter" : "leave",
                 chela__group_name((enum chela__group)(at / (int)CHELA__GROUPS)),
                 chela__group_name((enum chela__group)(at % (int)CHELA__GROUPS)));
    } else if (feature >= CHELA__FEATURE_NONE_THEME) {
        snprintf(out, size, "none, %s",
                 chela__theme_name((enum chela__theme)(feature - CHELA__FEATURE_NONE_THEME)));
    } else if (feature >= CHELA__FEATURE_FORM) {
        int at = feature - CHELA__FEATURE_FORM;
        snprintf(out, size, "form %s, %s", forms[at / (int)CHELA__THEMES],
                 chela__theme_name((enum chela__theme)(at % (int)CHELA__THEMES)));
    } else if (feature >= CHELA__FEATURE_CUE) {
        int at = feature - CHELA__FEATURE_CUE;
        snprintf(
            out, size, "cue %s, %s",
            chela__class_name((enum chela__class)(at / (int)CHELA__THEMES + (int)CHELA__CLASS_IN)),
            chela__theme_name((enum chela__theme)(at % (int)CHELA__THEMES)));
    } else if (feature >= CHELA__FEATURE_VALUE) {
        snprintf(out, size, "value %s",
                 chela__value_kind_name((enum chela__value_kind)(feature - CHELA__FEATURE_VALUE)));
    } else {
        snprintf(out, size, "%s %s", sides[feature / (int)CHELA__CLASSES],
                 chela__class_name((enum chela__class)(feature % (int)CHELA__CLASSES)));
    }
}
