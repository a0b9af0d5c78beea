// session-bus - may talk to one service through the proxy, and opens the bus's own socket.
#include "bad.h"

#include <sys/un.h>

static long
attack(const struct target *at)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path, sizeof(to.sun_path), "%s/stream", at->folder);
    long fd = syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
    return fd < 0 ? fd : syscall(SYS_connect, fd, &to, sizeof(to));
}

ATTACK();
