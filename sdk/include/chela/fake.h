// fake.h - a host in memory, for unit tests of a plugin's own functions: no worker, no schemas.
//
//     struct chela_fake *fake = chela_fake_new("/tmp/dir");
//     notes_open(chela_fake_call(fake), &state); chela_fake_state(fake, state);
//     notes_create(chela_fake_call(fake), "milk", NULL);
//     json_t *reply = chela_fake_reply(fake);
//
// `chela test` makes the same calls through a real worker. Link libchela-sdk.a.
#ifndef CHELA_FAKE_H
#define CHELA_FAKE_H

#include <chela/sdk.h>

#ifdef __cplusplus
extern "C" {
#endif

struct chela_fake;

// `data_dir` is copied; its facts begin as lang "en", zone "Europe/Paris", now
// "2026-11-22T17:00:00+01:00", config "{}", key "". Aborts when out of memory: tests only.
struct chela_fake *
chela_fake_new(const char *data_dir);
void
chela_fake_free(struct chela_fake *fake);

// Another value of a fact ("now", "zone", "lang", "config", "key", "data_dir"). Copied.
void
chela_fake_set(struct chela_fake *fake, const char *name, const char *value);
// What the handlers find in call->state.
void
chela_fake_state(struct chela_fake *fake, void *state);

// The call, ready for the next handler: forgets the last reply.
struct chela_call *
chela_fake_call(struct chela_fake *fake);

// What the last handler left. Borrowed until the next chela_fake_call(). NULL / CHELA_OK / NULL
// when it did not.
json_t *
chela_fake_reply(const struct chela_fake *fake);
chela_status
chela_fake_failure(const struct chela_fake *fake, const char **ret_text);
// The items of a stream, an array.
json_t *
chela_fake_items(const struct chela_fake *fake);
// The descriptor that was attached last; -1 when none was. Owned by the fake.
int
chela_fake_attached(const struct chela_fake *fake);

#ifdef __cplusplus
}
#endif

#endif
