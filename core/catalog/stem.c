// stem.c - light English stemming and stop words; called by terms.c.
#include "catalog/terms.h"

#include <stdlib.h>
#include <string.h>

static bool
ends(const char *word, size_t len, const char *ending)
{
    size_t n = strlen(ending);
    return len >= n && !memcmp(word + len - n, ending, n);
}

static bool
is_vowel(char letter)
{
    return letter && strchr("aeiouy", letter) != NULL;
}

static bool
has_vowel(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (is_vowel(word[i]))
            return true;
    return false;
}

static size_t
drop_plural(char *word, size_t len)
{
    if (len > 4 && ends(word, len, "ies")) {
        word[len - 3] = 'y';
        return len - 2;
    }
    if (len > 4 && (ends(word, len, "sses") || ends(word, len, "xes") || ends(word, len, "ches") ||
                    ends(word, len, "shes") || ends(word, len, "zes")))
        return len - 2;
    if (len > 3 && ends(word, len, "s") && !ends(word, len, "ss") && !ends(word, len, "us") &&
        !ends(word, len, "is"))
        return len - 1;
    return len;
}

// running -> run, but calling -> call.
static size_t
undouble(const char *word, size_t len)
{
    char last = word[len - 1];
    if (len > 3 && last == word[len - 2] && !is_vowel(last) && !strchr("lsz", last))
        return len - 1;
    return len;
}

static size_t
drop_ending(const char *word, size_t len)
{
    if (len > 5 && ends(word, len, "ing") && has_vowel(word, len - 3))
        return undouble(word, len - 3);
    if (len > 4 && ends(word, len, "ed") && !ends(word, len, "eed") && has_vowel(word, len - 2))
        return undouble(word, len - 2);
    if (len > 6 && (ends(word, len, "tion") || ends(word, len, "sion")))
        return len - 3;
    if (len > 6 && (ends(word, len, "er") || ends(word, len, "ator")))
        return undouble(word, len - 2);
    if (len > 5 && ends(word, len, "ly"))
        return len - 2;
    return len;
}

size_t
chela__stem(char *word, size_t len)
{
    len = drop_plural(word, len);
    len = drop_ending(word, len);
    if (len > 4 && word[len - 1] == 'e')
        len--;
    return len;
}

static int
compare(const void *key, const void *entry)
{
    return strcmp(key, *(const char *const *)entry);
}

bool
chela__stop_word(const char *word, size_t len)
{
    static const char *const words[] = {
        "a",    "about", "all",  "am",   "an",     "and",  "any",  "are",    "as",    "at",
        "be",   "but",   "by",   "can",  "could",  "d",    "did",  "do",     "does",  "for",
        "from", "had",   "has",  "have", "i",      "if",   "in",   "into",   "is",    "it",
        "its",  "just",  "ll",   "m",    "may",    "me",   "my",   "need",   "of",    "on",
        "or",   "our",   "out",  "over", "please", "re",   "s",    "should", "so",    "some",
        "t",    "than",  "that", "the",  "their",  "them", "then", "there",  "these", "they",
        "this", "to",    "up",   "us",   "ve",     "want", "was",  "we",     "were",  "will",
        "with", "would", "you",  "your", "一",     "个",   "了",   "在",     "我",    "把",
        "是",   "的",    "给",   "请",
    };
    char text[CHELA__TERM_MAX + 1];
    if (len > CHELA__TERM_MAX)
        return false;
    memcpy(text, word, len);
    text[len] = '\0';
    return bsearch(text, words, sizeof words / sizeof *words, sizeof *words, compare) != NULL;
}
