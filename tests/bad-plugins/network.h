// network.h - connecting as ordinary libraries do, for the attacks on the broker. Their manifest
// declares a host and, from the settings, the port where the host of the attack listens.
#ifndef TESTS_BAD_PLUGINS_NETWORK_H
#define TESTS_BAD_PLUGINS_NETWORK_H

#include "bad.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

__attribute__((unused)) static int
connect_address(const struct sockaddr *to, socklen_t size)
{
    int fd = socket(to->sa_family, SOCK_STREAM, 0);
    if (fd >= 0 && connect(fd, to, size) == 0)
        return fd;
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
    return -1;
}

// -1 with errno.
__attribute__((unused)) static int
connect_name(const char *host, int port)
{
    struct addrinfo *found, hints = {.ai_socktype = SOCK_STREAM};
    char             text[8];
    snprintf(text, sizeof(text), "%d", port);
    if (getaddrinfo(host, text, &hints, &found) != 0) {
        errno = EADDRNOTAVAIL;
        return -1;
    }
    int fd = connect_address(found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return fd;
}

__attribute__((unused)) static int
connect_ipv4(uint32_t address, int port)
{
    struct sockaddr_in to = {.sin_family      = AF_INET,
                             .sin_port        = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(address)};
    return connect_address((struct sockaddr *)&to, sizeof(to));
}

#endif
