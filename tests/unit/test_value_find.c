// test_value_find.c - the list of values: spans, order, limits, any bytes; the tables themselves.
#include "fixtures/values.h"

#include <time.h>

#include "base/value/grammar.h"

static struct chela__values
find(const char *text, size_t len)
{
    struct chela__value_context context = context_at("2026-11-22T17:00:00+01:00", "Europe/Paris");
    struct chela__values        values  = {0};

    ck_assert_int_eq(chela__values_find(text, len, &context, &values, NULL), CHELA_OK);
    for (size_t i = 0; i < values.count; i++)
        ck_assert(values.items[i].start < values.items[i].end && values.items[i].end <= len);
    return values;
}

START_TEST(the_tables_are_well_formed)
{
    ck_assert(chela__grammar_ready());
}
END_TEST

START_TEST(keeps_spans_and_overlapping_values)
{
    const char           text[] = "meet me tomorrow at 9 please";
    struct chela__values values = find(text, strlen(text));
    bool                 whole = false, day = false, hour = false;

    for (size_t i = 0; i < values.count; i++) {
        const struct chela__value *value = &values.items[i];
        whole                            = whole || (value->start == 8 && value->end == 21);
        day                              = day || (value->start == 8 && value->end == 16);
        hour                             = hour || (value->start == 17 && value->end == 21);
        ck_assert(i == 0 || values.items[i - 1].start <= value->start);
    }
    ck_assert(whole && day && hour);
    chela__values_done(&values);
}
END_TEST

START_TEST(bare_numbers_are_latent_times)
{
    struct chela__values values = find("5", 1);
    bool                 number = false;

    for (size_t i = 0; i < values.count; i++) {
        number = number || values.items[i].kind == CHELA__VALUE_NUMBER;
        ck_assert(values.items[i].kind != CHELA__VALUE_TIME || values.items[i].latent);
    }
    ck_assert(number);
    chela__values_done(&values);
}
END_TEST

START_TEST(a_part_of_an_amount_is_none)
{
    struct chela__values values = find("three hundred and five euros", 28);
    size_t               money = 0, numbers = 0;

    for (size_t i = 0; i < values.count; i++) {
        money += values.items[i].kind == CHELA__VALUE_MONEY;
        numbers += values.items[i].kind == CHELA__VALUE_NUMBER;
    }
    ck_assert_uint_eq(money, 1);
    ck_assert_uint_eq(numbers, 1);
    chela__values_done(&values);
}
END_TEST

START_TEST(any_bytes_are_survived)
{
    char     bytes[400];
    uint32_t state = 12345;

    for (int round = 0; round < 400; round++) {
        size_t len = 1 + (size_t)round;
        for (size_t i = 0; i < len; i++) {
            state    = state * 1664525 + 1013904223;
            bytes[i] = (char)(state >> 24);
        }
        struct chela__values values = find(bytes, len);
        chela__values_done(&values);
    }
}
END_TEST

START_TEST(malformed_utf8_between_words_is_passed_over)
{
    const char           text[] = "\xe8\xff at 5pm \xc3";
    struct chela__values values = find(text, sizeof text - 1);

    ck_assert_uint_gt(values.count, 0);
    chela__values_done(&values);
}
END_TEST

START_TEST(a_megabyte_is_cut_at_the_stated_maximum)
{
    static const char *const WORDS[] = {"every monday at 5 in 3 days of ", "二十三点十五分",
                                        "1-2/3:4.5,"};

    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        size_t len = 1 << 20, step = strlen(WORDS[i]);
        char  *text = malloc(len);
        for (size_t at = 0; at < len; at += step)
            memcpy(text + at, WORDS[i], len - at < step ? len - at : step);
        clock_t              before = clock();
        struct chela__values values = find(text, len);
        ck_assert_uint_le(values.count, CHELA__VALUE_MAX_FOUND);
        for (size_t j = 0; j < values.count; j++)
            ck_assert_uint_le(values.items[j].end, CHELA__VALUE_MAX_TEXT);
        ck_assert_msg((clock() - before) / CLOCKS_PER_SEC < 20, "not linear");
        chela__values_done(&values);
        free(text);
    }
}
END_TEST

START_TEST(predicts_in_the_form_of_the_scorer)
{
    struct chela__value_context context = context_at("2026-11-22T17:00:00+01:00", "Europe/Paris");
    json_t                     *json    = NULL;

    ck_assert_int_eq(
        chela__values_predict(chela__text("from 7 to 8pm"), "time", &context, &json, NULL),
        CHELA_OK);
    ck_assert_str_eq(json_string_value(json_object_get(json, "from")), "2026-11-22T19:00:00");
    ck_assert_str_eq(json_string_value(json_object_get(json, "to")), "2026-11-22T21:00:00");
    json_decref(json);
    ck_assert_int_eq(chela__values_predict(chela__text("nothing"), "time", &context, &json, NULL),
                     CHELA_OK);
    ck_assert(json_is_null(json));
}
END_TEST

VALUE_TEST_MAIN("value_find", the_tables_are_well_formed, keeps_spans_and_overlapping_values,
                bare_numbers_are_latent_times, a_part_of_an_amount_is_none, any_bytes_are_survived,
                malformed_utf8_between_words_is_passed_over,
                a_megabyte_is_cut_at_the_stated_maximum, predicts_in_the_form_of_the_scorer)
