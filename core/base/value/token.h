// token.h - text -> tokens with folded keys, so that tables need one spelling of each word.
//
// A token is a run of letters, a run of digits, one Han character or one other character. Its key
// is lower case, without apostrophes, in half-width and simplified characters.
#ifndef CHELA_BASE_VALUE_TOKEN_H
#define CHELA_BASE_VALUE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKENS_MAX 128 // of one segment; a longer sentence is cut there
#define TOKEN_KEY 32   // bytes of a key; a longer word is in no table

enum token_kind { TOKEN_WORD, TOKEN_DIGITS, TOKEN_HAN, TOKEN_SIGN };

struct token {
    uint32_t        start, end; // bytes of the text
    uint64_t        hash;       // of the key
    enum token_kind kind;
    bool            spaced; // white space stands before it
    uint8_t         len;    // bytes of the key
    char            key[TOKEN_KEY];
};

#define KEY_HASH_START 14695981039346656037ULL

// Continues a hash (FNV-1a) with more bytes of a key.
uint64_t
chela__key_hash(uint64_t hash, const char *data, size_t len);

// The hash of a phrase, continued by one token: signs of hyphenation join nothing, Han characters
// follow each other without a space.
uint64_t
chela__phrase_hash(uint64_t hash, const struct token *before, const struct token *token);

// Reads the tokens of the next segment (a sentence, or TOKENS_MAX tokens) from *at on and moves *at
// behind it; 0 at the end of the text.
size_t
chela__tokenize(const char *text, size_t len, size_t *at, struct token tokens[TOKENS_MAX]);

#endif
