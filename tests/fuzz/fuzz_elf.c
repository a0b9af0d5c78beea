// fuzz_elf.c - the gate reads any bytes; what passes has the right header.
#include <elf.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "package/elf.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct chela__elf_wanted wanted = {.triplet = "x86_64-linux-gnu"};
    struct chela_error             err    = {0};
    if (chela__elf_check(data, size, &wanted, &err) < 0) {
        FUZZ_CHECK(err.text[0]);
        return 0;
    }
    FUZZ_CHECK(size > sizeof(Elf64_Ehdr) && !memcmp(data, ELFMAG, SELFMAG));
    return 0;
}
