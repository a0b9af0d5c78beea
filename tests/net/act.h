// act.h - what the plugins of this folder share: one capability, net.act, JSON in and JSON out.
//
// A plugin defines act(), which returns the output, or NULL with a reason in `why`.
#ifndef TESTS_NET_ACT_H
#define TESTS_NET_ACT_H

#include <chela/net.h>
#include <chela/plugin.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed.h"

static json_t *
act(struct chela_call *call, const json_t *input, char why[256]);

static inline const char *
text_of(const json_t *input, const char *name)
{
    const char *text = json_string_value(json_object_get(input, name));
    return text ? text : "";
}

static chela_status
run_act(struct chela_call *call, const char *text)
{
    char         why[256] = "no reason";
    json_t      *input    = json_loads(text, 0, NULL);
    json_t      *output   = act(call, input, why);
    char        *line     = output ? json_dumps(output, JSON_COMPACT) : NULL;
    chela_status status   = line ? call->runtime->reply(call, line, strlen(line))
                                 : call->runtime->fail(call, CHELA_FAILED, CHELA_NO_EFFECT, why);
    free(line);
    json_decref(output);
    json_decref(input);
    return status;
}

static const struct chela_capability act_capability = {sizeof(act_capability), 0, "net.act", "*:j",
                                                       (void (*)(void))run_act};
static const struct chela_capability *const capabilities[] = {&act_capability, NULL};
CHELA_EXPORT const struct chela_plugin chela_plugin_v1 = {.struct_size  = sizeof(chela_plugin_v1),
                                                          .id           = PLUGIN_ID,
                                                          .version      = "1.0.0",
                                                          .manifest     = embedded_manifest,
                                                          .capabilities = capabilities};

#endif
