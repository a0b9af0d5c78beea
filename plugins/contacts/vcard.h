// vcard.h - the properties of a vCard 3.0 or 4.0 (RFC 6350) that a contact needs, read and changed
// in place: lines that are not understood stay as they are.
#ifndef CONTACTS_VCARD_H
#define CONTACTS_VCARD_H

#include <stdbool.h>
#include <stddef.h>

#include <chela/query.h>

#define VCARD_VALUES 16 // values of one property that are shown

// One unescaped value, on the heap.
struct vcard_values {
    char  *items[VCARD_VALUES];
    size_t count;
};
void
vcard_values_done(struct vcard_values *values);

// All values of a property ("FN", "TEL" ...; group prefixes and parameters are skipped), unescaped.
// CHELA_NO_MEMORY.
chela_status
vcard_get(const char *card, const char *property, struct vcard_values *ret_values);

// A copy of `card` in which the first `property` has this value, added before END:VCARD when there
// was none. free() it; NULL: out of memory.
char *
vcard_set(const char *card, const char *property, const char *value);

// The share of the query's words that the card's names, roles, notes and categories have, 0 to 1.
double
vcard_score(const char *card, const struct chela_query *query);

// True when one of the card's numbers is this one: equal digits, or equal up to the country's
// prefix (the last nine digits).
bool
vcard_has_phone(const char *card, const char *phone);

#endif
