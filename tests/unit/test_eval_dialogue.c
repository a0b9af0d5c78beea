// test_eval_dialogue.c - dialogues written as text, taken apart.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/eval_dialogue.h"

static struct chela__eval_dialogue dialogue;

static void
read(const char *query)
{
    ck_assert_int_eq(chela__eval_dialogue_read(query, &dialogue, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__eval_dialogue_done(&dialogue);
}

static const char *
turn(size_t at)
{
    return json_string_value(json_array_get(dialogue.turns, at));
}

START_TEST(words_without_a_role_are_one_turn)
{
    read("Weather in Oslo\nplease");
    ck_assert_uint_eq(json_array_size(dialogue.turns), 1);
    ck_assert_str_eq(turn(0), "Weather in Oslo\nplease");
    ck_assert_ptr_null(dialogue.open);
    ck_assert_ptr_null(dialogue.results);
}
END_TEST

START_TEST(words_of_the_system_are_a_question)
{
    read("user: Book a table\nsystem: For how many?\nuser: Four");
    ck_assert_uint_eq(json_array_size(dialogue.turns), 2);
    ck_assert_str_eq(turn(1), "Four");
    const json_t *text = chela__json_at(dialogue.open, "/question/text");
    ck_assert_str_eq(json_string_value(text), "For how many?");
    ck_assert_uint_eq(dialogue.earlier, 0);
}
END_TEST

START_TEST(calls_end_what_was_before)
{
    read(
        "user: Double 4\nsystem: For sure?\nuser: yes\nsystem: [double(n=4, by=[\"a, b\", true])]\n"
        "system: It is 8.\nuser: And 5?");
    ck_assert_uint_eq(json_array_size(dialogue.turns), 3);
    ck_assert_uint_eq(dialogue.earlier, 2);
    ck_assert_ptr_null(dialogue.open);
    json_t *want = json_pack("{s:{s:s, s:{s:i, s:[s,b]}}}", "s1", "use", "double", "input", "n", 4,
                             "by", "a, b", 1);
    ck_assert(json_equal(dialogue.results, want));
    json_decref(want);
}
END_TEST

START_TEST(reads_several_calls)
{
    read("user: x\nsystem: [a(k=1), b()]\nuser: y");
    ck_assert_uint_eq(json_object_size(dialogue.results), 2);
    ck_assert_str_eq(json_string_value(chela__json_at(dialogue.results, "/s2/use")), "b");
}
END_TEST

START_TEST(brackets_that_hold_no_call_are_words)
{
    read("user: x\nsystem: [a(k=, b\nuser: y");
    ck_assert_ptr_null(dialogue.results);
    ck_assert_ptr_nonnull(dialogue.open);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("eval_dialogue");
    TCase *parts = tcase_create("parts");
    tcase_add_checked_fixture(parts, NULL, teardown);
    tcase_add_test(parts, words_without_a_role_are_one_turn);
    tcase_add_test(parts, words_of_the_system_are_a_question);
    tcase_add_test(parts, calls_end_what_was_before);
    tcase_add_test(parts, reads_several_calls);
    tcase_add_test(parts, brackets_that_hold_no_call_are_words);
    suite_add_tcase(suite, parts);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
