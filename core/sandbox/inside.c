// inside.c - the addresses that stand for targets inside a program's sandbox; shared by bwrap.c,
// which writes them to /etc/hosts, and forward.c, which listens there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/program.h"

static chela_status
split_target(const char *target, char ret_host[256], int *ret_port)
{
    const char *colon = strrchr(target, ':');
    size_t      len   = colon ? (size_t)(colon - target) : 0;
    if (len == 0 || len >= 256)
        return CHELA_INVALID;
    memcpy(ret_host, target, len);
    ret_host[len] = 0;
    *ret_port     = (int)strtol(colon + 1, NULL, 10);
    return *ret_port > 0 && *ret_port < 65536 ? CHELA_OK : CHELA_INVALID;
}

// Of IPv4; there is none of IPv6 inside.
static bool
is_address(const char *host)
{
    return host[strspn(host, "0123456789.")] == 0;
}

chela_status
chela__inside_address(const char *const *targets, size_t index,
                      char ret_address[CHELA__INSIDE_SIZE], char ret_host[256], int *ret_port)
{
    char   host[256];
    int    port;
    size_t first = 0; // the same host has one address for all its ports
    if (split_target(targets[index], ret_host, ret_port) < 0 || strchr(ret_host, ':'))
        return CHELA_UNSUPPORTED;
    while (first < index &&
           (split_target(targets[first], host, &port) < 0 || strcmp(host, ret_host) != 0))
        first++;
    if (strcmp(ret_host, "localhost") == 0)
        snprintf(ret_address, CHELA__INSIDE_SIZE, "127.0.0.1");
    else if (is_address(ret_host))
        snprintf(ret_address, CHELA__INSIDE_SIZE, "%.*s", CHELA__INSIDE_SIZE - 1, ret_host);
    else
        snprintf(ret_address, CHELA__INSIDE_SIZE, "127.1.0.%zu", first + 1);
    return CHELA_OK;
}
