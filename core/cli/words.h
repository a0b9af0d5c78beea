// words.h - a manifest's "sandbox" as sentences.
#ifndef CHELA_CLI_WORDS_H
#define CHELA_CLI_WORDS_H

#include "base/buffer.h"

// "files:$data:rw" -> "read and change files in its own data folder".
void
chela__words_of_reach(const char *reach, struct chela__buffer *words);

#endif
