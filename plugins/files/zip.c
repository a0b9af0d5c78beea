// zip.c - files.zip: packs files and folders into a new zip archive beside them.
#include "pack.h"
#include "files.chela.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>

#define MAX_DEPTH 32

struct packing {
    struct chela_call *call;
    struct archive    *archive;
    int64_t            count;
    int64_t            total;
};

// ---- one entry ----

static int
add_header(struct packing *packing, const char *path, const struct stat *info)
{
    struct archive_entry *entry = archive_entry_new();
    if (!entry)
        return ENOMEM;
    archive_entry_set_pathname_utf8(entry, path);
    archive_entry_set_filetype(entry, info->st_mode & S_IFMT);
    archive_entry_set_perm(entry, info->st_mode & 0777);
    archive_entry_set_mtime(entry, info->st_mtim.tv_sec, 0);
    if (S_ISREG(info->st_mode))
        archive_entry_set_size(entry, info->st_size);
    int failed = archive_write_header(packing->archive, entry) != ARCHIVE_OK;
    archive_entry_free(entry);
    return failed ? EIO : 0;
}

static int
add_bytes(struct packing *packing, int fd)
{
    char    buffer[ARCHIVE_BLOCK];
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0) {
        packing->total += got;
        if (packing->total > MAX_TOTAL)
            return EFBIG;
        if (chela_cancelled(packing->call))
            return ECANCELED;
        if (archive_write_data(packing->archive, buffer, (size_t)got) < 0)
            return EIO;
    }
    return got < 0 ? errno : 0;
}

static int
add_entry(struct packing *packing, int dirfd, const char *name, const char *path, int depth);

static int
add_folder(struct packing *packing, int fd, const char *path, int depth)
{
    int  error = 0, copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (!dir) {
        if (copy >= 0)
            close(copy);
        return EIO;
    }
    for (struct dirent *entry; !error && (entry = readdir(dir));) {
        char below[MAX_PATH];
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        error = join_path(below, path, entry->d_name)
                    ? add_entry(packing, fd, entry->d_name, below, depth + 1)
                    : ENAMETOOLONG;
    }
    closedir(dir);
    return error;
}

// Files and folders; links and devices are left out.
static int
add_entry(struct packing *packing, int dirfd, const char *name, const char *path, int depth)
{
    struct stat info;
    if (depth > MAX_DEPTH || packing->count >= MAX_COUNT)
        return EFBIG;
    int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ELOOP || errno == ENXIO ? 0 : errno;
    int error = fstat(fd, &info) < 0 ? errno : 0;
    if (!error && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)))
        error = add_header(packing, path, &info);
    if (!error && S_ISREG(info.st_mode)) {
        packing->count++;
        error = add_bytes(packing, fd);
    } else if (!error && S_ISDIR(info.st_mode)) {
        error = add_folder(packing, fd, path, depth);
    }
    close(fd);
    return error;
}

// ---- the archive ----

// Two files of the same name from different folders both go in.
static void
entry_name(const struct places *places, size_t at, char ret_name[MAX_PATH])
{
    int same = 1;
    for (size_t i = 0; i < at; i++)
        same += !strcmp(places->items[i].name, places->items[at].name);
    if (same == 1)
        snprintf(ret_name, MAX_PATH, "%s", places->items[at].name);
    else
        snprintf(ret_name, MAX_PATH, "%d/%s", same, places->items[at].name);
}

int
zip_write(struct chela_call *call, int fd, const struct places *places, int64_t *ret_count)
{
    struct packing packing = {.call = call, .archive = archive_write_new()};
    int            error   = 0;
    if (!packing.archive)
        return ENOMEM;
    if (archive_write_set_format_zip(packing.archive) != ARCHIVE_OK ||
        archive_write_open_fd(packing.archive, fd) != ARCHIVE_OK)
        error = EIO;
    for (size_t i = 0; !error && i < places->count; i++) {
        char path[MAX_PATH];
        entry_name(places, i, path);
        error = add_entry(&packing, places->items[i].dirfd, places->items[i].name, path, 0);
        chela_progress(call, (double)(i + 1) / (double)places->count, places->items[i].name);
    }
    if (!error && archive_write_close(packing.archive) != ARCHIVE_OK)
        error = EIO;
    archive_write_free(packing.archive);
    *ret_count = packing.count;
    return !error && fsync(fd) < 0 ? errno : error;
}

// What the names begin with ("invoice-1", "invoice-2": invoice), a single one's stem, or "archive".
static void
default_name(const struct places *places, char ret_name[MAX_NAME])
{
    const char *first = places->items[0].name;
    const char *dot   = strrchr(first, '.');
    size_t      len   = dot && dot != first ? (size_t)(dot - first) : strlen(first);
    for (size_t i = 1; i < places->count; i++) {
        size_t same = 0;
        while (same < len && first[same] == places->items[i].name[same])
            same++;
        len = same;
    }
    if (places->count > 1)
        while (len && (strchr(" -_.(0123456789", first[len - 1]) || (first[len - 1] & 0x80)))
            len--;
    if (len < 3)
        snprintf(ret_name, MAX_NAME, "archive.zip");
    else
        snprintf(ret_name, MAX_NAME, "%.*s.zip", (int)(len < 200 ? len : 200), first);
}

static int
zip_into(struct chela_call *call, int folder, const struct places *places, const char *name,
         char ret_name[MAX_NAME], int64_t *ret_count)
{
    char temporary[MAX_NAME];
    temporary_name(temporary);
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno;
    int error = zip_write(call, fd, places, ret_count);
    close(fd);
    if (!error)
        error = move_to_free_name(folder, temporary, folder, name, ret_name);
    if (error)
        unlinkat(folder, temporary, 0);
    else
        fsync(folder);
    return error;
}

static chela_status
zip_places(struct chela_call *call, const struct places *places, const char *name,
           const char *folder, json_t **ret_reply)
{
    struct place target = PLACE_NONE;
    char         full[MAX_NAME], made[MAX_NAME], path[MAX_PATH];
    int64_t      count = 0;
    int          fd;
    if (name && !name_valid(name))
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                           "name: \"%s\" cannot be the name of a file", name);
    default_name(places, full);
    if (name)
        snprintf(full, sizeof full, "%.240s%s", name,
                 strlen(name) > 4 && !strcmp(name + strlen(name) - 4, ".zip") ? "" : ".zip");
    chela_status status = target_folder(call, folder, places->items[0].path, &target, &fd);
    if (status < 0)
        return status;
    int error = zip_into(call, fd, places, full, made, &count);
    close(fd);
    if (!error && !join_path(path, target.path, made))
        error = ENAMETOOLONG;
    place_done(&target);
    if (error)
        return error == ECANCELED ? chela_fail(call, CHELA_CANCELLED, CHELA_NO_EFFECT, "cancelled")
                                  : fail_errno(call, error, CHELA_NO_EFFECT, full);
    *ret_reply =
        json_pack("{s:s, s:[s], s:I}", "path", path, "paths", path, "count", (json_int_t)count);
    return CHELA_OK;
}

chela_status
files_zip(struct chela_call *call, const char *paths_json, const char *name, const char *folder)
{
    struct files *files  = call->state;
    struct places places = {NULL, 0};
    json_t       *reply  = NULL;
    chela_status  status;
    if (!chela_store_begin(files->done, call, &status))
        return status;
    status = places_find(call, paths_json, &places);
    if (status == CHELA_OK)
        status = zip_places(call, &places, name, folder, &reply);
    places_done(&places);
    if (status < 0)
        return chela_store_fail(files->done, call, status, "the files could not be packed");
    return chela_store_commit_take(files->done, call, reply);
}
