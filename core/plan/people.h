// people.h - inside plan/: values and sentences as people read them.
#ifndef CHELA_PLAN_PEOPLE_H
#define CHELA_PLAN_PEOPLE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

struct chela__files;

#define CHELA__PEOPLE_MAX_ITEMS 20 // of a list that are shown

struct chela__people {
    const char                *lang;
    const char                *zone;
    int64_t                    now_ms;
    const struct chela__files *files; // for the names of file handles; may be NULL
    size_t                     max;   // characters of one text; 0: all
};

// Either text, by language.
const char *
chela__people_say(const struct chela__people *people, const char *en, const char *zh);

// Appends a sentence's own words; a stop is dropped where the text has ended already.
void
chela__people_add(struct chela__buffer *out, const char *words);

// True when the text ends as a sentence does.
bool
chela__people_is_ended(const struct chela__buffer *out);

// A value: times as weekday and date, durations, money and quantities in short, file handles by
// name, objects by their name or text; control and direction characters are dropped.
void
chela__people_value(const struct chela__people *people, struct chela__buffer *out,
                    const json_t *value);

// Fills "{name}", "{/json/pointer}" (`*` joins a list) from `values` and "{input:name}" from
// `input`. A field without a value is left out; CHELA_NOT_FOUND: all were.
chela_status
chela__people_fill(const struct chela__people *people, struct chela__buffer *out,
                   const char *sentence, const json_t *values, const json_t *input);

#endif
