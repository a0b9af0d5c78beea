// template.h - a manifest's example sentences as patterns: words that stay and places for values.
#ifndef CHELA_BACKEND_EMBEDDED_TEMPLATE_H
#define CHELA_BACKEND_EMBEDDED_TEMPLATE_H

#include "backend/embedded/tokens.h"
#include "package/manifest.h"

#define CHELA__TEMPLATES_MAX 8 // of one capability
#define CHELA__SLOTS_MAX 6

struct chela__slot { // tokens [first, last) of the example are the argument of a parameter
    uint32_t    first, last;
    const char *name; // top-level parameter
};

struct chela__template {
    struct chela__tokens tokens;
    struct chela__slot   slots[CHELA__SLOTS_MAX];
    size_t               slot_count;
};

// The examples in the request's language.
chela_status
chela__templates_read(const struct chela__capability *capability, const char *lang,
                      struct chela__scratch *arena, struct chela__template *ret_templates,
                      size_t *ret_count);

// 0..1: how far tokens [from, to) of a request are worded like the template.
float
chela__template_likeness(const struct chela__template *template, const struct chela__tokens *tokens,
                         size_t from, size_t to);

// Whether a stretch of the request, tokens [first, last) of a clause [from, to), stands where the
// template has its slot: 1 the word before is the same, 2 the word behind, 3 both.
int
chela__template_place(const struct chela__template *template, const struct chela__slot *slot,
                      const struct chela__tokens *tokens, size_t from, size_t to, size_t first,
                      size_t last);

#endif
