// vcard.c - reading and changing vCards line by line; called by contacts.c.
#include "vcard.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SEARCHED_MAX 8192 // bytes of a card that are searched
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
    memcpy(out, until, strlen(until) + 1);
    return made;
}

// ---- matching ----

static const char *const searched[] = {"FN",   "N",    "NICKNAME",   "ORG",    "TITLE",
                                       "ROLE", "NOTE", "CATEGORIES", "X-ROLE", "RELATED"};

double
vcard_score(const char *card, const struct chela_query *query)
{
    char   text[SEARCHED_MAX];
    size_t len = 0;
    for (size_t i = 0; i < sizeof(searched) / sizeof(searched[0]); i++) {
        struct vcard_values values = {.count = 0};
        if (vcard_get(card, searched[i], &values) < 0)
            return 0;
        for (size_t j = 0; j < values.count; j++) {
            size_t more = strlen(values.items[j]);
            if (len + more + 1 > sizeof(text))
                continue;
            memcpy(text + len, values.items[j], more);
            text[len + more] = ' ';
            len += more + 1;
        }
        vcard_values_done(&values);
    }
    return chela_query_score(query, text, len);
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
