// binaries.h - one defect of a plugin's binary each, for bad_packages.c.
#ifndef CHELA_TESTS_BINARIES_H
#define CHELA_TESTS_BINARIES_H

#include <stddef.h>

struct bad_binary {
    const char *name;
    void (*change)(char *plugin, size_t len);
    const char *message; // what the refusal says
};
extern const struct bad_binary bad_binaries[];
extern const size_t            bad_binary_count;

#endif
