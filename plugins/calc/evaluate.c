// evaluate.c - the value of a calculation, by recursive descent over its tokens:
//
//     sum = product { ("+" | "-") product }     product = sign { ("*" | "/") sign }
//     sign = ["-"] power                        power = after ["^" sign]
//     after = atom { "%" | "squared" | "cubed" | "'s root" }
//     atom = NUMBER | "(" sum ")" | "root of" after | "百分之" atom
#include "calc.h"

struct parser {
    struct tokens *tokens;
    size_t         at;
    int            depth;
    bool           exact;
    bool           was_percent; // the last `after` was a bare percentage: "100 + 10%"
};

static chela_status
parse_sum(struct parser *parser, mpq_t value);
static chela_status
parse_sign(struct parser *parser, mpq_t value);
static chela_status
parse_after(struct parser *parser, mpq_t value);

static bool
take(struct parser *parser, enum token_kind kind)
{
    if (parser->at >= parser->tokens->count || parser->tokens->items[parser->at].kind != kind)
        return false;
    parser->at++;
    return true;
}

static bool
take_operator(struct parser *parser, enum token_kind kind)
{
    return take(parser, kind) || (parser->tokens->and_means == kind && take(parser, TOKEN_AND));
}

static chela_status
check_size(const mpq_t value)
{
    return mpz_sizeinbase(mpq_numref(value), 2) > MAX_BITS ||
                   mpz_sizeinbase(mpq_denref(value), 2) > MAX_BITS
               ? CHELA_LIMIT
               : CHELA_OK;
}

static void
divide_by_100(mpq_t value)
{
    mpz_mul_ui(mpq_denref(value), mpq_denref(value), 100);
    mpq_canonicalize(value);
}

// ---- roots and powers ----

// Exact for squares of fractions; else to 100 binary digits behind the point.
static chela_status
square_root(struct parser *parser, mpq_t value)
{
    if (mpq_sgn(value) < 0)
        return CHELA_UNSUPPORTED;
    if (mpz_perfect_square_p(mpq_numref(value)) && mpz_perfect_square_p(mpq_denref(value))) {
        mpz_sqrt(mpq_numref(value), mpq_numref(value));
        mpz_sqrt(mpq_denref(value), mpq_denref(value));
        return CHELA_OK;
    }
    mpf_t root;
    mpf_init2(root, 64 + mpz_sizeinbase(mpq_numref(value), 2));
    mpf_set_q(root, value);
    mpf_sqrt(root, root);
    mpq_set_f(value, root);
    mpf_clear(root);
    parser->exact = false;
    return check_size(value);
}

static chela_status
raise(mpq_t value, long exponent)
{
    unsigned long times = (unsigned long)(exponent < 0 ? -exponent : exponent);
    size_t bits = mpz_sizeinbase(mpq_numref(value), 2) + mpz_sizeinbase(mpq_denref(value), 2);
    if (exponent < 0 && mpq_sgn(value) == 0)
        return CHELA_UNSUPPORTED;
    if (times > MAX_BITS || bits * times > MAX_BITS)
        return CHELA_LIMIT;
    mpz_pow_ui(mpq_numref(value), mpq_numref(value), times);
    mpz_pow_ui(mpq_denref(value), mpq_denref(value), times);
    if (exponent < 0)
        mpq_inv(value, value);
    return CHELA_OK;
}

// Whole exponents, and one half.
static chela_status
power(struct parser *parser, mpq_t value, const mpq_t exponent)
{
    if (mpq_cmp_ui(exponent, 1, 2) == 0)
        return square_root(parser, value);
    if (mpz_cmp_ui(mpq_denref(exponent), 1) != 0)
        return CHELA_UNSUPPORTED;
    if (!mpz_fits_slong_p(mpq_numref(exponent)))
        return CHELA_LIMIT;
    return raise(value, mpz_get_si(mpq_numref(exponent)));
}

// ---- grammar ----

static chela_status
parse_atom(struct parser *parser, mpq_t value)
{
    chela_status status;
    if (parser->depth >= MAX_DEPTH)
        return CHELA_LIMIT;
    if (parser->at < parser->tokens->count &&
        parser->tokens->items[parser->at].kind == TOKEN_NUMBER) {
        mpq_set(value, parser->tokens->items[parser->at++].value);
        return CHELA_OK;
    }
    parser->depth++;
    if (take(parser, TOKEN_OPEN)) {
        status = parse_sum(parser, value);
        if (status == CHELA_OK && !take(parser, TOKEN_CLOSE))
            status = CHELA_INVALID;
    } else if (take(parser, TOKEN_ROOT)) {
        status = parse_after(parser, value);
        if (status == CHELA_OK)
            status = square_root(parser, value);
    } else if (take(parser, TOKEN_HUNDREDTH)) {
        status = parse_atom(parser, value);
        divide_by_100(value);
        parser->was_percent = true;
    } else {
        status = CHELA_INVALID;
    }
    parser->depth--;
    return status;
}

static chela_status
parse_after(struct parser *parser, mpq_t value)
{
    parser->was_percent = false;
    chela_status status = parse_atom(parser, value);
    while (status == CHELA_OK) {
        if (take(parser, TOKEN_PERCENT)) {
            divide_by_100(value);
            parser->was_percent = true;
            continue;
        }
        if (take(parser, TOKEN_SQUARED))
            status = raise(value, 2);
        else if (take(parser, TOKEN_CUBED))
            status = raise(value, 3);
        else if (take(parser, TOKEN_ROOT_OF))
            status = square_root(parser, value);
        else
            break;
        parser->was_percent = false;
    }
    return status;
}

static chela_status
parse_power(struct parser *parser, mpq_t value)
{
    chela_status status = parse_after(parser, value);
    if (status < 0 || !take(parser, TOKEN_POWER))
        return status;
    mpq_t exponent;
    mpq_init(exponent);
    status = parse_sign(parser, exponent);
    if (status == CHELA_OK)
        status = power(parser, value, exponent);
    mpq_clear(exponent);
    parser->was_percent = false;
    return status;
}

static chela_status
parse_sign(struct parser *parser, mpq_t value)
{
    bool negative = false;
    while (take(parser, TOKEN_MINUS))
        negative = !negative;
    if (parser->depth >= MAX_DEPTH)
        return CHELA_LIMIT;
    parser->depth++;
    chela_status status = parse_power(parser, value);
    parser->depth--;
    if (negative)
        mpq_neg(value, value);
    return status;
}

static chela_status
parse_product(struct parser *parser, mpq_t value)
{
    mpq_t        right;
    chela_status status = parse_sign(parser, value);
    mpq_init(right);
    while (status == CHELA_OK) {
        bool times = take_operator(parser, TOKEN_TIMES);
        if (!times && !take(parser, TOKEN_OVER))
            break;
        status = parse_sign(parser, right);
        if (status == CHELA_OK && !times && mpq_sgn(right) == 0)
            status = CHELA_UNSUPPORTED;
        if (status < 0)
            break;
        if (times)
            mpq_mul(value, value, right);
        else
            mpq_div(value, value, right);
        parser->was_percent = false;
        status              = check_size(value);
    }
    mpq_clear(right);
    return status;
}

// "100 + 10%" is what people mean by it: 110.
static chela_status
parse_sum(struct parser *parser, mpq_t value)
{
    mpq_t        right;
    chela_status status = parse_product(parser, value);
    mpq_init(right);
    while (status == CHELA_OK) {
        bool plus = take_operator(parser, TOKEN_PLUS);
        if (!plus && !take_operator(parser, TOKEN_MINUS))
            break;
        status = parse_product(parser, right);
        if (status < 0)
            break;
        if (parser->was_percent)
            mpq_mul(right, right, value);
        if (plus)
            mpq_add(value, value, right);
        else
            mpq_sub(value, value, right);
        parser->was_percent = false;
        status              = check_size(value);
    }
    mpq_clear(right);
    return status;
}

chela_status
calculate(struct tokens *tokens, mpq_t ret_value, bool *ret_exact)
{
    struct parser parser = {.tokens = tokens, .exact = true};
    chela_status  status = parse_sum(&parser, ret_value);
    if (status == CHELA_OK && parser.at != tokens->count)
        status = CHELA_INVALID;
    *ret_exact = parser.exact;
    return status;
}
