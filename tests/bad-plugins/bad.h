// bad.h - what every bad plugin shares: two capabilities, bad.act (the defect) and bad.well.
//
// A plugin defines act() and ends in BAD_PLUGIN(). Those that attack the sandbox reply with
// {"blocked": true} when the system refused, false when the attack succeeded.
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
