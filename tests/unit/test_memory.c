// Tests of core/state/memory.c: what is kept, found by its words, bound to its row, and forgotten.
#include "fixtures/folder.h"
#include "fixtures/journal.h"
#include "state/database.h"

static char                 folder[4096];
static struct chela__state *state;

static void
set_up(void)
{
    folder_make(folder);
    journal_now = JOURNAL_BEGIN;
    state       = journal_open(folder);
}

static void
tear_down(void)
{
    chela__state_close(state);
    folder_remove(folder);
}

static json_t *
words_of(const char *text)
{
    json_t *words = json_array();
    char    copy[256];
    snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        json_array_append_new(words, json_string(word));
    return words;
}

static void
put(const char *kind, const char *text, const char *from, char ret_id[CHELA__TASK_ID])
{
    json_t *words = words_of(text), *content = json_pack("{s:[s]}", "turns", text);
    OK(chela__memory_put(
        state,
        &(struct chela__memory){
            .kind = kind, .source = "you", .from = from, .content = content, .words = words},
        ret_id, err));
    json_decref(words);
    json_decref(content);
}

// The texts that are found, divided by "|".
static const char *
found(const char *kind, const char *text)
{
    static char out[1024];
    json_t     *rows = NULL, *words = words_of(text);
    OK(chela__memory_find(state, kind, words, 10, &rows, err));
    out[0] = '\0';
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *turns = json_object_get(json_array_get(rows, i), "turns");
        size_t        len   = strlen(out);
        snprintf(out + len, sizeof out - len, "%s%s", i ? "|" : "",
                 json_string_value(json_array_get(turns, 0)));
    }
    json_decref(rows);
    json_decref(words);
    return out;
}

static size_t
forget(const char *id)
{
    json_t *ids   = json_pack("[s]", id);
    size_t  count = 0;
    OK(chela__memory_forget(state, ids, &count, err));
    json_decref(ids);
    return count;
}

START_TEST(finds_most_words_first_then_the_newest)
{
    char id[CHELA__TASK_ID];
    put("stated", "timer eggs seven", NULL, id);
    put("stated", "timer tea four", NULL, id);
    put("stated", "robotics tuesday", NULL, id);
    ck_assert_str_eq(found("stated", "timer"), "timer tea four|timer eggs seven");
    ck_assert_str_eq(found("stated", "timer eggs"), "timer eggs seven|timer tea four");
    ck_assert_str_eq(found("stated", "monday"), "");
    ck_assert_str_eq(found("request", "timer"), ""); // another kind
    chela__state_close(state);
    state = journal_open(folder);
    ck_assert_str_eq(found("stated", "tuesday"), "robotics tuesday");
}
END_TEST

START_TEST(forgets_what_was_derived_too)
{
    char    request[CHELA__TASK_ID], choice[CHELA__TASK_ID], id[CHELA__TASK_ID];
    json_t *rows = NULL;
    put("request", "call sister", NULL, request);
    put("choice", "which number", request, choice);
    put("choice", "which country", choice, id);
    put("stated", "robotics tuesday", NULL, id);
    ck_assert_uint_eq(forget(request), 3);
    ck_assert_str_eq(found("choice", "which"), "");
    OK(chela__memory_list(state, NULL, 10, &rows, err));
    ck_assert_uint_eq(json_array_size(rows), 1);
    json_decref(rows);
    ck_assert_uint_eq(forget("nothing"), 0);
}
END_TEST

// No word and no content stands in the file, before and after it is forgotten.
START_TEST(leaves_no_word_in_the_files)
{
    static const char *const files[] = {"state.db", "state.db-wal"};
    char                     id[CHELA__TASK_ID], path[8192];
    put("stated", "canaryword robotics", NULL, id);
    forget(id);
    put("stated", "canaryword tuesday", NULL, id);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        FILE *file = fopen(path, "rb");
        char  data[1 << 17];
        if (!file)
            continue;
        size_t len = fread(data, 1, sizeof data, file);
        fclose(file);
        ck_assert_ptr_null(memmem(data, len, "canary", 6));
        ck_assert_ptr_null(memmem(data, len, "tuesday", 7));
    }
}
END_TEST

START_TEST(refuses_an_edited_row)
{
    static const char *const edits[] = {
        "UPDATE memory SET kind='request'", "UPDATE memory SET source='else'",
        "UPDATE memory SET at=at+1", "UPDATE memory SET origin='x'"};
    char                    id[CHELA__TASK_ID], path[8192];
    struct chela__database *database = NULL;
    json_t                 *rows     = NULL;
    put("stated", "robotics tuesday", NULL, id);
    snprintf(path, sizeof path, "%s/state.db", folder);
    OK(chela__database_open(path, &database, err));
    OK(chela__database_run(database, err, edits[_i], ""));
    chela__database_close(database);
    FAILS(CHELA_UNTRUSTED, chela__memory_list(state, NULL, 10, &rows, err));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tests = tcase_create("memory");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, finds_most_words_first_then_the_newest);
    tcase_add_test(tests, forgets_what_was_derived_too);
    tcase_add_test(tests, leaves_no_word_in_the_files);
    tcase_add_loop_test(tests, refuses_an_edited_row, 0, 4);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
