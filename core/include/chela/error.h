// error.h - what went wrong, in one sentence that names the thing and the fix.
//
// The first message wins: whoever finds the fault writes it, everybody above hands it up unchanged.
// A function that takes `struct chela_error *err` accepts NULL.
#ifndef CHELA_ERROR_H
#define CHELA_ERROR_H

#include <chela/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_ERROR_TEXT 512 // bytes of `text` with its NUL; longer messages are cut at a character

struct chela_error {
    uint32_t     struct_size; // CHELA_ERROR_INIT sets it
    chela_status status;      // CHELA_OK while nothing went wrong
    char         text[CHELA_ERROR_TEXT];
};

#define CHELA_ERROR_INIT                                                                           \
    {                                                                                              \
        sizeof(struct chela_error), CHELA_OK,                                                      \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

#ifdef __cplusplus
}
#endif

#endif
