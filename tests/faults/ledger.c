// ledger.c - a plugin whose effects are lines in a file that outlives everything: what a test holds
// the journal against. TOOLS (a header) lists its capabilities; any input does.
//
// A line is "KEY NAME INPUT". Each class does what its idempotency promises: keyed ones append once
// a key, the others whenever they are called.
#include <chela/plugin.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "embed.h"
#include TOOLS

#ifndef LEDGER_VERSION
#define LEDGER_VERSION "1.0.0"
#endif
#define MAX_LINE 4096

static chela_status
broken(struct chela_call *call, const char *why)
{
    return (call->runtime->fail)(call, CHELA_IO, CHELA_NO_EFFECT, why);
}

// The configured folder's file.
static int
open_ledger(struct chela_call *call)
{
    json_t     *config = json_loads(call->runtime->get(call, "config"), 0, NULL);
    const char *folder = json_string_value(json_object_get(config, "folder"));
    char        path[512];
    snprintf(path, sizeof path, "%s/ledger", folder ? folder : "");
    json_decref(config);
    return open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int
has_key(int fd, const char *key)
{
    char   line[MAX_LINE];
    size_t len   = strlen(key);
    int    found = 0;
    FILE  *file  = fdopen(dup(fd), "r");
    if (file)
        rewind(file);
    while (file && !found && fgets(line, sizeof line, file))
        found = !strncmp(line, key, len) && line[len] == ' ';
    if (file)
        fclose(file);
    return found;
}

static chela_status
reply_id(struct chela_call *call, const char *key)
{
    char text[128];
    int  len = snprintf(text, sizeof text, "{\"id\":\"%s\",\"there\":true}", key);
    call->runtime->reply(call, text, (size_t)len);
    return CHELA_OK;
}

// One write of one line: the effect and what is remembered of it are the same.
static chela_status
append(struct chela_call *call, const char *name, const char *input, int is_keyed)
{
    const char *key = call->runtime->get(call, "key");
    char        line[MAX_LINE];
    int         fd = open_ledger(call);
    if (fd < 0)
        return broken(call, "the ledger cannot be opened");
    int len = snprintf(line, sizeof line, "%s %s %.3000s\n", key, name, input);
    int bad = !(is_keyed && has_key(fd, key)) && write(fd, line, (size_t)len) != len;
    close(fd);
    return bad ? broken(call, "the ledger cannot be written") : reply_id(call, key);
}

static chela_status
find(struct chela_call *call, const char *input)
{
    json_t     *json  = json_loads(input, 0, NULL);
    const char *key   = json_string_value(json_object_get(json, "key"));
    int         fd    = open_ledger(call);
    int         found = fd >= 0 && key && has_key(fd, key);
    char        text[256];
    int         len = snprintf(text, sizeof text, "{\"there\":%s,\"id\":\"%.64s\"}",
                       found ? "true" : "false", key ? key : "");
    if (fd >= 0)
        close(fd);
    json_decref(json);
    call->runtime->reply(call, text, (size_t)len);
    return CHELA_OK;
}

#define ACT_LOOK(name, input) reply_id(call, "look")
#define ACT_FIND(name, input) find(call, input)
#define ACT_APPEND(name, input) append(call, name, input, 0)
#define ACT_KEYED(name, input) append(call, name, input, 1)

#define HANDLER(symbol, name, act)                                                                 \
    static chela_status do_##symbol(struct chela_call *call, const char *input)                    \
    {                                                                                              \
        (void)input;                                                                               \
        return ACT_##act(name, input);                                                             \
    }
LEDGER_TOOLS(HANDLER)

#define TABLE(symbol, name, act)                                                                   \
    static const struct chela_capability cap_##symbol = {sizeof(struct chela_capability), 0, name, \
                                                         "*:j", (void (*)(void))do_##symbol};
LEDGER_TOOLS(TABLE)

#define ENTRY(symbol, name, act) &cap_##symbol,
static const struct chela_capability *const capabilities[] = {LEDGER_TOOLS(ENTRY) NULL};

CHELA_EXPORT const struct chela_plugin chela_plugin_v1 = {
    .struct_size  = sizeof(struct chela_plugin),
    .id           = LEDGER_ID,
    .version      = LEDGER_VERSION,
    .manifest     = embedded_manifest,
    .capabilities = capabilities,
};
