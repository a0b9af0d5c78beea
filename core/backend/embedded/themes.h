// themes.h - what a parameter is for, told from the words of its name and description.
#ifndef CHELA_BACKEND_EMBEDDED_THEMES_H
#define CHELA_BACKEND_EMBEDDED_THEMES_H

#include "base/text.h"

enum chela__theme {
    CHELA__THEME_PLACE,
    CHELA__THEME_PERSON,
    CHELA__THEME_DATE,
    CHELA__THEME_TIME,
    CHELA__THEME_PERIOD,
    CHELA__THEME_YEAR,
    CHELA__THEME_START,
    CHELA__THEME_END,
    CHELA__THEME_COUNT,
    CHELA__THEME_TEXT,
    CHELA__THEME_ID,
    CHELA__THEME_LINK,
    CHELA__THEME_UNIT,
    CHELA__THEME_KIND,
    CHELA__THEME_TITLE,
    CHELA__THEME_FORMULA,
    CHELA__THEMES
};

// The roles that a name, or the start of a description, speaks of: bit 1 << role each.
uint32_t
chela__themes_of(struct chela_text text);

// Static. "place", "person" ...
const char *
chela__theme_name(enum chela__theme role);

#endif
