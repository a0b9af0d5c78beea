// talk.h - one conversation with a person at a terminal or with a program that reads JSON lines;
// shared by ask, call and task undo.
#ifndef CHELA_CLI_TALK_H
#define CHELA_CLI_TALK_H

#include <chela/host.h>

#include "cli/cli.h"
#include "cli/remote.h"

struct chela__talk {
    struct chela__cli         *cli;
    struct chela_host         *host;
    struct chela_conversation *conversation; // NULL: `remote` has it
    struct chela__remote      *remote;       // chela serve runs; NULL: it does not
    bool                       agrees;       // --yes
    bool                       is_dry;       // --dry-run
    bool                       shows_plan;   // --explain
    bool                       shows_egress;
    bool                       wants_output; // call: the step's output instead of a sentence
    bool                       has_progress; // people watch stderr
    bool                       has_ended;    // what was asked last
    bool                       is_interrupted;
    bool                       is_deaf; // nothing more will be typed
    size_t                     left;    // how often something left the device
    int64_t                    now_ms;  // --now; 0: the clock
    void (*due)(void *user, const struct chela_due *due);
    void *due_user;
};

// What is wanted of the conversation.
struct chela__wish {
    const char *what; // "ask", "call", "undo", "resume"
    const char *name; // the words, the capability, or the task (may be NULL)
    const char *more; // the arguments as JSON, or the step to undo; may be NULL
    int32_t     decision;
};

// Opens host and conversation as the options of the command say: --yes, --dry-run, --explain,
// --backend, --now, --record, --show-egress, as far as the command has them. Where `chela serve`
// runs, and no option asks for another planner or time, it has the conversation.
chela_status
chela__talk_open(struct chela__talk *talk, struct chela__cli *cli, struct chela_error *err);
// The host alone, with somebody who shows what is due.
chela_status
chela__talk_host(struct chela__talk *talk, void (*due)(void *user, const struct chela_due *due),
                 void *user, struct chela_error *err);
// Shows what is due, on stdout. `user`: the struct chela__cli.
void
chela__talk_show_due(void *user, const struct chela_due *due);
void
chela__talk_close(struct chela__talk *talk);

// One wish from beginning to end: what a command does.
int
chela__talk_run(struct chela__talk *talk, struct chela__cli *cli, const struct chela__wish *wish);

// Begins what is wanted.
chela_status
chela__talk_start(struct chela__talk *talk, const struct chela__wish *wish,
                  struct chela_error *err);

// The answer to the card; a yes that holds for longer; the end; less of it.
void
chela__talk_agree(struct chela__talk *talk, bool agreed);
void
chela__talk_grant(struct chela__talk *talk, int32_t scope, int64_t until_ms);
void
chela__talk_cancel(struct chela__talk *talk);
void
chela__talk_steer(struct chela__talk *talk, const char *line);

// Waits for the end of what was asked, and goes on asking as long as a person answers questions.
// Ctrl-C cancels it, a second one ends the program. The exit code.
int
chela__talk_finish(struct chela__talk *talk, chela_status started, struct chela_error *err);

#endif
