// test_take.c - who may go on with a task, and with what: locks, ephemeral tasks, the wish, what is
// added on the way, outcomes that become known.
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "fixtures/journal.h"

static char folder[64];

static void
setup(void)
{
    strcpy(folder, "/tmp/chela-take-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
teardown(void)
{
    folder_remove(folder);
}

static struct chela__intent
intent_of(const char *task, const char *wish)
{
    return (struct chela__intent){.task        = task,
                                  .step_id     = "send",
                                  .capability  = "org.example.sms/sms.send",
                                  .digest      = "d",
                                  .effect      = 2,
                                  .idempotency = 2,
                                  .key         = "k",
                                  .attempt     = 1,
                                  .wish        = wish};
}

START_TEST(one_process_takes_an_interrupted_task)
{
    char                 id[CHELA__TASK_ID], taken[CHELA__TASK_ID];
    json_t              *task  = NULL;
    struct chela__state *first = journal_open(folder);
    journal_begin(first, "send it", false, id);
    struct chela__state *other = journal_open(folder);
    FAILS(CHELA_BUSY, chela__task_take(other, id, taken, &task, err));
    FAILS(CHELA_NOT_FOUND, chela__task_take(other, "last", taken, &task, err));
    chela__state_close(first);
    OK(chela__task_take(other, "last", taken, &task, err));
    ck_assert_str_eq(taken, id);
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(task, "turns"), 0)),
                     "send it");
    json_decref(task);
    first = journal_open(folder);
    FAILS(CHELA_BUSY, chela__task_take(first, id, taken, &task, err));
    OK(chela__task_end(other, id, CHELA__TASK_DONE, err));
    FAILS(CHELA_CONFLICT, chela__task_take(first, id, taken, &task, err));
    chela__state_close(first);
    chela__state_close(other);
}
END_TEST

START_TEST(an_ephemeral_task_can_only_be_ended)
{
    char                 id[CHELA__TASK_ID], taken[CHELA__TASK_ID];
    json_t              *task  = NULL;
    struct chela__state *state = journal_open(folder);
    journal_begin(state, "send it", true, id);
    chela__state_close(state);
    state = journal_open(folder);
    FAILS(CHELA_UNAVAILABLE, chela__task_take(state, id, taken, &task, err));
    OK(chela__task_cancel(state, id, err));
    FAILS(CHELA_CONFLICT, chela__task_cancel(state, id, err));
    chela__state_close(state);
}
END_TEST

START_TEST(an_intent_with_another_wish_is_refused)
{
    char                 id[CHELA__TASK_ID], wish[CHELA__WISH], other[CHELA__WISH];
    struct chela__state *state = journal_open(folder);
    json_t              *turns = json_pack("[s]", "send it");
    json_t              *more  = json_pack("[s]", "send it to all");
    journal_begin(state, "send it", false, id);
    OK(chela__wish(turns, NULL, wish, err));
    OK(chela__wish(more, NULL, other, err));
    struct chela__intent changed = intent_of(id, other), same = intent_of(id, wish);
    FAILS(CHELA_CONFLICT, chela__step_intent(state, &changed, err));
    OK(chela__step_intent(state, &same, err));
    json_decref(turns);
    json_decref(more);
    chela__state_close(state);
}
END_TEST

START_TEST(what_is_added_comes_back_in_order)
{
    char                 id[CHELA__TASK_ID], taken[CHELA__TASK_ID];
    json_t              *task  = NULL;
    struct chela__state *state = journal_open(folder);
    json_t              *one = json_pack("{s:i}", "n", 1), *two = json_pack("{s:i}", "n", 2);
    journal_begin(state, "send it", false, id);
    OK(chela__task_add(state, id, "choice", one, err));
    OK(chela__task_add(state, id, "choice", two, err));
    FAILS(CHELA_INVALID, chela__task_add(state, id, "", two, err));
    chela__state_close(state);
    state = journal_open(folder);
    OK(chela__task_take(state, id, taken, &task, err));
    const json_t *entries = json_object_get(task, "entries");
    ck_assert_uint_eq(json_array_size(entries), 2);
    ck_assert(json_equal(json_object_get(json_array_get(entries, 1), "content"), two));
    json_decref(task);
    json_decref(one);
    json_decref(two);
    chela__state_close(state);
}
END_TEST

START_TEST(an_unknown_outcome_becomes_known_once)
{
    char                 id[CHELA__TASK_ID];
    struct chela__state *state  = journal_open(folder);
    struct chela__result result = {
        .task = id, .status = CHELA_TIMEOUT, .effect = CHELA_EFFECT_UNKNOWN, .text = "no answer"};
    journal_begin(state, "send it", false, id);
    struct chela__intent intent = intent_of(id, NULL);
    OK(chela__step_intent(state, &intent, err));
    OK(chela__step_outcome(state, &result, err));
    result = (struct chela__result){.task = id, .effect = CHELA_EFFECT_DONE};
    OK(chela__step_outcome(state, &result, err));
    FAILS(CHELA_CONFLICT, chela__step_outcome(state, &result, err));
    chela__state_close(state);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("take");
    TCase *tcase = tcase_create("take");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, one_process_takes_an_interrupted_task);
    tcase_add_test(tcase, an_ephemeral_task_can_only_be_ended);
    tcase_add_test(tcase, an_intent_with_another_wish_is_refused);
    tcase_add_test(tcase, what_is_added_comes_back_in_order);
    tcase_add_test(tcase, an_unknown_outcome_becomes_known_once);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
