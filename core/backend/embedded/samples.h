// samples.h - the examples that a description gives: "e.g., 'Paris, FR'", "such as 10".
#ifndef CHELA_BACKEND_EMBEDDED_SAMPLES_H
#define CHELA_BACKEND_EMBEDDED_SAMPLES_H

#include <stdbool.h>

#include "base/text.h"

#define CHELA__SAMPLES_MAX 6
#define CHELA__SAMPLE_BYTES 60 // longer ones are sentences

enum chela__sample_form { // what a text looks like from afar
    CHELA__SAMPLE_SMALL,  // words without capitals
    CHELA__SAMPLE_NAME,   // a word with a capital first
    CHELA__SAMPLE_CODE,   // capitals alone: "AAPL"
    CHELA__SAMPLE_NUMBER,
    CHELA__SAMPLE_MIXED, // letters with digits or signs
    CHELA__SAMPLE_HAN
};

// The examples, quoted or behind "such as"; returns how many. They are borrowed from the text.
size_t
chela__samples_find(const char *text, struct chela_text ret_samples[CHELA__SAMPLES_MAX]);

enum chela__sample_form
chela__sample_form(struct chela_text text);

size_t
chela__sample_words(struct chela_text text);

#endif
