// tally - counts the words and characters of a text: the smallest useful plugin in C.
#include "tally.chela.h" // generated from manifest.json: prototypes and tables

#include <chela/sdk.h>

chela_status
tally_words(struct chela_call *call, const char *text)
{
    int64_t words      = 0;
    int64_t characters = 0;
    bool    inside     = false;
    for (; *text; text++) {
        bool is_space = *text == ' ' || *text == '\t' || *text == '\n';
        words += !is_space && !inside;
        inside = !is_space;
        characters +=
            ((unsigned char)*text & 0xC0) != 0x80; // every byte but those that continue one
    }
    return chela_replyf(call, "{s:I, s:I}", "words", (json_int_t)words, "characters",
                        (json_int_t)characters);
}

CHELA_PLUGIN(tally);
