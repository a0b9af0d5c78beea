// test_error.c - filling in errors: the first message wins, and none is ever cut inside a
// character.
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/lazy.h"
#include "base/text.h"

START_TEST(first_message_wins)
{
    struct chela_error err = {0};
    ck_assert_int_eq(chela__error(&err, CHELA_INVALID, "limit: %d", 7), CHELA_INVALID);
    ck_assert_int_eq(chela__error(&err, CHELA_IO, "later"), CHELA_IO);
    ck_assert_int_eq(err.status, CHELA_INVALID);
    ck_assert_str_eq(err.text, "limit: 7");
    ck_assert_int_eq(chela__error(NULL, CHELA_IO, "nobody listens"), CHELA_IO);
}
END_TEST

START_TEST(errno_chooses_the_status)
{
    struct chela_error err = {0};
    ck_assert_int_eq(chela__error_errno(&err, ENOENT, "a.txt"), CHELA_NOT_FOUND);
    ck_assert_str_eq(err.text, "a.txt: No such file or directory");
    ck_assert_int_eq(chela__error_errno(NULL, EACCES, "a"), CHELA_DENIED);
    ck_assert_int_eq(chela__error_errno(NULL, EIO, "a"), CHELA_IO);
}
END_TEST

START_TEST(long_messages_stay_utf8)
{
    char long_text[3 * CHELA_ERROR_TEXT];
    for (size_t i = 0; i + 3 < sizeof(long_text); i += 3)
        memcpy(long_text + i, "語", 4);
    for (size_t shift = 0; shift < 3; shift++) {
        struct chela_error err = {0};
        chela__error(&err, CHELA_INVALID, "%.*s%s", (int)shift, "ab", long_text);
        ck_assert(chela__utf8_valid(err.text, strlen(err.text)));
        chela__error_prefix(&err, "%s", long_text);
        ck_assert(chela__utf8_valid(err.text, strlen(err.text)));
    }
}
END_TEST

START_TEST(prefix_names_the_context)
{
    struct chela_error err = {0};
    chela__error_prefix(&err, "step 1");
    ck_assert_str_eq(err.text, "");
    chela__error(&err, CHELA_INVALID, "limit: too big");
    chela__error_prefix(&err, "step %d", 2);
    ck_assert_str_eq(err.text, "step 2: limit: too big");
    chela__error_clear(&err);
    ck_assert_int_eq(err.status, CHELA_OK);
}
END_TEST

START_TEST(statuses_have_names)
{
    ck_assert_str_eq(chela__status_name(CHELA_TIMEOUT), "timeout");
    ck_assert_str_eq(chela__status_name(-12345), "failed");
    ck_assert_int_eq(chela__status_from_name("no_memory"), CHELA_NO_MEMORY);
    ck_assert_int_eq(chela__status_from_name("nonsense"), CHELA_FAILED);
}
END_TEST

START_TEST(missing_libraries_and_symbols_are_named)
{
    void                           *slot    = NULL;
    const struct chela__lazy_symbol missing = {"chela_no_such_function", &slot};
    struct chela_error              err     = {0};
    ck_assert_int_eq(chela__lazy_open("libchela-nowhere.so.9", &missing, 1, &err),
                     CHELA_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(err.text, "libchela-nowhere.so.9"));
    chela__error_clear(&err);
    ck_assert_int_eq(chela__lazy_open("libc.so.6", &missing, 1, &err), CHELA_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(err.text, "chela_no_such_function"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("error");
    TCase *tests = tcase_create("error");
    tcase_add_test(tests, first_message_wins);
    tcase_add_test(tests, errno_chooses_the_status);
    tcase_add_test(tests, long_messages_stay_utf8);
    tcase_add_test(tests, prefix_names_the_context);
    tcase_add_test(tests, statuses_have_names);
    tcase_add_test(tests, missing_libraries_and_symbols_are_named);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
