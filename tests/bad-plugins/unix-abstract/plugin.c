// unix-abstract - connects to a local socket that has a name without a file.
#include "bad.h"

#include <stddef.h>
#include <sys/un.h>

static long
attack(const struct target *at)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int len = snprintf(to.sun_path + 1, sizeof(to.sun_path) - 1, "chela-attack-%d", at->host);
    int fd  = socket(AF_UNIX, SOCK_STREAM, 0);
    return fd < 0 ? fd
                  : syscall(SYS_connect, fd, &to,
                            offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len);
}

ATTACK();
