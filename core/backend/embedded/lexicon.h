// lexicon.h - what kind of word a word is: the closed classes of English and Chinese, words that
// ask for something, and groups of words that say the same thing.
#ifndef CHELA_BACKEND_EMBEDDED_LEXICON_H
#define CHELA_BACKEND_EMBEDDED_LEXICON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

// The class of a token. Names of the rows in weights.c follow this order.
enum chela__class {
    CHELA__CLASS_EDGE, // before the first and behind the last token
    CHELA__CLASS_WORD, // a word of no closed class
    CHELA__CLASS_NAME, // the same with a capital that does not begin a sentence
    CHELA__CLASS_HEAD, // the same with a capital that begins one
    CHELA__CLASS_HAN,  // one Chinese character of no closed class
    CHELA__CLASS_NUMBER,
    CHELA__CLASS_TYPED, // address, path, identifier, formula
    CHELA__CLASS_ARTICLE,
    CHELA__CLASS_THIS, // this, that, these, such
    CHELA__CLASS_PRONOUN,
    CHELA__CLASS_OWNER, // my, your, 's, 的
    CHELA__CLASS_AND,
    CHELA__CLASS_OR,
    CHELA__CLASS_BE, // and other auxiliaries
    CHELA__CLASS_ASK,
    CHELA__CLASS_NOT,
    CHELA__CLASS_COMMAND, // find, show, 查询
    CHELA__CLASS_IN,
    CHELA__CLASS_ON,
    CHELA__CLASS_AT,
    CHELA__CLASS_FROM,
    CHELA__CLASS_TO,
    CHELA__CLASS_FOR,
    CHELA__CLASS_OF,
    CHELA__CLASS_WITH,
    CHELA__CLASS_BY,
    CHELA__CLASS_ABOUT,
    CHELA__CLASS_BETWEEN,
    CHELA__CLASS_AS,
    CHELA__CLASS_NAMED, // named, called, titled, saying, 叫
    CHELA__CLASS_PREPOSITION,
    CHELA__CLASS_THEN, // then, next, finally, also, 再, 然后
    CHELA__CLASS_FILLER,
    CHELA__CLASS_COMMA,
    CHELA__CLASS_STOP,
    CHELA__CLASS_COLON,
    CHELA__CLASS_OPEN,
    CHELA__CLASS_CLOSE,
    CHELA__CLASS_QUOTE,
    CHELA__CLASS_SIGN, // any other punctuation
    CHELA__CLASSES
};

// The class of a word in lower case; CHELA__CLASS_WORD when it is in no list.
enum chela__class
chela__lexicon_class(struct chela_text lower);

// The longest word of a closed class at the start of Chinese text; returns its bytes, 0 for none.
size_t
chela__lexicon_han(struct chela_text text, enum chela__class *ret_class);

// True for words that carry no meaning by themselves.
bool
chela__lexicon_is_empty(struct chela_text lower);

// Static. "and", "of" ...
const char *chela__class_name(enum chela__class class);

// The word that stands for all words that say the same as this one; the word itself for none.
struct chela_text
chela__lexicon_same(struct chela_text lower);

#endif
