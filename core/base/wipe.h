// wipe.h - nothing that core has freed can be read in the process any more.
//
// Every file of core is compiled with this header first, so that free() and realloc() are those
// below; tests/rules hold it to that. Memory that other libraries free is theirs, but for Jansson,
// through which all values go.
#ifndef CHELA_BASE_WIPE_H
#define CHELA_BASE_WIPE_H

#include <stdlib.h>

// As free(), after overwriting all that the allocation holds.
void
chela__wipe_free(void *memory);

// As realloc(); what is left behind is overwritten.
void *
chela__wipe_realloc(void *memory, size_t size);

// Jansson's values are wiped too when they are freed, unless the program has given it functions of
// its own. Memory from malloc() stays memory for free().
void
chela__wipe_json(void);

// Overwrites the part of the calling thread's stack that finished calls have used.
void
chela__wipe_stack(void);

#define free chela__wipe_free
#define realloc chela__wipe_realloc

#endif
