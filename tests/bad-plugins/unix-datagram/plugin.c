// unix-datagram - sends to a local socket without a connection.
#include "bad.h"

#include <sys/un.h>

static long
attack(const struct target *at)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path, sizeof(to.sun_path), "%s/datagram", at->folder);
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    return fd < 0 ? fd : sendto(fd, "out", 3, 0, (struct sockaddr *)&to, sizeof(to));
}

ATTACK();
