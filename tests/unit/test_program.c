// Tests of core/sandbox/program.c: other people's programs run, see what is declared, and end.
#include "fixtures/program.h"

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
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
