// phone.c - a phone number as it was said -> E.164, with the country's calling code when it is
// known.
#include <string.h>

#include "base/value/normal.h"

#define DIGITS_MAX 15 // E.164

static const struct {
    const char *country, *code;
    char        trunk; // the digit before a national number; 0: none is dialled or it stays
} COUNTRIES[] = {
    {"US", "1", '1'},   {"CA", "1", '1'},   {"CN", "86", '0'},  {"FR", "33", '0'},
    {"DE", "49", '0'},  {"GB", "44", '0'},  {"IE", "353", '0'}, {"ES", "34", 0},
    {"IT", "39", 0},    {"PT", "351", 0},   {"NL", "31", '0'},  {"BE", "32", '0'},
    {"CH", "41", '0'},  {"AT", "43", '0'},  {"LU", "352", 0},   {"DK", "45", 0},
    {"NO", "47", 0},    {"SE", "46", '0'},  {"FI", "358", '0'}, {"PL", "48", 0},
    {"CZ", "420", 0},   {"GR", "30", 0},    {"TR", "90", '0'},  {"RU", "7", '8'},
    {"UA", "380", '0'}, {"IN", "91", '0'},  {"JP", "81", '0'},  {"KR", "82", '0'},
    {"HK", "852", 0},   {"TW", "886", '0'}, {"SG", "65", 0},    {"MY", "60", '0'},
    {"TH", "66", '0'},  {"ID", "62", '0'},  {"PH", "63", '0'},  {"AU", "61", '0'},
    {"NZ", "64", '0'},  {"BR", "55", '0'},  {"MX", "52", 0},    {"AR", "54", '0'},
    {"ZA", "27", '0'},  {"EG", "20", '0'},  {"IL", "972", '0'}, {"AE", "971", '0'},
    {"SA", "966", '0'},
};

// The digits alone; false for letters and for too many or too few.
static bool
digits_of(struct chela_text said, char digits[DIGITS_MAX + 3], bool *ret_plus)
{
    size_t count = 0;

    *ret_plus = said.len > 0 && said.data[0] == '+';
    for (size_t i = 0; i < said.len; i++) {
        char c = said.data[i];
        if (c >= '0' && c <= '9') {
            if (count == DIGITS_MAX + 2)
                return false;
            digits[count++] = c;
        } else if (!(c == '+' && i == 0) && (c == '\0' || !strchr(" -.()/", c))) {
            return false;
        }
    }
    digits[count] = '\0';
    return count >= 2;
}

json_t *
chela__phone_number(struct chela_text said, const char *country)
{
    char        digits[DIGITS_MAX + 3];
    const char *national = digits;
    bool        plus     = false;

    if (!digits_of(said, digits, &plus))
        return NULL;
    if (!plus && strncmp(digits, "00", 2) == 0 && strlen(digits) > 8) {
        plus = true;
        national += 2;
    }
    if (strlen(national) > DIGITS_MAX)
        return NULL;
    if (plus)
        return json_sprintf("+%s", national);
    for (size_t i = 0; country && strlen(digits) >= 7 && i < sizeof COUNTRIES / sizeof COUNTRIES[0];
         i++) {
        if (strcmp(COUNTRIES[i].country, country) != 0)
            continue;
        national += COUNTRIES[i].trunk && digits[0] == COUNTRIES[i].trunk;
        return strlen(COUNTRIES[i].code) + strlen(national) <= DIGITS_MAX
                   ? json_sprintf("+%s%s", COUNTRIES[i].code, national)
                   : NULL;
    }
    return json_string(digits);
}
