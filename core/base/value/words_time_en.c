// words_time_en.c - English words of time. Values are explained in words.c.
#include "base/value/build.h"

#define UNIT(count, grain) ((count)*100 + CHELA__GRAIN_##grain)

static const struct word WORDS[] = {
    {"monday|mondays|mon", CATEGORY_DOW, 1, NULL},
    {"tuesday|tuesdays|tue|tues", CATEGORY_DOW, 2, NULL},
    {"wednesday|wednesdays|wed|weds", CATEGORY_DOW, 3, NULL},
    {"thursday|thursdays|thu|thur|thurs", CATEGORY_DOW, 4, NULL},
    {"friday|fridays|fri", CATEGORY_DOW, 5, NULL},
    {"saturday|saturdays|sat", CATEGORY_DOW, 6, NULL},
    {"sunday|sundays|sun", CATEGORY_DOW, 7, NULL},

    {"january|jan", CATEGORY_MONTH, 1, NULL},
    {"february|feb", CATEGORY_MONTH, 2, NULL},
    {"march|mar", CATEGORY_MONTH, 3, NULL},
    {"april|apr", CATEGORY_MONTH, 4, NULL},
    {"may", CATEGORY_MONTH, 5, NULL},
    {"june|jun", CATEGORY_MONTH, 6, NULL},
    {"july|jul", CATEGORY_MONTH, 7, NULL},
    {"august|aug", CATEGORY_MONTH, 8, NULL},
    {"september|sept|sep", CATEGORY_MONTH, 9, NULL},
    {"october|oct", CATEGORY_MONTH, 10, NULL},
    {"november|nov", CATEGORY_MONTH, 11, NULL},
    {"december|dec", CATEGORY_MONTH, 12, NULL},

    {"now|right now|just now|at the moment|atm|immediately|asap|as soon as possible|at once|right "
     "away",
     CATEGORY_DAY, 1000, NULL},
    {"today|todays|at this time|this day", CATEGORY_DAY, 0, NULL},
    {"tomorrow|tomorrows|tmrw|tmr|tommorow|tomorow|the day after", CATEGORY_DAY, 1, NULL},
    {"day after tomorrow|the day after tomorrow", CATEGORY_DAY, 2, NULL},
    {"yesterday|yesterdays", CATEGORY_DAY, -1, NULL},
    {"day before yesterday|the day before yesterday", CATEGORY_DAY, -2, NULL},

    {"second|seconds|sec|secs|s|\"", CATEGORY_GRAIN, UNIT(1, SECOND), NULL},
    {"minute|minutes|min|mins|m|'", CATEGORY_GRAIN, UNIT(1, MINUTE), NULL},
    {"hour|hours|hr|hrs|h", CATEGORY_GRAIN, UNIT(1, HOUR), NULL},
    {"day|days|d", CATEGORY_GRAIN, UNIT(1, DAY), NULL},
    {"week|weeks|wk|wks", CATEGORY_GRAIN, UNIT(1, WEEK), NULL},
    {"fortnight|fortnights", CATEGORY_GRAIN, UNIT(14, DAY), NULL},
    {"month|months|mth|mths", CATEGORY_GRAIN, UNIT(1, MONTH), NULL},
    {"quarter|quarters|qtr|qtrs", CATEGORY_GRAIN, UNIT(1, QUARTER), NULL},
    {"year|years|yr|yrs", CATEGORY_GRAIN, UNIT(1, YEAR), NULL},
    {"decade|decades", CATEGORY_GRAIN, UNIT(10, YEAR), NULL},
    {"century|centuries", CATEGORY_GRAIN, UNIT(100, YEAR), NULL},

    {"this|current|the current|these", CATEGORY_REL, 0, NULL},
    {"next|the next|following|the following|coming|upcoming|the coming|the "
     "upcoming|forthcoming|this coming",
     CATEGORY_REL, 1, NULL},
    {"last|the last|past|the past|previous|the previous|this past|this last", CATEGORY_REL, -1,
     NULL},

    {"am|a.m.|a.m|a m|a", CATEGORY_AMPM, 0, NULL},
    {"pm|p.m.|p.m|p m|p", CATEGORY_AMPM, 12, NULL},

    {"noon|midday|mid day|noontime|high noon", CATEGORY_CLOCK, 720, NULL},
    {"midnight|mid night", CATEGORY_CLOCK, 0, NULL},

    {"morning|mornings|morn", CATEGORY_PART, 12, NULL},
    {"early morning|early in the morning|early hours of the morning", CATEGORY_PART, 9, NULL},
    {"late morning", CATEGORY_PART, 1012, NULL},
    {"before noon", CATEGORY_PART, 12, NULL},
    {"afternoon|afternoons|after noon|arvo", CATEGORY_PART, 1219, NULL},
    {"early afternoon", CATEGORY_PART, 1216, NULL},
    {"late afternoon", CATEGORY_PART, 1519, NULL},
    {"evening|evenings|eve", CATEGORY_PART, 1824, NULL},
    {"night|nights|late evening", CATEGORY_PART, 1824, NULL},
    {"late night|late at night|late in the night", CATEGORY_PART, 2124, NULL},
    {"breakfast|breakfast time", CATEGORY_PART, 409, NULL},
    {"lunch|lunchtime|lunch time|at lunch", CATEGORY_PART, 1214, NULL},
    {"dinner|dinnertime|dinner time|supper|suppertime|supper time", CATEGORY_PART, 1721, NULL},
    {"after lunch", CATEGORY_PART, 11317, NULL},
    {"after school", CATEGORY_PART, 11521, NULL},
    {"after work", CATEGORY_PART, 11721, NULL},

    {"weekend|weekends|week end|wkend|wknd", CATEGORY_WEEKEND, 0, NULL},
    {"spring", CATEGORY_SEASON, 0, NULL},
    {"summer|summertime|summer time", CATEGORY_SEASON, 1, NULL},
    {"fall|autumn", CATEGORY_SEASON, 2, NULL},
    {"winter|wintertime|winter time", CATEGORY_SEASON, 3, NULL},

    {"half|a half|one half|half a|half an", CATEGORY_FRACTION, 50, NULL},
    {"quarter|a quarter|one quarter|quarters|a fourth|one fourth|fourth", CATEGORY_FRACTION, 25,
     NULL},
    {"three quarters|three quarter|three fourths", CATEGORY_FRACTION, 75, NULL},

    {"ago|back|earlier", CATEGORY_AGO, 0, NULL},
    {"from now|hence|from today|later|from this moment", CATEGORY_HENCE, 0, NULL},
    {"before|prior to|previous to|ahead of|earlier than", CATEGORY_BEFORE, 0, NULL},
    {"after|following|later than|past|anytime after|any time after|sometime after|starting from",
     CATEGORY_AFTER, 0, NULL},
    {"until|till|til|up to|up until|through|thru|no later than|not later than", CATEGORY_UNTIL, 0,
     NULL},
    {"since|from|starting|beginning|as of|starting at|starting on", CATEGORY_SINCE, 0, NULL},
    {"to|-|till|until|til|through|thru|up to|~", CATEGORY_TO, 0, NULL},
    {"around|about|approximately|approx|circa|roughly|near|exactly|precisely|sharp "
     "at|almost|nearly|some",
     CATEGORY_ABOUT, 0, NULL},
    {"early|early in|beginning of|the beginning of|start of|the start of|at the beginning of|"
     "at the start of|in the beginning of|beginning|in early|in the early part of",
     CATEGORY_PIECE, PIECE_EARLY, NULL},
    {"mid|middle of|the middle of|in the middle of|in mid|halfway through", CATEGORY_PIECE,
     PIECE_MIDDLE, NULL},
    {"late|late in|end of|the end of|at the end of|in late|towards the end of|later in",
     CATEGORY_PIECE, PIECE_LATE, NULL},

    {"every|each|every single|on every|on each", CATEGORY_EVERY, 1, NULL},
    {"every other|every second|each other", CATEGORY_EVERY, 2, NULL},
    {"daily|everyday|nightly", CATEGORY_OFTEN, UNIT(1, DAY), NULL},
    {"hourly", CATEGORY_OFTEN, UNIT(1, HOUR), NULL},
    {"weekly", CATEGORY_OFTEN, UNIT(1, WEEK), NULL},
    {"fortnightly|biweekly|bi weekly", CATEGORY_OFTEN, UNIT(2, WEEK), NULL},
    {"monthly", CATEGORY_OFTEN, UNIT(1, MONTH), NULL},
    {"quarterly", CATEGORY_OFTEN, UNIT(3, MONTH), NULL},
    {"yearly|annually|annual", CATEGORY_OFTEN, UNIT(1, YEAR), NULL},

    {"a couple|couple|a couple of|couple of|a pair of|pair of|a pair", CATEGORY_FEW, 2, NULL},
    {"a few|few|several", CATEGORY_FEW, 3, NULL},
};

const struct word_list chela__words_time_en = {WORDS, COUNT_OF(WORDS)};
