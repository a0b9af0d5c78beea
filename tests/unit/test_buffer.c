// test_buffer.c - the growing buffer and the error it sticks to.
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

START_TEST(grows_and_stays_terminated)
{
    struct chela__buffer buffer = CHELA__BUFFER_INIT;
    for (int i = 0; i < 1000; i++)
        chela__buffer_format(&buffer, "%d,", i);
    chela__buffer_byte(&buffer, 'x');
    ck_assert(!buffer.failed);
    ck_assert_uint_eq(buffer.len, strlen(buffer.data));
    ck_assert_str_eq(buffer.data + buffer.len - 5, "999,x");
    chela__buffer_done(&buffer);
    ck_assert_ptr_null(buffer.data);
}
END_TEST

START_TEST(keeps_nul_bytes)
{
    struct chela__buffer buffer = CHELA__BUFFER_INIT;
    size_t               len    = 0;
    chela__buffer_add(&buffer, "a\0b", 3);
    char *data = chela__buffer_take(&buffer, &len);
    ck_assert_uint_eq(len, 3);
    ck_assert_mem_eq(data, "a\0b", 4);
    free(data);
}
END_TEST

START_TEST(an_empty_one_is_an_empty_text)
{
    struct chela__buffer buffer = CHELA__BUFFER_INIT;
    char                *data   = chela__buffer_take(&buffer, NULL);
    ck_assert_str_eq(data, "");
    free(data);
}
END_TEST

START_TEST(failure_sticks)
{
    struct chela__buffer buffer = CHELA__BUFFER_INIT;
    chela__buffer_text(&buffer, "kept");
    chela__buffer_add(&buffer, "", SIZE_MAX / 2);
    ck_assert(buffer.failed);
    chela__buffer_text(&buffer, "more");
    ck_assert_str_eq(buffer.data, "kept");
    ck_assert_ptr_null(chela__buffer_take(&buffer, NULL));
    ck_assert_ptr_null(buffer.data);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("buffer");
    TCase *tests = tcase_create("buffer");
    tcase_add_test(tests, grows_and_stays_terminated);
    tcase_add_test(tests, keeps_nul_bytes);
    tcase_add_test(tests, an_empty_one_is_an_empty_text);
    tcase_add_test(tests, failure_sticks);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
