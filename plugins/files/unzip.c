// unzip.c - files.unzip: unpacks an archive into a new folder. The archive is hostile: links,
// devices, paths that lead out and bombs end it, and nothing of it stays.
#include "pack.h"
#include "files.chela.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>

struct unpacking {
    struct chela_call *call;
    struct archive    *archive;
    int64_t            packed; // bytes of the archive
    int64_t            count;
    int64_t            total;
};

// ---- where an entry goes ----

// Opens the folder of an entry, making what is missing, and gives the last name. -1 with errno.
static int
make_way(int folder, const char *path, char ret_name[MAX_NAME])
{
    int fd      = fcntl(folder, F_DUPFD_CLOEXEC, 0);
    ret_name[0] = '\0';
    while (fd >= 0 && *path) {
        size_t len = strcspn(path, "/");
        if (len >= MAX_NAME || (len == 2 && !memcmp(path, "..", 2))) {
            errno = len >= MAX_NAME ? ENAMETOOLONG : ELOOP;
            close(fd);
            return -1;
        }
        memcpy(ret_name, path, len);
        ret_name[len] = '\0';
        path += len;
        path += strspn(path, "/");
        if (!*path || !len || !strcmp(ret_name, "."))
            continue;
        mkdirat(fd, ret_name, 0755);
        int next  = openat(fd, ret_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int saved = errno;
        close(fd);
        fd    = next;
        errno = saved;
    }
    return fd;
}

// ---- one entry ----

static int
write_bytes(struct unpacking *unpacking, int fd)
{
    char       buffer[ARCHIVE_BLOCK];
    la_ssize_t got;
    while ((got = archive_read_data(unpacking->archive, buffer, sizeof buffer)) > 0) {
        unpacking->total += got;
        if (unpacking->total > MAX_TOTAL ||
            (unpacking->total > RATIO_FROM && unpacking->total / MAX_RATIO > unpacking->packed))
            return EFBIG;
        if (chela_cancelled(unpacking->call))
            return ECANCELED;
        if (chela_write_all(fd, buffer, (size_t)got) < 0)
            return errno;
    }
    return got < 0 ? EBADMSG : 0;
}

static int
unpack_file(struct unpacking *unpacking, int dirfd, const char *name, struct archive_entry *entry)
{
    int mode = archive_entry_perm(entry) & 0100 ? 0755 : 0644;
    int fd   = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return errno == EEXIST ? EBADMSG : errno;
    int error = write_bytes(unpacking, fd);
    close(fd);
    return error;
}

static int
unpack_entry(struct unpacking *unpacking, int folder, struct archive_entry *entry)
{
    char        name[MAX_NAME];
    const char *path = archive_entry_pathname_utf8(entry);
    mode_t      kind = archive_entry_filetype(entry);
    if (!path)
        path = archive_entry_pathname(entry);
    if (!path || *path == '/' || archive_entry_hardlink(entry) ||
        (kind != AE_IFREG && kind != AE_IFDIR))
        return ELOOP;
    if (++unpacking->count > MAX_COUNT)
        return EFBIG;
    int dirfd = make_way(folder, path, name);
    if (dirfd < 0)
        return errno;
    int error = 0;
    if (kind == AE_IFREG)
        error = *name ? unpack_file(unpacking, dirfd, name, entry) : EBADMSG;
    else if (*name && strcmp(name, ".") != 0 && mkdirat(dirfd, name, 0755) < 0 && errno != EEXIST)
        error = errno;
    close(dirfd);
    return error;
}

static void
allow_formats(struct archive *archive)
{
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
}

int
archive_unpack(struct chela_call *call, int fd, int folder, int64_t *ret_count)
{
    struct stat      info;
    struct unpacking unpacking = {.call = call, .archive = archive_read_new()};
    int              error     = 0, got;
    if (!unpacking.archive)
        return ENOMEM;
    unpacking.packed = fstat(fd, &info) == 0 ? info.st_size : 0;
    allow_formats(unpacking.archive);
    if (archive_read_open_fd(unpacking.archive, fd, ARCHIVE_BLOCK) != ARCHIVE_OK)
        error = EBADMSG;
    struct archive_entry *entry;
    while (!error && (got = archive_read_next_header(unpacking.archive, &entry)) != ARCHIVE_EOF)
        error = got == ARCHIVE_OK || got == ARCHIVE_WARN ? unpack_entry(&unpacking, folder, entry)
                                                         : EBADMSG;
    archive_read_free(unpacking.archive);
    *ret_count = unpacking.count;
    return error || unpacking.count ? error : EBADMSG;
}

// ---- the new folder ----

// "taxes.tar.gz" -> "taxes"
static void
folder_name(const char *archive, char ret_name[MAX_NAME])
{
    snprintf(ret_name, MAX_NAME, "%s", archive);
    for (int endings = 0; endings < 2; endings++) {
        char *dot = strrchr(ret_name, '.');
        if (dot && dot != ret_name && (endings == 0 || !strcmp(dot, ".tar")))
            *dot = '\0';
    }
}

static int
unpack_into(struct chela_call *call, int fd, int folder, const char *name, char ret_name[MAX_NAME],
            int64_t *ret_count)
{
    char temporary[MAX_NAME];
    temporary_name(temporary);
    if (mkdirat(folder, temporary, 0755) < 0)
        return errno;
    int inside = openat(folder, temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int error  = inside < 0 ? errno : archive_unpack(call, fd, inside, ret_count);
    if (inside >= 0)
        close(inside);
    if (!error)
        error = move_to_free_name(folder, temporary, folder, name, ret_name);
    if (error)
        remove_entry(folder, temporary);
    else
        fsync(folder);
    return error;
}

static chela_status
fail_unpacking(struct chela_call *call, int error, const char *path)
{
    const char *why = error == EBADMSG ? "is not an archive, or it is damaged"
                      : error == ELOOP ? "holds links or paths that lead out of its folder"
                      : error == EFBIG ? "unpacks to more than is sensible"
                                       : NULL;
    if (error == ECANCELED)
        return chela_fail(call, CHELA_CANCELLED, CHELA_NO_EFFECT, "cancelled");
    if (!why)
        return fail_errno(call, error, CHELA_NO_EFFECT, path);
    return chela_failf(call, error == EFBIG ? CHELA_LIMIT : CHELA_INVALID, CHELA_NO_EFFECT, "%s %s",
                       path, why);
}

static chela_status
unzip_place(struct chela_call *call, const struct place *place, const char *folder,
            json_t **ret_reply)
{
    struct place target = PLACE_NONE;
    char         name[MAX_NAME], made[MAX_NAME], path[MAX_PATH];
    int64_t      count = 0;
    int          into;
    int          fd = openat(place->dirfd, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(call, errno, CHELA_NO_EFFECT, place->path);
    chela_status status = target_folder(call, folder, place->path, &target, &into);
    if (status == CHELA_OK) {
        folder_name(place->name, name);
        int error = unpack_into(call, fd, into, name, made, &count);
        close(into);
        if (!error && !join_path(path, target.path, made))
            error = ENAMETOOLONG;
        place_done(&target);
        if (error)
            status = fail_unpacking(call, error, place->path);
        else
            *ret_reply = json_pack("{s:s, s:[s], s:I}", "folder", path, "paths", path, "count",
                                   (json_int_t)count);
    }
    close(fd);
    return status;
}

chela_status
files_unzip(struct chela_call *call, const char *path, const char *folder)
{
    struct files *files = call->state;
    struct place  place = PLACE_NONE;
    json_t       *reply = NULL;
    chela_status  status;
    if (!chela_store_begin(files->done, call, &status))
        return status;
    status = place_find(call, &files->roots, path, &place);
    if (status == CHELA_OK)
        status = unzip_place(call, &place, folder, &reply);
    place_done(&place);
    if (status < 0)
        return chela_store_fail(files->done, call, status, "the archive could not be unpacked");
    return chela_store_commit_take(files->done, call, reply);
}
