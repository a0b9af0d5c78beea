// bad.h - what every bad plugin shares: two capabilities, bad.act (the defect) and bad.well.
//
// A plugin defines act() and ends in BAD_PLUGIN(). One that attacks the sandbox defines attack()
// and ends in ATTACK(); it replies with {"blocked": true, "by": "EPERM"} when the system refused,
// with {"blocked": false} when the attack succeeded.
#ifndef TESTS_BAD_PLUGINS_BAD_H
#define TESTS_BAD_PLUGINS_BAD_H

#include <chela/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "embed.h"

__attribute__((unused)) static chela_status
reply_text(struct chela_call *call, const char *json)
{
    return call->runtime->reply(call, json, strlen(json));
}

__attribute__((unused)) static chela_status
reply_blocked(struct chela_call *call, bool is_blocked)
{
    return reply_text(call, is_blocked ? "{\"blocked\":true}" : "{\"blocked\":false}");
}

static chela_status
well(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

// What the host of an attack has laid out for it (test_attacks.c).
struct target {
    char folder[128]; // `secret` (0600) and `open` (0666), `dir/`, the sockets `stream` and `datagram`
    int  host;        // its process
    int  udp, tcp;    // ports on the loopback interface where it listens
    int  fd;          // a descriptor of `secret` that it would let slip
};

__attribute__((unused)) static const char *
in_folder(const struct target *at, const char *name)
{
    static char path[4][256];
    static int  next;
    char       *own = path[next++ % 4];
    snprintf(own, sizeof(path[0]), "%s/%s", at->folder, name);
    return own;
}

// The result of a system call: < 0 with errno when it was refused.
#define ATTACK(...)                                                                                \
    static chela_status act(struct chela_call *call, const char *input)                            \
    {                                                                                              \
        struct target at = {.fd = -1};                                                             \
        char          text[64];                                                                    \
        sscanf(input, "{\"folder\":\"%127[^\"]\",\"host\":%d,\"udp\":%d,\"tcp\":%d,\"fd\":%d}",         \
               at.folder, &at.host, &at.udp, &at.tcp, &at.fd);                                     \
        errno = 0;                                                                                 \
        if (attack(&at) >= 0)                                                                      \
            return reply_blocked(call, false);                                                     \
        const char *name = strerrorname_np(errno);                                                 \
        snprintf(text, sizeof(text), "{\"blocked\":true,\"by\":\"%s\"}", name ? name : "");          \
        return reply_text(call, text);                                                             \
    }                                                                                              \
    BAD_PLUGIN(__VA_ARGS__)

#define BAD_PLUGIN_TABLE(the_id, the_manifest, ...)                                                \
    static const struct chela_capability act_capability  = {sizeof(act_capability), 0, "bad.act",  \
                                                            "*:j", (void (*)(void))act};           \
    static const struct chela_capability well_capability = {                                       \
        sizeof(well_capability), 0, "bad.well", "*:j", (void (*)(void))well};                      \
    static const struct chela_capability *const capabilities[]  = {&act_capability,                \
                                                                   &well_capability, NULL};        \
    CHELA_EXPORT const struct chela_plugin      chela_plugin_v1 = {.struct_size =                  \
                                                                       sizeof(chela_plugin_v1),    \
                                                                   .id           = the_id,         \
                                                                   .version      = "1.0.0",        \
                                                                   .manifest     = the_manifest,   \
                                                                   .capabilities = capabilities,   \
                                                                   __VA_ARGS__}
#define BAD_PLUGIN(...) BAD_PLUGIN_TABLE(PLUGIN_ID, embedded_manifest, __VA_ARGS__)

#endif
