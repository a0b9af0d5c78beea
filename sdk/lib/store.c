// store.c - see store.h. The file is {"last": N, "records": {ID: record}, "versions": {ID: N},
// "history": [{id, version, at, record}], "answers": [{key, at, reply}]}.
#include <chela/store.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chela/file.h>

#define MAX_STORE_BYTES ((size_t)8 * 1024 * 1024) // below what a worker may write by default
#define KEEP_SECONDS 86400                        // history and answers: as long as "within": "P1D"
#define MAX_KEPT 512                              // of each

struct chela_store {
    int         dirfd;
    int         lock; // descriptor of FILE.lock, locked between begin and end
    char        file[64];
    json_t     *root;
    struct stat seen; // of the file that `root` came from; st_ino 0: none
    int64_t     now;  // of the running call
};

static chela_status
out_of_memory(struct chela_call *call)
{
    return chela_fail(call, CHELA_NO_MEMORY, CHELA_NO_EFFECT, "out of memory");
}

// ---- reading and locking ----

static json_t *
empty_root(void)
{
    return json_pack("{s:i, s:{}, s:{}, s:[], s:[]}", "last", 0, "records", "versions", "history",
                     "answers");
}

static bool
root_valid(const json_t *root)
{
    return json_is_integer(json_object_get(root, "last")) &&
           json_is_object(json_object_get(root, "records")) &&
           json_is_object(json_object_get(root, "versions")) &&
           json_is_array(json_object_get(root, "history")) &&
           json_is_array(json_object_get(root, "answers"));
}

static chela_status
read_root(struct chela_store *store, json_t **ret_root)
{
    char        *data;
    size_t       len;
    chela_status status = chela_file_read(store->dirfd, store->file, MAX_STORE_BYTES, &data, &len);
    if (status == CHELA_NOT_FOUND) {
        *ret_root = empty_root();
        return *ret_root ? CHELA_OK : CHELA_NO_MEMORY;
    }
    if (status < 0)
        return status;
    json_t *root = json_loadb(data, len, JSON_REJECT_DUPLICATES, NULL);
    free(data);
    if (!root_valid(root)) {
        json_decref(root);
        return CHELA_INVALID;
    }
    *ret_root = root;
    return CHELA_OK;
}

static void
look(struct chela_store *store, struct stat *ret_info)
{
    if (fstatat(store->dirfd, store->file, ret_info, 0) < 0)
        memset(ret_info, 0, sizeof *ret_info);
}

// Reads the file again when another process has written it.
static chela_status
refresh(struct chela_store *store)
{
    struct stat now;
    json_t     *root = NULL;
    look(store, &now);
    if (store->root && now.st_ino == store->seen.st_ino && now.st_size == store->seen.st_size &&
        now.st_mtim.tv_sec == store->seen.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == store->seen.st_mtim.tv_nsec)
        return CHELA_OK;
    chela_status status = read_root(store, &root);
    if (status < 0)
        return status;
    json_decref(store->root);
    store->root = root;
    store->seen = now;
    return CHELA_OK;
}

// LOCK_SH, LOCK_EX or LOCK_UN.
static chela_status
set_lock(struct chela_store *store, int operation)
{
    while (flock(store->lock, operation) < 0)
        if (errno != EINTR)
            return CHELA_IO;
    return CHELA_OK;
}

static void
drop_changes(struct chela_store *store)
{
    json_decref(store->root);
    store->root = NULL;
}

chela_status
chela_store_open(struct chela_call *opening, const char *file, struct chela_store **ret_store)
{
    char                lock_name[64];
    const char         *dir   = chela_get(opening, "data_dir");
    struct chela_store *store = calloc(1, sizeof *store);
    if (!store)
        return out_of_memory(opening);
    snprintf(store->file, sizeof store->file, "%s.json", file);
    snprintf(lock_name, sizeof lock_name, "%s.lock", file);
    store->lock  = -1;
    store->dirfd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (store->dirfd >= 0)
        store->lock = openat(store->dirfd, lock_name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    chela_status status = store->lock < 0 ? CHELA_IO : set_lock(store, LOCK_SH);
    if (status == CHELA_OK)
        status = refresh(store);
    if (status < 0) {
        chela_failf(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                    "%s in %s cannot be read; move it away to start anew", store->file,
                    dir ? dir : "the data folder");
        chela_store_close(store);
        return CHELA_UNAVAILABLE;
    }
    set_lock(store, LOCK_UN);
    *ret_store = store;
    return CHELA_OK;
}

void
chela_store_close(struct chela_store *store)
{
    if (!store)
        return;
    if (store->lock >= 0)
        close(store->lock);
    if (store->dirfd >= 0)
        close(store->dirfd);
    json_decref(store->root);
    free(store);
}

// ---- begin and end ----

static json_t *
find_answer(struct chela_store *store, const char *key)
{
    size_t  i;
    json_t *answer;
    json_array_foreach(json_object_get(store->root, "answers"), i, answer)
    {
        const char *known = json_string_value(json_object_get(answer, "key"));
        if (known && !strcmp(known, key))
            return json_object_get(answer, "reply");
    }
    return NULL;
}

bool
chela_store_begin(struct chela_store *store, struct chela_call *call, chela_status *ret_status)
{
    const char  *key    = chela_get(call, "key");
    chela_status status = set_lock(store, LOCK_EX);
    if (status == CHELA_OK)
        status = refresh(store);
    if (status < 0) {
        set_lock(store, LOCK_UN);
        *ret_status =
            chela_failf(call, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "%s cannot be read", store->file);
        return false;
    }
    store->now     = chela_now(call);
    json_t *answer = key && *key ? find_answer(store, key) : NULL;
    if (answer)
        *ret_status = chela_store_end_take(store, call, json_incref(answer));
    return !answer;
}

// Drops what is too old or too much at the front of a list with "at".
static void
prune(json_t *list, int64_t now)
{
    while (json_array_size(list)) {
        json_t *first = json_array_get(list, 0);
        int64_t at    = json_integer_value(json_object_get(first, "at"));
        if (json_array_size(list) <= MAX_KEPT && at + KEEP_SECONDS > now)
            return;
        json_array_remove(list, 0);
    }
}

static chela_status
remember_answer(struct chela_store *store, struct chela_call *call, json_t *reply)
{
    const char *key     = chela_get(call, "key");
    json_t     *answers = json_object_get(store->root, "answers");
    if (!key || !*key)
        return CHELA_OK;
    json_t *answer =
        json_pack("{s:s, s:I, s:O}", "key", key, "at", (json_int_t)store->now, "reply", reply);
    return json_array_append_new(answers, answer) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

static chela_status
save(struct chela_store *store)
{
    prune(json_object_get(store->root, "history"), store->now);
    prune(json_object_get(store->root, "answers"), store->now);
    char *text = json_dumps(store->root, JSON_INDENT(1));
    if (!text)
        return CHELA_NO_MEMORY;
    size_t       len    = strlen(text);
    chela_status status = len > MAX_STORE_BYTES
                              ? CHELA_LIMIT
                              : chela_file_write(store->dirfd, store->file, 0600, text, len);
    free(text);
    look(store, &store->seen);
    return status;
}

chela_status
chela_store_commit_take(struct chela_store *store, struct chela_call *call, json_t *reply)
{
    chela_status status = reply ? remember_answer(store, call, reply) : CHELA_NO_MEMORY;
    if (status == CHELA_OK)
        status = save(store);
    if (status < 0) {
        json_decref(reply);
        return chela_store_fail(store, call, status, "the change could not be saved");
    }
    return chela_store_end_take(store, call, reply);
}

chela_status
chela_store_end_take(struct chela_store *store, struct chela_call *call, json_t *reply)
{
    set_lock(store, LOCK_UN);
    return chela_reply_take(call, reply);
}

chela_status
chela_store_fail(struct chela_store *store, struct chela_call *call, chela_status status,
                 const char *text)
{
    drop_changes(store);
    set_lock(store, LOCK_UN);
    return chela_fail(call, status, CHELA_NO_EFFECT, text);
}

// ---- records ----

json_t *
chela_store_records(struct chela_store *store)
{
    return json_object_get(store->root, "records");
}

json_t *
chela_store_get(struct chela_store *store, const char *id)
{
    return json_object_get(chela_store_records(store), id);
}

chela_status
chela_store_add_take(struct chela_store *store, const char *kind, json_t *record,
                     char ret_id[CHELA_STORE_ID_SIZE])
{
    json_int_t last = json_integer_value(json_object_get(store->root, "last")) + 1;
    int        len  = snprintf(ret_id, CHELA_STORE_ID_SIZE, "%s-%lld", kind, (long long)last);
    if (len < 0 || len >= CHELA_STORE_ID_SIZE) {
        json_decref(record);
        return CHELA_LIMIT;
    }
    if (json_object_set_new(chela_store_records(store), ret_id, record) < 0 ||
        json_object_set_new(json_object_get(store->root, "versions"), ret_id, json_integer(1)) <
            0 ||
        json_object_set_new(store->root, "last", json_integer(last)) < 0)
        return CHELA_NO_MEMORY;
    return CHELA_OK;
}

// Sets or deletes, and keeps what was there (null: nothing) as history.
static chela_status
replace_take(struct chela_store *store, const char *id, json_t *record, int64_t *ret_version)
{
    json_t    *versions = json_object_get(store->root, "versions");
    json_t    *old      = chela_store_get(store, id);
    json_int_t version  = json_integer_value(json_object_get(versions, id));
    json_t    *was      = json_pack("{s:s, s:I, s:I, s:O?}", "id", id, "version", version, "at",
                                    (json_int_t)store->now, "record", old);
    bool       failed   = json_array_append_new(json_object_get(store->root, "history"), was) < 0 ||
                  json_object_set_new(versions, id, json_integer(version + 1)) < 0;
    if (record)
        failed |= json_object_set_new(chela_store_records(store), id, record) < 0;
    else
        json_object_del(chela_store_records(store), id);
    if (failed)
        return CHELA_NO_MEMORY;
    if (ret_version)
        *ret_version = version;
    return CHELA_OK;
}

chela_status
chela_store_put_take(struct chela_store *store, const char *id, json_t *record,
                     int64_t *ret_version)
{
    if (chela_store_get(store, id))
        return replace_take(store, id, record, ret_version);
    json_decref(record);
    return CHELA_NOT_FOUND;
}

chela_status
chela_store_revert(struct chela_store *store, const char *id, int64_t version, int64_t *ret_version)
{
    size_t  i;
    json_t *was;
    json_array_foreach(json_object_get(store->root, "history"), i, was)
    {
        const char *name   = json_string_value(json_object_get(was, "id"));
        json_t     *record = json_object_get(was, "record");
        if (!name || strcmp(name, id) ||
            json_integer_value(json_object_get(was, "version")) != version)
            continue;
        return replace_take(store, id, json_is_object(record) ? json_deep_copy(record) : NULL,
                            ret_version);
    }
    return CHELA_NOT_FOUND;
}

// ---- common handlers ----

// The record with its id and version.
static json_t *
describe(const json_t *record, const char *id, int64_t version)
{
    json_t *reply = record ? json_deep_copy(record) : json_object();
    if (json_object_set_new(reply, "id", json_string(id)) < 0 ||
        json_object_set_new(reply, "version", json_integer(version)) < 0) {
        json_decref(reply);
        return NULL;
    }
    return reply;
}

chela_status
chela_store_delete(struct chela_store *store, struct chela_call *call, const char *id,
                   const char *missing)
{
    chela_status status;
    int64_t      version;
    if (!chela_store_begin(store, call, &status))
        return status;
    json_t *record = json_incref(chela_store_get(store, id));
    status         = chela_store_put_take(store, id, NULL, &version);
    json_t *reply  = status == CHELA_OK ? describe(record, id, version) : NULL;
    json_decref(record);
    if (status < 0)
        return chela_store_fail(store, call, status, missing);
    return chela_store_commit_take(store, call, reply);
}

chela_status
chela_store_restore(struct chela_store *store, struct chela_call *call, const char *id,
                    int64_t version, const char *missing)
{
    chela_status status;
    int64_t      before;
    if (!chela_store_begin(store, call, &status))
        return status;
    status = chela_store_revert(store, id, version, &before);
    if (status < 0)
        return chela_store_fail(store, call, status, missing);
    json_t *reply = describe(chela_store_get(store, id), id, before);
    return chela_store_commit_take(store, call, reply);
}
