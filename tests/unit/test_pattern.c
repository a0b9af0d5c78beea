// test_pattern.c - ECMA-262 regular expressions as schemas use them.
#include "fixtures/schemas.h"

#include "schema/pattern.h"

static void
assert_matches(bool expected, const char *pattern, const char *text)
{
    json_t               *document = json_pack("{s:s}", "pattern", pattern);
    json_t               *value    = json_string(text);
    struct chela__schema *schema   = NULL;
    struct chela_error    err      = {0};
    ck_assert_msg(chela__schema_compile(document, NULL, &schema, &err) == CHELA_OK, "%s: %s",
                  pattern, err.text);
    chela_status got = chela__schema_check(schema, value, NULL, &err);
    ck_assert_msg(got == (expected ? CHELA_OK : CHELA_INVALID), "%s on '%s': %d %s", pattern, text,
                  got, err.text);
    chela__schema_free(schema);
    json_decref(value);
    json_decref(document);
}

#define YES(pattern, text) assert_matches(true, pattern, text)
#define NO(pattern, text) assert_matches(false, pattern, text)

START_TEST(anchors_mean_the_whole_text)
{
    YES("^abc$", "abc");
    NO("^abc$", "abc\n");
    YES("b", "abc");
    NO("^b", "a\nb");
}
END_TEST

START_TEST(classes_are_ascii)
{
    YES("^\\d$", "7");
    NO("^\\d$", "\u09ea");
    YES("^\\w$", "_");
    NO("^\\w$", "é");
    YES("^\\W$", "é");
    YES("^\\D$", "\u09ea");
    NO("\\b\u00e9", " \u00e9");
}
END_TEST

START_TEST(space_is_what_ecma_says)
{
    static const char *const spaces[] = {"\t",     "\n",     "\v",     "\f",     "\r",    " ",
                                         "\u00a0", "\u2003", "\u2028", "\u3000", "\ufeff"};
    for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
        YES("^\\s$", spaces[i]);
        NO("^\\S$", spaces[i]);
        YES("^[\\sx]$", spaces[i]);
        NO("^[\\Sx]$", spaces[i]);
        NO("^[^\\s]$", spaces[i]);
    }
    NO("^\\s$", "\x01");
    NO("^\\s$", "\u180e");
    YES("^[\\S]$", "\U0001f600");
    YES("^\\S$", "a");
}
END_TEST

START_TEST(properties_have_long_names)
{
    YES("^\\p{Letter}+$", "Éa語");
    YES("^\\p{L}+$", "Éa語");
    NO("^\\p{Letter}$", "1");
    YES("^\\P{Letter}$", "1");
    YES("^\\p{Uppercase_Letter}$", "É");
    YES("^\\p{gc=Lu}\\p{General_Category=Decimal_Number}$", "A\u09ea");
    YES("^\\p{Script=Han}$", "語");
    YES("^[\\p{Ll}-]+$", "a-b");
}
END_TEST

START_TEST(escapes_are_those_of_ecma)
{
    YES("^\\u0041\\x42\\u{43}$", "ABC");
    YES("^\\ud83d\\ude00$", "\U0001f600");
    YES("^\\u{1F600}$", "\U0001f600");
    YES("^.$", "\U0001f600");
    NO("^.$", "\u2028");
    YES("^\\cA\\cj$", "\x01\n");
    YES("^\\v$", "\v");
    NO("^\\v$", "\n");
    YES("^\\$\\.\\/\\-$", "$./-");
    YES("^(a)\\1$", "aa");
    YES("^(?<y>a)\\k<y>$", "aa");
    YES("(?<=a)b(?!c)", "abd");
    NO("(?<=a)b(?!c)", "abc");
}
END_TEST

START_TEST(brackets_and_braces_may_stand_for_themselves)
{
    YES("^[[a]$", "[");
    YES("^[a\\]]$", "]");
    NO("[]", "a");
    YES("^[^]$", "\n");
    YES("^a{2,3}$", "aaa");
    YES("^a{,3}$", "a{,3}");
    YES("^{}$", "{}");
    YES("^[[:alpha:]$", ":");
}
END_TEST

START_TEST(refuses_what_ecma_does_not_have)
{
    static const char *const patterns[] = {
        "(?i)a",   "(?P<n>a)", "(?>a)", "(?#x)",     "(*ACCEPT)",     "a++",   "a*+",
        "a{2}+",   "\\A",      "\\Z",   "\\Qa\\E",   "\\h",           "\\R",   "\\X",
        "\\G",     "\\K",      "\\a",   "\\e",       "\\u12",         "\\u{}", "\\ud800\\u0041",
        "\\x1",    "\\c1",     "\\p",   "\\p{^Lu}",  "\\p{Nonsense}", "a\\",   "[a",
        "(",       ")",        "*",     "\\2(a)",    "\\07",          "[b-a]", "\\ud800",
        "(?'n'a)", "\\k",      "\\gn",  "\\N{U+41}", "\\o{101}",
    };
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        json_t               *document = json_pack("{s:s}", "pattern", patterns[i]);
        struct chela__schema *schema   = NULL;
        struct chela_error    err      = {0};
        ck_assert_msg(chela__schema_compile(document, NULL, &schema, &err) == CHELA_INVALID, "%s",
                      patterns[i]);
        ck_assert_msg(strstr(err.text, "/pattern: not a regular expression: ") == err.text, "%s",
                      err.text);
        json_decref(document);
    }
}
END_TEST

START_TEST(keeps_the_maximum)
{
    char long_pattern[CHELA__PATTERN_MAX_BYTES + 2];
    memset(long_pattern, 'a', sizeof(long_pattern));
    struct chela__buffer out = CHELA__BUFFER_INIT;
    ck_assert_int_eq(chela__ecma_translate(long_pattern, sizeof(long_pattern), &out, NULL),
                     CHELA_INVALID);
    chela__buffer_done(&out);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("pattern");
    TCase *tests = tcase_create("pattern");
    tcase_add_test(tests, anchors_mean_the_whole_text);
    tcase_add_test(tests, classes_are_ascii);
    tcase_add_test(tests, space_is_what_ecma_says);
    tcase_add_test(tests, properties_have_long_names);
    tcase_add_test(tests, escapes_are_those_of_ecma);
    tcase_add_test(tests, brackets_and_braces_may_stand_for_themselves);
    tcase_add_test(tests, refuses_what_ecma_does_not_have);
    tcase_add_test(tests, keeps_the_maximum);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
