// test_text.c - UTF-8 decoding, encoding and cutting.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

START_TEST(knows_well_formed_text)
{
    static const char *const good[] = {"", "a", "é", "語", "\U0001f600", "\uffff", "\U0010ffff"};
    static const char *const bad[]  = {"\x80",
                                       "\xc3",
                                       "\xc0\x80",
                                       "\xe0\x80\x80",
                                       "\xed\xa0\x80",
                                       "\xf0\x80\x80\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xff",
                                       "a\xe8\xaa"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        ck_assert(chela__utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(!chela__utf8_valid(bad[i], strlen(bad[i])), "%zu", i);
}
END_TEST

START_TEST(every_character_survives)
{
    for (uint32_t character = 1; character <= 0x10FFFF; character++) {
        char   bytes[4];
        size_t at = 0;
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        size_t len = chela__utf8_put(character, bytes);
        if (chela__utf8_next(bytes, len, &at) != character || at != len)
            ck_abort_msg("U+%04X", character);
    }
}
END_TEST

START_TEST(malformed_bytes_are_replaced_one_by_one)
{
    const char text[] = "a\xe8\xaa\xff";
    size_t     at     = 0;
    ck_assert_uint_eq(chela__utf8_next(text, 4, &at), 'a');
    for (size_t i = 2; i <= 4; i++) {
        ck_assert_uint_eq(chela__utf8_next(text, 4, &at), 0xFFFD);
        ck_assert_uint_eq(at, i);
    }
    ck_assert_uint_eq(chela__utf8_next(text, 4, &at), 0);
}
END_TEST

START_TEST(cuts_between_characters)
{
    ck_assert_uint_eq(chela__utf8_cut("aé", 3, 2), 1);
    ck_assert_uint_eq(chela__utf8_cut("aé", 3, 3), 3);
    ck_assert_uint_eq(chela__utf8_cut("語", 3, 2), 0);
}
END_TEST

START_TEST(compares_pieces)
{
    ck_assert(chela__text_is(CHELA_TEXT("ab"), "ab"));
    ck_assert(!chela__text_is((struct chela_text){"abc", 2}, "abc"));
    ck_assert(chela__text_is(chela__text("x"), "x"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");
    tcase_add_test(tests, knows_well_formed_text);
    tcase_add_test(tests, every_character_survives);
    tcase_add_test(tests, malformed_bytes_are_replaced_one_by_one);
    tcase_add_test(tests, cuts_between_characters);
    tcase_add_test(tests, compares_pieces);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
