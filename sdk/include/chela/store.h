// store.h - records with history in one file of the plugin's folder: what notes, alarms and
// reminders have in common. Every change is durable before its reply, repeated once per
// idempotency key, and can be taken back by version for a day. Several processes may use it.
//
// A handler changes records between begin and one of commit, end and fail:
//
//     struct chela_store *store = call->state;
//     chela_status        status;
//     if (!chela_store_begin(store, call, &status))
//         return status;                     // a repeated key was answered again, or it failed
//     ... chela_store_add_take(store, record, id); ...
//     return chela_store_commit_take(store, call, json_pack("{s:s}", "id", id));
//
// [serial] All functions belong to the plugin's thread.
#ifndef CHELA_STORE_H
#define CHELA_STORE_H

#include <chela/sdk.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_STORE_ID_SIZE 32

struct chela_store;

// FILE.json in the plugin's data_dir. On failure open() has been failed with a sentence.
chela_status
chela_store_open(struct chela_call *opening, const char *file, struct chela_store **ret_store);
void
chela_store_close(struct chela_store *store);

// True: go on. False: return *ret_status as it is.
bool
chela_store_begin(struct chela_store *store, struct chela_call *call, chela_status *ret_status);

// All records, an object by id, oldest first; one record or NULL. Borrowed until the call ends.
json_t *
chela_store_records(struct chela_store *store);
json_t *
chela_store_get(struct chela_store *store, const char *id);

// A new record "KIND-NUMBER".
chela_status
chela_store_add_take(struct chela_store *store, const char *kind, json_t *record,
                     char ret_id[CHELA_STORE_ID_SIZE]);

// Another content of a record; NULL deletes it. `ret_version` (may be NULL) is what
// chela_store_revert() takes to bring the one before back. CHELA_NOT_FOUND.
chela_status
chela_store_put_take(struct chela_store *store, const char *id, json_t *record,
                     int64_t *ret_version);

// The record as it was at a version, deleted or changed since. CHELA_NOT_FOUND: never so, or
// longer ago than a day.
chela_status
chela_store_revert(struct chela_store *store, const char *id, int64_t version,
                   int64_t *ret_version);

// Makes the changes durable, then replies.
chela_status
chela_store_commit_take(struct chela_store *store, struct chela_call *call, json_t *reply);

// Nothing was changed: replies.
chela_status
chela_store_end_take(struct chela_store *store, struct chela_call *call, json_t *reply);

// Drops the changes; a failure without effect.
chela_status
chela_store_fail(struct chela_store *store, struct chela_call *call, chela_status status,
                 const char *text);

// ---- the three handlers that every plugin with records has ----

// Deletes `id` / brings `id` back to `version`, and replies with the record as it was / is, its
// "id" and "version". `missing` is the sentence when there is no such record.
chela_status
chela_store_delete(struct chela_store *store, struct chela_call *call, const char *id,
                   const char *missing);
chela_status
chela_store_restore(struct chela_store *store, struct chela_call *call, const char *id,
                    int64_t version, const char *missing);

#ifdef __cplusplus
}
#endif

#endif
