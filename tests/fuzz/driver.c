// driver.c - replays files and folders of seeds through a fuzz target where libFuzzer is missing.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fuzz/fuzz.h"

#define MAX_SEED ((size_t)16 * 1024 * 1024)

static int
replay_file(const char *path)
{
    char              *data = NULL;
    size_t             len  = 0;
    struct chela_error err  = {0};
    if (chela__file_read(AT_FDCWD, path, MAX_SEED, &data, &len, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    // A copy of exactly this size, so that a sanitizer sees a read behind the end.
    uint8_t *copy = malloc(len ? len : 1);
    if (copy) {
        memcpy(copy, data, len);
        LLVMFuzzerTestOneInput(copy, len);
    }
    free(copy);
    free(data);
    return 1;
}

// How many seeds ran; -1: a path cannot be read.
static int
replay(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        return replay_file(path);
    int            count = 0;
    struct dirent *entry;
    while (count >= 0 && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        char *child = chela__path(path, entry->d_name);
        int   more  = child ? replay_file(child) : -1;
        count       = more < 0 ? -1 : count + more;
        free(child);
    }
    closedir(dir);
    return count;
}

int
main(int argc, char **argv)
{
    int total = 0;
    for (int i = 1; i < argc; i++) {
        int count = replay(argv[i]);
        if (count < 0)
            return EXIT_FAILURE;
        total += count;
    }
    printf("%d seeds\n", total);
    return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
