// reply.c - the helpers of sdk.h around one call: configuration, items, replies, failures.
#include <chela/sdk.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chela/file.h>
#include <chela/time.h>

#define MAX_SENTENCE 1024 // bytes of a failure or log line

json_t *
chela_config(struct chela_call *call)
{
    const char *text   = chela_get(call, "config");
    json_t     *config = text ? json_loads(text, 0, NULL) : NULL;
    return config ? config : json_object();
}

int64_t
chela_now(struct chela_call *call)
{
    int64_t     seconds = 0;
    const char *now     = chela_get(call, "now");
    if (!now || chela_time_parse(now, &seconds, NULL) < 0)
        return 0;
    return seconds;
}

bool
chela_lang_is(struct chela_call *call, const char *primary)
{
    const char *lang = chela_get(call, "lang");
    size_t      len  = strlen(primary);
    return lang && !strncmp(lang, primary, len) && (!lang[len] || lang[len] == '-');
}

void
chela_logf(struct chela_call *call, int32_t level, const char *format, ...)
{
    char    text[MAX_SENTENCE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    call->runtime->log(call, level, text);
}

static char *
dump_take(json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    json_decref(value);
    return text;
}

chela_status
chela_emit_take(struct chela_call *call, json_t *item)
{
    char *text = dump_take(item);
    if (!text)
        return chela_fail(call, CHELA_NO_MEMORY, CHELA_EFFECT_UNKNOWN, "out of memory");
    chela_status status = call->runtime->emit(call, text, strlen(text));
    free(text);
    return status;
}

chela_status
chela_reply_take(struct chela_call *call, json_t *output)
{
    char *text = dump_take(output);
    if (!text)
        return chela_fail(call, CHELA_NO_MEMORY, CHELA_EFFECT_UNKNOWN,
                          "out of memory while building the reply");
    chela_status status = call->runtime->reply(call, text, strlen(text));
    free(text);
    return status;
}

chela_status
chela_replyf(struct chela_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    json_t *output = json_vpack_ex(NULL, 0, format, args);
    va_end(args);
    return chela_reply_take(call, output);
}

chela_status
chela_failf(struct chela_call *call, chela_status status, int32_t effect, const char *format, ...)
{
    char    text[MAX_SENTENCE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return chela_fail(call, status, effect, text);
}

chela_status
chela_attach_bytes(struct chela_call *call, const void *data, size_t len, const char *media,
                   const char *name, char ret_ref[CHELA_REF_SIZE])
{
    int fd = memfd_create("chela-file", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return CHELA_IO;
    chela_status status = chela_write_all(fd, data, len);
    if (status == CHELA_OK)
        status = chela_attach(call, fd, media, name, ret_ref);
    close(fd);
    return status;
}
