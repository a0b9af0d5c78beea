// fuzz_json.c - whatever is read must be written, and what is written must read back the same.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t            *value = NULL, *again = NULL;
    struct chela_error err = {0};
    if (chela__json_read((const char *)data, size, NULL, &value, &err) < 0) {
        FUZZ_CHECK(err.status < 0 && err.text[0]);
        return 0;
    }
    char *text = chela__json_text(value);
    FUZZ_CHECK(text && chela__json_read(text, strlen(text), NULL, &again, NULL) == CHELA_OK);
    FUZZ_CHECK(json_equal(value, again));
    char *sorted = chela__json_text_sorted(again);
    FUZZ_CHECK(sorted);
    free(sorted);
    free(text);
    json_decref(again);
    json_decref(value);
    return 0;
}
