// test_replay.c - recorded proposals come back by their turns, in order, and faults name the line.
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "base/file.h"
#include "plan/session.h"

static char                   path[64];
static struct chela__backend *backend;
static char                   got[64];

static void
setup(void)
{
    strcpy(path, "/tmp/chela-replay-XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
}

static void
teardown(void)
{
    if (backend)
        backend->methods->free(backend);
    backend = NULL;
    unlink(path);
}

static chela_status
open_lines(const char *lines, struct chela_error *err)
{
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, lines, strlen(lines), NULL), CHELA_OK);
    return chela__backend_replay_new(path, &backend, err);
}

static void
take(void *user, chela_status status, const struct chela__proposal *proposal,
     const struct chela_error *err)
{
    (void)user;
    (void)err;
    ck_assert_int_eq(status, CHELA_OK);
    snprintf(got, sizeof got, "%d %s", (int)proposal->kind, proposal->text);
}

static chela_status
propose(const char *turn)
{
    struct chela__backend_request request = {.lang = "en"};
    json_t                       *turns   = json_pack("[s]", turn);
    request.turns                         = turns;
    got[0]                                = '\0';
    chela_status status = backend->methods->propose(backend, &request, take, NULL, NULL);
    json_decref(turns);
    return status;
}

START_TEST(plays_in_order_and_begins_anew)
{
    ck_assert_int_eq(open_lines("{\"turns\":[\"a\"],\"kind\":\"answer\",\"text\":\"1\"}\n"
                                "{\"turns\":[\"b\"],\"kind\":\"refusal\",\"text\":\"2\"}\n\n"
                                "{\"turns\":[\"a\"],\"kind\":\"answer\",\"text\":\"3\"}",
                                NULL),
                     CHELA_OK);
    const char *wanted[] = {"3 1", "3 3", "3 1"};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(propose("a"), CHELA_OK);
        ck_assert_str_eq(got, wanted[i]);
    }
    ck_assert_int_eq(propose("b"), CHELA_OK);
    ck_assert_str_eq(got, "2 2");
    ck_assert_int_eq(propose("c"), CHELA_NOT_FOUND);
    ck_assert_str_eq(got, "");
}
END_TEST

START_TEST(names_the_line_that_is_wrong)
{
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(open_lines("{\"turns\":[\"a\"],\"kind\":\"answer\"}\n{\"kind\":1}\n", &err),
                     CHELA_INVALID);
    ck_assert_ptr_nonnull(strstr(err.text, "line 2: "));
}
END_TEST

START_TEST(plays_what_was_recorded)
{
    json_t                *turns    = json_pack("[s]", "a");
    struct chela__proposal proposal = {.kind = CHELA__PROPOSE_ANSWER, .text = strdup("yes")};
    ck_assert_int_eq(chela__record(path, turns, &proposal, NULL), CHELA_OK);
    ck_assert_int_eq(chela__backend_replay_new(path, &backend, NULL), CHELA_OK);
    ck_assert_int_eq(propose("a"), CHELA_OK);
    ck_assert_str_eq(got, "3 yes");
    chela__proposal_done(&proposal);
    json_decref(turns);
}
END_TEST

START_TEST(understands_which_choice_is_meant)
{
    json_t *question =
        json_pack("{s:[{s:s,s:i},{s:s,s:i},{s:s,s:i}]}", "choices", "text", "red boat", "value", 1,
                  "text", "blue boat", "value", 2, "text", "train", "value", 3);
    static const struct {
        const char *answer;
        int         value; // 0: none
    } rows[] = {{"2", 2},
                {"the second one", 2},
                {"第三个", 3},
                {"train", 3},
                {"the blue boat", 2},
                {"boat", 0},
                {"17", 0},
                {"", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *value = chela__choice_meant(question, rows[i].answer, i == 2 ? "zh" : "en");
        ck_assert_msg(json_integer_value(value) == rows[i].value, "%s", rows[i].answer);
    }
    json_decref(question);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("replay");
    TCase *tests = tcase_create("replay");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, plays_in_order_and_begins_anew);
    tcase_add_test(tests, names_the_line_that_is_wrong);
    tcase_add_test(tests, plays_what_was_recorded);
    tcase_add_test(tests, understands_which_choice_is_meant);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
