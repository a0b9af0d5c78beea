// open_sockets.c - reads /proc/self/net; called by broker.c before a connection is made.
#include "sandbox/open_sockets.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE 512

// Where the inode stands among the words of a line.
static const struct {
    const char *path;
    int         word;
} lists[] = {{"/proc/self/net/tcp", 9}, {"/proc/self/net/tcp6", 9}, {"/proc/self/net/unix", 6}};

void
chela__open_sockets_add(struct chela__open_sockets *sockets, int fd)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return;
    if (sockets->count == CHELA__OPEN_SOCKETS)
        memmove(sockets->inodes, sockets->inodes + 1, sizeof(uint64_t) * --sockets->count);
    sockets->inodes[sockets->count++] = info.st_ino;
}

static uint64_t
inode_of(const char *line, int word)
{
    for (; word > 0 && *line; word--) {
        line += strspn(line, " ");
        line += strcspn(line, " ");
    }
    return strtoull(line, NULL, 10);
}

// False when the list cannot be read.
static bool
mark_open(const struct chela__open_sockets *sockets, const char *path, int word,
          bool is_open[CHELA__OPEN_SOCKETS])
{
    char  line[LINE];
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    while (fgets(line, sizeof(line), file)) {
        uint64_t inode = inode_of(line, word);
        for (size_t i = 0; i < sockets->count; i++)
            if (sockets->inodes[i] == inode)
                is_open[i] = true;
    }
    (void)fclose(file);
    return true;
}

size_t
chela__open_sockets_count(struct chela__open_sockets *sockets)
{
    bool   is_open[CHELA__OPEN_SOCKETS] = {false};
    size_t kept                         = 0;
    for (size_t i = 0; sockets->count > 0 && i < sizeof(lists) / sizeof(*lists); i++)
        if (!mark_open(sockets, lists[i].path, lists[i].word, is_open) && i == 0)
            return sockets->count; // nothing to be learned here
    for (size_t i = 0; i < sockets->count; i++)
        if (is_open[i])
            sockets->inodes[kept++] = sockets->inodes[i];
    return sockets->count = kept;
}
