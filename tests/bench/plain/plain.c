// plain - the plugin that chela-bench calls: no library besides libc, no work of its own.
#include <chela/plugin.h>

#include <stdio.h>
#include <string.h>

#include "embed.h"

#ifndef PLUGIN_ID
#define PLUGIN_ID "org.example.plain"
#endif

// The benchmark's texts need no escapes.
static chela_status
plain_say(struct chela_call *call, const char *text)
{
    char json[256];
    int  len = snprintf(json, sizeof(json), "{\"text\":\"%s\"}", text);
    return call->runtime->reply(call, json, (size_t)len);
}

static const struct chela_capability        say = {.struct_size = sizeof(struct chela_capability),
                                                   .name        = "plain.say",
                                                   .binding     = "text:s",
                                                   .fn          = (void (*)(void))plain_say};
static const struct chela_capability *const capabilities[] = {&say, NULL};

CHELA_EXPORT const struct chela_plugin chela_plugin_v1 = {
    .struct_size  = sizeof(struct chela_plugin),
    .id           = PLUGIN_ID,
    .version      = "1.0.0",
    .manifest     = embedded_manifest,
    .capabilities = capabilities,
};
