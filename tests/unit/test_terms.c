// Search terms: what text becomes, the same for an index and for a query.
#include "catalog/terms.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char joined[512];

static chela_status
join(void *user, const struct chela__term *term)
{
    (void)user;
    size_t used = strlen(joined);
    snprintf(joined + used, sizeof joined - used, "%s%.*s", used ? " " : "", (int)term->len,
             term->text);
    return CHELA_OK;
}

static const struct {
    const char *text, *terms;
} rows[] = {
    {"Write a new note", "writ new note"},
    {"notes.create", "note creat"},
    {"createNote", "creat note"},
    {"getHTTPServerStatus", "get http server status"},
    {"write_text", "writ text"},
    {"please set the ALARMS", "set alarm"},
    {"running and calling", "run call"},
    {"creation created creates", "creat creat creat"},
    {"Caf\xC3\xA9 Zo\xC3\xAB", "cafe zoe"},
    {"设置闹钟", "设 置 设置 闹 置闹 钟 闹钟"},
    {"zip的文件", "zip 文 的文 件 文件"},
    {"18% of 46.20", "18 46 20"},
    {"", ""},
    {" .,;!", ""},
    {"\xFF\xC3", ""},
};

START_TEST(text_becomes_terms)
{
    joined[0] = '\0';
    ck_assert_int_eq(chela__terms_each(rows[_i].text, strlen(rows[_i].text), join, NULL, NULL),
                     CHELA_OK);
    ck_assert_str_eq(joined, rows[_i].terms);
}
END_TEST

START_TEST(long_words_are_cut)
{
    char word[400];
    memset(word, 'x', sizeof word);
    joined[0] = '\0';
    chela__terms_each(word, sizeof word, join, NULL, NULL);
    ck_assert_uint_eq(strlen(joined), CHELA__TERM_MAX);
}
END_TEST

START_TEST(stop_words_are_known)
{
    static const char *const words[] = {"a", "the", "your", "please", "with", "的", "请", "一"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(chela__stop_word(words[i], strlen(words[i])), "%s", words[i]);
    ck_assert(!chela__stop_word("note", 4));
    ck_assert(!chela__stop_word("闹", strlen("闹")));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("terms");
    TCase *tcase = tcase_create("terms");
    tcase_add_loop_test(tcase, text_becomes_terms, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tcase, long_words_are_cut);
    tcase_add_test(tcase, stop_words_are_known);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
