// run.h - runs another program to its end and keeps what it wrote; over chela.exec/1 (exec.h).
#ifndef CHELA_RUN_H
#define CHELA_RUN_H

#include <chela/exec.h>

#ifdef __cplusplus
extern "C" {
#endif

// What came of it. The bytes of standard output and error together, with a NUL behind them.
struct chela_run_result {
    int32_t code; // exit code, or 128 + the signal that ended it
    char   *output;
    size_t  len;
};

// Starts `start`, whose output and error are set here, and waits. CHELA_UNSUPPORTED: the manifest
// does not require the service; CHELA_LIMIT: it wrote more than `max` bytes and was killed;
// CHELA_CANCELLED: the call is being ended; else as start and wait. Caller frees output with
// free().
chela_status
chela_run(struct chela_call *call, const struct chela_exec_start *start, size_t max,
          struct chela_run_result *ret_result);

#ifdef __cplusplus
}
#endif

#endif
