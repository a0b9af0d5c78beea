// keyring.h - what the files of this folder share about a ring.
#ifndef CHELA_TRUST_KEYRING_H
#define CHELA_TRUST_KEYRING_H

#include "trust/sigblock.h"
#include "trust/trust.h"

struct chela__ring_key {
    unsigned char    key[CHELA__KEY_BYTES];
    enum chela__tier tier;
    enum chela__role role;
    int64_t          list_number; // of the newest list that it has signed; 0: none
};

// What may not be used any more, from all layers and lists.
struct chela__revoked {
    json_t *keys;     // object: key text -> true
    json_t *packages; // object: digest text -> true
    json_t *versions; // array of {"id", "from"?, "below"}
};
// Adds a document's "revoked" (NULL: none), which has been checked.
chela_status
chela__revoked_add(struct chela__revoked *revoked, const json_t *document, struct chela_error *err);
void
chela__revoked_done(struct chela__revoked *revoked);
bool
chela__revoked_key(const struct chela__revoked *revoked, const unsigned char key[CHELA__KEY_BYTES]);

// A key as text; as chela__field_check (base/fields.h).
struct chela__fields;
chela_status
chela__key_check(struct chela__fields *fields, const char *name, json_t *value);

struct chela__keyring {
    struct chela__ring_key *keys; // each with the number of its newest list
    size_t                  count;
    struct chela__revoked   revoked;
};

// NULL: a stranger.
const struct chela__ring_key *
chela__keyring_find(const struct chela__keyring *ring, const unsigned char key[CHELA__KEY_BYTES]);

// The ring's word on a signer: its own key, else the key from which it was rotated. A revoked key
// hands on nothing. NULL: a stranger.
const struct chela__ring_key *
chela__keyring_trace(const struct chela__keyring *ring, const struct chela__sigblock *block,
                     const unsigned char *key);

#endif
