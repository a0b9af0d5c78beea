// net_service.c - asks the host for connections; used by plugins as chela.net/1 and by connect.c.
#include "sandbox/net_service.h"

#include <string.h>

#include "plugin/plugin.h"
#include "sandbox/services.h"

static chela_status
ask(struct chela__link *link, struct chela__frame *frame, int *ret_fd, char *ret_why, size_t size)
{
    int          fd     = -1;
    chela_status status = chela__link_ask(link, frame, ret_why, size, &fd);
    if (status == CHELA_OK && fd < 0)
        status = CHELA_IO; // this process has no descriptor left
    if (status == CHELA_OK)
        *ret_fd = fd;
    return status;
}

chela_status
chela__net_ask(struct chela__link *link, uint64_t call, const char *host, int64_t port, int *ret_fd,
               char *ret_why, size_t size)
{
    struct chela__frame frame = {.type   = CHELA__WIRE_CONNECT,
                                 .call   = call,
                                 .fields = {{.t = host, .len = strlen(host)}, {.i = port}}};
    if (frame.fields[0].len >= CHELA__HOST_SIZE)
        return CHELA_INVALID;
    return ask(link, &frame, ret_fd, ret_why, size);
}

chela_status
chela__bus_ask(struct chela__link *link, uint64_t call, enum chela__bus bus, int *ret_fd,
               char *ret_why, size_t size)
{
    struct chela__frame frame = {
        .type = CHELA__WIRE_BUS, .call = call, .fields = {{.i = (int64_t)bus}}};
    return ask(link, &frame, ret_fd, ret_why, size);
}

// ---- chela.net/1 ----

static chela_status
net_connect(struct chela_call *call, const char *host, int32_t port, int *ret_fd)
{
    uint64_t            id;
    struct chela__link *link = chela__call_user(call, &id);
    return host && ret_fd ? chela__net_ask(link, id, host, port, ret_fd, NULL, 0) : CHELA_INVALID;
}

static chela_status
net_bus(struct chela_call *call, int32_t which, int *ret_fd)
{
    uint64_t            id;
    struct chela__link *link = chela__call_user(call, &id);
    if ((which != CHELA_BUS_SESSION && which != CHELA_BUS_SYSTEM) || !ret_fd)
        return CHELA_INVALID;
    return chela__bus_ask(link, id,
                          which == CHELA_BUS_SYSTEM ? CHELA__BUS_SYSTEM : CHELA__BUS_SESSION,
                          ret_fd, NULL, 0);
}

const struct chela_net chela__net_service = {
    .struct_size = sizeof(chela__net_service), .connect = net_connect, .bus = net_bus};
