// tokens.c - cuts English and Chinese text into tokens and gives each its class.
#include "backend/embedded/tokens.h"

#include <ctype.h>
#include <string.h>

struct reader {
    struct chela_text     text;
    struct chela__tokens *tokens;
    size_t                at;
    bool                  space;
    bool                  begins; // the next word begins a sentence
};

static bool
is_letter(unsigned char c)
{
    return isalpha(c) || c >= 0x80;
}

static uint32_t
peek(const struct reader *reader, size_t at, size_t *ret_next)
{
    *ret_next = at;
    return chela__utf8_next(reader->text.data, reader->text.len, ret_next);
}

// The end of what belongs together without a space: everything up to white space, Han or the
// punctuation that ends a phrase.
static size_t
run_end(const struct reader *reader, size_t at)
{
    while (at < reader->text.len) {
        size_t   next;
        uint32_t c = peek(reader, at, &next);
        if (c <= ' ' || c == 0xa0 || chela__is_han(c) || (c >= 0x2010 && c <= 0x206f) ||
            (c >= 0x3000 && c <= 0x303f) || c >= 0xff00)
            break;
        if (c < 0x80 && strchr("\"()[]{}<>,;!?|`", (int)c))
            break;
        at = next;
    }
    while (at > reader->at && strchr(".:'", reader->text.data[at - 1]))
        at--;
    return at;
}

static bool
is_number(const char *data, size_t len)
{
    bool digit = false;
    for (size_t i = 0; i < len; i++) {
        if (isdigit((unsigned char)data[i]))
            digit = true;
        else if (data[i] != '.' && !(i == 0 && (data[i] == '-' || data[i] == '+')))
            return false;
    }
    return digit;
}

// Things that are written as one: a@b, https://x, /a/b, ~/x, A-12, x_y, x^2, f(x)=..., a.b.c
static bool
is_typed(const char *data, size_t len)
{
    bool digit = false, letter = false, sign = false, inner_dot = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)data[i];
        digit |= isdigit(c) != 0;
        letter |= is_letter(c);
        sign |= c && strchr("@/\\_^=*#~+%$", c) != NULL;
        inner_dot |= c == '.' && i > 0 && i + 1 < len && is_letter((unsigned char)data[i + 1]);
    }
    return (letter || digit) && ((letter && digit) || sign || (inner_dot && len > 4));
}

// The end of a plain word: letters with inner apostrophes, hyphens and dots of abbreviations.
static size_t
word_end(const struct reader *reader, size_t at, size_t limit)
{
    const char *data = reader->text.data;
    while (at < limit) {
        unsigned char c = (unsigned char)data[at];
        bool inner = at > reader->at && at + 1 < limit && is_letter((unsigned char)data[at + 1]);
        bool apostrophe = c == '\'' && inner && at + 2 < limit;
        if (!is_letter(c) && !isdigit(c) && !(c == '-' && inner) && !(c == '.' && inner) &&
            !apostrophe)
            break;
        at++;
    }
    return at;
}

static enum chela__class
sign_class(uint32_t c)
{
    switch (c) {
    case ',':
    case 0xff0c:
    case 0x3001:
        return CHELA__CLASS_COMMA;
    case '.':
    case '!':
    case '?':
    case ';':
    case 0x3002:
    case 0xff01:
    case 0xff1f:
    case 0xff1b:
    case '\n':
        return CHELA__CLASS_STOP;
    case ':':
    case 0xff1a:
        return CHELA__CLASS_COLON;
    case '(':
    case '[':
    case '{':
    case 0xff08:
    case 0x3010:
        return CHELA__CLASS_OPEN;
    case ')':
    case ']':
    case '}':
    case 0xff09:
    case 0x3011:
        return CHELA__CLASS_CLOSE;
    case '"':
    case '\'':
    case '`':
    case 0x201c:
    case 0x201d:
    case 0x2018:
    case 0x2019:
    case 0x300a:
    case 0x300b:
    case 0x300c:
    case 0x300d:
        return CHELA__CLASS_QUOTE;
    default:
        return CHELA__CLASS_SIGN;
    }
}

static void
add(struct reader *reader, size_t end, enum chela__class class, struct chela__term term)
{
    struct chela__tokens *tokens   = reader->tokens;
    unsigned char         first    = (unsigned char)reader->text.data[reader->at];
    tokens->items[tokens->count++] = (struct chela__token){.start        = (uint32_t)reader->at,
                                                           .end          = (uint32_t)end,
                                                           .class        = class,
                                                           .term         = term,
                                                           .space_before = reader->space,
                                                           .capital = first >= 'A' && first <= 'Z'};
    reader->space                  = false;
    reader->begins                 = class == CHELA__CLASS_STOP || class == CHELA__CLASS_COLON ||
                     (reader->begins && class == CHELA__CLASS_QUOTE);
    reader->at = end;
}

static void
read_word(struct reader *reader, size_t end)
{
    struct chela_text word = {reader->text.data + reader->at, end - reader->at};
    char              buffer[CHELA__WORD_MAX];
    struct chela_text lower = {buffer, chela__word_lower(word, buffer)};
    enum chela__class class = chela__lexicon_class(lower);
    if (class == CHELA__CLASS_WORD && lower.len > 2 &&
        memcmp(buffer + lower.len - 2, "'s", 2) == 0) { // the owner's mark stands alone
        end -= 2;
        word.len -= 2;
    }
    bool capital = isupper((unsigned char)word.data[0]) != 0;
    if (class == CHELA__CLASS_WORD && capital)
        class = reader->begins ? CHELA__CLASS_HEAD : CHELA__CLASS_NAME;
    else if (capital && !reader->begins && class == CHELA__CLASS_COMMAND)
        class = CHELA__CLASS_NAME; // "the Find My app"
    add(reader, end, class, chela__term_of(word));
}

static void
read_run(struct reader *reader)
{
    const char *data = reader->text.data;
    size_t      end  = run_end(reader, reader->at);
    size_t      len  = end > reader->at ? end - reader->at : 0;
    if (len && data[reader->at] == '\'') { // an opening quote, or the owner's mark
        bool owner = len >= 2 && data[reader->at + 1] == 's' && !reader->space;
        add(reader, reader->at + (owner ? 2 : 1), owner ? CHELA__CLASS_OWNER : CHELA__CLASS_QUOTE,
            (struct chela__term){0, 0});
        return;
    }
    struct chela_text whole = {data + reader->at, len};
    if (is_number(whole.data, len)) {
        add(reader, end, CHELA__CLASS_NUMBER, chela__term_of(whole));
        return;
    }
    if (is_typed(whole.data, len)) {
        bool owner = len > 2 && memcmp(data + end - 2, "'s", 2) == 0;
        whole.len -= owner ? 2 : 0;
        add(reader, end - (owner ? 2 : 0), CHELA__CLASS_TYPED, chela__term_of(whole));
        return;
    }
    size_t word = word_end(reader, reader->at, end);
    if (word > reader->at) {
        if (is_number(data + reader->at, word - reader->at))
            add(reader, word, CHELA__CLASS_NUMBER,
                chela__term_of((struct chela_text){data + reader->at, word - reader->at}));
        else
            read_word(reader, word);
        return;
    }
    size_t   next;
    uint32_t c = peek(reader, reader->at, &next);
    add(reader, next, c == '&' ? CHELA__CLASS_AND : sign_class(c), (struct chela__term){0, 0});
}

static void
read_han(struct reader *reader)
{
    struct chela_text rest  = {reader->text.data + reader->at, reader->text.len - reader->at};
    enum chela__class class = CHELA__CLASS_HAN;
    size_t             len  = chela__lexicon_han(rest, &class);
    size_t             next;
    uint32_t           c = peek(reader, reader->at, &next);
    size_t             after;
    uint32_t           following = next < reader->text.len ? peek(reader, next, &after) : 0;
    struct chela__term term      = {0, 0};
    if (chela__is_han(following))
        term = chela__term_pair(c, following);
    add(reader, len ? reader->at + len : next, class, term);
}

chela_status
chela__tokens_read(struct chela_text text, struct chela__scratch *arena,
                   struct chela__tokens *ret_tokens, struct chela_error *err)
{
    struct chela__tokens tokens = {.text = text};
    struct reader        reader = {.text = text, .tokens = &tokens, .begins = true};
    size_t               most   = text.len < CHELA__TOKENS_MAX ? text.len : CHELA__TOKENS_MAX;
    tokens.items                = chela__scratch_get(arena, most + 1, sizeof *tokens.items);
    if (!tokens.items)
        return chela__error_memory(err);
    while (reader.at < text.len && tokens.count < most) {
        size_t   next;
        uint32_t c = peek(&reader, reader.at, &next);
        if (c == '\n') {
            add(&reader, next, CHELA__CLASS_STOP, (struct chela__term){0, 0});
        } else if (c <= ' ' || c == 0xa0 || c == 0x3000) {
            reader.space = true;
            reader.at    = next;
        } else if (chela__is_han(c)) {
            read_han(&reader);
        } else {
            read_run(&reader);
        }
    }
    *ret_tokens = tokens;
    return CHELA_OK;
}

enum chela__class
chela__tokens_class(const struct chela__tokens *tokens, size_t at)
{
    return at < tokens->count ? tokens->items[at].class : CHELA__CLASS_EDGE;
}

size_t
chela__tokens_at(const struct chela__tokens *tokens, size_t byte)
{
    size_t low = 0, high = tokens->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tokens->items[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct chela_text
chela__token_text(const struct chela__tokens *tokens, size_t at)
{
    const struct chela__token *token = &tokens->items[at];
    return (struct chela_text){tokens->text.data + token->start, token->end - token->start};
}
