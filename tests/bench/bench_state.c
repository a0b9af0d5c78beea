// bench_state.c - what the journal and the audit log cost: a step, a task, a list over many tasks.
#include "bench/bench.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "fixtures/folder.h"
#include "state/database.h"
#include "state/state.h"

#define TASKS 10000 // finished ones on disk
#define STEPS_EACH 3
#define STEPS 1000
#define AUDIT_LINES 2000
#define READ 1 // enum chela__effect
#define WRITE 2

static struct bench_samples samples; // too big for a stack
static struct chela_error   err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            bench_fail("%s: %s", #call, err.text);                                                 \
    } while (0)

static struct chela__state *
open_state(const char *folder)
{
    struct chela__state *state = NULL;
    MUST(chela__state_open(folder, chela__clock_system(), &state, &err));
    return state;
}

static void
begin(struct chela__state *state, char id[CHELA__TASK_ID])
{
    json_t *turns = json_pack("[s]", "zip the invoices in Downloads and move the zip to Documents");
    MUST(chela__task_begin(state, &(struct chela__task_start){.turns = turns}, id, &err));
    json_decref(turns);
}

static void
step(struct chela__state *state, const char *task, uint32_t number, int effect)
{
    char    key[CHELA__STEP_KEY];
    json_t *input  = json_pack("{s:s}", "paths", "/home/user/Downloads/invoice-2026-11.pdf");
    json_t *output = json_pack("{s:s}", "path", "/home/user/Documents/invoices.zip");
    chela__step_key(task, number, 0, key);
    struct chela__intent intent = {.task        = task,
                                   .step        = number,
                                   .step_id     = "move",
                                   .capability  = "org.chela.files/files.move",
                                   .digest      = key,
                                   .effect      = effect,
                                   .idempotency = 1,
                                   .key         = key,
                                   .input       = input,
                                   .attempt     = 1};
    MUST(chela__step_intent(state, &intent, &err));
    struct chela__result result = {.task = task, .step = number, .effect = 2, .output = output};
    if (effect >= WRITE) {
        result.undo          = input;
        result.undo_until_ms = chela__clock_now(chela__clock_system()) + 3600000;
    }
    MUST(chela__step_outcome(state, &result, &err));
    json_decref(input);
    json_decref(output);
}

static void
measure_steps(struct bench *bench, struct chela__state *state, int effect, const char *what)
{
    char id[CHELA__TASK_ID];
    begin(state, id);
    for (uint32_t i = 0; i < bench_rounds(bench, STEPS); i++) {
        double began = bench_now_us();
        step(state, id, i, effect);
        bench_sample(&samples, began);
    }
    MUST(chela__task_end(state, id, CHELA__TASK_DONE, &err));
    bench_percentiles(bench, what, &samples, "us", 0);
}

// 20 steps, 8 of them writes.
static void
measure_tasks(struct bench *bench, struct chela__state *state)
{
    char id[CHELA__TASK_ID];
    for (size_t round = 0; round < bench_rounds(bench, 50); round++) {
        double began = bench_now_us();
        begin(state, id);
        for (uint32_t i = 0; i < 20; i++)
            step(state, id, i, i % 5 < 2 ? WRITE : READ);
        MUST(chela__task_end(state, id, CHELA__TASK_DONE, &err));
        bench_sample(&samples, began);
    }
    bench_percentiles(bench, "journal of a 20-step task, 8 writes", &samples, "ms", 0);
}

static void
measure_audit(struct bench *bench, struct chela__state *state)
{
    struct chela__audit_report report;
    json_t *facts = json_pack("{s:s, s:s}", "use", "org.chela.files/files.move", "effect", "write");
    for (size_t i = 0; i < bench_rounds(bench, AUDIT_LINES); i++) {
        double began = bench_now_us();
        MUST(chela__audit_write(state, "call", facts, false, &err));
        bench_sample(&samples, began);
    }
    bench_percentiles(bench, "audit line", &samples, "us", 0);
    json_decref(facts);
    double began = bench_now_us();
    MUST(chela__audit_verify(state, &report, &err));
    bench_row(bench, "audit verify, a line", (bench_now_us() - began) / (double)report.lines, "us",
              0);
}

// Finished tasks as the journal leaves them, put there in one transaction.
static void
fill(const char *path)
{
    struct chela__database *database = NULL;
    char                    id[CHELA__TASK_ID];
    MUST(chela__database_open(path, &database, &err));
    MUST(chela__database_begin(database, true, &err));
    for (int64_t i = 0; i < TASKS; i++) {
        snprintf(id, sizeof(id), "0000%022lld", (long long)i);
        MUST(chela__database_run(database, &err,
                                 "INSERT INTO task(id, state, is_ephemeral, began, ended) "
                                 "VALUES(?, 1, 0, ?, ?)",
                                 "tii", id, i, i + 1));
        int64_t task = database->api.sqlite3_last_insert_rowid(database->handle);
        for (int64_t at = 0; at < STEPS_EACH; at++)
            MUST(chela__database_run(
                database, &err,
                "INSERT INTO step(task, step, element, attempt, capability, digest, effect, "
                "idempotency, key, began, ended, status, outcome, label) "
                "VALUES(?, ?, 0, 1, 'org.chela.files/files.move', ?, 2, 1, ?, ?, "
                "?, 0, 2, 2)",
                "iittii", task, at, id, id, i, i + 1));
    }
    MUST(chela__database_finish(database, CHELA_OK, &err));
    chela__database_checkpoint(database);
    chela__database_close(database);
}

// An interrupted task of 20 steps, among all the finished ones.
static void
measure_take(struct bench *bench, struct chela__state *state)
{
    char id[CHELA__TASK_ID], taken[CHELA__TASK_ID];
    begin(state, id);
    for (uint32_t i = 0; i < 20; i++)
        step(state, id, i, i % 5 < 2 ? WRITE : READ);
    for (size_t round = 0; round < bench_rounds(bench, 200); round++) {
        json_t *task = NULL;
        chela__task_leave(state, id);
        double began = bench_now_us();
        MUST(chela__task_take(state, "last", taken, &task, &err));
        bench_sample(&samples, began);
        json_decref(task);
    }
    bench_percentiles(bench, "take over a task of 20 steps, 10,000 on disk", &samples, "us", 0);
    MUST(chela__task_end(state, id, CHELA__TASK_CANCELLED, &err));
}

static void
measure_list(struct bench *bench, const char *folder, char *path)
{
    json_t *tasks = NULL;
    fill(path);
    double               began = bench_now_us();
    struct chela__state *state = open_state(folder);
    MUST(chela__task_list(state, 20, &tasks, &err));
    bench_row(bench, "open and list 20 of 10,000 tasks", (bench_now_us() - began) / 1e3, "ms", 0);
    json_decref(tasks);
    for (size_t round = 0; round < bench_rounds(bench, 200); round++) {
        began = bench_now_us();
        MUST(chela__task_list(state, 20, &tasks, &err));
        bench_sample(&samples, began);
        json_decref(tasks);
    }
    bench_percentiles(bench, "list 20 of 10,000 tasks", &samples, "us", 0);
    began = bench_now_us();
    MUST(chela__task_list(state, TASKS, &tasks, &err));
    bench_row(bench, "list all of 10,000 tasks", (bench_now_us() - began) / 1e3, "ms", 0);
    json_decref(tasks);
    measure_take(bench, state);
    chela__state_close(state);
}

void
bench_state(struct bench *bench)
{
    char folder[] = CHELA_BUILD "/bench-XXXXXX"; // on a disk: a sync in memory costs nothing
    if (!mkdtemp(folder))
        bench_fail("%s cannot be made", folder);
    char                *path  = chela__path(folder, "state.db");
    struct chela__state *state = open_state(folder);
    measure_steps(bench, state, READ, "journal of a read (intent and outcome)");
    measure_steps(bench, state, WRITE, "journal of a write (two syncs)");
    measure_tasks(bench, state);
    measure_audit(bench, state);
    chela__state_close(state);
    measure_list(bench, folder, path);
    free(path);
    folder_remove(folder);
}
