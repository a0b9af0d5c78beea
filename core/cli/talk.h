// talk.h - one conversation with a person at a terminal or with a program that reads JSON lines;
// shared by ask, call and task undo.
#ifndef CHELA_CLI_TALK_H
#define CHELA_CLI_TALK_H

#include <chela/host.h>

#include "cli/cli.h"

struct chela__talk {
    struct chela__cli         *cli;
    struct chela_host         *host;
    struct chela_conversation *conversation;
    bool                       agrees;     // --yes
    bool                       is_dry;     // --dry-run
    bool                       shows_plan; // --explain
    bool                       shows_egress;
    bool                       wants_output; // call: the step's output instead of a sentence
    bool                       has_progress; // people watch stderr
    bool                       has_ended;    // what was asked last
    bool                       is_interrupted;
    size_t                     left;   // how often something left the device
    int64_t                    now_ms; // --now; 0: the clock
    void (*due)(void *user, const struct chela_due *due);
    void *due_user;
};

// Opens host and conversation as the options of the command say: --yes, --dry-run, --explain,
// --backend, --now, --record, --show-egress, as far as the command has them.
chela_status
chela__talk_open(struct chela__talk *talk, struct chela__cli *cli, struct chela_error *err);
// The host alone, with somebody who shows what is due.
chela_status
chela__talk_host(struct chela__talk *talk, void (*due)(void *user, const struct chela_due *due),
                 void *user, struct chela_error *err);
void
chela__talk_close(struct chela__talk *talk);

// Waits for the end of what was asked, and goes on asking as long as a person answers questions.
// Ctrl-C cancels it, a second one ends the program. The exit code.
int
chela__talk_finish(struct chela__talk *talk, chela_status started, struct chela_error *err);

#endif
