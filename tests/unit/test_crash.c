// Tests of core/state against kill -9: a child writes a journal and is killed at any moment; what
// it was told is durable must be there, and what has no outcome must be called unknown.
#include "fixtures/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#define ROUNDS 40
#define STEPS 8
#define MAX_WORDS 30 // heard before the kill; it hits the child wherever it is by then
#define HOUR 3600000

// What the child says after each durable record: 'b' task, 'i' intent, 'o' outcome, 'e' end.
struct word {
    char     kind;
    uint32_t step;
    char     task[CHELA__TASK_ID];
};

static void
say(int fd, char kind, uint32_t step, const char *task)
{
    struct word word = {.kind = kind, .step = step};
    memcpy(word.task, task, sizeof(word.task));
    if (write(fd, &word, sizeof(word)) != sizeof(word)) // a pipe takes so few bytes at once
        _exit(1);
}

static void
write_for_ever(const char *folder, int fd)
{
    struct chela__state *state = NULL;
    char                 id[CHELA__TASK_ID];
    if (chela__state_open(folder, &journal_clock, &state, NULL) < 0)
        _exit(1);
    for (;;) {
        if (chela__task_begin(state, &(struct chela__task_start){0}, id, NULL) < 0)
            _exit(1);
        say(fd, 'b', 0, id);
        for (uint32_t step = 0; step < STEPS; step++) {
            if (journal_intent(state, id, step, 2, "text", NULL) < 0)
                _exit(1);
            say(fd, 'i', step, id);
            if (journal_outcome(state, id, step, "text", HOUR, NULL) < 0)
                _exit(1);
            say(fd, 'o', step, id);
        }
        if (chela__task_end(state, id, CHELA__TASK_DONE, NULL) < 0)
            _exit(1);
        say(fd, 'e', 0, id);
    }
}

// Kills a child that writes once it has said `count` words; *ret_fd has what it said in all, from a
// pipe that holds more than it can say until then.
static void
run_child(const char *folder, unsigned count, int *ret_fd)
{
    int ends[2], copy[2];
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(copy, O_CLOEXEC), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        write_for_ever(folder, ends[1]);
    close(ends[1]);
    struct word word;
    for (unsigned heard = 0; read(ends[0], &word, sizeof(word)) == sizeof(word);) {
        ck_assert_int_eq(write(copy[1], &word, sizeof(word)), sizeof(word));
        if (++heard == count)
            kill(child, SIGKILL);
    }
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(copy[1]);
    *ret_fd = copy[0];
}

static const json_t *
log_entry(const json_t *task, uint32_t step)
{
    size_t  at;
    json_t *entry;
    json_array_foreach(json_object_get(task, "log"), at, entry)
    {
        if (json_integer_value(json_object_get(entry, "step")) == step)
            return entry;
    }
    return NULL;
}

// What the child was told holds.
static void
check_word(struct chela__state *state, const struct word *word, bool is_last)
{
    json_t *task = NULL;
    OK(chela__task_show(state, word->task, &task, err));
    const json_t *entry   = log_entry(task, word->step);
    const char   *outcome = text_at(entry, "outcome");
    if (word->kind == 'i')
        ck_assert(!strcmp(outcome, "done") || (is_last && !strcmp(outcome, "unknown")));
    if (word->kind == 'o')
        ck_assert_str_eq(outcome, "done");
    if (word->kind == 'e')
        ck_assert_str_eq(text_at(task, "state"), "done");
    json_decref(task);
}

// Every task in the file is one of: ended with all outcomes, or interrupted with at most one open.
static void
check_all(struct chela__state *state)
{
    json_t *tasks = NULL;
    size_t  at;
    json_t *line;
    OK(chela__task_list(state, 100000, &tasks, err));
    json_array_foreach(tasks, at, line)
    {
        json_t *task = NULL;
        size_t  step, open = 0;
        json_t *entry;
        OK(chela__task_show(state, text_at(line, "task"), &task, err));
        json_array_foreach(json_object_get(task, "log"), step, entry)
        {
            open += strcmp(text_at(entry, "outcome"), "unknown") == 0;
        }
        bool is_done = strcmp(text_at(task, "state"), "done") == 0;
        ck_assert(is_done || strcmp(text_at(task, "state"), "interrupted") == 0);
        ck_assert_uint_le(open, is_done ? 0 : 1);
        if (is_done)
            ck_assert_uint_eq(step, STEPS);
        json_decref(task);
    }
    json_decref(tasks);
}

START_TEST(loses_nothing_to_a_kill)
{
    char     folder[4096];
    unsigned seed  = 20261122;
    size_t   words = 0;
    folder_make(folder);
    for (int round = 0; round < ROUNDS; round++) {
        int         fd;
        struct word word, last = {0};
        run_child(folder, 1 + (unsigned)rand_r(&seed) % MAX_WORDS, &fd);
        struct chela__state *state = journal_open(folder);
        while (read(fd, &word, sizeof(word)) == sizeof(word)) {
            if (last.kind)
                check_word(state, &last, false);
            last = word;
            words++;
        }
        if (last.kind)
            check_word(state, &last, true);
        check_all(state);
        chela__state_close(state);
        close(fd);
    }
    ck_assert_uint_gt(words, ROUNDS); // the children did get somewhere
    folder_remove(folder);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("crash");
    TCase *tests = tcase_create("crash");
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, loses_nothing_to_a_kill);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
