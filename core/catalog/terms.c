// terms.c - splits text into search terms; called by the index builder and by search.
#include "catalog/terms.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

// Where a walk over the text is.
struct splitter {
    const char       *data;
    size_t            len;
    size_t            at;
    chela__term_take *take;
    void             *user;
    char              word[CHELA__TERM_MAX + 1];
    size_t            word_len;
    char              pair[8]; // the last ideograph, while a run lasts
    size_t            pair_len;
    utf8proc_int32_t  last; // the last character of the word, before folding
};

static bool
is_cjk(uint32_t character)
{
    return (character >= 0x3040 && character <= 0x30FF) ||
           (character >= 0x3400 && character <= 0x9FFF) ||
           (character >= 0xAC00 && character <= 0xD7A3) ||
           (character >= 0xF900 && character <= 0xFAFF) ||
           (character >= 0x20000 && character <= 0x3FFFD);
}

static bool
is_ascii_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static chela_status
flush_word(struct splitter *splitter)
{
    size_t len         = splitter->word_len;
    splitter->word_len = 0;
    if (!len || chela__stop_word(splitter->word, len))
        return CHELA_OK;
    if (is_ascii_letter(splitter->word[0]) && is_ascii_letter(splitter->word[len - 1]))
        len = chela__stem(splitter->word, len);
    const struct chela__term term = {splitter->word, len, false};
    return splitter->take(splitter->user, &term);
}

// An ideograph gives itself and, with the one before it, a pair.
static chela_status
take_cjk(struct splitter *splitter, uint32_t character)
{
    char   both[sizeof splitter->pair + 4];
    size_t before = splitter->pair_len;
    memcpy(both, splitter->pair, before);
    size_t             own    = chela__utf8_put(character, both + before);
    struct chela__term single = {both + before, own, true};
    struct chela__term pair   = {both, before + own, true};
    chela_status       status = CHELA_OK;
    if (!chela__stop_word(single.text, single.len))
        status = splitter->take(splitter->user, &single);
    if (status == CHELA_OK && before)
        status = splitter->take(splitter->user, &pair);
    memcpy(splitter->pair, both + before, own);
    splitter->pair_len = own;
    return status;
}

// True where an identifier goes on to its next word: "createNote", "HTTPServer".
static bool
begins_word(const struct splitter *splitter, utf8proc_int32_t character)
{
    if (!splitter->word_len || utf8proc_category(character) != UTF8PROC_CATEGORY_LU)
        return false;
    if (utf8proc_category(splitter->last) != UTF8PROC_CATEGORY_LU)
        return true;
    size_t           at   = splitter->at;
    utf8proc_int32_t next = (utf8proc_int32_t)chela__utf8_next(splitter->data, splitter->len, &at);
    return utf8proc_category(next) == UTF8PROC_CATEGORY_LL;
}

// Lower case without accents. Full-width forms become ASCII.
static void
append_folded(struct splitter *splitter, utf8proc_int32_t character)
{
    utf8proc_int32_t folded[16];
    const int        options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                        UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    int              boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(character, folded, 16, (utf8proc_option_t)options, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 16; i++) {
        char   bytes[4];
        size_t len = chela__utf8_put((uint32_t)folded[i], bytes);
        if (splitter->word_len + len > CHELA__TERM_MAX)
            return;
        memcpy(splitter->word + splitter->word_len, bytes, len);
        splitter->word_len += len;
    }
}

static void
append(struct splitter *splitter, utf8proc_int32_t character)
{
    if (character >= 0x80) {
        append_folded(splitter, character);
    } else if (splitter->word_len < CHELA__TERM_MAX) {
        bool upper                           = character >= 'A' && character <= 'Z';
        splitter->word[splitter->word_len++] = (char)(upper ? character + 32 : character);
    }
}

// Letters, digits and marks make words.
static bool
is_word(utf8proc_int32_t character)
{
    if (character < 0x80)
        return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
               (character >= 'a' && character <= 'z');
    utf8proc_category_t category = utf8proc_category(character);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static chela_status
take_character(struct splitter *splitter, uint32_t character)
{
    chela_status status = CHELA_OK;
    if (is_cjk(character)) {
        status = flush_word(splitter);
        return status < 0 ? status : take_cjk(splitter, character);
    }
    splitter->pair_len         = 0;
    utf8proc_int32_t codepoint = (utf8proc_int32_t)character;
    if (!is_word(codepoint))
        return flush_word(splitter);
    if (begins_word(splitter, codepoint))
        status = flush_word(splitter);
    append(splitter, codepoint);
    splitter->last = codepoint;
    return status;
}

chela_status
chela__terms_each(const char *text, size_t len, chela__term_take *take, void *user,
                  struct chela_error *err)
{
    struct splitter splitter = {.data = text, .len = len, .take = take, .user = user};
    chela_status    status   = CHELA_OK;
    while (splitter.at < len && status == CHELA_OK) {
        uint32_t character = chela__utf8_next(text, len, &splitter.at);
        status             = take_character(&splitter, character);
    }
    if (status == CHELA_OK)
        status = flush_word(&splitter);
    if (status == CHELA_NO_MEMORY)
        return chela__error_memory(err);
    return status;
}
