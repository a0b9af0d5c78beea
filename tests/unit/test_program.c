// Tests of core/sandbox/program.c: other people's programs run, see what is declared, and end.
#include "fixtures/program.h"

#include <sys/wait.h>

static struct test_program self;

static void
setup(void)
{
    test_program_open(&self);
}

static void
teardown(void)
{
    test_program_close(&self);
}

START_TEST(runs_and_tells_the_end)
{
    test_program_script(&self, "echo hello; exit 7");
    ck_assert_msg(self.status == CHELA_OK, "%s", self.why);
    ck_assert_int_eq(self.code, 7);
    ck_assert_str_eq(self.text, "hello\n");
    test_program_script(&self, "kill -9 $$");
    ck_assert_int_eq(self.code, 128 + SIGKILL);
}
END_TEST

START_TEST(says_why_it_cannot_run)
{
    test_program_run(&self, "/usr/bin/no-such-program", (const char *[]){NULL});
    ck_assert_int_eq(self.status, CHELA_UNAVAILABLE);
    ck_assert_msg(strstr(self.why, "no-such-program cannot be run") != NULL, "%s", self.why);
}
END_TEST

START_TEST(hands_arguments_over_as_they_are)
{
    test_program_run(&self, "/bin/sh",
                     (const char *[]){"-c", "printf '%s|' \"$@\"", "x", "--bind", "/", "/host",
                                      "--", "a\nb", "", NULL});
    ck_assert_str_eq(self.text, "--bind|/|/host|--|a\nb||");
}
END_TEST

START_TEST(sees_what_is_declared_and_no_more)
{
    char script[512], path[128];
    snprintf(path, sizeof(path), "%s/read/in", self.folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0644, "data", 4, NULL), CHELA_OK);
    snprintf(path, sizeof(path), "%s/secret", self.folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0644, "data", 4, NULL), CHELA_OK);
    snprintf(script, sizeof(script),
             "cd %s; cat read/in && cp read/in write/out; cat secret 2>/dev/null || echo none; "
             "(echo x >read/x) 2>/dev/null || echo kept; ls; ls /root /home 2>/dev/null; id -un; "
             "touch $HOME/x && echo $HOME",
             self.folder);
    test_program_script(&self, script);
    ck_assert_str_eq(self.text, "datanone\nkept\nread\nwrite\nuser\n/tmp/home\n");
    snprintf(path, sizeof(path), "%s/write/out", self.folder);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

// Whoever still runs the script, outside or inside.
static int
count_of(const char *text)
{
    char command[200], line[32] = "";
    snprintf(command, sizeof(command), "grep -l -a -s -e '%s' /proc/[0-9]*/cmdline | wc -l", text);
    FILE *output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), output));
    pclose(output);
    return atoi(line);
}

// A host that starts a program and is killed as soon as that runs.
static void
start_and_die(const char *script, const char *text)
{
    char    byte;
    int64_t end = chela__monotonic_ms() + PROGRAM_WAIT_MS;
    test_program_start(&self, "/bin/sh", (const char *[]){"-c", script, NULL});
    while (pread(self.output, &byte, 1, 0) != 1 && chela__monotonic_ms() < end)
        chela__loop_dispatch(self.loop, 20, NULL);
    if (count_of(text) == 0)
        _exit(1);
    raise(SIGKILL);
}

START_TEST(ends_with_its_host)
{
    char script[64], text[64];
    int  status = 0;
    snprintf(script, sizeof(script), "echo x; sleep 63.%d", (int)getpid());
    snprintf(text, sizeof(text), "[6]3.%d", (int)getpid());
    // Without the fixture's thread: it does not outlive fork(), but a lock that it holds would.
    chela__spawner_free(self.spawner);
    self.spawner = NULL;
    pid_t pid    = fork();
    if (pid == 0) {
        chela__spawner_new(CHELA_BUILD "/bin/chela-worker", &self.spawner, NULL);
        start_and_die(script, text);
    }
    waitpid(pid, &status, 0);
    ck_assert(WIFSIGNALED(status));
    for (int i = 0; i < 200 && count_of(text) > 0; i++)
        usleep(20000);
    ck_assert_int_eq(count_of(text), 0);
}
END_TEST

int
main(void)
{
    if (test_program_missing()) {
        printf("skipped: %s\n", test_program_missing());
        return 77;
    }
    Suite *suite = suite_create("program");
    TCase *tcase = tcase_create("program");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, runs_and_tells_the_end);
    tcase_add_test(tcase, says_why_it_cannot_run);
    tcase_add_test(tcase, hands_arguments_over_as_they_are);
    tcase_add_test(tcase, sees_what_is_declared_and_no_more);
    tcase_add_test(tcase, ends_with_its_host);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
