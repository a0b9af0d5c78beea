// Tests of core/state/audit*.c: an honest log holds, a changed one names its line.
#include "fixtures/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char                 folder[4096];
static char                 path[8192];
static struct chela__state *state;

static void
set_up(void)
{
    folder_make(folder);
    snprintf(path, sizeof(path), "%s/audit.log", folder);
    state = journal_open(folder);
}

static void
tear_down(void)
{
    chela__state_close(state);
    folder_remove(folder);
}

static void
write_lines(struct chela__state *writer, int count, bool is_checkpoint)
{
    json_t *facts =
        json_pack("{s:s, s:s}", "use", "org.example.notes/notes.create", "effect", "write");
    for (int i = 0; i < count; i++)
        OK(chela__audit_write(writer, "call", facts, is_checkpoint, err));
    json_decref(facts);
}

static struct chela__audit_report
verify(void)
{
    struct chela__audit_report report;
    OK(chela__audit_verify(state, &report, err));
    return report;
}

// The whole file; free() it.
static char *
read_all(size_t *ret_len)
{
    struct stat info;
    int         fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(fstat(fd, &info), 0);
    char *data = malloc((size_t)info.st_size + 1);
    ck_assert_int_eq(read(fd, data, (size_t)info.st_size), info.st_size);
    data[info.st_size] = 0;
    close(fd);
    *ret_len = (size_t)info.st_size;
    return data;
}

static void
write_all(const char *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
    close(fd);
}

// Where line `number` (from 1) begins.
static char *
line_at(char *data, int number)
{
    for (; number > 1; number--)
        data = strchr(data, '\n') + 1;
    return data;
}

static void
expect_fault(const char *what)
{
    struct chela__audit_report report;
    struct chela_error         err = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__audit_verify(state, &report, &err), CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, what) != NULL, "%s", err.text);
}

START_TEST(an_empty_log_is_whole)
{
    ck_assert_uint_eq(verify().lines, 0);
}
END_TEST

START_TEST(an_honest_log_is_whole)
{
    write_lines(state, 3, false);
    struct chela__audit_report report = verify();
    ck_assert_uint_eq(report.lines, 3);
    ck_assert_uint_eq(report.open, 3);
    write_lines(state, 1, true);
    write_lines(state, 2, false);
    report = verify();
    ck_assert_uint_eq(report.lines, 7);
    ck_assert_uint_eq(report.checkpoints, 1);
    ck_assert_uint_eq(report.open, 2);
    ck_assert_uint_eq(strlen(report.root), 64);
}
END_TEST

START_TEST(makes_a_checkpoint_by_itself)
{
    write_lines(state, 600, false);
    struct chela__audit_report report = verify();
    ck_assert_uint_eq(report.checkpoints, 2);
    ck_assert_uint_eq(report.lines, 602);
}
END_TEST

START_TEST(several_writers_make_one_log)
{
    struct chela__state *other = journal_open(folder);
    for (int i = 0; i < 20; i++) {
        write_lines(state, 2, i % 7 == 3);
        write_lines(other, 3, i % 5 == 4);
    }
    chela__state_close(other);
    struct chela__audit_report report = verify();
    ck_assert_uint_eq(report.lines - report.checkpoints, 100);
}
END_TEST

START_TEST(finds_any_changed_byte)
{
    size_t len;
    write_lines(state, 4, false);
    write_lines(state, 1, true);
    write_lines(state, 3, false);
    char    *data = read_all(&len);
    unsigned seed = 41;
    for (size_t at = 0; at < len; at++) {
        struct chela__audit_report report;
        char                       old = data[at];
        data[at] ^= (char)(1 << (rand_r(&seed) % 8));
        write_all(data, len);
        // Behind the last newline only an unfinished line could stand; its loss is not seen.
        if (at + 1 < len)
            ck_assert_msg(chela__audit_verify(state, &report, NULL) == CHELA_UNTRUSTED,
                          "byte %zu of %zu", at, len);
        data[at] = old;
    }
    write_all(data, len);
    verify();
    free(data);
}
END_TEST

START_TEST(finds_a_deleted_line)
{
    size_t len;
    write_lines(state, 4, false);
    write_lines(state, 1, true);
    char *data = read_all(&len), *second = line_at(data, 2), *third = line_at(data, 3);
    memmove(second, third, len - (size_t)(third - data) + 1);
    write_all(data, strlen(data));
    expect_fault("line 2: lines are missing");
    free(data);
}
END_TEST

START_TEST(finds_a_moved_line)
{
    size_t len;
    write_lines(state, 3, false);
    char  *data = read_all(&len), *second = line_at(data, 2), *third = line_at(data, 3);
    size_t size = (size_t)(third - second);
    char   copy[8192];
    ck_assert_uint_eq(size, len - (size_t)(third - data));
    memcpy(copy, second, size);
    memcpy(second, third, size);
    memcpy(third, copy, size);
    write_all(data, len);
    expect_fault("line 2: lines are missing or in another order");
    free(data);
}
END_TEST

START_TEST(finds_a_cut_before_the_last_checkpoint)
{
    size_t len;
    write_lines(state, 2, true); // lines 1 to 4
    write_lines(state, 1, false);
    char *data = read_all(&len);
    write_all(data, (size_t)(line_at(data, 5) - data));
    verify(); // behind the last checkpoint: not missed
    write_all(data, (size_t)(line_at(data, 4) - data));
    expect_fault("missing at the end");
    write_all(data, (size_t)(line_at(data, 2) - data));
    expect_fault("missing at the end");
    write_all(data, 0);
    expect_fault("missing at the end");
    write_lines(state, 1, false); // going on does not hide it
    expect_fault("line 1: lines are missing");
    free(data);
}
END_TEST

START_TEST(an_unfinished_line_is_cut_off)
{
    write_lines(state, 2, false);
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    ck_assert_int_eq(write(fd, "{\"seq\":3,\"a", 11), 11);
    close(fd);
    ck_assert_uint_eq(verify().lines, 2);
    write_lines(state, 1, true);
    ck_assert_uint_eq(verify().lines, 4);
}
END_TEST

START_TEST(another_log_does_not_fit)
{
    char   other[4096], from[8192];
    size_t len;
    folder_make(other);
    struct chela__state *stranger = journal_open(other);
    write_lines(stranger, 3, true);
    chela__state_close(stranger);
    write_lines(state, 3, true);
    snprintf(from, sizeof(from), "%s", path);
    snprintf(path, sizeof(path), "%s/audit.log", other);
    char *data = read_all(&len);
    snprintf(path, sizeof(path), "%s", from);
    write_all(data, len);
    expect_fault("signature does not hold");
    free(data);
    folder_remove(other);
}
END_TEST

START_TEST(refuses_a_long_line)
{
    char text[5000];
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = 0;
    json_t *facts          = json_pack("{s:s}", "use", text);
    FAILS(CHELA_LIMIT, chela__audit_write(state, "call", facts, false, err));
    json_decref(facts);
    write_lines(state, 1, true);
    ck_assert_uint_eq(verify().lines, 2);
}
END_TEST

// A writer that says each line; killed when it has said `count`.
static void
kill_writer(unsigned count)
{
    int  ends[2];
    char heard;
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct chela__state *writer = journal_open(folder);
        for (int i = 0; write(ends[1], "", 1) == 1; i++)
            write_lines(writer, 1, i % 4 == 3);
    }
    close(ends[1]);
    for (unsigned i = 0; read(ends[0], &heard, 1) == 1; i++)
        if (i == count)
            kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
}

START_TEST(survives_kills)
{
    unsigned seed = 7;
    for (int round = 0; round < 25; round++) {
        kill_writer((unsigned)rand_r(&seed) % 12);
        verify();
    }
    ck_assert_uint_gt(verify().lines, 25);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("audit");
    TCase *tests = tcase_create("audit");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_empty_log_is_whole);
    tcase_add_test(tests, an_honest_log_is_whole);
    tcase_add_test(tests, makes_a_checkpoint_by_itself);
    tcase_add_test(tests, several_writers_make_one_log);
    tcase_add_test(tests, finds_any_changed_byte);
    tcase_add_test(tests, finds_a_deleted_line);
    tcase_add_test(tests, finds_a_moved_line);
    tcase_add_test(tests, finds_a_cut_before_the_last_checkpoint);
    tcase_add_test(tests, an_unfinished_line_is_cut_off);
    tcase_add_test(tests, another_log_does_not_fit);
    tcase_add_test(tests, refuses_a_long_line);
    tcase_add_test(tests, survives_kills);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
