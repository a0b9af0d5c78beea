// fuzz_list.c - a list of revocations is refused with a reason, or every byte of it was signed; its
// first line, signed or not, is a checked document or refused.
#include <string.h>

#include "fuzz/fuzz.h"
#include "trust/list.h"

static void
read_line(const char *text, size_t len)
{
    struct chela__list list     = {.body = text, .body_len = len};
    struct chela_error err      = CHELA_ERROR_INIT;
    json_t            *document = NULL;
    if (chela__list_document(&list, &document, &err) < 0)
        FUZZ_CHECK(err.text[0] && !document);
    else
        FUZZ_CHECK(json_integer_value(json_object_get(document, "number")) > 0);
    json_decref(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char        *text = (const char *)data;
    const char        *end  = size ? memchr(text, '\n', size) : NULL;
    struct chela__list list;
    struct chela_error err = CHELA_ERROR_INIT;
    read_line(text, end ? (size_t)(end - text) : size);
    if (chela__list_open(text, size, &list, &err) < 0)
        FUZZ_CHECK(err.text[0]);
    else
        FUZZ_CHECK(list.len <= size && text[list.len - 1] == '\n' && list.body_len < list.len);
    return 0;
}
