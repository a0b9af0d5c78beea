// Calculations and conversions as people say them.
#include "calc.chela.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/fake.h>

static struct chela_fake *fake;
static void              *state;

static void
setup(void)
{
    fake = chela_fake_new("/nonexistent");
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
}

static void
teardown(void)
{
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
}

static const char *
value(const char *expression)
{
    static char text[256];
    const char *failure;
    if (calc_evaluate(chela_fake_call(fake), expression) == CHELA_OK)
        return json_string_value(json_object_get(chela_fake_reply(fake), "text"));
    chela_fake_failure(fake, &failure);
    snprintf(text, sizeof text, "! %s", failure);
    return text;
}

START_TEST(calculates_signs)
{
    static const char *const cases[][2] = {{"(3 + 4) * 2", "14"},   {"2 + 3 * 4", "14"},
                                           {"0.1 + 0.2", "0.3"},    {"1,234.50 / 2", "617.25"},
                                           {"2^10", "1024"},        {"-2^2", "-4"},
                                           {"2^-2", "0.25"},        {"10 - 4 - 3", "3"},
                                           {"7 ÷ 2 × 4", "14"},     {"1/3", "0.333333333333"},
                                           {"100 + 10%", "110"},    {"80 - 25%", "60"},
                                           {"√2", "1.41421356237"}, {"12²", "144"},
                                           {".5 * 4", "2"},         {"3 - -2", "5"},
                                           {"50%", "0.5"},          {"19.90 * 3 =", "59.7"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(!strcmp(value(cases[i][0]), cases[i][1]), "%s: %s", cases[i][0],
                      value(cases[i][0]));
}
END_TEST

START_TEST(calculates_words)
{
    static const char *const cases[][2] = {{"18% of 46.20", "8.316"},
                                           {"what is 18% of 46.20?", "8.316"},
                                           {"12 times 7.5", "90"},
                                           {"84 divided by 3", "28"},
                                           {"split 84 by 3", "28"},
                                           {"square root of 144", "12"},
                                           {"the square root of 2.25", "1.5"},
                                           {"19.90 plus 5.10", "25"},
                                           {"add 19.90 and 5.10", "25"},
                                           {"the product of 3 and 4", "12"},
                                           {"the difference between 9 and 4", "5"},
                                           {"15 percent tip on 80", "12"},
                                           {"five squared", "25"},
                                           {"two to the power of eight", "256"},
                                           {"twenty-one times two", "42"},
                                           {"one thousand two hundred and five minus five", "1200"},
                                           {"2 million divided by 4", "500000"},
                                           {"10 % OF 50", "5"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(!strcmp(value(cases[i][0]), cases[i][1]), "%s: %s", cases[i][0],
                      value(cases[i][0]));
}
END_TEST

START_TEST(calculates_chinese)
{
    static const char *const cases[][2] = {
        {"46.20的18%", "8.316"},    {"46.20的18%是多少", "8.316"}, {"十二乘以七", "84"},
        {"3加4等于多少", "7"},      {"八十四除以三", "28"},        {"百分之十八", "0.18"},
        {"200的百分之十五", "30"},  {"144的平方根", "12"},         {"五的平方", "25"},
        {"一千零五减去五", "1000"}, {"三点五乘二", "7"},           {"3万加2千", "32000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(!strcmp(value(cases[i][0]), cases[i][1]), "%s: %s", cases[i][0],
                      value(cases[i][0]));
}
END_TEST

START_TEST(says_why_there_is_no_result)
{
    ck_assert_ptr_nonnull(strstr(value("1 / 0"), "no result"));
    ck_assert_ptr_nonnull(strstr(value("sqrt(-4)"), "no result"));
    ck_assert_ptr_nonnull(strstr(value("9^9^9"), "too large"));
    ck_assert_ptr_nonnull(strstr(value("3 +"), "not complete"));
    ck_assert_ptr_nonnull(strstr(value("3 + bananas"), "bananas"));
    ck_assert_ptr_nonnull(strstr(value(""), "not complete"));
}
END_TEST

START_TEST(bounds_depth_and_length)
{
    char text[1100];
    memset(text, '(', 1000);
    memcpy(text + 1000, "1", 2);
    ck_assert_int_eq(value(text)[0], '!');
    memset(text, '-', 1000);
    ck_assert_int_eq(value(text)[0], '!');
}
END_TEST

START_TEST(says_whether_it_is_exact)
{
    value("0.1 + 0.2");
    ck_assert(json_is_true(json_object_get(chela_fake_reply(fake), "exact")));
    value("1/3");
    ck_assert(json_is_false(json_object_get(chela_fake_reply(fake), "exact")));
    value("sqrt 2");
    ck_assert(json_is_false(json_object_get(chela_fake_reply(fake), "exact")));
}
END_TEST

static const char *
convert(double amount, const char *from, const char *to)
{
    static char text[256];
    char        quantity[128];
    const char *failure;
    snprintf(quantity, sizeof quantity, "{\"value\": %.17g, \"unit\": \"%s\"}", amount, from);
    if (unit_convert(chela_fake_call(fake), quantity, to) == CHELA_OK)
        return json_string_value(json_object_get(chela_fake_reply(fake), "text"));
    chela_fake_failure(fake, &failure);
    snprintf(text, sizeof text, "! %s", failure);
    return text;
}

START_TEST(converts_units)
{
    ck_assert_str_eq(convert(5, "mi", "kilometers"), "8.04672 kilometers");
    ck_assert_str_eq(convert(98.6, "°F", "Celsius"), "37 Celsius");
    ck_assert_str_eq(convert(98.6, "degF", "degC"), "37 degC");
    ck_assert_str_eq(convert(3, "oz", "grams"), "85.04856937 grams");
    ck_assert_str_eq(convert(5, "英里", "公里"), "8.04672 公里");
    ck_assert_str_eq(convert(3, "斤", "克"), "1500 克");
    ck_assert_str_eq(convert(1, "GiB", "MB"), "1073.741824 MB");
    ck_assert_str_eq(convert(36, "km/h", "meters per second"), "10 meters per second");
}
END_TEST

START_TEST(knows_which_unit_is_wrong)
{
    ck_assert_str_eq(convert(5, "mi", "kilograms"), "! mi and kilograms do not measure the same");
    ck_assert_str_eq(convert(5, "mi", "bananas"), "! bananas is not a known unit");
    ck_assert_str_eq(convert(5, "bananas", "km"), "! bananas is not a known unit");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("calc");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, calculates_signs);
    tcase_add_test(tests, calculates_words);
    tcase_add_test(tests, calculates_chinese);
    tcase_add_test(tests, says_why_there_is_no_result);
    tcase_add_test(tests, bounds_depth_and_length);
    tcase_add_test(tests, says_whether_it_is_exact);
    tcase_add_test(tests, converts_units);
    tcase_add_test(tests, knows_which_unit_is_wrong);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
