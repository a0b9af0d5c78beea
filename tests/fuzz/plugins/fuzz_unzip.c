// fuzz_unzip.c - any bytes as an archive that is unpacked: nothing is written outside of its
// folder.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chela/fake.h>

#include "base/file.h"
#include "fuzz/fuzz.h"
#include "pack.h"

// In the folder around there is nothing but "inside".
static void
check_outside(const char *path)
{
    DIR *dir = opendir(path);
    FUZZ_CHECK(dir != NULL);
    for (struct dirent *entry; (entry = readdir(dir));)
        FUZZ_CHECK(entry->d_name[0] == '.' || !strcmp(entry->d_name, "inside"));
    closedir(dir);
}

static int
archive_of(const uint8_t *data, size_t size)
{
    int fd = memfd_create("archive", MFD_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct chela_fake *fake;
    char                      outer[32], inner[48];
    int64_t                   count = 0;
    if (!fake)
        fake = chela_fake_new("/");
    snprintf(outer, sizeof outer, "%s/chela-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    FUZZ_CHECK(mkdtemp(outer) != NULL);
    snprintf(inner, sizeof inner, "%s/inside", outer);
    FUZZ_CHECK(mkdir(inner, 0700) == 0);
    int folder = open(inner, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = archive_of(data, size);
    int error = archive_unpack(chela_fake_call(fake), fd, folder, &count);
    FUZZ_CHECK(error || count > 0);
    check_outside(outer);
    close(fd);
    close(folder);
    FUZZ_CHECK(chela__remove_tree(AT_FDCWD, outer, NULL) == 0);
    return 0;
}
