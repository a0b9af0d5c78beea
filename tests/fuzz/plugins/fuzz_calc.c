// fuzz_calc.c - any text as a calculation: a place where it stops being one, or a result or a
// reason.
#include <stdlib.h>
#include <string.h>

#include "calc.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tokens tokens;
    const char          *at   = NULL;
    char                *text = strndup((const char *)data, size);
    mpq_t                value;
    bool                 is_exact = false;
    FUZZ_CHECK(text != NULL);
    mpq_init(value);
    if (tokens_read(text, &tokens, &at) == CHELA_OK)
        (void)calculate(&tokens, value, &is_exact);
    else
        FUZZ_CHECK(at >= text && at <= text + strlen(text));
    tokens_done(&tokens);
    mpq_clear(value);
    free(text);
    return 0;
}
