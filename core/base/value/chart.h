// chart.h - the engine of the grammar: words and rules in tables -> nodes over tokens.
//
// A node says "tokens [start, end) are a CATEGORY that means this". Positions are read from the
// right to the left, so that all nodes behind a rule's first part exist when the rule is tried: no
// active edges, no backtracking over unfinished work. Words and rules of all languages live in one
// grammar.
#ifndef CHELA_BASE_VALUE_CHART_H
#define CHELA_BASE_VALUE_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/value/series.h"
#include "base/value/token.h"
#include "base/value/value.h"

#define NODES_MAX 3000     // of one segment
#define NODE_TOKENS_MAX 32 // tokens under one node
#define SAME_SPAN_MAX 4    // readings of one category over the same tokens
#define SLOTS_MAX 8        // parts of a rule

// Name in rules, category. Those before CATEGORY_T are not times.
#define CATEGORIES(X)                                                                              \
    X(NUM, "num")       /* a number */                                                             \
    X(ORD, "ord")       /* third, 第三 */                                                        \
    X(GRAIN, "grain")   /* day, 小时: a unit of time */                                          \
    X(DURATION, "dur")  /* 20 minutes */                                                           \
    X(FRACTION, "frac") /* half, quarter, 刻; number */                                           \
    X(REL, "rel")       /* this, next, last; value 0, 1, -1 */                                     \
    X(REL2, "rel2")     /* 上 下 这: the same, only before units in Chinese */                  \
    X(AMPM, "ampm")     /* value 0 a.m., 12 p.m. */                                                \
    X(ZONE, "zone")     /* GMT, Tokyo time */                                                      \
    X(AGO, "ago")                                                                                  \
    X(HENCE, "hence")                                                                              \
    X(BEFORE, "before") /* before, 之前 */                                                       \
    X(AFTER, "after")                                                                              \
    X(UNTIL, "until")                                                                              \
    X(SINCE, "since")                                                                              \
    X(TO, "to")       /* between the ends of a range */                                            \
    X(ABOUT, "about") /* around, 大约 */                                                         \
    X(PIECE, "piece") /* early, mid, late, beginning of */                                         \
    X(EVERY, "every")                                                                              \
    X(OFTEN, "often") /* daily, weekly: a recurrence by itself; grain */                           \
    X(RECUR, "recur") /* every Monday at 8 */                                                      \
    X(CURRENCY, "currency")                                                                        \
    X(CENT, "cent") /* cents, pence, 分 */                                                        \
    X(MONEY, "money")                                                                              \
    X(UNIT, "unit")                                                                                \
    X(QUANTITY, "qty")                                                                             \
    X(PERCENT, "pct")                                                                              \
    X(FEW, "few")     /* a couple, a few, 几; number */                                           \
    X(PLACE, "place") /* a city that names its zone in "Tokyo time" */                             \
    X(OPEN, "open")   /* after 5, until Friday */                                                  \
    X(DOW, "dow")                                                                                  \
    X(MONTH, "month")                                                                              \
    X(YEAR, "year")                                                                                \
    X(DAY, "day")     /* tomorrow, July 13th */                                                    \
    X(CLOCK, "clock") /* 5pm, 15:30 */                                                             \
    X(PART, "part")   /* morning, 下午 */                                                        \
    X(HOLIDAY, "holiday")                                                                          \
    X(SEASON, "season")                                                                            \
    X(WEEKEND, "weekend")                                                                          \
    X(CYCLE, "cycle") /* this week, next month */                                                  \
    X(SPAN, "span")   /* from 3 to 5 */                                                            \
    X(TIME, "time")   /* composed: tomorrow at 5 */

enum category {
#define X(id, name) CATEGORY_##id,
    CATEGORIES(X)
#undef X
        CATEGORIES_COUNT
};
#define CATEGORY_T CATEGORY_DOW // the first that is a time: what <t> in a rule stands for

// What a time says; two times meet only when they say different things.
enum time_field {
    FIELD_YEAR  = 1,
    FIELD_MONTH = 2,
    FIELD_WEEK  = 4,
    FIELD_DAY   = 8,
    FIELD_DOW   = 16,
    FIELD_PART  = 32,
    FIELD_CLOCK = 64,
    FIELD_ZONE  = 128
};

enum meaning_flag {
    MEANS_INTEGER     = 1,  // a whole number, written without a fraction
    MEANS_DIGITS      = 2,  // written in digits
    MEANS_AMBIGUOUS   = 4,  // a clock time that may be a.m. or p.m.
    MEANS_NOT_NOW     = 8,  // the next one, not the one that contains now
    MEANS_BEFORE      = 16, // an open interval until the time
    MEANS_LATENT      = 32, // only where its type is wanted
    MEANS_APPROXIMATE = 64,
    MEANS_UPCOMING    = 128, // said as the n coming ones
    MEANS_CHINESE     = 256, // said in Chinese, where "ago" spans
    MEANS_ZONED       = 512,
    MEANS_LATE        = 4096, // the end of a time: its last day is meant by one moment
    MEANS_NEAREST     = 2048, // a weekday with its date: whichever is nearer
    MEANS_EXACT       = 1024  // `exact` is set
};

struct recurrence {
    enum chela__value_grain frequency;
    int16_t                 interval;
    uint8_t                 weekdays; // bit 0 is Monday
    int8_t                  month, month_day, nth;
};

struct meaning {
    double                  number, low, high; // numbers and amounts
    int32_t                 value;             // what the word table says
    uint32_t                flags;
    int64_t                 exact; // local: the very moment that was counted to
    series                  when;
    uint16_t                fields;
    uint8_t                 digits; // of a number
    enum chela__value_grain grain;
    const char             *unit; // unit, currency, zone. Static
    const char             *holiday;
    union {
        int32_t           count[CHELA__GRAIN_YEAR + 1]; // durations
        struct recurrence recurrence;
    } as;
};

struct node {
    uint8_t        category;
    uint8_t        start, end; // tokens
    uint16_t       cost;       // rules and guesses beneath it
    struct meaning meaning;
};

struct parse {
    const char                        *text;
    const struct chela__value_context *context;
    bool                               chinese; // names in Chinese
    struct token                       tokens[TOKENS_MAX];
    size_t                             token_count;
    struct node                        nodes[NODES_MAX];
    unsigned                           node_count;
    uint16_t            first[TOKENS_MAX + 1], last[TOKENS_MAX + 1]; // nodes by start
    struct series_arena arena;
};

// What a rule matched: the meanings of its <categories> in order (NULL for an absent optional one).
struct match {
    const struct meaning *slot[SLOTS_MAX];
    const struct token   *from, *until; // tokens [from, until)
    int                   arg;
};

typedef bool (*rule_action)(struct parse *parse, const struct match *match, struct meaning *ret);

// "the? <ord> <dow> of|in <month>": words (with alternatives), categories, `?` for optional.
struct rule {
    enum category category;
    const char   *pattern;
    rule_action   action;
    int           arg;
    int           cost; // added to 1: how unlikely this reading is
};

// "tomorrow|tmrw": spellings of one meaning.
struct word {
    const char   *spellings;
    enum category category;
    int           value;
    const char   *unit; // for units, currencies and zones
};

// Reads one segment's tokens into nodes.
void
chela__chart_read(struct parse *parse);

// Adds a node if it is new; used by the readers of digits, which know no rules.
void
chela__chart_add(struct parse *parse, enum category category, size_t start, size_t end, int cost,
                 const struct meaning *meaning);

#endif
