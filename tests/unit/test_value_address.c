// test_value_address.c - e-mail addresses, URLs, paths, phone numbers, coordinates; texts and
// booleans.
#include "fixtures/values.h"

static bool
finds(const char *text, enum chela__value_kind kind, const char *expected)
{
    struct chela__value_context context = context_at("2026-11-22T17:00:00+01:00", "Europe/Paris");
    struct chela__values        values  = {0};
    bool                        found   = false;

    ck_assert_int_eq(chela__values_find(text, strlen(text), &context, &values, NULL), CHELA_OK);
    for (size_t i = 0; i < values.count; i++) {
        const struct chela__value *value = &values.items[i];
        if (value->kind == kind)
            found = found || !expected ||
                    (strlen(expected) == value->end - value->start &&
                     memcmp(expected, text + value->start, value->end - value->start) == 0);
    }
    chela__values_done(&values);
    return found;
}

START_TEST(finds_addresses)
{
    ck_assert(
        finds("write to a.b+c@mail.example.org.", CHELA__VALUE_EMAIL, "a.b+c@mail.example.org"));
    ck_assert(
        finds("打开https://example.org/x?y=1。", CHELA__VALUE_URL, "https://example.org/x?y=1"));
    ck_assert(finds("see example.com, please", CHELA__VALUE_URL, "example.com"));
    ck_assert(finds("move ~/Downloads/a.zip to /srv/data", CHELA__VALUE_PATH, "~/Downloads/a.zip"));
    ck_assert(finds("48.8733, 2.2960 on the map", CHELA__VALUE_COORDINATES, "48.8733, 2.2960"));
    ck_assert(finds("call (415) 555-0132 now", CHELA__VALUE_PHONE, "(415) 555-0132"));
}
END_TEST

START_TEST(leaves_lookalikes_alone)
{
    ck_assert(!finds("me@home", CHELA__VALUE_EMAIL, NULL));
    ck_assert(!finds("@", CHELA__VALUE_EMAIL, NULL));
    ck_assert(!finds("ratio:4", CHELA__VALUE_URL, NULL));
    ck_assert(!finds("12345678901234567890", CHELA__VALUE_PHONE, NULL));
    ck_assert(!finds("3, 4", CHELA__VALUE_COORDINATES, NULL));
}
END_TEST

START_TEST(values_are_not_cut_out_of_words)
{
    ck_assert(!finds("flight A320", CHELA__VALUE_NUMBER, NULL));
    ck_assert(!finds("at 650-650-6500", CHELA__VALUE_TIME, "at 650"));
    ck_assert(!finds("palm trees", CHELA__VALUE_TIME, NULL));
}
END_TEST

START_TEST(phone_numbers_are_completed_by_country)
{
    struct chela__value_context context = context_at("2026-11-22T17:00:00+01:00", "Europe/Paris");

    reads_in(&context, "chela:PhoneNumber/1", "06 11 22 33 44", "\"0611223344\"");
    context.country = "FR";
    reads_in(&context, "chela:PhoneNumber/1", "06 11 22 33 44", "\"+33611223344\"");
    reads_in(&context, "chela:PhoneNumber/1", "+44 20 7946 0000", "\"+442079460000\"");
    reads_in(&context, "chela:PhoneNumber/1", "0044 20 7946 0000", "\"+442079460000\"");
    reads_in(&context, "chela:PhoneNumber/1", "112", "\"112\"");
    reads_in(&context, "chela:PhoneNumber/1", "my sister", NULL);
}
END_TEST

START_TEST(texts_stay_as_they_are_without_quotes)
{
    READS("chela:Text/1", {" \"the code is 41\" ", "\"the code is 41\""},
          {"“买牛奶”", "\"买牛奶\""});
    READS("string", {"plain words", "\"plain words\""});
    READS("chela:GeoPoint/1", {"48.5, 2.25", "{\"lat\":48.5,\"lon\":2.25}"});
}
END_TEST

START_TEST(reads_booleans)
{
    READS("boolean", {"Yes", "true"}, {"off", "false"}, {"是", "true"}, {"perhaps", NULL});
}
END_TEST

VALUE_TEST_MAIN("value_address", finds_addresses, leaves_lookalikes_alone,
                values_are_not_cut_out_of_words, phone_numbers_are_completed_by_country,
                texts_stay_as_they_are_without_quotes, reads_booleans)
