// ecma.c - rewrites ECMA-262 regular expressions for PCRE2; called by pattern.c.
//
// What both write alike is copied. What only PCRE2 knows (inline flags, verbs, possessive
// quantifiers, \A ...) is refused, so that a pattern means here what it means to everybody else.
#include <string.h>

#include "base/text.h"
#include "schema/pattern.h"

// White space and line ends of ECMA-262, and all the rest.
#define SPACES                                                                                     \
    "\\t\\n\\x{b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}"   \
    "\\x{3000}\\x{feff}"
#define NOT_SPACES                                                                                 \
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"  \
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-"       \
    "\\x{10ffff}"

struct translation {
    const char           *at, *end;
    struct chela__buffer *out;
    struct chela_error   *err;
    bool                  in_class;
};

static chela_status
translate_wrong(struct translation *pattern, const char *what)
{
    return chela__error(pattern->err, CHELA_INVALID, "not a regular expression: %s", what);
}

static bool
next_is(const struct translation *pattern, char byte)
{
    return pattern->at < pattern->end && *pattern->at == byte;
}

static bool
starts_with(const struct translation *pattern, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(pattern->end - pattern->at) >= len && memcmp(pattern->at, text, len) == 0;
}

static void
put(struct translation *pattern, const char *text)
{
    chela__buffer_text(pattern->out, text);
}

// ---- escapes ----

static int
hex_value(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

// Exactly `digits` hexadecimal digits.
static bool
read_hex(struct translation *pattern, int digits, uint32_t *ret_number)
{
    uint32_t number = 0;
    if (pattern->end - pattern->at < digits)
        return false;
    for (int i = 0; i < digits; i++) {
        int value = hex_value(pattern->at[i]);
        if (value < 0)
            return false;
        number = number << 4 | (uint32_t)value;
    }
    pattern->at += digits;
    *ret_number = number;
    return true;
}

static bool
read_braced_hex(struct translation *pattern, uint32_t *ret_number)
{
    uint32_t    number = 0;
    const char *at     = pattern->at + 1; // behind '{'
    for (; at < pattern->end && hex_value(*at) >= 0 && number <= 0x10FFFF; at++)
        number = number << 4 | (uint32_t)hex_value(*at);
    if (at == pattern->at + 1 || at >= pattern->end || *at != '}')
        return false;
    pattern->at = at + 1;
    *ret_number = number;
    return true;
}

static chela_status
put_character(struct translation *pattern, uint32_t character)
{
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return translate_wrong(pattern, "an escape that is no character");
    chela__buffer_format(pattern->out, "\\x{%x}", character);
    return CHELA_OK;
}

// \uXXXX, \u{X...}, and a surrogate pair of two \uXXXX.
static chela_status
translate_unicode(struct translation *pattern)
{
    uint32_t character = 0, low = 0;
    bool     is_read = next_is(pattern, '{') ? read_braced_hex(pattern, &character)
                                             : read_hex(pattern, 4, &character);
    if (!is_read)
        return translate_wrong(pattern, "\\u needs four hexadecimal digits or {...}");
    if (character >= 0xD800 && character < 0xDC00 && starts_with(pattern, "\\u")) {
        pattern->at += 2;
        if (!read_hex(pattern, 4, &low) || low < 0xDC00 || low > 0xDFFF)
            return translate_wrong(pattern, "half of a surrogate pair");
        character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    }
    return put_character(pattern, character);
}

// Long names of the general categories; PCRE2 has only the short ones.
static const char *const categories[][2] = {
    {"Letter", "L"},
    {"Cased_Letter", "L&"},
    {"LC", "L&"},
    {"Uppercase_Letter", "Lu"},
    {"Lowercase_Letter", "Ll"},
    {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"},
    {"Other_Letter", "Lo"},
    {"Mark", "M"},
    {"Combining_Mark", "M"},
    {"Nonspacing_Mark", "Mn"},
    {"Spacing_Mark", "Mc"},
    {"Enclosing_Mark", "Me"},
    {"Number", "N"},
    {"Decimal_Number", "Nd"},
    {"digit", "Nd"},
    {"Letter_Number", "Nl"},
    {"Other_Number", "No"},
    {"Punctuation", "P"},
    {"punct", "P"},
    {"Connector_Punctuation", "Pc"},
    {"Dash_Punctuation", "Pd"},
    {"Open_Punctuation", "Ps"},
    {"Close_Punctuation", "Pe"},
    {"Initial_Punctuation", "Pi"},
    {"Final_Punctuation", "Pf"},
    {"Other_Punctuation", "Po"},
    {"Symbol", "S"},
    {"Math_Symbol", "Sm"},
    {"Currency_Symbol", "Sc"},
    {"Modifier_Symbol", "Sk"},
    {"Other_Symbol", "So"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Line_Separator", "Zl"},
    {"Paragraph_Separator", "Zp"},
    {"Other", "C"},
    {"Control", "Cc"},
    {"cntrl", "Cc"},
    {"Format", "Cf"},
    {"Surrogate", "Cs"},
    {"Private_Use", "Co"},
    {"Unassigned", "Cn"},
};

static void
put_property(struct translation *pattern, const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]); i++) {
        if (strlen(categories[i][0]) == len && memcmp(categories[i][0], name, len) == 0) {
            put(pattern, categories[i][1]);
            return;
        }
    }
    chela__buffer_add(pattern->out, name, len);
}

// \p{...} and \P{...}: "Letter", "gc=Letter", "Script=Greek", binary properties.
static chela_status
translate_property(struct translation *pattern, char kind)
{
    static const char *const prefixes[] = {"General_Category=", "gc="};
    const char              *end        = next_is(pattern, '{')
                                              ? memchr(pattern->at, '}', (size_t)(pattern->end - pattern->at))
                                              : NULL;
    if (!end || end == pattern->at + 1)
        return translate_wrong(pattern, "\\p needs a name in braces, like \\p{Letter}");
    pattern->at++;
    if (*pattern->at == '^')
        return translate_wrong(pattern, "\\p{^...} is written \\P{...}");
    for (size_t i = 0; i < 2; i++)
        if (starts_with(pattern, prefixes[i]))
            pattern->at += strlen(prefixes[i]);
    chela__buffer_format(pattern->out, "\\%c{", kind);
    if (pattern->at < end)
        put_property(pattern, pattern->at, (size_t)(end - pattern->at));
    put(pattern, "}");
    pattern->at = end + 1;
    return CHELA_OK;
}

static void
put_set(struct translation *pattern, const char *set)
{
    chela__buffer_format(pattern->out, pattern->in_class ? "%s" : "[%s]", set);
}

static chela_status
translate_control(struct translation *pattern)
{
    char letter = pattern->at < pattern->end ? *pattern->at : 0;
    if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')))
        return translate_wrong(pattern, "\\c needs a letter");
    pattern->at++;
    return put_character(pattern, (uint32_t)letter & 31);
}

// \1 to \99; a group that the pattern does not have is refused by PCRE2.
static chela_status
translate_digit(struct translation *pattern, char first)
{
    bool has_more = pattern->at < pattern->end && *pattern->at >= '0' && *pattern->at <= '9';
    if (first == '0' && !has_more)
        return put_character(pattern, 0);
    if (first == '0' || pattern->in_class)
        return translate_wrong(pattern, "octal escapes do not exist, use \\x or \\u");
    chela__buffer_format(pattern->out, "\\g{%c", first);
    for (int i = 0;
         i < 2 && pattern->at < pattern->end && *pattern->at >= '0' && *pattern->at <= '9'; i++)
        chela__buffer_byte(pattern->out, *pattern->at++);
    put(pattern, "}");
    return CHELA_OK;
}

static chela_status
translate_letter(struct translation *pattern, char letter)
{
    uint32_t character = 0;
    switch (letter) {
    case 's':
        put_set(pattern, SPACES);
        return CHELA_OK;
    case 'S':
        put_set(pattern, NOT_SPACES);
        return CHELA_OK;
    case 'v':
        return put_character(pattern, 0x0B);
    case 'u':
        return translate_unicode(pattern);
    case 'x':
        if (!read_hex(pattern, 2, &character))
            return translate_wrong(pattern, "\\x needs two hexadecimal digits");
        return put_character(pattern, character);
    case 'c':
        return translate_control(pattern);
    case 'p':
    case 'P':
        return translate_property(pattern, letter);
    case 'k':
        if (!next_is(pattern, '<') || pattern->in_class)
            return translate_wrong(pattern, "\\k needs the name of a group, like \\k<year>");
        put(pattern, "\\k");
        return CHELA_OK;
    default:
        break;
    }
    if (!strchr(pattern->in_class ? "dDwWfnrtb" : "dDwWfnrtbB", letter))
        return translate_wrong(pattern, "an escape that ECMA-262 does not have");
    chela__buffer_format(pattern->out, "\\%c", letter);
    return CHELA_OK;
}

static chela_status
translate_escape(struct translation *pattern)
{
    pattern->at++;
    if (pattern->at >= pattern->end)
        return translate_wrong(pattern, "it ends with a backslash");
    char byte = *pattern->at++;
    if (byte >= '0' && byte <= '9')
        return translate_digit(pattern, byte);
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
        return translate_letter(pattern, byte);
    if ((unsigned char)byte >= 0x80 || byte == '_' || (unsigned char)byte < 0x20)
        return translate_wrong(pattern, "an escape that ECMA-262 does not have");
    chela__buffer_format(pattern->out, "\\%c", byte);
    return CHELA_OK;
}

// ---- classes and groups ----

static chela_status
translate_class(struct translation *pattern)
{
    put(pattern, "[");
    pattern->at++;
    if (next_is(pattern, '^')) {
        put(pattern, "^");
        pattern->at++;
    }
    pattern->in_class = true;
    while (pattern->at < pattern->end && *pattern->at != ']') {
        chela_status status = CHELA_OK;
        if (*pattern->at == '\\')
            status = translate_escape(pattern);
        else if (*pattern->at == '[') // POSIX classes are not ECMA's
            put(pattern, "\\["), pattern->at++;
        else
            chela__buffer_byte(pattern->out, *pattern->at++);
        if (status < 0)
            return status;
    }
    if (pattern->at >= pattern->end)
        return translate_wrong(pattern, "'[' without its ']'");
    pattern->in_class = false;
    pattern->at++;
    put(pattern, "]");
    return CHELA_OK;
}

static chela_status
translate_group(struct translation *pattern)
{
    static const char *const known[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};
    if (starts_with(pattern, "(*"))
        return translate_wrong(pattern, "nothing to repeat before '*'");
    if (!starts_with(pattern, "(?")) {
        put(pattern, "(");
        pattern->at++;
        return CHELA_OK;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (starts_with(pattern, known[i])) {
            put(pattern, known[i]);
            pattern->at += strlen(known[i]);
            return CHELA_OK;
        }
    }
    if (!starts_with(pattern, "(?<"))
        return translate_wrong(pattern, "a group that ECMA-262 does not have");
    put(pattern, "(?<"); // a name follows
    pattern->at += 3;
    return CHELA_OK;
}

// Length of "{2}", "{2,}" or "{2,5}" here; 0: a brace that stands for itself.
static size_t
quantifier_len(const struct translation *pattern)
{
    const char *at = pattern->at + 1, *start = at;
    while (at < pattern->end && *at >= '0' && *at <= '9')
        at++;
    if (at == start)
        return 0;
    if (at < pattern->end && *at == ',')
        for (at++; at < pattern->end && *at >= '0' && *at <= '9';)
            at++;
    return at < pattern->end && *at == '}' ? (size_t)(at + 1 - pattern->at) : 0;
}

// A quantifier with its '?'; a '+' behind it would be possessive in PCRE2 and is an error in ECMA.
static chela_status
translate_quantifier(struct translation *pattern, size_t len)
{
    chela__buffer_add(pattern->out, pattern->at, len);
    pattern->at += len;
    if (next_is(pattern, '?')) {
        put(pattern, "?");
        pattern->at++;
    }
    if (next_is(pattern, '+') || next_is(pattern, '*') || next_is(pattern, '?'))
        return translate_wrong(pattern, "nothing to repeat before a quantifier");
    return CHELA_OK;
}

static chela_status
translate_one(struct translation *pattern)
{
    size_t len = 0;
    switch (*pattern->at) {
    case '\\':
        return translate_escape(pattern);
    case '[':
        return translate_class(pattern);
    case '(':
        return translate_group(pattern);
    case '*':
    case '+':
    case '?':
        return translate_quantifier(pattern, 1);
    case '.':
        put(pattern, "[^\\n\\r\\x{2028}\\x{2029}]");
        pattern->at++;
        return CHELA_OK;
    case '{':
        len = quantifier_len(pattern);
        if (len > 0)
            return translate_quantifier(pattern, len);
        put(pattern, "\\{");
        pattern->at++;
        return CHELA_OK;
    default:
        chela__buffer_byte(pattern->out, *pattern->at++);
        return CHELA_OK;
    }
}

chela_status
chela__ecma_translate(const char *ecma, size_t len, struct chela__buffer *out,
                      struct chela_error *err)
{
    struct translation pattern = {.at = ecma, .end = ecma + len, .out = out, .err = err};
    if (len > CHELA__PATTERN_MAX_BYTES)
        return chela__error(err, CHELA_INVALID, "a regular expression of %zu bytes, at most %d",
                            len, CHELA__PATTERN_MAX_BYTES);
    if (!chela__utf8_valid(ecma, len))
        return translate_wrong(&pattern, "not UTF-8");
    while (pattern.at < pattern.end) {
        chela_status status = translate_one(&pattern);
        if (status < 0)
            return status;
    }
    return out->failed ? chela__error_memory(err) : CHELA_OK;
}
