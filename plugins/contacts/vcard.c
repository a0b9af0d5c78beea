// vcard.c - reading and changing vCards line by line; called by contacts.c.
#include "vcard.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NATIONAL_DIGITS 9 // digits that tell a subscriber apart in most numbering plans

// ---- lines ----

// One logical line: continuation lines (RFC 6350, section 3.2: a leading space or tab) belong to
// it.
struct line {
    const char *start;
    const char *end; // behind its last character, before the line break
    const char *next;
};

static bool
next_line(const char *from, struct line *ret_line)
{
    if (!*from)
        return false;
    ret_line->start = from;
    const char *at  = from;
    for (;;) {
        at += strcspn(at, "\n");
        const char *after = *at ? at + 1 : at;
        if (*after != ' ' && *after != '\t') {
            ret_line->end  = at > from && at[-1] == '\r' ? at - 1 : at;
            ret_line->next = after;
            return true;
        }
        at = after;
    }
}

// Where the value of a line begins when the line is `property`; NULL when it is another one.
static const char *
value_of(const struct line *line, const char *property)
{
    const char *name = line->start;
    for (const char *at = name; at < line->end && *at != ':' && *at != ';'; at++)
        if (*at == '.')
            name = at + 1; // "item1.TEL"
    size_t len = strlen(property);
    if ((size_t)(line->end - name) <= len || strncasecmp(name, property, len) != 0)
        return NULL;
    if (name[len] != ':' && name[len] != ';')
        return NULL;
    bool is_quoted = false;
    for (const char *at = name + len; at < line->end; at++) {
        if (*at == '"')
            is_quoted = !is_quoted;
        else if (*at == ':' && !is_quoted)
            return at + 1;
    }
    return NULL;
}

// Unfolds and unescapes; "tel:" of vCard 4 is dropped.
static char *
unescape(const char *from, const char *end)
{
    if (end - from > 4 && strncasecmp(from, "tel:", 4) == 0)
        from += 4;
    char *text = malloc((size_t)(end - from) + 1);
    if (!text)
        return NULL;
    size_t len = 0;
    for (const char *at = from; at < end; at++) {
        if (*at == '\r')
            continue;
        if (*at == '\n') {
            at++; // a fold: the space behind the break goes with it
            continue;
        }
        if (*at == '\\' && at + 1 < end) {
            at++;
            text[len++] = *at == 'n' || *at == 'N' ? ' ' : *at;
            continue;
        }
        text[len++] = *at;
    }
    text[len] = 0;
    return text;
}

void
vcard_values_done(struct vcard_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        free(values->items[i]);
    values->count = 0;
}

chela_status
vcard_get(const char *card, const char *property, struct vcard_values *ret_values)
{
    struct vcard_values values = {.count = 0};
    struct line         line;
    for (const char *at = card; values.count < VCARD_VALUES && next_line(at, &line);
         at             = line.next) {
        const char *value = value_of(&line, property);
        if (!value)
            continue;
        char *text = unescape(value, line.end);
        if (!text) {
            vcard_values_done(&values);
            return CHELA_NO_MEMORY;
        }
        values.items[values.count++] = text;
    }
    *ret_values = values;
    return CHELA_OK;
}

// ---- writing ----

// Escapes as RFC 6350 section 3.4; control characters become spaces. Returns the end of what it
// wrote.
static char *
escape(char *out, const char *value)
{
    for (; *value; value++) {
        if (*value == ',' || *value == ';' || *value == '\\')
            *out++ = '\\';
        *out++ = (unsigned char)*value < ' ' ? ' ' : *value;
    }
    return out;
}

char *
vcard_set(const char *card, const char *property, const char *value)
{
    struct line line;
    const char *from  = NULL;
    const char *until = NULL;
    for (const char *at = card; next_line(at, &line); at = line.next) {
        bool is_end = value_of(&line, "END") != NULL;
        if (!is_end && !value_of(&line, property))
            continue;
        from  = line.start;
        until = is_end ? line.start : line.next;
        break;
    }
    if (!from)
        from = until = card + strlen(card);
    size_t size = strlen(card) + strlen(property) + 2 * strlen(value) + sizeof(":\r\n");
    char  *made = malloc(size);
    if (!made)
        return NULL;
    char *out = made;
    memcpy(out, card, (size_t)(from - card));
    out += from - card;
    out    = stpcpy(out, property);
    *out++ = ':';
    out    = escape(out, value);
    out    = stpcpy(out, "\r\n");
    strcpy(out, until);
    return made;
}

// ---- matching ----

static const char *const searched[] = {"FN",   "N",    "NICKNAME",   "ORG",    "TITLE",
                                       "ROLE", "NOTE", "CATEGORIES", "X-ROLE", "RELATED"};

// Words that say nothing about who is meant.
static const char *const empty_words[] = {
    "my",      "the",    "a",     "an",    "our", "of", "for", "from", "with", "find",
    "contact", "number", "phone", "email", "s",   "mr", "mrs", "ms",   "to",   "and"};

static bool
is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

static bool
is_empty_word(const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof(empty_words) / sizeof(empty_words[0]); i++)
        if (strlen(empty_words[i]) == len && strncasecmp(empty_words[i], word, len) == 0)
            return true;
    return false;
}

// ASCII words must begin a word; others (Chinese has no spaces) may stand anywhere.
static bool
has_word(const char *text, const char *word, size_t len)
{
    bool is_ascii = (unsigned char)word[0] < 0x80;
    for (const char *at = text; *at; at++)
        if (strncasecmp(at, word, len) == 0 && (!is_ascii || at == text || !is_word_byte(at[-1])))
            return true;
    return false;
}

static bool
card_has_word(const char *card, const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof(searched) / sizeof(searched[0]); i++) {
        struct vcard_values values = {.count = 0};
        bool                found  = false;
        if (vcard_get(card, searched[i], &values) < 0)
            return false;
        for (size_t j = 0; j < values.count && !found; j++)
            found = has_word(values.items[j], word, len);
        vcard_values_done(&values);
        if (found)
            return true;
    }
    return false;
}

// Possessives in front and particles of Chinese ("我的", "的") say nothing about who is meant.
static const char *
skip_chinese(const char *word, size_t *len)
{
    static const char *const heads[] = {"我的", "我", "那个", "这个"};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        size_t head = strlen(heads[i]);
        if (*len > head && memcmp(word, heads[i], head) == 0) {
            *len -= head;
            return word + head;
        }
    }
    return word;
}

bool
vcard_matches(const char *card, const char *query)
{
    size_t words = 0;
    for (const char *at = query; *at;) {
        size_t len = 0;
        while (is_word_byte(at[len]))
            len++;
        if (len > 0 && !is_empty_word(at, len)) {
            size_t      rest = len;
            const char *word = skip_chinese(at, &rest);
            if (!card_has_word(card, word, rest))
                return false;
            words++;
        }
        at += len ? len : 1;
    }
    return words > 0;
}

static size_t
digits_of(const char *text, char *digits, size_t size)
{
    size_t len = 0;
    for (; *text && len + 1 < size; text++)
        if (isdigit((unsigned char)*text))
            digits[len++] = *text;
    digits[len] = 0;
    return len;
}

static bool
is_same_phone(const char *a, const char *b)
{
    char   left[32];
    char   right[32];
    size_t left_len  = digits_of(a, left, sizeof(left));
    size_t right_len = digits_of(b, right, sizeof(right));
    if (left_len < NATIONAL_DIGITS || right_len < NATIONAL_DIGITS)
        return left_len > 0 && strcmp(left, right) == 0;
    return strcmp(left + left_len - NATIONAL_DIGITS, right + right_len - NATIONAL_DIGITS) == 0;
}

bool
vcard_has_phone(const char *card, const char *phone)
{
    struct vcard_values values = {.count = 0};
    bool                found  = false;
    if (vcard_get(card, "TEL", &values) < 0)
        return false;
    for (size_t i = 0; i < values.count && !found; i++)
        found = is_same_phone(values.items[i], phone);
    vcard_values_done(&values);
    return found;
}
