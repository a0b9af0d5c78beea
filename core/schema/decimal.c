// decimal.c - exact arithmetic on numbers as they were written; called by bounds and multipleOf.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/same.h"

// mantissa * 10^exponent
struct decimal {
    int64_t mantissa;
    int     exponent;
};

// The shortest decimal that reads back as this double: what stood in the text, up to 17 digits.
static struct decimal
decimal_of_real(double real)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*e", digits - 1, real);
        if (strtod(text, NULL) == real)
            break;
    }
    struct decimal decimal = {0};
    bool           behind  = false; // the point
    const char    *at      = text + (text[0] == '-');
    for (; *at != 'e'; at++) {
        if (*at < '0' || *at > '9') { // '.', or what the locale has instead
            behind = true;
            continue;
        }
        decimal.mantissa = decimal.mantissa * 10 + (*at - '0');
        decimal.exponent -= behind;
    }
    decimal.exponent += (int)strtol(at + 1, NULL, 10);
    while (decimal.mantissa != 0 && decimal.mantissa % 10 == 0) {
        decimal.mantissa /= 10;
        decimal.exponent++;
    }
    return decimal;
}

// Without the sign, which does not matter to divisibility.
static struct decimal
decimal_of(const json_t *number)
{
    if (json_is_real(number))
        return decimal_of_real(json_real_value(number));
    json_int_t integer = json_integer_value(number);
    return (struct decimal){integer < 0 && integer != INT64_MIN ? -integer : integer, 0};
}

// 10^power mod modulus
static __int128
power_of_ten(int power, __int128 modulus)
{
    __int128 result = 1 % modulus, factor = 10 % modulus;
    for (; power > 0; power >>= 1) {
        if (power & 1)
            result = result * factor % modulus;
        factor = factor * factor % modulus;
    }
    return result;
}

bool
chela__number_is_multiple(const json_t *number, const json_t *divisor)
{
    struct decimal a = decimal_of(number), b = decimal_of(divisor);
    int            shift = a.exponent - b.exponent;
    if (a.mantissa == 0 || b.mantissa == 0)
        return a.mantissa == 0;
    __int128 modulus = b.mantissa;
    if (shift >= 0)
        return (__int128)a.mantissa % modulus * power_of_ten(shift, modulus) % modulus == 0;
    for (; shift < 0; shift++) {
        modulus *= 10;
        if (modulus > INT64_MAX) // larger than |a|, which is not 0; INT64_MIN is no multiple of 10
            return false;
    }
    return (__int128)a.mantissa % modulus == 0;
}

bool
chela__number_is_whole(const json_t *number)
{
    return json_is_integer(number) ||
           (json_is_real(number) && floor(json_real_value(number)) == json_real_value(number));
}

static int
order(double a, double b)
{
    return a < b ? -1 : a > b;
}

// A double compared with an integer: by whole parts first, which are exact, then by the fraction.
static int
compare_mixed(json_int_t integer, double real)
{
    if (real >= 0x1p63)
        return -1;
    if (real < -0x1p63)
        return 1;
    json_int_t whole = (json_int_t)real; // towards 0, within range
    if (integer != whole)
        return integer < whole ? -1 : 1;
    return order((double)whole, real);
}

int
chela__number_compare(const json_t *a, const json_t *b)
{
    if (json_is_real(a) && json_is_real(b))
        return order(json_real_value(a), json_real_value(b));
    if (json_is_real(a))
        return -compare_mixed(json_integer_value(b), json_real_value(a));
    if (json_is_real(b))
        return compare_mixed(json_integer_value(a), json_real_value(b));
    json_int_t left = json_integer_value(a), right = json_integer_value(b);
    return left < right ? -1 : left > right;
}
