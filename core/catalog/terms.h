// terms.h - text as search terms, the same for the index and for a query.
//
// Folded to lower case without accents; English words lose their endings (stem.c); stop words are
// left out; runs of Han, kana or hangul give every single character and every pair. Identifiers
// are split at punctuation, between lower and upper case and before digits' words: "notes.create"
// and "createNote" give the terms that "create a note" gives.
#ifndef CHELA_CATALOG_TERMS_H
#define CHELA_CATALOG_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CHELA__TERM_MAX 48 // bytes; longer words are cut

struct chela__term {
    const char *text; // not NUL-terminated; borrowed during the callback
    size_t      len;
    bool        is_cjk;
};

typedef chela_status
chela__term_take(void *user, const struct chela__term *term);

// Calls `take` for each term in order, repeated ones too; stops at the first status below 0.
chela_status
chela__terms_each(const char *text, size_t len, chela__term_take *take, void *user,
                  struct chela_error *err);

// Shortens an English word of lower-case ASCII letters in place; returns the new length. "notes"
// becomes "note", "creation", "created" and "create" become "creat".
size_t
chela__stem(char *word, size_t len);

// A word that says nothing about what is wanted ("the", "please", "的").
bool
chela__stop_word(const char *word, size_t len);

#endif
