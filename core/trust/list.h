// list.h - signed lists of what is revoked, as a maker or a store hands them on.
//
// A list is text, so that any channel can carry it; lines end with one newline:
//   {"revocations":1,"number":7,"revoked":{...}}    "revoked" as in trust.h
//   rotated OLD NEW BY_OLD BY_NEW                   0 to 8, as the statements of a package
//   signed KEY SIGNATURE
// Keys and signatures are base64. Signed (Ed25519) is "chela/revoked/1\0" || 0 || BLAKE2b-512 of
// the first line without its newline. A platform key, a store's key and what they were rotated to
// may revoke. The file revoked.list of a place has one list for each of them, one behind the other;
// a list's number never goes back.
#ifndef CHELA_TRUST_LIST_H
#define CHELA_TRUST_LIST_H

#include "trust/sigblock.h"

#define CHELA__LISTS_MAX_BYTES ((size_t)1024 * 1024) // of the file

// One list in a text, borrowed from it.
struct chela__list {
    const char            *body; // the first line
    size_t                 body_len;
    size_t                 len; // of the whole list
    struct chela__sigblock block;
};

// The list at the begin of a text, its signature and statements verified; nobody is asked whether
// the signer is trusted. The message says truncated, malformed or altered.
chela_status
chela__list_open(const char *text, size_t len, struct chela__list *ret_list,
                 struct chela_error *err);

// The first line as a checked document; json_decref() it.
chela_status
chela__list_document(const struct chela__list *list, json_t **ret_document,
                     struct chela_error *err);

// Writes and signs a list.
chela_status
chela__list_make(json_t *document, const struct chela__key_pair *pair,
                 struct chela__buffer *ret_text, struct chela_error *err);

// Adds what the lists of a text revoke. A list whose signer is no longer known or revoked says
// nothing; one that does not hold refuses all. To be called when the ring has all its keys.
chela_status
chela__keyring_add_lists(struct chela__keyring *ring, const char *text, size_t len,
                         struct chela_error *err);
// The same from FOLDER/revoked.list, which need not be there.
chela_status
chela__keyring_add_list_file(struct chela__keyring *ring, const char *folder,
                             struct chela_error *err);

// Puts a new list into FOLDER/revoked.list in the place of the same signer's older one. The ring
// has to know all lists that hold by now. Refused: a signer who may not revoke, and a number that
// is not higher than the one known (the very same list is no change). *ret_facts: {"number",
// "signer"} for the audit log.
chela_status
chela__list_install(const struct chela__keyring *ring, const char *folder, const char *text,
                    size_t len, json_t **ret_facts, struct chela_error *err);

#endif
