// Which texts fit the words of a query.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <chela/query.h>

static double
score(const char *words, uint32_t flags, const char *text)
{
    struct chela_query *query;
    ck_assert_int_eq(chela_query_new(words, flags, &query), CHELA_OK);
    double share = chela_query_score(query, text, strlen(text));
    chela_query_free(query);
    return share;
}

START_TEST(finds_words_whatever_their_case)
{
    ck_assert(score("solar budget", 0, "Solar-Budget_2026.ods") == 1);
    ck_assert(score("ÉTÉ", 0, "photos été.zip") == 1);
    ck_assert(score("solar budget", 0, "solar plan.txt") == 0.5);
    ck_assert(score("solar", 0, "polar.txt") == 0);
}
END_TEST

START_TEST(finds_plurals_and_beginnings)
{
    ck_assert(score("the invoices", 0, "invoice-17.pdf") == 1);
    ck_assert(score("invoice", 0, "invoices.txt") == 1);
    ck_assert(score("copies", 0, "copy of letter.txt") == 1);
    ck_assert(score("photo", 0, "photographs.txt") == 1);
    ck_assert(score("PDFs", 0, "manual.pdf") == 1);
    ck_assert(score("an", 0, "annex.txt") == 0);
}
END_TEST

START_TEST(finds_chinese_without_spaces)
{
    ck_assert(score("会议室", 0, "今天的会议室密码是41") == 1);
    ck_assert(score("太阳能预算", 0, "太阳能电池") > 0);
    ck_assert(score("太阳能预算", 0, "太阳能电池") < 1);
    ck_assert(score("发票", 0, "发票17.pdf") == 1);
}
END_TEST

START_TEST(keeps_case_and_words_when_asked)
{
    ck_assert(score("Budget", CHELA_QUERY_CASE, "budget.txt") == 0);
    ck_assert(score("Budget", CHELA_QUERY_CASE, "Budget.txt") == 1);
    ck_assert(score("plan", CHELA_QUERY_WORD, "plans.txt") == 0);
    ck_assert(score("plan", CHELA_QUERY_WORD, "the plan.txt") == 1);
}
END_TEST

START_TEST(needs_words)
{
    struct chela_query *query;
    ck_assert_int_eq(chela_query_new(" - ", 0, &query), CHELA_INVALID);
    ck_assert(score("the", 0, "over the top") == 1);
    ck_assert(score("a\xff", 0, "\xff\xfe\x80 a\xff") >= 0); // broken bytes are passed over
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sdk_query");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, finds_words_whatever_their_case);
    tcase_add_test(tests, finds_plurals_and_beginnings);
    tcase_add_test(tests, finds_chinese_without_spaces);
    tcase_add_test(tests, keeps_case_and_words_when_asked);
    tcase_add_test(tests, needs_words);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
