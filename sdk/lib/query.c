// query.c - see query.h.
#include <chela/query.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 32
#define MAX_WORD 64 // bytes kept of one word, folded

struct word {
    char   text[MAX_WORD];
    size_t len;
    bool   is_han; // a run of characters without spaces
};

struct chela_query {
    uint32_t    flags;
    size_t      count;
    struct word words[MAX_WORDS];
};

static const char *const small_words[] = {
    "a",  "about", "all", "an", "and", "any", "at",  "by",   "for", "from", "in", "is",
    "it", "me",    "my",  "of", "on",  "or",  "our", "that", "the", "this", "to", "with"};

// ---- characters ----

// One character from UTF-8; a broken byte stands for itself. Moves *at on.
static uint32_t
next_character(const char *text, size_t len, size_t *at)
{
    unsigned char first = (unsigned char)text[(*at)++];
    int           more  = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    uint32_t      c     = more ? first & (0x3Fu >> more) : first;
    for (; more && *at < len && ((unsigned char)text[*at] & 0xC0) == 0x80; more--)
        c = c << 6 | ((unsigned char)text[(*at)++] & 0x3F);
    return c;
}

static bool
is_han(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
           (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static bool
is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xC0 || c == 0xD7 || c == 0xF7)
        return c == 0xAA || c == 0xB5 || c == 0xBA;
    return !is_han(c) && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) &&
           !(c >= 0xFE10 && c <= 0xFE6F) && !(c >= 0xFF01 && c <= 0xFF0F);
}

// Small letters of Latin, Greek and Cyrillic.
static uint32_t
fold(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F) || (c >= 0xFF21 && c <= 0xFF3A))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    bool even = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
    bool odd  = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    return (even && !(c & 1)) || (odd && (c & 1)) ? c + 1 : c;
}

static void
put(struct word *word, uint32_t c)
{
    char   bytes[4];
    size_t count = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = count; i-- > 1; c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3F));
    bytes[0] = (char)(count == 1 ? c : (0xF00u >> count & 0xF0) | c);
    if (word->len + count > MAX_WORD)
        return;
    memcpy(word->text + word->len, bytes, count);
    word->len += count;
}

// The next run of letters, or of Han characters. Moves *at on.
static bool
next_word(const char *text, size_t len, size_t *at, bool keep_case, struct word *ret_word)
{
    ret_word->len    = 0;
    ret_word->is_han = false;
    while (*at < len) {
        size_t   before = *at;
        uint32_t c      = next_character(text, len, at);
        bool     han = is_han(c), apostrophe = (c == '\'' || c == 0x2019) && ret_word->len;
        if (apostrophe && !ret_word->is_han)
            continue;
        if (!han && !is_letter(c)) {
            if (ret_word->len)
                return true;
            continue;
        }
        if (ret_word->len && han != ret_word->is_han) {
            *at = before;
            return true;
        }
        ret_word->is_han = han;
        put(ret_word, keep_case ? c : fold(c));
    }
    return ret_word->len > 0;
}

// ---- words ----

static bool
ends_in(const struct word *word, const char *tail)
{
    size_t len = strlen(tail);
    return word->len > len + 1 && !memcmp(word->text + word->len - len, tail, len);
}

// Length without an English plural: "invoices" and "invoice", "copies" and "copy" agree.
static size_t
stem(const struct word *word)
{
    if (ends_in(word, "ies"))
        return word->len - 3;
    if (ends_in(word, "ches") || ends_in(word, "shes") || ends_in(word, "xes") ||
        ends_in(word, "sses"))
        return word->len - 2;
    if (ends_in(word, "s") && !ends_in(word, "ss"))
        return word->len - 1;
    if (ends_in(word, "y") && word->len > 3)
        return word->len - 1;
    return word->len;
}

static bool
same_word(const struct word *wanted, const struct word *found, uint32_t flags)
{
    if (flags & CHELA_QUERY_WORD)
        return wanted->len == found->len && !memcmp(wanted->text, found->text, found->len);
    size_t w = stem(wanted), f = stem(found);
    if (w == f && !memcmp(wanted->text, found->text, w))
        return true;
    return w >= 3 && f > w && !memcmp(wanted->text, found->text, w);
}

static bool
is_small(const struct word *word)
{
    for (size_t i = 0; i < sizeof small_words / sizeof *small_words; i++)
        if (strlen(small_words[i]) == word->len && !memcmp(small_words[i], word->text, word->len))
            return true;
    return false;
}

// Articles and prepositions go, unless there is nothing else.
static void
drop_small_words(struct chela_query *query)
{
    size_t kept = 0;
    for (size_t i = 0; i < query->count; i++)
        kept += !is_small(&query->words[i]);
    if (!kept)
        return;
    kept = 0;
    for (size_t i = 0; i < query->count; i++)
        if (!is_small(&query->words[i]))
            query->words[kept++] = query->words[i];
    query->count = kept;
}

chela_status
chela_query_new(const char *text, uint32_t flags, struct chela_query **ret_query)
{
    struct word         word;
    size_t              at = 0, len = strlen(text);
    struct chela_query *query = calloc(1, sizeof *query);
    if (!query)
        return CHELA_NO_MEMORY;
    query->flags = flags;
    while (next_word(text, len, &at, flags & CHELA_QUERY_CASE, &word)) {
        if (query->count == MAX_WORDS) {
            free(query);
            return CHELA_LIMIT;
        }
        query->words[query->count++] = word;
    }
    if (!query->count) {
        free(query);
        return CHELA_INVALID;
    }
    if (!(flags & CHELA_QUERY_WORD))
        drop_small_words(query);
    *ret_query = query;
    return CHELA_OK;
}

void
chela_query_free(struct chela_query *query)
{
    free(query);
}

// A run of characters as a whole, else the share of its pairs.
static double
han_score(const struct word *word, const char *text, size_t len)
{
    size_t starts[MAX_WORD + 1], count = 0, found = 0;
    if (memmem(text, len, word->text, word->len))
        return 1;
    for (size_t at = 0; at < word->len; count++) {
        starts[count] = at;
        next_character(word->text, word->len, &at);
    }
    starts[count] = word->len;
    for (size_t i = 0; i + 2 <= count; i++)
        found += memmem(text, len, word->text + starts[i], starts[i + 2] - starts[i]) != NULL;
    return count > 1 ? (double)found / (double)(count - 1) : 0;
}

double
chela_query_score(const struct chela_query *query, const char *text, size_t len)
{
    bool        found[MAX_WORDS] = {false};
    double      score            = 0;
    size_t      at               = 0;
    struct word word;
    while (next_word(text, len, &at, query->flags & CHELA_QUERY_CASE, &word))
        for (size_t i = 0; !word.is_han && i < query->count; i++)
            if (!query->words[i].is_han && !found[i])
                found[i] = same_word(&query->words[i], &word, query->flags);
    for (size_t i = 0; i < query->count; i++)
        score += query->words[i].is_han ? han_score(&query->words[i], text, len) : found[i];
    return score / (double)query->count;
}
