// lazy.c - opens a library that only some commands need; called by the folder that wraps it.
#include "base/lazy.h"

#include <dlfcn.h>

chela_status
chela__lazy_open(const char *soname, const struct chela__lazy_symbol *symbols, size_t count,
                 struct chela_error *err)
{
    void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return chela__error(err, CHELA_UNAVAILABLE, "%s cannot be opened (%s): install its package",
                            soname, dlerror());
    for (size_t i = 0; i < count; i++) {
        *symbols[i].slot = dlsym(library, symbols[i].name);
        if (!*symbols[i].slot)
            return chela__error(err, CHELA_UNAVAILABLE, "%s has no %s: it is too old", soname,
                                symbols[i].name);
    }
    return CHELA_OK;
}
