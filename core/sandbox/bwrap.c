// bwrap.c - from a program's profile to what bubblewrap is told; called by program.c.
//
// Arguments go through a descriptor, each ended by NUL: none of them is ever read as another
// option, and none is seen in the list of processes.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "sandbox/list.h"
#include "sandbox/program.h"

#define TMP_SIZE "67108864"    // 64 MiB
#define SHARED_SIZE "16777216" // of /dev/shm
#define INSIDE_UID "1000"
#define TARGETS_MAX 64

static void
put(struct chela__buffer *args, const char *text)
{
    chela__buffer_add(args, text, strlen(text) + 1);
}

static void
put_all(struct chela__buffer *args, const char *const *texts)
{
    for (; *texts; texts++)
        put(args, *texts);
}

static void
put_bind(struct chela__buffer *args, const char *how, const char *path)
{
    put(args, how);
    put(args, path);
    put(args, path);
}

// ---- the network's names ----

static chela_status
write_hosts(const char *list, struct chela__buffer *hosts)
{
    const char  *targets[TARGETS_MAX + 1];
    char         address[CHELA__INSIDE_SIZE], host[256];
    int          port;
    size_t       count = 0;
    char        *copy  = strdup(list);
    chela_status status =
        copy ? chela__list_split(copy, targets, TARGETS_MAX, &count) : CHELA_NO_MEMORY;
    chela__buffer_text(hosts, "127.0.0.1 localhost\n");
    for (size_t i = 0; status == CHELA_OK && i < count; i++)
        if (chela__inside_address(targets, i, address, host, &port) == CHELA_OK &&
            strcmp(host, address) != 0 && strcmp(host, "localhost") != 0)
            chela__buffer_format(hosts, "%s %s\n", address, host);
    free(copy);
    return status;
}

// ---- what there is inside ----

// /bin is usr/bin on most systems, a folder on others.
static void
put_system(struct chela__buffer *args)
{
    static const char *const folders[] = {"/bin", "/sbin", "/lib", "/lib64", "/lib32"};
    static const char *const files[]   = {"/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl",
                                          "/etc/fonts",       "/etc/localtime",    "/etc/timezone",
                                          "/etc/mime.types"};
    char                     target[256];
    put_bind(args, "--ro-bind", "/usr");
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        ssize_t len = readlink(folders[i], target, sizeof(target) - 1);
        if (len <= 0) {
            put_bind(args, "--ro-bind-try", folders[i]);
            continue;
        }
        target[len] = 0;
        put(args, "--symlink");
        put(args, target);
        put(args, folders[i]);
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        put_bind(args, "--ro-bind-try", files[i]);
}

// What is declared, but for what is there already. Shorter paths first: a folder comes before what
// lies in it.
static int
by_length(const void *left, const void *right)
{
    size_t a = strlen(*(char *const *)left), b = strlen(*(char *const *)right);
    return (a > b) - (a < b);
}

static chela_status
put_declared(struct chela__buffer *args, const char *paths)
{
    char  *copy = strdup(paths), *lines[256], *rest = NULL;
    size_t count = 0;
    for (char *line = copy ? strtok_r(copy, "\n", &rest) : NULL; line && count < 256;
         line       = strtok_r(NULL, "\n", &rest))
        if (strlen(line) > 2)
            lines[count++] = line;
    qsort(lines, count, sizeof(*lines), by_length);
    for (size_t i = 0; i < count; i++)
        put_bind(args, *lines[i] == 'w' ? "--bind-try" : "--ro-bind-try", lines[i] + 2);
    free(copy);
    return copy ? CHELA_OK : CHELA_NO_MEMORY;
}

static void
put_data(struct chela__buffer *args, int fd, const char *path)
{
    char number[16];
    snprintf(number, sizeof(number), "%d", fd);
    put(args, "--ro-bind-data");
    put(args, number);
    put(args, path);
}

static chela_status
write_args(struct chela__buffer *args, const struct chela__profile *profile, const char *init,
           int first)
{
    static const char *const walls[]   = {"--unshare-user",
                                          "--unshare-ipc",
                                          "--unshare-pid",
                                          "--unshare-net",
                                          "--unshare-uts",
                                          "--unshare-cgroup-try",
                                          "--disable-userns",
                                          "--hostname",
                                          "chela",
                                          "--uid",
                                          INSIDE_UID,
                                          "--gid",
                                          INSIDE_UID,
                                          "--die-with-parent",
                                          "--new-session",
                                          "--as-pid-1",
                                          "--cap-drop",
                                          "ALL",
                                          "--cap-add",
                                          "CAP_NET_BIND_SERVICE",
                                          "--cap-add",
                                          "CAP_NET_ADMIN",
                                          "--cap-add",
                                          "CAP_SETPCAP",
                                          NULL};
    static const char *const scratch[] = {
        "--proc", "/proc",  "--dev",   "/dev", "--size", SHARED_SIZE,         "--tmpfs", "/dev/shm",
        "--size", TMP_SIZE, "--tmpfs", "/tmp", "--dir",  CHELA__PROGRAM_HOME, NULL};
    char number[16];
    put_all(args, walls);
    put_system(args);
    put_data(args, first + 2, "/etc/hosts");
    put_data(args, first + 3, "/etc/nsswitch.conf");
    put_data(args, first + 4, "/etc/passwd");
    put_data(args, first + 5, "/etc/group");
    put_all(args, scratch);
    chela_status status = put_declared(args, profile->paths);
    put(args, "--ro-bind");
    put(args, init);
    put(args, CHELA__PROGRAM_INIT);
    put(args, "--remount-ro");
    put(args, "/dev");
    put(args, "--remount-ro");
    put(args, "/");
    put(args, "--seccomp");
    snprintf(number, sizeof(number), "%d", first + 1);
    put(args, number);
    return status;
}

chela_status
chela__bwrap_files(const struct chela__profile *profile, const char *init, const char *targets,
                   int first, int ret_files[CHELA__BWRAP_FILES], struct chela_error *err)
{
    struct chela__buffer texts[CHELA__BWRAP_FILES] = {0};
    chela_status         status                    = write_args(&texts[0], profile, init, first);
    for (size_t i = 0; i < CHELA__BWRAP_FILES; i++)
        ret_files[i] = -1;
    if (status == CHELA_OK)
        status = write_hosts(targets, &texts[2]);
    chela__buffer_text(&texts[3], "hosts: files\npasswd: files\ngroup: files\n");
    chela__buffer_text(&texts[4], "user:x:" INSIDE_UID ":" INSIDE_UID "::" CHELA__PROGRAM_HOME
                                  ":/usr/sbin/nologin\n");
    chela__buffer_text(&texts[5], "user:x:" INSIDE_UID ":\n");
    if (status < 0)
        chela__error(err, status, "the program's sandbox cannot be described");
    for (size_t i = 0; i < CHELA__BWRAP_FILES && status == CHELA_OK; i++) {
        size_t len;
        char  *data = i == 1 ? NULL : chela__buffer_take(&texts[i], &len);
        if (i == 1)
            status = chela__deny_filter(&ret_files[i], err);
        else if (!data)
            status = chela__error_memory(err);
        else
            status = chela__memfd_sealed("chela-program", data, len, &ret_files[i], err);
        free(data);
    }
    for (size_t i = 0; i < CHELA__BWRAP_FILES; i++)
        chela__buffer_done(&texts[i]);
    if (status == CHELA_OK)
        return CHELA_OK;
    for (size_t i = 0; i < CHELA__BWRAP_FILES; i++)
        if (ret_files[i] >= 0)
            close(ret_files[i]);
    return status;
}
