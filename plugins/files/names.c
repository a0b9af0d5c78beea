// names.c - which folder the user means by a name.
#include "roots.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MAX_DEPTH 4      // of folders looked through for a name
#define MAX_LOOKED 20000 // entries

// Other words for the folders that every desktop has; the first is the folder's own name.
static const char *const aliases[][8] = {
    {"Documents", "document", "docs", "文档", "我的文档", "文件"},
    {"Downloads", "download", "下载", "下载内容"},
    {"Pictures", "picture", "photos", "images", "图片", "照片", "相册"},
    {"Music", "songs", "audio", "音乐"},
    {"Videos", "video", "movies", "films", "视频", "影片", "电影"},
    {"Desktop", "桌面"},
};

// What people put around a name.
static const char *const leads[] = {"in ", "the ", "my ", "folder ", "我的"};
static const char *const tails[] = {" folder", " directory", "文件夹", "目录", "里面", "里", "中"};

static void
strip_words(const char *said, char ret_name[MAX_PATH])
{
    bool again = true;
    snprintf(ret_name, MAX_PATH, "%s", said);
    while (again) {
        size_t len = strlen(ret_name);
        again      = false;
        for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
            size_t lead = strlen(leads[i]);
            if (len > lead && !strncasecmp(ret_name, leads[i], lead)) {
                memmove(ret_name, ret_name + lead, len - lead + 1);
                len -= lead;
                again = true;
            }
        }
        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
            size_t tail = strlen(tails[i]);
            if (len > tail && !strcasecmp(ret_name + len - tail, tails[i])) {
                len -= tail;
                ret_name[len] = '\0';
                again         = true;
            }
        }
    }
}

static bool
is_alias(const char *folder, const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (strcasecmp(folder, aliases[i][0]) != 0)
            continue;
        for (size_t k = 0; k < 8 && aliases[i][k]; k++)
            if (strlen(aliases[i][k]) == len && !strncasecmp(name, aliases[i][k], len))
                return true;
    }
    return false;
}

// The root that the first component of `name` means: its last component or another word for it.
static const struct root *
root_called(const struct roots *roots, const char *name, size_t len)
{
    for (size_t i = 0; i < roots->count; i++) {
        const char *slash = strrchr(roots->items[i].path, '/');
        const char *base  = slash ? slash + 1 : roots->items[i].path;
        if (roots->items[i].fd < 0)
            continue;
        if ((strlen(base) == len && !strncasecmp(base, name, len)) || is_alias(base, name, len))
            return &roots->items[i];
    }
    return NULL;
}

// ---- a folder by its name, anywhere below ----

struct looking {
    const char *name;
    int         left;  // entries still looked at
    int         found; // folders of that name
    char        path[MAX_PATH];
};

static void
look_in(struct looking *looking, int dirfd, const char *path, int depth);

static void
look_at(struct looking *looking, int dirfd, const char *path, const struct dirent *entry, int depth)
{
    char below[MAX_PATH];
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
        !join_path(below, path, entry->d_name))
        return;
    if (!strcasecmp(entry->d_name, looking->name) && looking->found++ == 0)
        memcpy(looking->path, below, sizeof below);
    int fd = depth < MAX_DEPTH
                 ? openat(dirfd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                 : -1;
    if (fd >= 0)
        look_in(looking, fd, below, depth + 1);
}

// Takes `dirfd`.
static void
look_in(struct looking *looking, int dirfd, const char *path, int depth)
{
    DIR *dir = fdopendir(dirfd);
    if (!dir) {
        close(dirfd);
        return;
    }
    for (struct dirent *entry; looking->left-- > 0 && (entry = readdir(dir));)
        look_at(looking, dirfd, path, entry, depth);
    closedir(dir);
}

static chela_status
find_anywhere(struct chela_call *call, const struct roots *roots, const char *name,
              struct place *ret_place)
{
    struct looking looking = {.name = name, .left = MAX_LOOKED};
    for (size_t i = 0; i < roots->count; i++) {
        int fd = roots->items[i].fd < 0
                     ? -1
                     : openat(roots->items[i].fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0)
            look_in(&looking, fd, roots->items[i].path, 0);
    }
    if (looking.found == 1)
        return place_find(call, roots, looking.path, ret_place);
    if (looking.found)
        return chela_failf(call, CHELA_CONFLICT, CHELA_NO_EFFECT,
                           "%d folders are called %s; one of them is %s", looking.found, name,
                           looking.path);
    return chela_failf(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT, "there is no folder called %s",
                       name);
}

chela_status
folder_find(struct chela_call *call, const struct roots *roots, const char *said,
            struct place *ret_place)
{
    char name[MAX_PATH], path[MAX_PATH];
    if (*said == '/')
        return place_find(call, roots, said, ret_place);
    strip_words(said, name);
    size_t             len  = strcspn(name, "/");
    const struct root *root = root_called(roots, name, len);
    if (root && !name[len])
        return place_find(call, roots, root->path, ret_place);
    if (root && join_path(path, root->path, name + len + strspn(name + len, "/")))
        return place_find(call, roots, path, ret_place);
    return find_anywhere(call, roots, name, ret_place);
}
