// test_value_amount.c - numbers in digits and words, money, quantities, percentages.
#include "fixtures/values.h"

START_TEST(reads_numbers)
{
    READS("number", {"42", "42"}, {"1,250,000", "1250000"}, {"minus seven", "-7"},
          {"two hundred and six", "206"}, {"four point two five", "4.25"}, {"3/8", "0.375"},
          {"12k", "12000"}, {"half a dozen", "6"}, {"two dozen", "24"});
}
END_TEST

START_TEST(reads_chinese_numbers)
{
    READS("number", {"三千零五十", "3050"}, {"十二万", "120000"}, {"两百五", "250"}, {"负八", "-8"},
          {"三分之二", "0.666666666667"}, {"零点五", "0.5"}, {"1.5亿", "150000000"}, {"廿四", "24"},
          {"二〇二六", "2026"});
}
END_TEST

START_TEST(integers_are_whole)
{
    READS("integer", {"nineteen", "19"}, {"the fourth", "4"}, {"第十二", "12"}, {"2.5", NULL});
}
END_TEST

START_TEST(reads_percentages)
{
    READS("chela:Percent/1", {"7.5%", "7.5"}, {"twenty percent", "20"}, {"百分之三十", "30"},
          {"15", "15"});
}
END_TEST

START_TEST(reads_money)
{
    READS("chela:Money/1", {"$12.50", "{\"amount\":\"12.50\",\"currency\":\"USD\"}"},
          {"45 euros", "{\"amount\":\"45\",\"currency\":\"EUR\"}"},
          {"7 pounds and 25 pence", "{\"amount\":\"7.25\",\"currency\":\"GBP\"}"},
          {"八十块五", "{\"amount\":\"80.50\",\"currency\":\"CNY\"}"},
          {"CHF 100", "{\"amount\":\"100\",\"currency\":\"CHF\"}"}, {"15", NULL});
}
END_TEST

START_TEST(reads_quantities)
{
    READS("chela:Quantity/1", {"12 miles", "{\"value\":12,\"unit\":\"mi\"}"},
          {"70 °F", "{\"value\":70,\"unit\":\"degF\"}"},
          {"三公斤", "{\"value\":3,\"unit\":\"kg\"}"},
          {"5 feet 10 inches", "{\"value\":70,\"unit\":\"in\"}"},
          {"half a litre", "{\"value\":0.5,\"unit\":\"l\"}"},
          {"3 hours", "{\"value\":3,\"unit\":\"h\"}"},
          {"摄氏20度", "{\"value\":20,\"unit\":\"degC\"}"});
}
END_TEST

START_TEST(knows_units_by_name)
{
    enum chela__value_dimension dimension;

    ck_assert_str_eq(chela__value_unit(chela__text("kilometres"), &dimension), "km");
    ck_assert_int_eq(dimension, CHELA__DIMENSION_DISTANCE);
    ck_assert_str_eq(chela__value_unit(chela__text("公斤"), &dimension), "kg");
    ck_assert_str_eq(chela__value_unit(chela__text("minutes"), &dimension), "min");
    ck_assert_int_eq(dimension, CHELA__DIMENSION_TIME);
    ck_assert_ptr_null(chela__value_unit(chela__text("sparrow"), &dimension));
    ck_assert_ptr_null(chela__value_unit(chela__text(""), &dimension));
}
END_TEST

VALUE_TEST_MAIN("value_amount", reads_numbers, reads_chinese_numbers, integers_are_whole,
                reads_percentages, reads_money, reads_quantities, knows_units_by_name)
