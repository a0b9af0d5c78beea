// listens-on-connection - closes a connection that it was handed and listens with its socket.
#include "network.h"

static long
attack(const struct target *at)
{
    const struct sockaddr none = {.sa_family = AF_UNSPEC};
    int                   fd   = connect_ipv4(INADDR_LOOPBACK, at->tcp);
    if (fd < 0)
        return 0;
    syscall(SYS_connect, fd, &none, sizeof(none)); // a connection to nowhere ends the one before
    return listen(fd, 1);
}

ATTACK();
