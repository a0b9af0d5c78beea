// crashes.h - how often a plugin crashed, and in which calls: kept across restarts, for call/.
//
// One file a plugin, `folder`/crashes/PLUGIN-ID, to which every crash appends lines: times, the
// manifest's digest, and of calls only a digest under the file's own random key. Another version
// of the plugin begins anew. Without a state all of it stays in memory.
#ifndef CHELA_STATE_CRASHES_H
#define CHELA_STATE_CRASHES_H

#include "state/state.h"

struct chela__crashes; // of one version of one plugin

// `clock` is borrowed; `state` may be NULL.
chela_status
chela__crashes_open(const struct chela__state *state, const struct chela__clock *clock,
                    const char *plugin, const char *digest, struct chela__crashes **ret_crashes,
                    struct chela_error *err);
void
chela__crashes_close(struct chela__crashes *crashes);

// Reads again what other processes, or the user, have written since.
chela_status
chela__crashes_refresh(struct chela__crashes *crashes, struct chela_error *err);

// A call by its capability and input, as the file knows it.
#define CHELA__CRASH_CALL 16
void
chela__crashes_call(const struct chela__crashes *crashes, const char *capability, const char *input,
                    unsigned char ret_call[CHELA__CRASH_CALL]);

// Records a crash now, with the calls that were under way. In memory it counts in any case.
chela_status
chela__crashes_add(struct chela__crashes *crashes, const unsigned char (*calls)[CHELA__CRASH_CALL],
                   size_t count, struct chela_error *err);

// The plugin is not to be started again, in no process, until chela__crashes_clear() or a new
// version.
chela_status
chela__crashes_quarantine(struct chela__crashes *crashes, struct chela_error *err);

// Within the last `window_ms`.
size_t
chela__crashes_recent(const struct chela__crashes *crashes, int64_t window_ms);
// Crashes within a day during which this call was under way.
size_t
chela__crashes_during(const struct chela__crashes *crashes,
                      const unsigned char          call[CHELA__CRASH_CALL]);
// Was any call under way at a crash?
bool
chela__crashes_any(const struct chela__crashes *crashes);
// Since when it is in quarantine, in wall-clock milliseconds; 0: it is not.
int64_t
chela__crashes_since(const struct chela__crashes *crashes);

// The user lets a plugin start again. *ret_any: there was something to forget.
chela_status
chela__crashes_clear(const struct chela__state *state, const char *plugin, bool *ret_any,
                     struct chela_error *err);

#endif
