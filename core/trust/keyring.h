// keyring.h - what the files of this folder share about a ring.
#ifndef CHELA_TRUST_KEYRING_H
#define CHELA_TRUST_KEYRING_H

#include "trust/sigblock.h"
#include "trust/trust.h"

struct chela__ring_key {
    unsigned char    key[CHELA__KEY_BYTES];
    enum chela__tier tier;
    enum chela__role role;
};

// What may not be used any more, from all layers.
struct chela__revoked {
    json_t *keys;     // object: key text -> true
    json_t *packages; // object: digest text -> true
    json_t *versions; // array of {"id", "below"}
};
// Adds a document's "revoked" (NULL: none), which has been checked.
chela_status
chela__revoked_add(struct chela__revoked *revoked, const json_t *document, struct chela_error *err);
void
chela__revoked_done(struct chela__revoked *revoked);
bool
chela__revoked_key(const struct chela__revoked *revoked, const unsigned char key[CHELA__KEY_BYTES]);

struct chela__keyring {
    struct chela__ring_key *keys;
    size_t                  count;
    struct chela__revoked   revoked;
};

// NULL: a stranger.
const struct chela__ring_key *
chela__keyring_find(const struct chela__keyring *ring, const unsigned char key[CHELA__KEY_BYTES]);

#endif
