// trial.h - runs the examples of a manifest through real calls in a worker, each in a home of its
// own; for `chela test` and `chela dev`.
#ifndef CHELA_CLI_TRIAL_H
#define CHELA_CLI_TRIAL_H

#include "cli/develop.h"

// How one example ended. Borrowed during report().
struct chela__trial_result {
    const char   *capability;
    size_t        example; // its index
    chela_status  status;  // CHELA_OK, or why not
    const char   *text;    // the failure; NULL when it is done
    const json_t *output;  // NULL when it failed
    int64_t       elapsed_us;
};

struct chela__trial_counts {
    size_t run, failed, skipped; // skipped: without "with", or without all required arguments
};

// Runs every example whose "with" has all required arguments. The calls in its "x-before" come
// first; "x-gives" is what its output must have. Each example has an empty home: /home/user in
// strings stands for it, and the folders below ~ that the sandbox names are made. The time is
// Sunday 2026-11-22T17:00:00+01:00. An error is one of the set-up: a failed example is a result.
chela_status
chela__trial_run(struct chela__cli *cli, const struct chela__project *project, const char *binary,
                 void (*report)(void *user, const struct chela__trial_result *result), void *user,
                 struct chela__trial_counts *ret_counts, struct chela_error *err);

#endif
