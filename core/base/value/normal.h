// normal.h - between the normal forms of values and the reading of spans.
#ifndef CHELA_BASE_VALUE_NORMAL_H
#define CHELA_BASE_VALUE_NORMAL_H

#include <jansson.h>

#include "base/text.h"

enum form {
    FORM_TEXT, // any other type: the words as they are
    FORM_DATE_TIME,
    FORM_DATE,
    FORM_TIME_OF_DAY,
    FORM_TIME_RANGE,
    FORM_DURATION,
    FORM_RULE,
    FORM_NUMBER,
    FORM_INTEGER,
    FORM_PERCENT,
    FORM_QUANTITY,
    FORM_MONEY,
    FORM_PHONE,
    FORM_EMAIL,
    FORM_URL,
    FORM_PATH,
    FORM_ZONE,
    FORM_POINT,
    FORM_UNIT,
    FORM_BOOLEAN
};

enum form
chela__form_of(const char *type);

// E.164 when the number has its plus or the country is known, else its digits; NULL when it has
// fewer than two digits or more than fifteen, or letters.
json_t *
chela__phone_number(struct chela_text said, const char *country);

#endif
