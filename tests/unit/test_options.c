// Command lines: options before, between and after arguments, and what is wrong with one.
#include "cli/options.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct chela__option own[] = {
    {"yes", NULL, "agree"}, {"now", "TIME", "the time"}, {NULL, NULL, NULL}};
static const struct chela__command command = {.name = "ask", .usage = "ask", .options = own};

static chela_status
read_line(struct chela__cli *cli, const char **common, struct chela_error *err, int argc,
          char **argv)
{
    *cli = (struct chela__cli){.command = &command};
    memset(common, 0, sizeof *common * CHELA__COMMON_COUNT);
    return chela__options_read(cli, argc, argv, common, err);
}
static struct chela__cli  cli;
static const char        *common[CHELA__COMMON_COUNT];
static struct chela_error err;

START_TEST(options_stand_anywhere)
{
    char *line[] = {"--yes", "wake me", "--now", "06:30", "--json", "--home=/x"};
    ck_assert_int_eq(read_line(&cli, common, &err, 6, line), CHELA_OK);
    ck_assert_uint_eq(cli.count, 1);
    ck_assert_str_eq(chela__cli_argument(&cli, 0), "wake me");
    ck_assert_ptr_null(chela__cli_argument(&cli, 1));
    ck_assert_str_eq(chela__cli_option(&cli, "yes"), "");
    ck_assert_str_eq(chela__cli_option(&cli, "now"), "06:30");
    ck_assert_ptr_nonnull(common[CHELA__COMMON_JSON]);
    ck_assert_str_eq(common[CHELA__COMMON_HOME], "/x");
}
END_TEST

START_TEST(two_dashes_end_options)
{
    char *line[] = {"--", "--yes", "--"};
    ck_assert_int_eq(read_line(&cli, common, &err, 3, line), CHELA_OK);
    ck_assert_uint_eq(cli.count, 2);
    ck_assert_ptr_null(chela__cli_option(&cli, "yes"));
}
END_TEST

static const struct {
    char       *words[2];
    const char *message;
} faults[] = {
    {{"--no", "x"}, "unknown option --no"},
    {{"x", "--now"}, "--now needs TIME"},
    {{"x", "--yes=1"}, "--yes takes no value"},
    {{"x", "--nowhere=1"}, "unknown option --nowhere"},
};

START_TEST(says_what_is_wrong)
{
    char *line[] = {faults[_i].words[0], faults[_i].words[1]};
    err          = (struct chela_error)CHELA_ERROR_INIT;
    ck_assert_int_eq(read_line(&cli, common, &err, 2, line), CHELA_INVALID);
    ck_assert_str_eq(err.text, faults[_i].message);
}
END_TEST

START_TEST(statuses_become_exit_codes)
{
    ck_assert_int_eq(chela__cli_exit(CHELA_OK), 0);
    ck_assert_int_eq(chela__cli_exit(CHELA_INVALID), 1);
    ck_assert_int_eq(chela__cli_exit(CHELA_UNTRUSTED), 3);
    ck_assert_int_eq(chela__cli_exit(CHELA_DENIED), 3);
    ck_assert_int_eq(chela__cli_exit(CHELA_NEEDS_ANSWER), 4);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("options");
    TCase *tcase = tcase_create("options");
    tcase_add_test(tcase, options_stand_anywhere);
    tcase_add_test(tcase, two_dashes_end_options);
    tcase_add_loop_test(tcase, says_what_is_wrong, 0, sizeof faults / sizeof *faults);
    tcase_add_test(tcase, statuses_become_exit_codes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
