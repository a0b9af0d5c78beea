// test_due.c - what wakes when: kept over a restart, sealed, gone with its task; one task for each
// occurrence of a standing order.
#include "fixtures/journal.h"

#include <string.h>

#include "base/json.h"
#include "state/state.h"

static char                 folder[4096];
static struct chela__state *state;

static void
setup(void)
{
    folder_make(folder);
    journal_now = JOURNAL_BEGIN;
    state       = journal_open(folder);
}

static void
teardown(void)
{
    chela__state_close(state);
    folder_remove(folder);
}

static void
reopen(void)
{
    chela__state_close(state);
    state = journal_open(folder);
}

static void
put(const char *task, uint32_t step, int64_t at_ms, const char *content)
{
    json_t                 *json = content ? json_pack("{s:s}", "cursor", content) : NULL;
    const struct chela__due due  = {
         .task = task, .step = step, .at_ms = at_ms, .is_watch = content != NULL, .content = json};
    OK(chela__due_put(state, &due, err));
    json_decref(json);
}

static void
begin_standing(const char *started_by, const char *occurrence, chela_status wanted,
               char ret_id[CHELA__TASK_ID])
{
    json_t                        *turns = json_pack("[s]", "every day");
    const struct chela__task_start start = {.turns       = turns,
                                            .is_standing = !started_by,
                                            .started_by  = started_by,
                                            .occurrence  = occurrence};
    struct chela_error             err   = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__task_begin(state, &start, ret_id, &err), wanted);
    json_decref(turns);
}

static const char *
state_of(const char *task)
{
    static char text[32];
    json_t     *shown = NULL;
    OK(chela__task_show(state, task, &shown, err));
    snprintf(text, sizeof text, "%s", chela__json_str(shown, "state"));
    json_decref(shown);
    return text;
}

START_TEST(outlives_a_restart)
{
    char    id[CHELA__TASK_ID];
    json_t *list = NULL, *due = NULL;
    int64_t next = 0;
    journal_begin(state, "later", false, id);
    put(id, 3, JOURNAL_BEGIN + 5000, NULL);
    put(id, 2, JOURNAL_BEGIN + 1000, "c-17");
    put(id, 2, JOURNAL_BEGIN + 2000, "c-18");
    ck_assert_str_eq(state_of(id), "running");
    reopen();
    ck_assert_str_eq(state_of(id), "waiting");
    OK(chela__due_next(state, &next, err));
    ck_assert_int_eq(next, JOURNAL_BEGIN + 2000);
    OK(chela__due_list(state, &list, err));
    ck_assert_uint_eq(json_array_size(list), 2);
    ck_assert_int_eq(chela__json_int(json_array_get(list, 0), "step", 0), 2);
    OK(chela__due_get(state, id, 2, 0, &due, err));
    ck_assert_str_eq(chela__json_str(json_object_get(due, "content"), "cursor"), "c-18");
    json_decref(due);
    FAILS(CHELA_NOT_FOUND, chela__due_get(state, id, 9, 0, &due, err));
    json_decref(list);
}
END_TEST

START_TEST(goes_with_its_task)
{
    char    id[CHELA__TASK_ID];
    json_t *list = NULL;
    int64_t next = 0;
    journal_begin(state, "later", false, id);
    put(id, 1, JOURNAL_BEGIN + 5000, NULL);
    put(id, 2, 0, "c");
    OK(chela__due_remove(state, id, 1, 0, err));
    OK(chela__due_next(state, &next, err));
    ck_assert_int_eq(next, INT64_MAX);
    OK(chela__task_end(state, id, CHELA__TASK_CANCELLED, err));
    OK(chela__due_list(state, &list, err));
    ck_assert_uint_eq(json_array_size(list), 0);
    json_decref(list);
}
END_TEST

START_TEST(an_occurrence_starts_one_task)
{
    char order[CHELA__TASK_ID], first[CHELA__TASK_ID], second[CHELA__TASK_ID];
    begin_standing(NULL, NULL, CHELA_OK, order);
    put(order, 0, JOURNAL_BEGIN + 5000, NULL);
    begin_standing(order, "1", CHELA_OK, first);
    begin_standing(order, "2", CHELA_OK, second);
    begin_standing(order, "1", CHELA_CONFLICT, second);
    ck_assert_str_eq(state_of(order), "standing");
    json_t *shown = NULL;
    OK(chela__task_show(state, first, &shown, err));
    ck_assert_str_eq(chela__json_str(shown, "started_by"), order);
    json_decref(shown);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("due");
    TCase *tests = tcase_create("due");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, outlives_a_restart);
    tcase_add_test(tests, goes_with_its_task);
    tcase_add_test(tests, an_occurrence_starts_one_task);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
