// text.c - UTF-8 without surprises; the decoder of RFC 3629, used by every reader of foreign text.
#include "base/text.h"

#include <string.h>

struct chela_text
chela__text(const char *nul_terminated)
{
    return (struct chela_text){nul_terminated, strlen(nul_terminated)};
}

bool
chela__text_is(struct chela_text text, const char *nul_terminated)
{
    return text.len == strlen(nul_terminated) && memcmp(text.data, nul_terminated, text.len) == 0;
}

// Length of the well-formed sequence at `data`, 0 when it is malformed (RFC 3629, section 4).
static size_t
sequence(const unsigned char *data, size_t len, uint32_t *ret_character)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char         lead     = data[0];
    size_t                need     = lead < 0x80   ? 1
                                     : lead < 0xC2 ? 0
                                     : lead < 0xE0 ? 2
                                     : lead < 0xF0 ? 3
                                     : lead < 0xF5 ? 4
                                                   : 0;
    if (need == 0 || need > len)
        return 0;
    uint32_t character = need == 1 ? lead : lead & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((data[i] & 0xC0) != 0x80)
            return 0;
        character = character << 6 | (data[i] & 0x3F);
    }
    if (need > 1 && character < least[need])
        return 0;
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return 0;
    *ret_character = character;
    return need;
}

bool
chela__utf8_valid(const char *data, size_t len)
{
    uint32_t character = 0;
    for (size_t at = 0; at < len;) {
        size_t step = sequence((const unsigned char *)data + at, len - at, &character);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

uint32_t
chela__utf8_next(const char *data, size_t len, size_t *at)
{
    if (*at >= len)
        return 0;
    uint32_t character = 0;
    size_t   step      = sequence((const unsigned char *)data + *at, len - *at, &character);
    *at += step ? step : 1;
    return step ? character : 0xFFFD;
}

size_t
chela__utf8_put(uint32_t character, char out[4])
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3F));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xE0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3F));
        out[2] = (char)(0x80 | (character & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | character >> 18);
    out[1] = (char)(0x80 | (character >> 12 & 0x3F));
    out[2] = (char)(0x80 | (character >> 6 & 0x3F));
    out[3] = (char)(0x80 | (character & 0x3F));
    return 4;
}

size_t
chela__utf8_cut(const char *data, size_t len, size_t max)
{
    if (len <= max)
        return len;
    size_t cut = max;
    while (cut > 0 && ((unsigned char)data[cut] & 0xC0) == 0x80)
        cut--;
    return cut;
}

bool
chela__text_has_han(const char *text)
{
    size_t   len = strlen(text);
    uint32_t character;
    for (size_t at = 0; (character = chela__utf8_next(text, len, &at));)
        if ((character >= 0x4E00 && character <= 0x9FFF) ||
            (character >= 0x3400 && character <= 0x4DBF))
            return true;
    return false;
}
