// audit.h - one line of audit.log, and what seals it; shared by audit.c and audit_verify.c.
//
// A line is BODY,"mac":"HEX"} with BODY = {"seq":N,"at":TIME,"kind":KIND,... without its brace.
//   mac_n = BLAKE2b-256(key K_e, u64 n || mac_(n-1) || u32 length || BODY)
// A checkpoint ends epoch e: {"seq","at","kind":"checkpoint","epoch":e,"key":K_e,"next":P_(e+1),
// "sign":S}, where S is the Ed25519 signature of epoch e over domain || mac_(n-1) || the body
// before "sign". It gives K_e away: what K_e has sealed is signed now, so whoever has the first
// public key can check the whole log, and nobody can write it anew, because the epoch's secret is
// destroyed.
#ifndef CHELA_STATE_AUDIT_H
#define CHELA_STATE_AUDIT_H

#include "state/private.h"

#define CHELA__AUDIT_LINE 4096 // bytes of a line with its newline
#define CHELA__AUDIT_MAC 32
#define CHELA__AUDIT_SIGN 64

// What the database keeps, sealed: the secrets of this epoch and the next one, and how far the log
// had come at the last checkpoint.
struct chela__audit_state {
    uint64_t      epoch;
    uint64_t      seq;
    unsigned char mac[CHELA__AUDIT_MAC];
    unsigned char secret[CHELA__SEAL_KEY];
    unsigned char next[CHELA__SEAL_KEY];
    unsigned char root[32]; // public key of epoch 0
};
chela_status
chela__audit_load(struct chela__state *state, bool *ret_found, struct chela__audit_state *ret_audit,
                  struct chela_error *err);

// From an epoch's secret: the key of its macs, and its signing keys.
struct chela__audit_keys {
    unsigned char mac[CHELA__AUDIT_MAC];
    unsigned char public_key[32];
    unsigned char secret_key[64];
};
void
chela__audit_derive(const unsigned char       secret[CHELA__SEAL_KEY],
                    struct chela__audit_keys *ret_keys);

void
chela__audit_mac(const unsigned char key[CHELA__AUDIT_MAC], uint64_t seq,
                 const unsigned char before[CHELA__AUDIT_MAC], const char *body, size_t len,
                 unsigned char ret_mac[CHELA__AUDIT_MAC]);

// What a checkpoint signs.
#define CHELA__AUDIT_SIGNED (CHELA__AUDIT_LINE + 64)
size_t
chela__audit_signed(const unsigned char before[CHELA__AUDIT_MAC], const char *body, size_t len,
                    unsigned char ret_message[CHELA__AUDIT_SIGNED]);

// Splits a line (without newline); false when it is none.
struct chela__audit_line {
    uint64_t      seq;
    size_t        body_len; // of BODY
    unsigned char mac[CHELA__AUDIT_MAC];
};
bool
chela__audit_split(const char *line, size_t len, struct chela__audit_line *ret_line);

#endif
