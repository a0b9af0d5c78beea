// fuzz_sigblock.c - a block that is read writes back to the same bytes; no signature of noise
// holds.
#include <string.h>

#include "fuzz/fuzz.h"
#include "trust/sigblock.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__sigblock block;
    struct chela__buffer   again = CHELA__BUFFER_INIT;
    size_t                 archive_len;
    if (chela__sigblock_read(data, size, &block, NULL) == CHELA_OK) {
        chela__sigblock_write(&block, &again);
        FUZZ_CHECK(again.failed || (again.len == size && !memcmp(again.data, data, size)));
        (void)chela__sigblock_verify(&block, CHELA__SIGNED_FILES, "f", 1, NULL);
        chela__buffer_done(&again);
    }
    if (chela__package_split(data, size, &archive_len, &block, NULL) == CHELA_OK)
        FUZZ_CHECK(archive_len < size);
    return 0;
}
