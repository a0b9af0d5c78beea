// asks-nonsense - asks the broker for hosts and buses that cannot be.
#include "network.h"

#include <chela/net.h>

static chela_status
act(struct chela_call *call, const char *input)
{
    static const char *const names[] = {
        "",  " ", ".", "..", "-", "a b", "a/b", "http://inside.example", "inside.example:9",
        "%s%n%s%n", "\xff\xfe", "inside.example\r\nHost: a", "[::", "127.0.0.1/8", "*",
    };
    const struct chela_net *net = call->runtime->service(call, CHELA_NET_SERVICE);
    char                    name[4096];
    int                     fd, denied = 0;
    (void)input;
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = 0;
    denied += net->connect(call, name, 9, &fd) < 0;
    name[250] = 0;
    denied += net->connect(call, name, 9, &fd) < 0;
    denied += net->bus(call, 7, &fd) < 0;
    denied += net->bus(call, CHELA_BUS_SYSTEM, &fd) < 0;
    denied += net->connect(call, "inside.example", -1, &fd) < 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        denied += net->connect(call, names[i], 9, &fd) < 0;
    return reply_blocked(call, denied == 5 + sizeof(names) / sizeof(*names));
}

BAD_PLUGIN();
