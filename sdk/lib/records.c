// records.c - a folder of small text files, one record each, with their earlier versions.
#include <chela/records.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chela/file.h>

#define NAME_BYTES 256 // NAME_MAX and the NUL

struct chela_records {
    int  folder;
    int  history;
    char suffix[16];
};

// ---- folders ----

// Opens a folder, making it and its parents when they are absent.
static int
open_folder(const char *path)
{
    char   part[4096];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(part)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        return fd;
    memcpy(part, path, len + 1);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        if (mkdir(part, 0700) < 0 && errno != EEXIST && errno != EACCES)
            return -1;
        *slash = '/';
    }
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

struct chela_records *
chela_records_open(const char *folder, const char *suffix, const char *history)
{
    struct chela_records *records = calloc(1, sizeof(*records));
    if (!records)
        return NULL;
    records->folder  = open_folder(folder);
    records->history = records->folder < 0 ? -1 : open_folder(history);
    snprintf(records->suffix, sizeof(records->suffix), "%s", suffix);
    if (records->history < 0) {
        int saved_errno = errno;
        chela_records_close(records);
        errno = saved_errno;
        return NULL;
    }
    return records;
}

chela_status
chela_records_open_setting(struct chela_call *opening, const char *what, const char *suffix,
                           void **ret_records)
{
    char    history[4096];
    json_t *config = chela_config(opening);
    if (!config)
        return CHELA_NO_MEMORY;
    const char *folder = json_string_value(json_object_get(config, "folder"));
    snprintf(history, sizeof(history), "%s/history", chela_get(opening, "data_dir"));
    *ret_records        = chela_records_open(folder ? folder : "", suffix, history);
    chela_status status = CHELA_OK;
    if (!*ret_records)
        status = chela_failf(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                             "the %s folder %s cannot be opened: %s", what, folder ? folder : "",
                             strerror(errno));
    json_decref(config);
    return status;
}

void
chela_records_close(struct chela_records *records)
{
    if (!records)
        return;
    if (records->folder >= 0)
        close(records->folder);
    if (records->history >= 0)
        close(records->history);
    free(records);
}

// ---- names ----

static bool
is_id(const char *id)
{
    size_t len = strlen(id);
    return len > 0 && len < CHELA_RECORD_ID && id[0] != '.' && !strchr(id, '/');
}

static chela_status
record_name(const struct chela_records *records, const char *id, char ret_name[NAME_BYTES])
{
    if (!is_id(id))
        return CHELA_INVALID;
    int len = snprintf(ret_name, NAME_BYTES, "%s%s", id, records->suffix);
    return len < NAME_BYTES ? CHELA_OK : CHELA_INVALID;
}

// FNV-1a, 64 bits: short file names for keys of any length; collisions within one folder's history
// are as unlikely as losing the disk.
static uint64_t
digest(const char *text, uint64_t hash)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

#define FNV_START 0xcbf29ce484222325u

void
chela_records_id(const char *key, char ret_id[CHELA_RECORD_ID])
{
    snprintf(ret_id, CHELA_RECORD_ID, "%016llx", (unsigned long long)digest(key, FNV_START));
}

// One revision for each record and key.
static void
revision_name(const char *id, const char *key, char ret_revision[CHELA_REVISION])
{
    uint64_t record = digest(id, FNV_START);
    snprintf(ret_revision, CHELA_REVISION, "%016llx-%016llx", (unsigned long long)record,
             (unsigned long long)digest(key, record));
}

// ---- files ----

static chela_status
read_file(int dir, const char *name, char **ret_text, size_t *ret_len)
{
    return chela_file_read(dir, name, CHELA_RECORD_MAX, ret_text, ret_len);
}

static chela_status
write_file(int dir, const char *name, const char *text, size_t len)
{
    return chela_file_write(dir, name, 0600, text, len);
}

static chela_status
remove_file(int dir, const char *name)
{
    if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
        return CHELA_IO;
    return fsync(dir) == 0 ? CHELA_OK : CHELA_IO;
}

// ---- records ----

chela_status
chela_records_read(struct chela_records *records, const char *id, char **ret_text, size_t *ret_len)
{
    char         name[NAME_BYTES];
    chela_status status = record_name(records, id, name);
    return status < 0 ? status : read_file(records->folder, name, ret_text, ret_len);
}

// Keeps what `name` holds now as the revision of this key; an empty version stands for "absent".
// CHELA_CONFLICT when the key's change is in place already. A crash between keeping and changing
// leaves both equal: then the change is still to do.
static chela_status
keep(struct chela_records *records, const char *id, const char *name, const char *key,
     char ret_revision[CHELA_REVISION])
{
    char revision[CHELA_REVISION];
    revision_name(id, key, revision);
    if (ret_revision)
        memcpy(ret_revision, revision, sizeof(revision));
    char        *text   = NULL;
    char        *kept   = NULL;
    size_t       len    = 0;
    size_t       before = 0;
    chela_status status = read_file(records->folder, name, &text, &len);
    if (status < 0 && status != CHELA_NOT_FOUND)
        return status;
    status = read_file(records->history, revision, &kept, &before);
    if (status == CHELA_NOT_FOUND)
        status = write_file(records->history, revision, text ? text : "", len);
    else if (status == CHELA_OK && (len != before || (len > 0 && memcmp(text, kept, len) != 0)))
        status = CHELA_CONFLICT;
    free(text);
    free(kept);
    return status;
}

chela_status
chela_records_write(struct chela_records *records, const char *id, const char *key,
                    const char *text, size_t len, char ret_revision[CHELA_REVISION])
{
    char         name[NAME_BYTES];
    chela_status status = record_name(records, id, name);
    if (status == CHELA_OK && (len == 0 || len > CHELA_RECORD_MAX))
        status = CHELA_LIMIT;
    if (status == CHELA_OK)
        status = keep(records, id, name, key, ret_revision);
    return status < 0 ? status : write_file(records->folder, name, text, len);
}

chela_status
chela_records_remove(struct chela_records *records, const char *id, const char *key,
                     char ret_revision[CHELA_REVISION])
{
    char         name[NAME_BYTES];
    char         revision[CHELA_REVISION];
    chela_status status = record_name(records, id, name);
    if (status < 0)
        return status;
    revision_name(id, key, revision);
    bool is_there  = faccessat(records->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    bool has_acted = faccessat(records->history, revision, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    if (!is_there && !has_acted)
        return CHELA_NOT_FOUND;
    status = keep(records, id, name, key, ret_revision);
    return status < 0 ? status : remove_file(records->folder, name);
}

chela_status
chela_records_revision(struct chela_records *records, const char *revision, char **ret_text,
                       size_t *ret_len)
{
    return is_id(revision) ? read_file(records->history, revision, ret_text, ret_len)
                           : CHELA_INVALID;
}

chela_status
chela_records_restore(struct chela_records *records, const char *id, const char *revision)
{
    char         name[NAME_BYTES];
    char        *text   = NULL;
    size_t       len    = 0;
    chela_status status = record_name(records, id, name);
    if (status == CHELA_OK)
        status = chela_records_revision(records, revision, &text, &len);
    if (status < 0)
        return status;
    status =
        len > 0 ? write_file(records->folder, name, text, len) : remove_file(records->folder, name);
    free(text);
    return status;
}

// ---- all records ----

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

// The id inside a file name, on the heap; NULL when the file is not a record (errno 0) or memory is
// out.
static char *
id_of(const struct chela_records *records, const char *name)
{
    size_t len    = strlen(name);
    size_t suffix = strlen(records->suffix);
    errno         = 0;
    if (name[0] == '.' || len <= suffix || strcmp(name + len - suffix, records->suffix) != 0)
        return NULL;
    return strndup(name, len - suffix);
}

static chela_status
collect(const struct chela_records *records, DIR *dir, char **names, size_t *count)
{
    for (struct dirent *entry; (entry = readdir(dir));) {
        char *id = id_of(records, entry->d_name);
        if (!id && errno == ENOMEM)
            return CHELA_NO_MEMORY;
        if (!id)
            continue;
        if (*count == CHELA_RECORDS_MAX) {
            free(id);
            return CHELA_LIMIT;
        }
        names[(*count)++] = id;
    }
    return CHELA_OK;
}

static chela_status
list_ids(const struct chela_records *records, char ***ret_names, size_t *ret_count)
{
    int  fd  = openat(records->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return CHELA_IO;
    }
    size_t       count  = 0;
    char       **names  = calloc(CHELA_RECORDS_MAX, sizeof(*names));
    chela_status status = names ? collect(records, dir, names, &count) : CHELA_NO_MEMORY;
    closedir(dir);
    if (status < 0) {
        free_names(names, count);
        return status;
    }
    qsort(names, count, sizeof(*names), by_name);
    *ret_names = names;
    *ret_count = count;
    return CHELA_OK;
}

chela_status
chela_records_each(struct chela_records *records,
                   chela_status (*each)(void *user, const char *id, const char *text, size_t len),
                   void *user)
{
    char       **names  = NULL;
    size_t       count  = 0;
    chela_status status = list_ids(records, &names, &count);
    for (size_t i = 0; status == CHELA_OK && i < count; i++) {
        char  *text = NULL;
        size_t len  = 0;
        if (chela_records_read(records, names[i], &text, &len) == CHELA_OK)
            status = each(user, names[i], text, len);
        free(text);
    }
    free_names(names, count);
    return status;
}
