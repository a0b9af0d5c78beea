// fuzz.h - what every fuzz target defines (libFuzzer's entry point).
#ifndef CHELA_TESTS_FUZZ_H
#define CHELA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A fault that the fuzzer shall keep: something that must hold for every input does not.
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            __builtin_trap();                                                                      \
    } while (0)

#endif
