// records.h - a folder of small text files, one record each, whose earlier versions come back.
//
// For plugins that keep what people own as plain files (vCards, iCalendar, notes): the files stay
// readable by other programs, every change is atomic and durable, and the version before a change
// is kept in a second folder under a *revision*, so that the inverse of every change is a real one.
//
// A change carries the call's idempotency key: the same key changes a record once. [serial]
#ifndef CHELA_RECORDS_H
#define CHELA_RECORDS_H

#include <stddef.h>

#include <chela/sdk.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_RECORD_MAX ((size_t)256 * 1024) // bytes of one record
#define CHELA_RECORDS_MAX 20000               // records of one folder
#define CHELA_RECORD_ID 200                   // bytes of an id with its NUL
#define CHELA_REVISION 160                    // bytes of a revision with its NUL

struct chela_records;

// `folder` holds ID + `suffix` files, `history` the earlier versions; both are made when they are
// absent (0700). NULL with errno set when that fails. Close with chela_records_close().
struct chela_records *
chela_records_open(const char *folder, const char *suffix, const char *history);
void
chela_records_close(struct chela_records *records);

// For open(): the folder that the setting "folder" names, its history in data_dir. On failure the
// call has been failed with a sentence that says which `what` ("contacts") cannot be opened.
chela_status
chela_records_open_setting(struct chela_call *opening, const char *what, const char *suffix,
                           void **ret_records);

// The id of a new record: stable for the same key.
void
chela_records_id(const char *key, char ret_id[CHELA_RECORD_ID]);

// Reads one record; free() the text, which ends with a NUL that `ret_len` does not count.
// CHELA_NOT_FOUND, CHELA_INVALID (not an id), CHELA_LIMIT, CHELA_IO, CHELA_NO_MEMORY.
chela_status
chela_records_read(struct chela_records *records, const char *id, char **ret_text, size_t *ret_len);

// Calls `each` for every record in the order of their ids; stops at the first status below 0 and
// returns it. Files that cannot be read are passed over.
chela_status
chela_records_each(struct chela_records *records,
                   chela_status (*each)(void *user, const char *id, const char *text, size_t len),
                   void *user);

// Writes or replaces a record. `ret_revision` (may be NULL) names the version before.
// CHELA_CONFLICT: this key has changed this record already, nothing is written (`ret_revision` is
// set).
chela_status
chela_records_write(struct chela_records *records, const char *id, const char *key,
                    const char *text, size_t len, char ret_revision[CHELA_REVISION]);

// Removes a record; as above. CHELA_NOT_FOUND when there is none.
chela_status
chela_records_remove(struct chela_records *records, const char *id, const char *key,
                     char ret_revision[CHELA_REVISION]);

// What a revision holds; empty when it stands for "absent". free() the text.
chela_status
chela_records_revision(struct chela_records *records, const char *revision, char **ret_text,
                       size_t *ret_len);

// Brings back the version that `revision` names; a revision of before the record existed removes
// it.
chela_status
chela_records_restore(struct chela_records *records, const char *id, const char *revision);

#ifdef __cplusplus
}
#endif

#endif
