// Tests of core/state: what the journal keeps, shows, undoes and erases.
#include "fixtures/journal.h"

#define HOUR 3600000

static char folder[4096];

static void
set_up(void)
{
    folder_make(folder);
    journal_now = JOURNAL_BEGIN;
}

static void
tear_down(void)
{
    folder_remove(folder);
}

static json_t *
show(struct chela__state *state, const char *id)
{
    json_t *task = NULL;
    OK(chela__task_show(state, id, &task, err));
    return task;
}

static json_t *
undo_list(struct chela__state *state, const char *id)
{
    char    found[CHELA__TASK_ID];
    json_t *steps = NULL;
    OK(chela__task_undo_list(state, id, found, &steps, err));
    return steps;
}

START_TEST(shows_what_a_running_task_did)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "note the code", false, id);
    journal_step(state, id, 0, "the code is 41", HOUR);
    json_t *task = show(state, "last");
    ck_assert_str_eq(text_at(task, "task"), id);
    ck_assert_str_eq(text_at(task, "state"), "running");
    ck_assert_str_eq(text_at(task, "began"), "2026-11-22T17:00:00+01:00");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(task, "turns"), 0)),
                     "note the code");
    json_t *step = json_array_get(json_object_get(task, "log"), 0);
    ck_assert_str_eq(text_at(step, "use"), "org.example.notes/notes.create");
    ck_assert_str_eq(text_at(step, "effect"), "write");
    ck_assert_str_eq(text_at(step, "idempotency"), "keyed");
    ck_assert_str_eq(text_at(step, "outcome"), "done");
    ck_assert_str_eq(text_at(step, "id"), "write");
    ck_assert_str_eq(text_at(json_object_get(step, "input"), "text"), "the code is 41");
    ck_assert_str_eq(text_at(json_object_get(step, "output"), "id"), "the code is 41");
    ck_assert_int_eq(json_integer_value(json_object_get(step, "label")), 2);
    json_decref(task);
    chela__state_close(state);
}
END_TEST

START_TEST(lists_newest_first)
{
    struct chela__state *state = journal_open(folder);
    char                 first[CHELA__TASK_ID], second[CHELA__TASK_ID];
    json_t              *tasks = NULL;
    journal_begin(state, "one", false, first);
    journal_step(state, first, 0, "x", HOUR);
    OK(chela__task_end(state, first, CHELA__TASK_DONE, err));
    journal_now += 1000;
    journal_begin(state, "two", false, second);
    OK(chela__task_list(state, 10, &tasks, err));
    ck_assert_uint_eq(json_array_size(tasks), 2);
    ck_assert_str_eq(text_at(json_array_get(tasks, 0), "task"), second);
    json_t *done = json_array_get(tasks, 1);
    ck_assert_str_eq(text_at(done, "state"), "done");
    ck_assert_int_eq(json_integer_value(json_object_get(done, "steps")), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(done, "effects")), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(done, "undoable")), 1);
    ck_assert_int_lt(strcmp(first, second), 0);
    json_decref(tasks);
    OK(chela__task_list(state, 1, &tasks, err));
    ck_assert_uint_eq(json_array_size(tasks), 1);
    json_decref(tasks);
    chela__state_close(state);
}
END_TEST

START_TEST(calls_an_intent_without_an_outcome_unknown)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "note", false, id);
    OK(journal_intent(state, id, 0, 2, "text", err));
    json_t *task = show(state, id);
    ck_assert_str_eq(text_at(json_array_get(json_object_get(task, "log"), 0), "outcome"),
                     "running");
    json_decref(task);
    chela__state_close(state);

    state = journal_open(folder);
    task  = show(state, id);
    ck_assert_str_eq(text_at(task, "state"), "interrupted");
    json_t *step = json_array_get(json_object_get(task, "log"), 0);
    ck_assert_str_eq(text_at(step, "outcome"), "unknown");
    ck_assert_str_eq(text_at(json_object_get(step, "input"), "text"), "text");
    json_decref(task);
    json_t *steps = undo_list(state, id);
    ck_assert_str_eq(text_at(json_array_get(steps, 0), "cannot"),
                     "it is not known whether it happened");
    json_decref(steps);
    chela__state_close(state);
}
END_TEST

START_TEST(a_task_belongs_to_one_at_a_time)
{
    struct chela__state *state = journal_open(folder), *other = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "note", false, id);
    json_t *task = show(other, id);
    ck_assert_str_eq(text_at(task, "state"), "running");
    json_decref(task);
    FAILS(CHELA_BUSY, journal_intent(other, id, 0, 2, "text", err));
    FAILS(CHELA_BUSY, chela__task_end(other, id, CHELA__TASK_CANCELLED, err));
    chela__state_close(state);
    OK(journal_intent(other, id, 0, 2, "text", err));
    chela__state_close(other);
}
END_TEST

START_TEST(refuses_what_does_not_fit_the_journal)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "note", false, id);
    FAILS(CHELA_CONFLICT, journal_outcome(state, id, 0, "x", 0, err));
    journal_step(state, id, 0, "x", 0);
    FAILS(CHELA_CONFLICT, journal_outcome(state, id, 0, "x", 0, err));
    FAILS(CHELA_CONFLICT, journal_intent(state, id, 0, 2, "x", err));
    FAILS(CHELA_NOT_FOUND, journal_intent(state, "nothing", 0, 2, "x", err));
    OK(chela__task_end(state, id, CHELA__TASK_DONE, err));
    FAILS(CHELA_CONFLICT, journal_intent(state, id, 1, 2, "x", err));
    FAILS(CHELA_CONFLICT, chela__task_end(state, id, CHELA__TASK_DONE, err));
    chela__state_close(state);
}
END_TEST

START_TEST(finds_a_task_by_a_unique_prefix)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID], other[CHELA__TASK_ID], prefix[CHELA__TASK_ID];
    json_t              *task = NULL;
    FAILS(CHELA_NOT_FOUND, chela__task_show(state, "last", &task, err));
    journal_begin(state, "one", false, id);
    journal_now += HOUR;
    journal_begin(state, "two", false, other);
    for (size_t i = 0; i < sizeof(prefix); i++)
        prefix[i] = id[i] >= 'A' && id[i] <= 'Z' ? (char)(id[i] + 32) : id[i];
    prefix[12] = 0;
    task       = show(state, prefix);
    ck_assert_str_eq(text_at(task, "task"), id);
    json_decref(task);
    prefix[2] = 0;
    FAILS(CHELA_CONFLICT, chela__task_show(state, prefix, &task, err));
    FAILS(CHELA_NOT_FOUND, chela__task_show(state, "ZZ", &task, err));
    FAILS(CHELA_INVALID, chela__task_show(state, "", &task, err));
    chela__state_close(state);
}
END_TEST

START_TEST(lists_inverses_newest_first_until_they_are_used)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "note", false, id);
    journal_step(state, id, 0, "first", HOUR);
    OK(journal_intent(state, id, 1, 1, "read", err));
    OK(journal_outcome(state, id, 1, "read", 0, err));
    journal_step(state, id, 2, "second", 2 * HOUR);
    journal_step(state, id, 3, "third", 0);
    OK(chela__task_end(state, id, CHELA__TASK_DONE, err));
    chela__state_close(state);

    state         = journal_open(folder);
    json_t *steps = undo_list(state, "last");
    ck_assert_uint_eq(json_array_size(steps), 3);
    ck_assert_str_eq(text_at(json_array_get(steps, 0), "cannot"), "it cannot be undone");
    json_t *second = json_array_get(steps, 1);
    ck_assert_str_eq(text_at(second, "use"), "org.example.notes/notes.delete");
    ck_assert_str_eq(text_at(second, "of"), "org.example.notes/notes.create");
    ck_assert_str_eq(text_at(json_object_get(second, "with"), "id"), "second");
    ck_assert_str_eq(text_at(second, "until"), "2026-11-22T19:00:00+01:00");
    json_decref(steps);

    OK(chela__step_undone(state, id, 2, 0, err));
    FAILS(CHELA_CONFLICT, chela__step_undone(state, id, 2, 0, err));
    steps = undo_list(state, "last");
    ck_assert_uint_eq(json_array_size(steps), 2);
    json_decref(steps);

    journal_now += HOUR;
    steps = undo_list(state, "last");
    ck_assert_str_eq(text_at(json_array_get(steps, 1), "cannot"), "the time to undo it is over");
    json_decref(steps);
    journal_now -= HOUR;
    chela__state_close(state);
}
END_TEST

START_TEST(a_task_is_undone_with_its_last_effect)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID], undo[CHELA__TASK_ID];
    journal_begin(state, "note", false, id);
    journal_step(state, id, 0, "one", HOUR);
    journal_step(state, id, 1, "two", HOUR);
    OK(chela__task_end(state, id, CHELA__TASK_DONE, err));
    OK(chela__task_begin(state, &(struct chela__task_start){.undoes = id}, undo, err));
    journal_step(state, undo, 0, "inverse", HOUR);
    OK(chela__step_undone(state, id, 1, 0, err));
    json_t *task = show(state, id);
    ck_assert_str_eq(text_at(task, "state"), "done");
    json_decref(task);
    OK(chela__step_undone(state, id, 0, 0, err));
    task = show(state, id);
    ck_assert_str_eq(text_at(task, "state"), "undone");
    json_decref(task);
    OK(chela__task_end(state, undo, CHELA__TASK_DONE, err));
    task = show(state, "last");
    ck_assert_str_eq(text_at(task, "undoes"), id);
    json_decref(task);
    char    found[CHELA__TASK_ID];
    json_t *steps = NULL;
    OK(chela__task_undo_list(state, "last", found, &steps, err));
    ck_assert_str_eq(found, id); // never the undo itself
    ck_assert_uint_eq(json_array_size(steps), 0);
    json_decref(steps);
    chela__state_close(state);
}
END_TEST

START_TEST(seals_content_and_erases_it_at_the_end)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "canary-words", false, id);
    journal_step(state, id, 0, "canary-value", HOUR);
    ck_assert(!folder_has(folder, "canary"));
    ck_assert(folder_has(folder, "notes.create")); // the search itself works
    OK(chela__task_end(state, id, CHELA__TASK_DONE, err));
    json_t *task = show(state, id);
    ck_assert(json_is_false(json_object_get(task, "contents")));
    ck_assert_ptr_null(json_object_get(task, "turns"));
    json_t *step = json_array_get(json_object_get(task, "log"), 0);
    ck_assert_ptr_null(json_object_get(step, "input"));
    ck_assert_str_eq(text_at(step, "outcome"), "done"); // the skeleton stays
    json_decref(task);
    chela__state_close(state);
    ck_assert(!folder_has(folder, "canary"));
}
END_TEST

START_TEST(an_ephemeral_task_leaves_no_key)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    journal_begin(state, "words", true, id);
    journal_step(state, id, 0, "value", HOUR);
    json_t *steps = undo_list(state, id);
    ck_assert_str_eq(text_at(json_object_get(json_array_get(steps, 0), "with"), "id"), "value");
    json_decref(steps);
    chela__state_close(state);

    state        = journal_open(folder);
    json_t *task = show(state, id);
    ck_assert_str_eq(text_at(task, "state"), "interrupted");
    ck_assert(json_is_false(json_object_get(task, "contents")));
    json_decref(task);
    steps = undo_list(state, id);
    ck_assert_str_eq(text_at(json_array_get(steps, 0), "cannot"), "the task was ephemeral");
    json_decref(steps);
    FAILS(CHELA_UNAVAILABLE, journal_intent(state, id, 1, 2, "more", err));
    OK(chela__task_end(state, id, CHELA__TASK_FAILED, err));
    chela__state_close(state);
}
END_TEST

START_TEST(a_retry_is_a_new_attempt_with_the_same_key)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID], key[CHELA__STEP_KEY], again[CHELA__STEP_KEY];
    journal_begin(state, "note", false, id);
    OK(journal_intent(state, id, 0, 2, "x", err));
    struct chela__result failed = {
        .task = id, .status = CHELA_BUSY, .text = "try later", .effect = CHELA_NO_EFFECT};
    OK(chela__step_outcome(state, &failed, err));
    chela__step_key(id, 0, 0, key);
    chela__step_key(id, 0, 0, again);
    ck_assert_str_eq(key, again);
    chela__step_key(id, 0, 1, again);
    ck_assert_str_ne(key, again);
    struct chela__intent retry = {
        .task = id, .capability = "a/b", .digest = "0", .effect = 2, .key = key, .attempt = 2};
    OK(chela__step_intent(state, &retry, err));
    OK(journal_outcome(state, id, 0, "x", HOUR, err));
    json_t *task = show(state, id);
    json_t *log  = json_object_get(task, "log");
    ck_assert_uint_eq(json_array_size(log), 2);
    ck_assert_str_eq(text_at(json_array_get(log, 0), "outcome"), "failed");
    ck_assert_str_eq(text_at(json_array_get(log, 0), "text"), "try later");
    ck_assert_str_eq(text_at(json_array_get(log, 1), "outcome"), "done");
    ck_assert_int_eq(json_integer_value(json_object_get(task, "steps")), 1);
    json_decref(task);
    chela__state_close(state);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("journal");
    TCase *tests = tcase_create("journal");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, shows_what_a_running_task_did);
    tcase_add_test(tests, lists_newest_first);
    tcase_add_test(tests, calls_an_intent_without_an_outcome_unknown);
    tcase_add_test(tests, a_task_belongs_to_one_at_a_time);
    tcase_add_test(tests, refuses_what_does_not_fit_the_journal);
    tcase_add_test(tests, finds_a_task_by_a_unique_prefix);
    tcase_add_test(tests, lists_inverses_newest_first_until_they_are_used);
    tcase_add_test(tests, a_task_is_undone_with_its_last_effect);
    tcase_add_test(tests, seals_content_and_erases_it_at_the_end);
    tcase_add_test(tests, an_ephemeral_task_leaves_no_key);
    tcase_add_test(tests, a_retry_is_a_new_attempt_with_the_same_key);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
