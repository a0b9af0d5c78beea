// services.c - which host services there are; asked by serve.c for a plugin.
#include "sandbox/services.h"

#include <string.h>

static const struct {
    const char *id;
    const void *table;
} services[] = {
    {CHELA_EXEC_SERVICE, &chela__exec_service},
    {CHELA_NET_SERVICE, &chela__net_service},
};

const void *
chela__service_find(const char *id)
{
    for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++)
        if (strcmp(services[i].id, id) == 0)
            return services[i].table;
    return NULL;
}
