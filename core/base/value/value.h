// value.h - values that words name: times, durations, numbers, money, quantities, addresses.
//
// chela__values_find() reads a text (English, Chinese) into structured values with their spans;
// chela__value_json() turns one into the normal form that a semantic type wants. The embedded
// backend uses the first, plan/ the second (through chela__value_read()), so that both always
// agree. No allocation hangs on a value: it may be copied and kept as long as the text it points
// into.
#ifndef CHELA_BASE_VALUE_VALUE_H
#define CHELA_BASE_VALUE_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

#define CHELA__VALUE_MAX_TEXT ((size_t)16 * 1024) // bytes looked at; what follows is not searched
#define CHELA__VALUE_MAX_FOUND 512                // values found in one text

enum chela__value_kind {
    CHELA__VALUE_TIME,          // a point of time with a grain: "tomorrow at 9", "March"
    CHELA__VALUE_INTERVAL,      // from one point to another: "from 3 to 5pm", "this weekend"
    CHELA__VALUE_OPEN_INTERVAL, // "after 5", "until Friday"
    CHELA__VALUE_DURATION,      // "20 minutes"
    CHELA__VALUE_RECURRENCE,    // "every Monday at 8"
    CHELA__VALUE_NUMBER,        // "42", "three hundred", "1/5"
    CHELA__VALUE_ORDINAL,       // "third", "第三"
    CHELA__VALUE_PERCENT,       // "18%"
    CHELA__VALUE_MONEY,         // "$20"
    CHELA__VALUE_QUANTITY,      // "5 miles", "37 °C", "2 GB"
    CHELA__VALUE_PHONE,
    CHELA__VALUE_EMAIL,
    CHELA__VALUE_URL,
    CHELA__VALUE_PATH,
    CHELA__VALUE_COORDINATES, // "48.85, 2.35"
    CHELA__VALUE_ZONE,        // "Tokyo time", "PST", "Europe/Paris"
    CHELA__VALUE_KINDS
};

enum chela__value_grain {
    CHELA__GRAIN_SECOND,
    CHELA__GRAIN_MINUTE,
    CHELA__GRAIN_HOUR,
    CHELA__GRAIN_DAY,
    CHELA__GRAIN_WEEK,
    CHELA__GRAIN_MONTH,
    CHELA__GRAIN_QUARTER,
    CHELA__GRAIN_YEAR
};

enum chela__value_dimension { // what a quantity's unit measures
    CHELA__DIMENSION_NONE,
    CHELA__DIMENSION_DISTANCE,
    CHELA__DIMENSION_TEMPERATURE,
    CHELA__DIMENSION_VOLUME,
    CHELA__DIMENSION_MASS,
    CHELA__DIMENSION_AREA,
    CHELA__DIMENSION_SPEED,
    CHELA__DIMENSION_DATA,
    CHELA__DIMENSION_POWER,
    CHELA__DIMENSION_ENERGY,
    CHELA__DIMENSION_ANGLE,
    CHELA__DIMENSION_PRESSURE,
    CHELA__DIMENSION_FREQUENCY,
    CHELA__DIMENSION_TIME // only in the unit of a bare unit word, never of a found quantity
};

// Local times are seconds since 1970-01-01T00:00:00 on the wall clock of the context's zone.
struct chela__value_time {
    int64_t from; // the point; the start of an interval; of an open one its end
    int64_t to;   // end (exclusive) of an interval, the end of the grain's unit else
    int64_t at;   // the moment that one point in time means: "in 3 days" to the second
    enum chela__value_grain grain;     // how exact the words were
    bool                    ambiguous; // a clock time that may be twelve hours later: "at 3"
    bool                    before;    // open interval: until `from`, not after it
    bool                    closed;    // interval: the words name its last unit ("3 to 4pm": the 4)
    bool                    has_date;  // the words name a day or more
    bool                    has_time; // the words name a time of day (a part of day is an interval)
    const char             *holiday;  // its name in the context's language, or NULL. Static
};

struct chela__value_duration { // one of each grain, in order: "1 hour 30" is hour 1, minute 30
    int32_t                 count[CHELA__GRAIN_YEAR + 1];
    enum chela__value_grain grain; // the finest one
};

struct chela__value_amount { // number, ordinal, percent, money, quantity
    double      value;
    double      low, high; // a range ("10 to 20 euros"); else both are `value`
    const char *unit;      // "mi", "degC", "EUR"; NULL: a number, or money without a name. Static
    const char *name;      // of the unit as it was said: "Mile", "Dollar", "EUR"; NULL: a number
    enum chela__value_dimension dimension;
    bool                        integer; // written without a fraction
};

#define CHELA__VALUE_RULE_SIZE 128
struct chela__value_recurrence {
    char                     rule[CHELA__VALUE_RULE_SIZE]; // RFC 5545, without "RRULE:"
    struct chela__value_time first;                        // its first instance from now on
};

struct chela__value {
    enum chela__value_kind kind;
    size_t                 start, end; // bytes of the text: [start, end)
    double                 score;      // 0 to 1: how sure; the order of the list
    bool                   latent; // a value only where its type is wanted ("5" as a time of day)
    bool                   approximate; // "about", "around", "左右"
    union {
        struct chela__value_time       time;
        struct chela__value_duration   duration;
        struct chela__value_amount     amount;
        struct chela__value_recurrence recurrence;
        struct {
            double latitude, longitude;
        } coordinates;
        char zone[40]; // IANA name or "+05:30"
    } as;
};

struct chela__value_context {
    const char *lang;    // "en" or "zh" (with any subtag); others are read as "en"
    int64_t     now_ms;  // milliseconds since 1970-01-01T00:00:00Z
    const char *zone;    // IANA name or a fixed offset "+02:00"
    const char *country; // "FR": completes phone numbers; NULL: not known
};

struct chela__values {
    struct chela__value *items;
    size_t               count;
};

// All values the text may name, overlapping ones included: by start, then longest, then best.
// Latent ones are in the list. Malformed UTF-8 is passed over. Empty them with
// chela__values_done(). [any thread]
chela_status
chela__values_find(const char *text, size_t len, const struct chela__value_context *context,
                   struct chela__values *ret_values, struct chela_error *err);
void
chela__values_done(struct chela__values *values);

// True when the kind can be given as `type`: a semantic type ("chela:DateTime/1") or a JSON type
// ("number", "integer", "string").
bool
chela__value_fits(const struct chela__value *value, const char *type);

// The normal form that `type` wants. `text` is what the value was found in. CHELA_INVALID when the
// value cannot be one. What the words leave open is the next instance from now on.
chela_status
chela__value_json(const struct chela__value *value, const char *text, const char *type,
                  const struct chela__value_context *context, json_t **ret_json,
                  struct chela_error *err);

// The normal form of a span as `type`, for a span that was said with this type wanted ("at 9" as
// chela:TimeOfDay/1). Text-like types take the span as it is, without spaces and quotes around it.
// CHELA_INVALID with a sentence when the span does not name such a value.
chela_status
chela__value_read(struct chela_text span, const char *type,
                  const struct chela__value_context *context, json_t **ret_json,
                  struct chela_error *err);

// A unit by its name or sign ("kilometres", "°F", "公里", "minutes"): its code and what it
// measures; NULL when it is none. Static.
const char *
chela__value_unit(struct chela_text word, enum chela__value_dimension *ret_dimension);

// A currency by its name or sign ("US dollars", "€", "人民币"): its ISO 4217 code; NULL when it is
// none. Static.
const char *
chela__value_currency(struct chela_text word);

// What score.py expects as "value" for a phrase of suite values/`dim` ("time", "numeral", ...);
// JSON null when the text names no such value.
chela_status
chela__values_predict(struct chela_text text, const char *dim,
                      const struct chela__value_context *context, json_t **ret_json,
                      struct chela_error *err);

// "time", "duration", "money", ... for people and traces. Static.
const char *
chela__value_kind_name(enum chela__value_kind kind);

#endif
