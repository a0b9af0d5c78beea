// pcre2.h - the functions of PCRE2 that are used, opened with the first pattern.
#ifndef CHELA_SCHEMA_PCRE2_H
#define CHELA_SCHEMA_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define CHELA__PCRE2_SONAME "libpcre2-8.so.0"
#define CHELA__PCRE2_FUNCTIONS(X)                                                                  \
    X(compile)                                                                                     \
    X(code_free)                                                                                   \
    X(match_data_create)                                                                           \
    X(match_data_free)                                                                             \
    X(match)                                                                                       \
    X(get_error_message)

struct pcre2 {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name that is declared takes none
#define X(name) __typeof__(pcre2_##name##_8) *name;
    CHELA__PCRE2_FUNCTIONS(X)
#undef X
};

#endif
