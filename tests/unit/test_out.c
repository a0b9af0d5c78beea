// Output: what reaches a terminal, and how wide it is.
#include "cli/out.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "cli/words.h"

static void
expect_clean(const char *text, size_t max, const char *wanted)
{
    char *clean = chela__out_clean(text, strlen(text), max);
    ck_assert_str_eq(clean, wanted);
    free(clean);
}

START_TEST(control_and_direction_characters_are_removed)
{
    expect_clean("a\033[31mb\nc", 0, "a [31mb c");
    expect_clean("pay \xE2\x80\xAE"
                 "me",
                 0, "pay  me");
    expect_clean("\xEF\xBB\xBFx", 0, " x");
}
END_TEST

START_TEST(long_texts_are_cut_at_a_character)
{
    expect_clean("abcdef", 4, "abc…");
    expect_clean("abcd", 4, "abcd");
    expect_clean("便签便签", 5, "便签…");
}
END_TEST

START_TEST(ideographs_are_two_columns_wide)
{
    ck_assert_uint_eq(chela__out_width("ab", 2), 2);
    ck_assert_uint_eq(chela__out_width("便签", 6), 4);
    ck_assert_uint_eq(chela__out_width("e\xCC\x81", 3), 1);
}
END_TEST

START_TEST(the_nearest_name_is_offered)
{
    static const char *const names[] = {"install", "inspect", "index"};
    struct chela__nearest    nearest;
    chela__nearest_init(&nearest, "instal");
    for (size_t i = 0; i < 3; i++)
        chela__nearest_offer(&nearest, names[i], strlen(names[i]), i);
    ck_assert_uint_eq(nearest.best, 0);
    chela__nearest_init(&nearest, "weather");
    for (size_t i = 0; i < 3; i++)
        chela__nearest_offer(&nearest, names[i], strlen(names[i]), i);
    ck_assert_uint_eq(nearest.best, SIZE_MAX);
}
END_TEST

static const struct {
    const char *reach, *words;
} rows[] = {
    {"files:$data:rw", "read and change files in its own data folder"},
    {"files:~/Documents:r", "read files in your home, below /Documents"},
    {"files:$config/folder:rw",
     "read and change files in the folder that its setting names: folder"},
    {"files:/etc:r", "read files in /etc"},
    {"net:example.org:443", "connect to example.org:443"},
    {"net:$config/host:$config/port", "connect to (its setting host):(its setting port)"},
    {"dbus.session:org.example", "talk to the desktop service org.example"},
    {"dbus.system:org.example=org.example.Lamp.On",
     "talk to the system service org.example, method org.example.Lamp.On only"},
    {"threads", "use several threads"},
};

START_TEST(reach_is_said_in_words)
{
    struct chela__buffer words = CHELA__BUFFER_INIT;
    chela__words_of_reach(rows[_i].reach, &words);
    ck_assert_str_eq(words.data, rows[_i].words);
    chela__buffer_done(&words);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("out");
    TCase *tcase = tcase_create("out");
    tcase_add_test(tcase, control_and_direction_characters_are_removed);
    tcase_add_test(tcase, long_texts_are_cut_at_a_character);
    tcase_add_test(tcase, ideographs_are_two_columns_wide);
    tcase_add_test(tcase, the_nearest_name_is_offered);
    tcase_add_loop_test(tcase, reach_is_said_in_words, 0, sizeof rows / sizeof *rows);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
