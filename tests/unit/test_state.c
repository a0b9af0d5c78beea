// Tests of core/state: what makes and opens the files, and what it refuses: other keys, changed
// rows, newer versions, a full disk.
#include "fixtures/journal.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "state/database.h"

#define HOUR 3600000

static char folder[4096];

static void
set_up(void)
{
    folder_make(folder);
}

static void
tear_down(void)
{
    folder_remove(folder);
}

static const char *
path_of(const char *name)
{
    static char path[8192];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

// Changes the file behind the state's back.
static void
tamper(const char *sql)
{
    struct chela__database *database = NULL;
    OK(chela__database_open(path_of("state.db"), &database, err));
    OK(chela__database_run(database, err, sql, ""));
    ck_assert_int_gt(chela__database_changes(database) + (strncmp(sql, "PRAGMA", 6) == 0), 0);
    chela__database_close(database);
}

// Two running tasks with two steps each; both texts are as long as the other.
static void
fill(char first[CHELA__TASK_ID])
{
    struct chela__state *state = journal_open(folder);
    char                 second[CHELA__TASK_ID];
    journal_begin(state, "one", false, first);
    journal_step(state, first, 0, "aaa", HOUR);
    journal_step(state, first, 1, "bbb", HOUR);
    journal_begin(state, "two", false, second);
    journal_step(state, second, 0, "ccc", HOUR);
    chela__state_close(state);
}

START_TEST(makes_private_files_on_first_use)
{
    static const char *const names[] = {"state.db", "state.key", "state.lock"};
    struct stat              info;
    struct chela__state     *state = journal_open(folder);
    json_t                  *tasks = NULL;
    ck_assert_int_ne(stat(path_of("state.db"), &info), 0);
    umask(0);
    OK(chela__task_list(state, 1, &tasks, err));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        ck_assert_int_eq(stat(path_of(names[i]), &info), 0);
        ck_assert_int_eq(info.st_mode & 0777, 0600);
    }
    ck_assert_int_eq(stat(path_of("state.db-wal"), &info), 0);
    ck_assert_int_eq(info.st_mode & 077, 0);
    json_decref(tasks);
    chela__state_close(state);
}
END_TEST

static const char *const tamperings[] = {
    "UPDATE step SET input=(SELECT input FROM step WHERE step=1) WHERE step=0",
    "UPDATE step SET output=input WHERE step=1",
    "UPDATE step SET label=0 WHERE step=0",
    "UPDATE step SET capability='org.example.notes/notes.search' WHERE step=0",
    "UPDATE step SET effect=1 WHERE step=0",
    "UPDATE step SET status=-1 WHERE step=0",
    "UPDATE step SET outcome=1 WHERE step=0",
    "UPDATE step SET digest='00fe' WHERE step=0",
    "UPDATE step SET key='other' WHERE step=0",
    "UPDATE step SET attempt=2 WHERE step=0",
    "UPDATE step SET input=zeroblob(10) WHERE step=0",
    "UPDATE step SET input=x'' WHERE step=0",
    "UPDATE task SET content=(SELECT content FROM task WHERE number=2)",
    "UPDATE task SET is_ephemeral=1",
    "UPDATE task SET undoes=id",
    "UPDATE slot SET key=(SELECT key FROM slot WHERE task=2 AND step=-1) WHERE step=-1",
    "UPDATE slot SET key=zeroblob(72) WHERE step=-1",
};

START_TEST(detects_what_was_changed)
{
    char    id[CHELA__TASK_ID];
    json_t *task = NULL;
    fill(id);
    tamper(tamperings[_i]);
    struct chela__state *state = journal_open(folder);
    FAILS(CHELA_UNTRUSTED, chela__task_show(state, id, &task, err));
    chela__state_close(state);
}
END_TEST

static const char *const undo_tamperings[] = {
    "UPDATE step SET undo=(SELECT undo FROM step WHERE step=1 AND task=1) WHERE step=0 AND task=1",
    "UPDATE step SET undo_until=undo_until+1",
    "UPDATE slot SET key=(SELECT key FROM slot WHERE task=1 AND step=1) WHERE task=1 AND step=0",
};

START_TEST(detects_a_changed_undo)
{
    char    id[CHELA__TASK_ID], found[CHELA__TASK_ID];
    json_t *steps = NULL;
    fill(id);
    tamper(undo_tamperings[_i]);
    struct chela__state *state = journal_open(folder);
    FAILS(CHELA_UNTRUSTED, chela__task_undo_list(state, id, found, &steps, err));
    chela__state_close(state);
}
END_TEST

START_TEST(refuses_another_key)
{
    char    id[CHELA__TASK_ID];
    json_t *tasks = NULL;
    fill(id);
    ck_assert_int_eq(unlink(path_of("state.key")), 0);
    struct chela__state *state = journal_open(folder);
    FAILS(CHELA_UNTRUSTED, chela__task_list(state, 1, &tasks, err));
    chela__state_close(state);
}
END_TEST

START_TEST(refuses_a_key_that_others_can_read)
{
    char    id[CHELA__TASK_ID];
    json_t *tasks = NULL;
    fill(id);
    ck_assert_int_eq(chmod(path_of("state.key"), 0640), 0);
    struct chela__state *state = journal_open(folder);
    FAILS(CHELA_UNTRUSTED, chela__task_list(state, 1, &tasks, err));
    ck_assert_int_eq(chmod(path_of("state.key"), 0600), 0);
    ck_assert_int_eq(truncate(path_of("state.key"), 31), 0);
    FAILS(CHELA_UNTRUSTED, chela__task_list(state, 1, &tasks, err));
    chela__state_close(state);
}
END_TEST

static chela_status
give_key(void *user, unsigned char ret_key[CHELA__STATE_KEY], struct chela_error *err)
{
    (void)err;
    memset(ret_key, *(int *)user, CHELA__STATE_KEY);
    return CHELA_OK;
}

START_TEST(takes_its_key_from_a_provider)
{
    int                              byte     = 7;
    const struct chela__key_provider provider = {give_key, &byte};
    struct chela__state             *state    = journal_open(folder);
    json_t                          *tasks    = NULL;
    chela__state_set_keys(state, &provider);
    OK(chela__task_list(state, 1, &tasks, err));
    json_decref(tasks);
    chela__state_close(state);
    ck_assert_int_ne(access(path_of("state.key"), F_OK), 0);

    byte  = 8;
    state = journal_open(folder);
    chela__state_set_keys(state, &provider);
    FAILS(CHELA_UNTRUSTED, chela__task_list(state, 1, &tasks, err));
    chela__state_close(state);
}
END_TEST

START_TEST(refuses_a_newer_version)
{
    char    id[CHELA__TASK_ID];
    json_t *tasks = NULL;
    fill(id);
    tamper("PRAGMA user_version=99");
    struct chela__state *state = journal_open(folder);
    FAILS(CHELA_UNSUPPORTED, chela__task_list(state, 1, &tasks, err));
    chela__state_close(state);
}
END_TEST

START_TEST(refuses_what_is_no_database)
{
    json_t *tasks = NULL;
    FILE   *file  = fopen(path_of("state.db"), "w");
    for (int i = 0; i < 100; i++)
        fputs("this is no database\n", file);
    fclose(file);
    struct chela__state *state = journal_open(folder);
    FAILS(CHELA_IO, chela__task_list(state, 1, &tasks, err));
    chela__state_close(state);
}
END_TEST

START_TEST(destroys_undo_keys_whose_time_has_come)
{
    char id[CHELA__TASK_ID];
    fill(id);
    ck_assert(folder_has(folder, "notes.create"));
    journal_now += 2 * HOUR;
    struct chela__state *state = journal_open(folder);
    json_t              *tasks = NULL;
    OK(chela__task_list(state, 1, &tasks, err));
    json_decref(tasks);
    chela__state_close(state);
    struct chela__database *database = NULL;
    int64_t                 left     = -1;
    OK(chela__database_open(path_of("state.db"), &database, err));
    OK(chela__database_number(database, 0, &left, err,
                              "SELECT (SELECT count(*) FROM slot WHERE step>=0) + "
                              "(SELECT count(*) FROM step WHERE undo IS NOT NULL)",
                              ""));
    ck_assert_int_eq(left, 0);
    chela__database_close(database);
}
END_TEST

// A full disk, in small: no file may grow beyond a limit. Nothing half written stays.
START_TEST(a_full_disk_is_an_error_and_nothing_more)
{
    struct chela__state *state = journal_open(folder);
    char                 id[CHELA__TASK_ID];
    struct rlimit        limit;
    uint32_t             step   = 0;
    chela_status         status = CHELA_OK;
    journal_begin(state, "one", false, id);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 200 * 1024;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (; status == CHELA_OK && step < 1000; step++) {
        status = journal_intent(state, id, step, 2, "text", NULL);
        if (status == CHELA_OK)
            status = journal_outcome(state, id, step, "text", HOUR, NULL);
    }
    ck_assert_int_eq(status, CHELA_IO);
    limit.rlim_cur = limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    json_t *task = NULL;
    OK(chela__task_show(state, id, &task, err));
    size_t  at, open = 0;
    json_t *entry;
    json_array_foreach(json_object_get(task, "log"), at, entry)
    {
        open += strcmp(text_at(entry, "outcome"), "done") != 0;
    }
    ck_assert_uint_ge(at + 1, step - 1);
    ck_assert_uint_le(open, 1);
    json_decref(task);
    OK(journal_intent(state, id, step, 2, "text", err)); // goes on once there is room
    chela__state_close(state);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("state");
    TCase *tests = tcase_create("state");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, makes_private_files_on_first_use);
    tcase_add_loop_test(tests, detects_what_was_changed, 0,
                        (int)(sizeof(tamperings) / sizeof(tamperings[0])));
    tcase_add_loop_test(tests, detects_a_changed_undo, 0,
                        (int)(sizeof(undo_tamperings) / sizeof(undo_tamperings[0])));
    tcase_add_test(tests, refuses_another_key);
    tcase_add_test(tests, refuses_a_key_that_others_can_read);
    tcase_add_test(tests, takes_its_key_from_a_provider);
    tcase_add_test(tests, refuses_a_newer_version);
    tcase_add_test(tests, refuses_what_is_no_database);
    tcase_add_test(tests, destroys_undo_keys_whose_time_has_come);
    tcase_add_test(tests, a_full_disk_is_an_error_and_nothing_more);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
