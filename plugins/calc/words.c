// words.c - turns the words and signs of a calculation into tokens.
#include "calc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NOTHING (-1) // a word that only fills the sentence

struct phrase {
    const char *text;
    int         kind;
};

// The longest phrase that fits counts. Phrases of letters end at the end of a word.
static const struct phrase phrases[] = {
    // clang-format off
    {"+", TOKEN_PLUS}, {"plus", TOKEN_PLUS}, {"added to", TOKEN_PLUS}, {"加上", TOKEN_PLUS},
    {"加", TOKEN_PLUS}, {"＋", TOKEN_PLUS},
    {"-", TOKEN_MINUS}, {"−", TOKEN_MINUS}, {"–", TOKEN_MINUS}, {"minus", TOKEN_MINUS},
    {"less", TOKEN_MINUS}, {"negative", TOKEN_MINUS}, {"减去", TOKEN_MINUS}, {"减", TOKEN_MINUS},
    {"负", TOKEN_MINUS}, {"－", TOKEN_MINUS},
    {"*", TOKEN_TIMES}, {"×", TOKEN_TIMES}, {"·", TOKEN_TIMES}, {"x", TOKEN_TIMES},
    {"times", TOKEN_TIMES}, {"multiplied by", TOKEN_TIMES}, {"multiplied with", TOKEN_TIMES},
    {"of", TOKEN_TIMES}, {"on", TOKEN_TIMES}, {"乘以", TOKEN_TIMES}, {"乘上", TOKEN_TIMES},
    {"乘", TOKEN_TIMES}, {"的", TOKEN_TIMES},
    {"/", TOKEN_OVER}, {"÷", TOKEN_OVER}, {"divided by", TOKEN_OVER}, {"over", TOKEN_OVER},
    {"by", TOKEN_OVER}, {"除以", TOKEN_OVER},
    {"^", TOKEN_POWER}, {"**", TOKEN_POWER}, {"to the power of", TOKEN_POWER},
    {"to the power", TOKEN_POWER}, {"raised to", TOKEN_POWER},
    {"(", TOKEN_OPEN}, {"（", TOKEN_OPEN}, {")", TOKEN_CLOSE}, {"）", TOKEN_CLOSE},
    {"%", TOKEN_PERCENT}, {"％", TOKEN_PERCENT}, {"percent", TOKEN_PERCENT},
    {"per cent", TOKEN_PERCENT}, {"百分之", TOKEN_HUNDREDTH},
    {"square root of", TOKEN_ROOT}, {"root of", TOKEN_ROOT}, {"sqrt", TOKEN_ROOT},
    {"√", TOKEN_ROOT}, {"的平方根", TOKEN_ROOT_OF}, {"平方根", TOKEN_ROOT_OF},
    {"squared", TOKEN_SQUARED}, {"²", TOKEN_SQUARED}, {"的平方", TOKEN_SQUARED},
    {"平方", TOKEN_SQUARED},
    {"cubed", TOKEN_CUBED}, {"³", TOKEN_CUBED}, {"的立方", TOKEN_CUBED}, {"立方", TOKEN_CUBED},
    {"and", TOKEN_AND}, {"和", TOKEN_AND}, {"与", TOKEN_AND},
    {"what is", NOTHING}, {"what's", NOTHING}, {"how much is", NOTHING}, {"calculate", NOTHING},
    {"compute", NOTHING}, {"work out", NOTHING}, {"the", NOTHING}, {"a", NOTHING}, {"an", NOTHING},
    {"tip", NOTHING}, {"split", NOTHING}, {"divide", NOTHING}, {"result", NOTHING},
    {"equals", NOTHING}, {"=", NOTHING}, {"?", NOTHING}, {"？", NOTHING}, {"等于多少", NOTHING},
    {"等于几", NOTHING}, {"等于", NOTHING}, {"是多少", NOTHING}, {"多少", NOTHING},
    {"计算", NOTHING}, {"算一下", NOTHING},
    // clang-format on
};

// Words in front that say what "and" means.
static const struct phrase leads[] = {{"add", TOKEN_PLUS},
                                      {"the sum of", TOKEN_PLUS},
                                      {"sum of", TOKEN_PLUS},
                                      {"multiply", TOKEN_TIMES},
                                      {"the product of", TOKEN_TIMES},
                                      {"product of", TOKEN_TIMES},
                                      {"the difference between", TOKEN_MINUS},
                                      {"difference between", TOKEN_MINUS}};

static bool
phrase_fits(const char *phrase, size_t len, const char *at)
{
    if (strncasecmp(at, phrase, len) != 0)
        return false;
    bool is_word = isalpha((unsigned char)phrase[len - 1]);
    return !is_word || !isalpha((unsigned char)at[len]);
}

static const struct phrase *
longest_phrase(const struct phrase *table, size_t count, const char *at)
{
    const struct phrase *best = NULL;
    size_t               most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(table[i].text);
        if (len > most && phrase_fits(table[i].text, len, at)) {
            best = &table[i];
            most = len;
        }
    }
    return best;
}

static struct token *
add_token(struct tokens *tokens, enum token_kind kind)
{
    struct token *token = &tokens->items[tokens->count++];
    token->kind         = kind;
    mpq_init(token->value);
    return token;
}

static const char *
skip_space(const char *at)
{
    while (isspace((unsigned char)*at) || !strncmp(at, "　", strlen("　")))
        at += isspace((unsigned char)*at) ? 1 : strlen("　");
    return at;
}

static const char *
skip_lead(const char *at, struct tokens *tokens)
{
    const struct phrase *lead = longest_phrase(leads, sizeof leads / sizeof *leads, at);
    tokens->and_means         = lead ? (enum token_kind)lead->kind : TOKEN_PLUS;
    return lead ? at + strlen(lead->text) : at;
}

// One token at *at. False when there is none.
static bool
read_token(const char **at, struct tokens *tokens)
{
    const struct phrase *phrase = longest_phrase(phrases, sizeof phrases / sizeof *phrases, *at);
    if (phrase && phrase->kind != NOTHING && phrase->text[0] != '.') {
        add_token(tokens, (enum token_kind)phrase->kind);
        *at += strlen(phrase->text);
        return true;
    }
    struct token *number = add_token(tokens, TOKEN_NUMBER);
    if (number_read(at, number->value))
        return true;
    mpq_clear(number->value);
    tokens->count--;
    if (phrase)
        *at += strlen(phrase->text);
    return phrase != NULL;
}

chela_status
tokens_read(const char *text, struct tokens *tokens, const char **ret_at)
{
    const char *at = skip_lead(skip_space(text), tokens);
    for (at = skip_space(at); *at; at = skip_space(at)) {
        *ret_at = at;
        if (tokens->count == MAX_TOKENS)
            return CHELA_LIMIT;
        if (*at == '.' && !isdigit((unsigned char)at[1]))
            at++; // the end of a sentence
        else if (!read_token(&at, tokens))
            return CHELA_INVALID;
    }
    *ret_at = at;
    return CHELA_OK;
}

void
tokens_done(struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        mpq_clear(tokens->items[i].value);
    tokens->count = 0;
}
