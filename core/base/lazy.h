// lazy.h - libraries that only some commands need, opened on first use (design.md section 10).
//
// A header such as "package/libarchive.h" lists the functions it uses in one X-macro and gets a
// struct of function pointers of the very types that the library's own header declares.
#ifndef CHELA_BASE_LAZY_H
#define CHELA_BASE_LAZY_H

#include <stddef.h>

#include "base/error.h"

struct chela__lazy_symbol {
    const char *name;
    void      **slot;
};

// dlopen(soname, RTLD_NOW|RTLD_LOCAL) and dlsym of all symbols; never closed. Says which is
// missing.
chela_status
chela__lazy_open(const char *soname, const struct chela__lazy_symbol *symbols, size_t count,
                 struct chela_error *err);

#endif
