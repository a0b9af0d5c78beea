// fake.c - see fake.h.
#include <chela/fake.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct chela_fake {
    struct chela_call    call; // first: a pointer to it is a pointer to this
    struct chela_runtime runtime;
    json_t              *facts;
    json_t              *reply;
    json_t              *items;
    chela_status         failure;
    char                *text;
    int                  attached;
    unsigned             files;
};

static struct chela_fake *
fake_of(struct chela_call *call)
{
    return (struct chela_fake *)(void *)call;
}

static void *
need(void *pointer)
{
    if (!pointer)
        abort();
    return pointer;
}

static const void *
fake_service(struct chela_call *call, const char *id)
{
    (void)call;
    (void)id;
    return NULL;
}

static const char *
fake_get(struct chela_call *call, const char *name)
{
    return json_string_value(json_object_get(fake_of(call)->facts, name));
}

static void
fake_log(struct chela_call *call, int32_t level, const char *text)
{
    (void)call;
    fprintf(stderr, "log %d: %s\n", level, text);
}

static chela_status
fake_emit(struct chela_call *call, const char *json, size_t len)
{
    json_t *item = need(json_loadb(json, len, JSON_DECODE_ANY, NULL));
    return json_array_append_new(fake_of(call)->items, item) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

static chela_status
fake_reply(struct chela_call *call, const char *json, size_t len)
{
    struct chela_fake *fake = fake_of(call);
    if (fake->reply || fake->failure)
        return CHELA_CONFLICT; // a call ends once
    fake->reply = need(json_loadb(json, len, 0, NULL));
    return CHELA_OK;
}

static chela_status
fake_fail(struct chela_call *call, chela_status status, int32_t effect, const char *text)
{
    struct chela_fake *fake = fake_of(call);
    (void)effect;
    if (!fake->failure) {
        fake->failure = status;
        fake->text    = need(strdup(text));
    }
    return status;
}

static void
fake_progress(struct chela_call *call, double done, const char *note)
{
    (void)call;
    (void)done;
    (void)note;
}

static bool
fake_cancelled(struct chela_call *call)
{
    (void)call;
    return false;
}

static int
fake_cancel_fd(struct chela_call *call)
{
    (void)call;
    return -1;
}

static chela_status
fake_attach(struct chela_call *call, int fd, const char *media, const char *name,
            char ret_ref[CHELA_REF_SIZE])
{
    struct chela_fake *fake = fake_of(call);
    (void)media;
    (void)name;
    if (fake->attached >= 0)
        close(fake->attached);
    fake->attached = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    snprintf(ret_ref, CHELA_REF_SIZE, "file:%032x", ++fake->files);
    return fake->attached < 0 ? CHELA_IO : CHELA_OK;
}

struct chela_fake *
chela_fake_new(const char *data_dir)
{
    struct chela_fake *fake = need(calloc(1, sizeof *fake));
    fake->runtime           = (struct chela_runtime){
                  .struct_size = sizeof fake->runtime,
                  .service     = fake_service,
                  .get         = fake_get,
                  .log         = fake_log,
                  .emit        = fake_emit,
                  .reply       = fake_reply,
                  .fail        = fake_fail,
                  .progress    = fake_progress,
                  .cancelled   = fake_cancelled,
                  .cancel_fd   = fake_cancel_fd,
                  .attach      = fake_attach,
    };
    fake->call.struct_size = sizeof fake->call;
    fake->call.runtime     = &fake->runtime;
    fake->attached         = -1;
    fake->items            = need(json_array());
    fake->facts = need(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "data_dir", data_dir,
                                 "cache_dir", data_dir, "lang", "en", "zone", "Europe/Paris", "now",
                                 "2026-11-22T17:00:00+01:00", "config", "{}", "key", ""));
    return fake;
}

void
chela_fake_free(struct chela_fake *fake)
{
    if (!fake)
        return;
    chela_fake_call(fake);
    json_decref(fake->items);
    json_decref(fake->facts);
    if (fake->attached >= 0)
        close(fake->attached);
    free(fake);
}

void
chela_fake_set(struct chela_fake *fake, const char *name, const char *value)
{
    json_object_set_new(fake->facts, name, need(json_string(value)));
}

void
chela_fake_state(struct chela_fake *fake, void *state)
{
    fake->call.state = state;
}

struct chela_call *
chela_fake_call(struct chela_fake *fake)
{
    json_decref(fake->reply);
    json_array_clear(fake->items);
    free(fake->text);
    fake->reply   = NULL;
    fake->text    = NULL;
    fake->failure = CHELA_OK;
    return &fake->call;
}

json_t *
chela_fake_reply(const struct chela_fake *fake)
{
    return fake->reply;
}

chela_status
chela_fake_failure(const struct chela_fake *fake, const char **ret_text)
{
    if (ret_text)
        *ret_text = fake->text;
    return fake->failure;
}

json_t *
chela_fake_items(const struct chela_fake *fake)
{
    return fake->items;
}

int
chela_fake_attached(const struct chela_fake *fake)
{
    return fake->attached;
}
