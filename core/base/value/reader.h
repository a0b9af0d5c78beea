// reader.h - what the chart asks of the parts: numbers, digit forms, the meaning of a word.
#ifndef CHELA_BASE_VALUE_READER_H
#define CHELA_BASE_VALUE_READER_H

#include "base/value/chart.h"
#include "base/value/grammar.h"

// Adds the numbers and ordinals that begin at a token, digits or words; each length that is one.
void
chela__number_read(struct parse *parse, size_t start);

// Adds the dates and clock times in digits that begin at a token: 2014-10-03, 10/31/74, 15:30.
void
chela__digits_read(struct parse *parse, size_t start);

// The meaning of an entry of a word table; false when it has none here.
bool
chela__word_meaning(struct parse *parse, const struct entry *entry, struct meaning *ret);

#endif
