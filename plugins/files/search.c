// search.c - files.search and files.list: entries by name, by kind, or by the text in them.
#include "files.h"
#include "files.chela.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <chela/query.h>

#include "kind.h"

#define MAX_DEPTH 16
#define MAX_LOOKED 50000                         // entries of one search
#define MAX_READ ((int64_t)64 * 1024 * 1024)     // bytes read of all files
#define MAX_TEXT_FILE ((int64_t)2 * 1024 * 1024) // larger files are not looked into
#define ALL 1.0
#define MOST 0.66 // of three words two: better than nothing

struct hit {
    json_t *entry;
    double  score;
    int64_t changed;
};

struct search {
    struct chela_call        *call;
    const struct chela_query *query; // NULL: everything of the kind
    const struct kind        *kind;  // NULL: any
    bool                      in_content;
    int                       left;
    int64_t                   left_bytes;
    struct hit                hits[MAX_COUNT];
    size_t                    count;
};

// ---- one entry ----

// Whether the text in a file has all words. Files that look like data are passed over.
static bool
content_fits(struct search *search, int dirfd, const char *name, const struct stat *info)
{
    bool fits = false;
    if (!S_ISREG(info->st_mode) || info->st_size > MAX_TEXT_FILE ||
        info->st_size > search->left_bytes)
        return false;
    search->left_bytes -= info->st_size;
    int   fd   = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char *text = fd < 0 ? NULL : malloc((size_t)info->st_size + 1);
    if (text) {
        ssize_t len = read(fd, text, (size_t)info->st_size);
        fits        = len > 0 && !memchr(text, 0, (size_t)len) &&
               chela_query_score(search->query, text, (size_t)len) == ALL;
    }
    free(text);
    if (fd >= 0)
        close(fd);
    return fits;
}

static double
score_entry(struct search *search, int dirfd, const char *name, const struct stat *info)
{
    if (search->kind && (!S_ISREG(info->st_mode) || !kind_has(search->kind, name)))
        return 0;
    if (!search->query)
        return ALL;
    if (search->in_content)
        return content_fits(search, dirfd, name, info) ? ALL : 0;
    return chela_query_score(search->query, name, strlen(name));
}

static void
look_at(struct search *search, int dirfd, const char *path, const char *name,
        const struct stat *info)
{
    double score = score_entry(search, dirfd, name, info);
    if (score < MOST || search->count == MAX_COUNT)
        return;
    json_t *entry = entry_json(path, name, info);
    if (entry)
        search->hits[search->count++] = (struct hit){entry, score, info->st_mtim.tv_sec};
}

// Looks through an open folder, which it takes.
static void
look_in(struct search *search, int dirfd, const char *path, int depth)
{
    DIR *dir = fdopendir(dirfd);
    if (!dir) {
        close(dirfd);
        return;
    }
    for (struct dirent *entry; search->left-- > 0 && (entry = readdir(dir));) {
        char        below[MAX_PATH];
        struct stat info;
        if (entry->d_name[0] == '.' || chela_cancelled(search->call) ||
            fstatat(dirfd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0 ||
            !join_path(below, path, entry->d_name))
            continue;
        look_at(search, dirfd, below, entry->d_name, &info);
        int fd = S_ISDIR(info.st_mode) && depth < MAX_DEPTH
                     ? openat(dirfd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                     : -1;
        if (fd >= 0)
            look_in(search, fd, below, depth + 1);
    }
    closedir(dir);
}

// ---- where, and what comes of it ----

static chela_status
look_everywhere(struct search *search, const char *folder)
{
    struct files *files = search->call->state;
    search->left        = MAX_LOOKED;
    search->left_bytes  = MAX_READ;
    if (folder) {
        struct place place = PLACE_NONE;
        int          fd;
        chela_status status = target_folder(search->call, folder, NULL, &place, &fd);
        if (status < 0)
            return status;
        look_in(search, fd, place.path, 0);
        place_done(&place);
        return CHELA_OK;
    }
    for (size_t i = 0; i < files->roots.count; i++) {
        const struct root *root = &files->roots.items[i];
        int fd = root->fd < 0 ? -1 : openat(root->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0)
            look_in(search, fd, root->path, 0);
    }
    return CHELA_OK;
}

static int
by_score_then_newest(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    if (left->changed != right->changed)
        return left->changed < right->changed ? 1 : -1;
    return 0;
}

static bool
has_whole_hit(const struct search *search)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->hits[i].score == ALL)
            return true;
    return false;
}

// The best ones: with all words when there are any, else with most.
static json_t *
list_hits(struct search *search, size_t limit)
{
    json_t *list = json_array();
    qsort(search->hits, search->count, sizeof *search->hits, by_score_then_newest);
    for (size_t i = 0; i < search->count && i < limit; i++)
        if (search->hits[i].score == search->hits[0].score)
            json_array_append(list, search->hits[i].entry);
    return list;
}

// By name; where that finds nothing whole, by content. Keeps what names had partly when content
// has nothing either.
static chela_status
run_search(struct search *search, const char *folder, int32_t where)
{
    chela_status status = CHELA_OK;
    if (where != FILES_SEARCH_WHERE_CONTENT)
        status = look_everywhere(search, folder);
    if (status < 0 || !search->query || where == FILES_SEARCH_WHERE_NAME || has_whole_hit(search))
        return status;
    search->in_content = true;
    return look_everywhere(search, folder);
}

chela_status
files_search(struct chela_call *call, const char *query, const char *folder, int32_t where,
             bool match_case, bool word, int64_t limit)
{
    char                rest[1024];
    uint32_t            flags = (match_case ? CHELA_QUERY_CASE : 0) | (word ? CHELA_QUERY_WORD : 0);
    struct chela_query *words = NULL;
    struct search      *search = calloc(1, sizeof *search);
    if (!search)
        return CHELA_NO_MEMORY;
    search->call = call;
    search->kind =
        where == FILES_SEARCH_WHERE_CONTENT ? NULL : kind_of_words(query, rest, sizeof rest);
    chela_status status = chela_query_new(search->kind ? rest : query, flags, &words);
    search->query       = words;
    if (status < 0 && !search->kind)
        status = chela_fail(call, status, CHELA_NO_EFFECT, "query: there are no words in it");
    else
        status = run_search(search, folder, where);
    if (status == CHELA_OK && chela_cancelled(call))
        status = chela_fail(call, CHELA_CANCELLED, CHELA_NO_EFFECT, "cancelled");
    if (status == CHELA_OK)
        status =
            chela_reply_take(call, json_pack("{s:o}", "files", list_hits(search, (size_t)limit)));
    for (size_t i = 0; i < search->count; i++)
        json_decref(search->hits[i].entry);
    chela_query_free(words);
    free(search);
    return status;
}

// ---- listing ----

static int
by_name(const void *a, const void *b)
{
    const char *left  = json_string_value(json_object_get(*(json_t *const *)a, "name"));
    const char *right = json_string_value(json_object_get(*(json_t *const *)b, "name"));
    return strcasecmp(left, right);
}

// The entries of a folder by name. Takes `fd`.
static json_t *
list_folder(int fd, const char *path, bool hidden)
{
    json_t *entries[MAX_COUNT], *list = json_array();
    size_t  count = 0;
    DIR    *dir   = fdopendir(fd);
    if (!dir) {
        close(fd);
        return list;
    }
    for (struct dirent *entry; count < MAX_COUNT && (entry = readdir(dir));) {
        char        below[MAX_PATH];
        struct stat info;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
            (entry->d_name[0] == '.' && !hidden) || !join_path(below, path, entry->d_name) ||
            fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        entries[count] = entry_json(below, entry->d_name, &info);
        count += entries[count] != NULL;
    }
    closedir(dir);
    qsort(entries, count, sizeof *entries, by_name);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, entries[i]);
    return list;
}

chela_status
files_list(struct chela_call *call, const char *folder, bool hidden)
{
    struct place place = PLACE_NONE;
    int          fd;
    chela_status status = target_folder(call, folder, NULL, &place, &fd);
    if (status < 0)
        return status;
    json_t *list  = list_folder(fd, place.path, hidden);
    json_t *reply = json_pack("{s:s, s:o}", "folder", place.path, "files", list);
    place_done(&place);
    return chela_reply_take(call, reply);
}
