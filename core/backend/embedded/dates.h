// dates.h - dates in the form that a description asks for: "MM/DD/YYYY", "dd-mm-yyyy".
#ifndef CHELA_BACKEND_EMBEDDED_DATES_H
#define CHELA_BACKEND_EMBEDDED_DATES_H

#include "base/text.h"

#define CHELA__DATE_TEXT 40

// The first stretch of the text that is such a form; empty when there is none.
struct chela_text
chela__date_pattern(const char *text);

// Writes "2026-11-22" in the form. False when `iso` is no date.
bool
chela__date_write(const char *iso, struct chela_text pattern, char ret_text[CHELA__DATE_TEXT]);

// The only year that the text speaks of ("... 9 March to 10 March 2031"); 0 when there are none or
// several.
int
chela__date_only_year(struct chela_text text);

// Whether the words name a month but no year.
bool
chela__date_lacks_year(struct chela_text words);

#endif
