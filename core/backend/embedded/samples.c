// samples.c - finds the examples in a description and tells what they look like.
#include "backend/embedded/samples.h"

#include <ctype.h>
#include <string.h>

static const struct { // what stands around a quoted example
    const char *open, *close;
} quotes[] = {{"'", "'"}, {"\"", "\""}, {"`", "`"}, {"“", "”"}, {"‘", "’"}, {"「", "」"}};

static const char *const cues[] = {"e.g.",         "e.g",      "such as",   "for example",
                                   "for instance", "example:", "examples:", "like ",
                                   "例如",         "比如",     "如："};

static bool
is_word_byte(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

// The example in quotes that begins at `at`; empty when there is none.
static struct chela_text
quoted_at(const char *text, const char *at)
{
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t open = strlen(quotes[i].open);
        if (strncmp(at, quotes[i].open, open) != 0 ||
            (open == 1 && at > text && is_word_byte(at[-1])))
            continue;
        const char *start = at + open, *end = strstr(start, quotes[i].close);
        if (end && end > start && end - start <= CHELA__SAMPLE_BYTES)
            return (struct chela_text){start, (size_t)(end - start)};
    }
    return CHELA_TEXT("");
}

static size_t
cue_at(const char *at)
{
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
        if (strncasecmp(at, cues[i], strlen(cues[i])) == 0)
            return strlen(cues[i]);
    return 0;
}

// ", CA": part of a place.
static bool
is_code(const char *at)
{
    return at[0] == ',' && at[1] == ' ' && isupper((unsigned char)at[2]) &&
           isupper((unsigned char)at[3]) && !is_word_byte(at[4]);
}

// The unquoted example at `at`: up to a comma, a bracket or the end of the sentence.
static struct chela_text
plain_at(const char *at)
{
    size_t len = 0;
    while (at[len] && !(strchr(",;()[]'\"`", at[len]) && !is_code(at + len)) &&
           strncmp(at + len, "，", 3) != 0 && strncmp(at + len, "、", 3) != 0 &&
           strncmp(at + len, "。", 3) != 0 && strncmp(at + len, "）", 3) != 0 &&
           strncmp(at + len, " or ", 4) != 0 && strncmp(at + len, " and ", 5) != 0 &&
           !(at[len] == '.' && (at[len + 1] == ' ' || !at[len + 1])))
        len++;
    return (struct chela_text){at, len <= CHELA__SAMPLE_BYTES ? len : 0};
}

static void
add(struct chela_text *samples, size_t *count, struct chela_text sample)
{
    while (sample.len && isspace((unsigned char)sample.data[sample.len - 1]))
        sample.len--;
    if (sample.len && *count < CHELA__SAMPLES_MAX)
        samples[(*count)++] = sample;
}

// Examples one after the other behind a cue; returns where reading stopped.
static const char *
read_plain(const char *at, struct chela_text *samples, size_t *count)
{
    for (int i = 0; i < CHELA__SAMPLES_MAX; i++) {
        at += strspn(at, " ,:");
        if (strncmp(at, "or ", 3) == 0)
            at += 3;
        struct chela_text sample = plain_at(at);
        if (!sample.len || chela__sample_words(sample) > 3)
            return at;
        add(samples, count, sample);
        at += sample.len;
        if (*at != ',' && strncmp(at, " or ", 4) != 0)
            return at;
    }
    return at;
}

size_t
chela__samples_find(const char *text, struct chela_text ret_samples[CHELA__SAMPLES_MAX])
{
    size_t count = 0;
    for (const char *at = text; *at && count < CHELA__SAMPLES_MAX;) {
        struct chela_text quoted = quoted_at(text, at);
        size_t            cue =
            at == text || !is_word_byte(at[-1]) || (unsigned char)*at >= 0x80 ? cue_at(at) : 0;
        if (quoted.len) {
            add(ret_samples, &count, quoted);
            at = quoted.data + quoted.len + 1;
        } else if (cue) {
            const char *end = read_plain(at + cue, ret_samples, &count);
            at              = end > at ? end : at + cue;
        } else {
            at++;
        }
    }
    return count;
}

size_t
chela__sample_words(struct chela_text text)
{
    size_t words = 0;
    for (size_t i = 0; i < text.len; i++)
        words += text.data[i] != ' ' && (i == 0 || text.data[i - 1] == ' ');
    return words;
}

enum chela__sample_form
chela__sample_form(struct chela_text text)
{
    bool small = false, capital = false, digit = false, sign = false, han = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        small |= islower(c) != 0;
        capital |= isupper(c) != 0;
        digit |= isdigit(c) != 0;
        sign |= c && c < 0x80 && strchr("@/\\_=*#+%$:<>^", c) != NULL;
        han |= c >= 0xe3;
    }
    if (han)
        return CHELA__SAMPLE_HAN;
    if (sign || (digit && (small || capital)))
        return CHELA__SAMPLE_MIXED;
    if (digit)
        return CHELA__SAMPLE_NUMBER;
    if (capital && !small)
        return CHELA__SAMPLE_CODE;
    return capital ? CHELA__SAMPLE_NAME : CHELA__SAMPLE_SMALL;
}
