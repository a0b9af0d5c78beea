// tokens.h - text as tokens with byte spans and word classes; the first step of understanding.
#ifndef CHELA_BACKEND_EMBEDDED_TOKENS_H
#define CHELA_BACKEND_EMBEDDED_TOKENS_H

#include "backend/embedded/scratch.h"
#include "backend/embedded/lexicon.h"
#include "backend/embedded/terms.h"
#include "base/error.h"

#define CHELA__TOKENS_MAX 2048 // what follows is not read

struct chela__token {
    uint32_t start, end; // bytes
    enum chela__class class;
    struct chela__term term; // for a Han character: the pair with the one behind it
    bool               space_before;
    bool               capital; // starts with one
};

struct chela__tokens {
    struct chela_text    text;
    struct chela__token *items;
    size_t               count;
};

// Addresses, paths, identifiers, formulas and numbers are one token each; so are the words of
// Chinese closed classes; every other Han character is one of its own.
chela_status
chela__tokens_read(struct chela_text text, struct chela__scratch *arena,
                   struct chela__tokens *ret_tokens, struct chela_error *err);

// The class of token `at`, CHELA__CLASS_EDGE outside.
enum chela__class
chela__tokens_class(const struct chela__tokens *tokens, size_t at);

// The token that contains or follows the byte; `count` behind the last.
size_t
chela__tokens_at(const struct chela__tokens *tokens, size_t byte);

struct chela_text
chela__token_text(const struct chela__tokens *tokens, size_t at);

#endif
