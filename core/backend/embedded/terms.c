// terms.c - stems and character pairs as hashes.
#include "backend/embedded/terms.h"

#include <string.h>

#include "backend/embedded/lexicon.h"

static uint32_t
hash(const char *data, size_t len)
{
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < len; i++)
        value = (value ^ (unsigned char)data[i]) * 16777619u;
    return value ? value : 1;
}

size_t
chela__word_lower(struct chela_text word, char out[CHELA__WORD_MAX])
{
    size_t len = word.len < CHELA__WORD_MAX ? word.len : CHELA__WORD_MAX;
    for (size_t i = 0; i < len; i++)
        out[i] =
            word.data[i] >= 'A' && word.data[i] <= 'Z' ? (char)(word.data[i] + 32) : word.data[i];
    return len;
}

static bool
ends(const char *word, size_t len, const char *tail)
{
    size_t n = strlen(tail);
    return len > n && memcmp(word + len - n, tail, n) == 0;
}

static bool
is_vowel(char c)
{
    return c && strchr("aeiouy", c);
}

static size_t
cut_plural(char *word, size_t len)
{
    if (len > 4 && ends(word, len, "ies")) {
        word[len - 3] = 'y';
        return len - 2;
    }
    if (len > 4 && (ends(word, len, "sses") || ends(word, len, "xes") || ends(word, len, "ches") ||
                    ends(word, len, "shes")))
        return len - 2;
    if (len > 3 && word[len - 1] == 's' && !strchr("su", word[len - 2]) && !ends(word, len, "is"))
        return len - 1;
    return len;
}

static size_t
cut_ending(const char *word, size_t len)
{
    static const struct {
        const char *tail;
        size_t      least, cut;
    } endings[] = {{"ations", 8, 4}, {"ation", 7, 3}, {"ings", 7, 4},
                   {"ing", 6, 3},    {"ion", 6, 3},   {"ed", 5, 2}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (len < endings[i].least || !ends(word, len, endings[i].tail))
            continue;
        len -= endings[i].cut;
        if (len > 3 && word[len - 1] == word[len - 2] && !is_vowel(word[len - 1]) &&
            !strchr("ls", word[len - 1]))
            len--;
        return len;
    }
    return len;
}

static uint32_t
stem(struct chela_text lower)
{
    char text[CHELA__WORD_MAX] = "";
    memcpy(text, lower.data, lower.len);
    size_t len = cut_plural(text, lower.len);
    len        = cut_ending(text, len);
    if (len > 3 && text[len - 1] == 'e')
        len--;
    return hash(text, len);
}

struct chela__term
chela__term_of(struct chela_text word)
{
    char               text[CHELA__WORD_MAX];
    struct chela_text  lower = {text, chela__word_lower(word, text)};
    struct chela__term term  = {.stem = stem(lower)};
    struct chela_text  same  = chela__lexicon_same(lower);
    if (same.data == text && lower.len > 3 && text[lower.len - 1] == 's') {
        lower.len--; // a plural of a word that is in a group
        same = chela__lexicon_same(lower);
    }
    term.same = same.data == text ? term.stem : stem(same);
    return term;
}

struct chela__term
chela__term_pair(uint32_t first, uint32_t second)
{
    uint32_t both[2] = {first, second};
    uint32_t value   = hash((const char *)both, sizeof both);
    return (struct chela__term){value, value};
}

bool
chela__is_han(uint32_t character)
{
    return (character >= 0x2e80 && character <= 0x9fff &&
            !(character >= 0x3000 && character <= 0x303f)) ||
           (character >= 0xf900 && character <= 0xfaff) ||
           (character >= 0x20000 && character <= 0x3ffff);
}

float
chela__terms_match(const struct chela__term *terms, size_t count, struct chela__term term)
{
    float best = 0;
    for (size_t i = 0; i < count; i++) {
        if (terms[i].stem == term.stem)
            return 1;
        if (terms[i].same == term.same)
            best = 0.6f;
    }
    return best;
}

struct collector {
    struct chela__term *terms;
    size_t              count, max;
};

static void
collect(struct collector *into, struct chela__term term)
{
    for (size_t i = 0; i < into->count; i++)
        if (into->terms[i].stem == term.stem)
            return;
    if (into->count < into->max)
        into->terms[into->count++] = term;
}

static void
collect_word(struct collector *into, struct chela_text word)
{
    char              text[CHELA__WORD_MAX];
    struct chela_text lower = {text, chela__word_lower(word, text)};
    if (!chela__lexicon_is_empty(lower))
        collect(into, chela__term_of(word));
}

// The end of the word that starts at `at`; a capital after a small letter starts another one.
static size_t
word_end(struct chela_text text, size_t at)
{
    size_t end = at;
    while (end < text.len) {
        unsigned char c      = (unsigned char)text.data[end];
        bool          letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        bool          digit  = c >= '0' && c <= '9';
        if (!letter && !digit && c < 0x80)
            break;
        if (c >= 0x80) {
            size_t   next      = end;
            uint32_t character = chela__utf8_next(text.data, text.len, &next);
            if (character > 0x24f)
                break;
            end = next;
            continue;
        }
        if (end > at) {
            unsigned char before = (unsigned char)text.data[end - 1];
            if (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z')
                break;
            if (digit != (before >= '0' && before <= '9'))
                break;
        }
        end++;
    }
    return end;
}

size_t
chela__terms_of(struct chela_text text, struct chela__term *ret_terms, size_t max)
{
    struct collector into = {ret_terms, 0, max};
    uint32_t         last = 0; // the Han character before
    for (size_t at = 0; at < text.len;) {
        size_t end = word_end(text, at);
        if (end > at) {
            struct chela_text word = {text.data + at, end - at};
            collect_word(&into, word);
            at   = end;
            last = 0;
            continue;
        }
        uint32_t character = chela__utf8_next(text.data, text.len, &at);
        bool     han       = chela__is_han(character);
        if (han && last)
            collect(&into, chela__term_pair(last, character));
        last = han ? character : 0;
    }
    return into.count;
}
