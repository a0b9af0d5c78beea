// fuzz_host.c - host names and addresses in any spelling have one normal form, or none.
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "sandbox/address.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char                  first[CHELA__HOST_SIZE], again[CHELA__HOST_SIZE];
    struct chela__address address, same;
    char                 *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    if (chela__host_normal(text, first)) {
        FUZZ_CHECK(chela__host_normal(first, again) && strcmp(first, again) == 0);
        FUZZ_CHECK(chela__address_parse(text, &address) == chela__address_parse(first, &same));
    }
    if (chela__address_parse(text, &address)) {
        FUZZ_CHECK(chela__address_parse(first, &same) && chela__address_equal(&address, &same));
        FUZZ_CHECK(chela__address_kind(&address) == chela__address_kind(&same));
    }
    free(text);
    return 0;
}
