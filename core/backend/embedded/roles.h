// roles.h - what a parameter is for, told from the words of its name and description.
#ifndef CHELA_BACKEND_EMBEDDED_ROLES_H
#define CHELA_BACKEND_EMBEDDED_ROLES_H

#include "base/text.h"

enum chela__role {
    CHELA__ROLE_PLACE,
    CHELA__ROLE_PERSON,
    CHELA__ROLE_DATE,
    CHELA__ROLE_TIME,
    CHELA__ROLE_PERIOD,
    CHELA__ROLE_YEAR,
    CHELA__ROLE_START,
    CHELA__ROLE_END,
    CHELA__ROLE_COUNT,
    CHELA__ROLE_TEXT,
    CHELA__ROLE_ID,
    CHELA__ROLE_LINK,
    CHELA__ROLE_UNIT,
    CHELA__ROLE_KIND,
    CHELA__ROLE_TITLE,
    CHELA__ROLE_FORMULA,
    CHELA__ROLES
};

// The roles that a name, or the start of a description, speaks of: bit 1 << role each.
uint32_t
chela__roles_of(struct chela_text text);

// Static. "place", "person" ...
const char *
chela__role_name(enum chela__role role);

#endif
