// test_arguments.c - from words to the arguments of one call, part by part.
#include "backend/embedded/fill.h"
#include "backend/embedded/recall.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1795363200000) // 2026-11-22T16:00:00Z

static struct chela__scratch       scratch;
static struct chela__manifest     *manifest;
static struct chela__catalog      *catalog;
static struct chela__shape         shape;
static struct chela__reading       reading;
static struct chela__value_context context = {"en", NOW, "UTC", NULL};

static void
teardown(void)
{
    chela__reading_done(&reading);
    chela__scratch_done(&scratch);
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
    catalog  = NULL;
    manifest = NULL;
    reading  = (struct chela__reading){0};
}

// A capability `tool` with these properties, all required.
static void
make_shape(const char *properties)
{
    json_t     *members = json_loads(properties, 0, NULL), *required = json_array(), *member;
    const char *name;
    ck_assert_ptr_nonnull(members);
    json_object_foreach(members, name, member) json_array_append_new(required, json_string(name));
    json_t *tools =
        json_pack("[{s:s, s:s, s:{s:s, s:o, s:o}}]", "name", "tool", "description", "Does it.",
                  "input", "type", "object", "required", required, "properties", members);
    struct chela__capability *capability = NULL;
    ck_assert_int_eq(chela__manifest_from_tools("test.tool", tools, &manifest, NULL), CHELA_OK);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    ck_assert_int_eq(chela__catalog_capability(catalog, 0, &capability, NULL), CHELA_OK);
    ck_assert_int_eq(chela__shape_read(capability, "en", &scratch, &shape, NULL), CHELA_OK);
    json_decref(tools);
}

static void
read_text(const char *text)
{
    ck_assert_int_eq(chela__reading_make(chela__text(text), &context, &scratch, &reading, NULL),
                     CHELA_OK);
}

// The arguments that the words give the capability, as JSON text.
static void
assert_arguments(const char *text, const char *want)
{
    struct chela__assignment given;
    json_t                  *have = json_object(), *wanted = json_loads(want, 0, NULL);
    chela__reading_done(&reading);
    read_text(text);
    struct chela__extent all = {0, reading.tokens.count, true};
    ck_assert_int_eq(chela__assign(&reading, &shape, &all, &scratch, &given), CHELA_OK);
    for (size_t i = 0; i < shape.count; i++) {
        json_t *value = NULL;
        if (given.chosen[i] && chela__fill_value(&reading, &shape.params[i], given.chosen[i],
                                                 &context, &value, NULL) == CHELA_OK)
            json_object_set_new(have, shape.params[i].name, value);
    }
    char *dump = json_dumps(have, 0);
    ck_assert_msg(json_equal(have, wanted), "%s: %s instead of %s", text, dump, want);
    free(dump);
    json_decref(have);
    json_decref(wanted);
}

START_TEST(finds_the_examples_of_a_description)
{
    struct chela_text samples[CHELA__SAMPLES_MAX];
    ck_assert_uint_eq(chela__samples_find("The city, e.g. 'Oslo, NO' or \"Rome, IT\".", samples),
                      2);
    ck_assert(chela__text_is(samples[0], "Oslo, NO"));
    ck_assert(chela__text_is(samples[1], "Rome, IT"));
    ck_assert_uint_eq(chela__samples_find("A level such as low, high or none.", samples), 3);
    ck_assert(chela__text_is(samples[2], "none"));
    ck_assert_uint_eq(chela__samples_find("The user's own town, don't guess.", samples), 0);
}
END_TEST

START_TEST(tells_what_an_example_looks_like)
{
    ck_assert_int_eq(chela__sample_form(CHELA_TEXT("AAPL")), CHELA__SAMPLE_CODE);
    ck_assert_int_eq(chela__sample_form(CHELA_TEXT("Oslo, NO")), CHELA__SAMPLE_NAME);
    ck_assert_int_eq(chela__sample_form(CHELA_TEXT("AB-12")), CHELA__SAMPLE_MIXED);
    ck_assert_int_eq(chela__sample_form(CHELA_TEXT("2.5")), CHELA__SAMPLE_NUMBER);
    ck_assert_int_eq(chela__sample_form(CHELA_TEXT("low")), CHELA__SAMPLE_SMALL);
    ck_assert_int_eq(chela__sample_form(CHELA_TEXT("低")), CHELA__SAMPLE_HAN);
}
END_TEST

START_TEST(reads_lists_and_objects_that_are_written_out)
{
    size_t found = 0;
    read_text("sum [1, 2,3] with {'a': 'x'} and (4, 5), as said (twice) by [me]");
    for (size_t i = 0; i < reading.plain_count; i++)
        found += reading.phrases[i].literal != NULL;
    ck_assert_uint_eq(found, 3);
}
END_TEST

START_TEST(takes_a_list_as_it_is_written)
{
    make_shape("{\"values\": {\"type\": \"array\", \"items\": {\"type\": \"integer\"}}}");
    assert_arguments("the values are [22,33,42]", "{\"values\": [22, 33, 42]}");
}
END_TEST

START_TEST(reads_a_number_off_its_unit)
{
    make_shape("{\"temperature\": {\"type\": \"integer\", \"description\": \"In Kelvin.\"}}");
    assert_arguments("heat it to a temperature of 298K", "{\"temperature\": 298}");
}
END_TEST

START_TEST(takes_what_stands_behind_an_equals_sign)
{
    bool found = false;
    read_text("plot y=x^2 now");
    for (size_t i = 0; i < reading.plain_count; i++)
        found |= reading.phrases[i].start == 7 && reading.phrases[i].end == 10;
    ck_assert(found);
}
END_TEST

START_TEST(counts_durations_in_the_unit_wanted)
{
    make_shape(
        "{\"duration\": {\"type\": \"integer\", \"description\": \"Duration in minutes.\"}}");
    assert_arguments("a duration of 2 hours", "{\"duration\": 120}");
}
END_TEST

START_TEST(counts_how_often_a_year)
{
    make_shape("{\"periods\": {\"type\": \"integer\", \"description\": \"Times a year.\"}}");
    read_text("compounded monthly");
    double number = 0;
    for (size_t i = 0; i < reading.values.count; i++)
        if (reading.values.items[i].kind == CHELA__VALUE_RECURRENCE)
            ck_assert(chela__fill_number(&shape.params[0], &reading.values.items[i], &number));
    ck_assert_double_eq(number, 12);
}
END_TEST

START_TEST(writes_a_percentage_as_a_fraction_where_one_is_wanted)
{
    make_shape(
        "{\"rate\": {\"type\": \"number\", \"description\": \"As a decimal, 3% is 0.03.\"}}");
    assert_arguments("a rate of 5%", "{\"rate\": 0.05}");
}
END_TEST

START_TEST(writes_a_currency_as_its_code)
{
    make_shape("{\"to_currency\": {\"type\": \"string\", \"description\": \"The currency.\"}}");
    assert_arguments("convert it to US dollars", "{\"to_currency\": \"USD\"}");
}
END_TEST

START_TEST(a_month_is_in_the_only_year_spoken_of)
{
    make_shape("{\"start_date\": {\"type\": \"string\", \"description\": \"As YYYY-MM-DD.\"},"
               " \"end_date\": {\"type\": \"string\", \"description\": \"As YYYY-MM-DD.\"}}");
    assert_arguments("a car from March 9th to March 11th 2031",
                     "{\"start_date\": \"2031-03-09\", \"end_date\": \"2031-03-11\"}");
}
END_TEST

START_TEST(writes_a_city_as_described)
{
    make_shape("{\"location\": {\"type\": \"string\","
               " \"description\": \"In the form 'City, State', such as 'Salem, OR'.\"}}");
    assert_arguments("is there rain for boston", "{\"location\": \"Boston, MA\"}");
    assert_arguments("rain in Oslo", "{\"location\": \"Oslo, Norway\"}");
    assert_arguments("rain in Qwertyville", "{\"location\": \"Qwertyville\"}");
}
END_TEST

START_TEST(leaves_a_city_alone_where_no_form_is_described)
{
    make_shape("{\"city\": {\"type\": \"string\", \"description\": \"The city.\"}}");
    assert_arguments("rain in Boston", "{\"city\": \"Boston\"}");
}
END_TEST

START_TEST(labels_bind_more_than_order)
{
    make_shape("{\"source_id\": {\"type\": \"string\", \"description\": \"ID of the source.\"},"
               " \"target_id\": {\"type\": \"string\", \"description\": \"ID of the target.\"}}");
    assert_arguments("copy to target ID 'K7' from source ID 'B4'",
                     "{\"source_id\": \"B4\", \"target_id\": \"K7\"}");
}
END_TEST

START_TEST(no_words_serve_two_parameters)
{
    make_shape("{\"width\": {\"type\": \"integer\", \"description\": \"Width.\"},"
               " \"height\": {\"type\": \"integer\", \"description\": \"Height.\"}}");
    assert_arguments("a height of 5 and a width of 7", "{\"width\": 7, \"height\": 5}");
}
END_TEST

START_TEST(the_last_request_fills_what_is_unsaid)
{
    make_shape("{\"city\": {\"type\": \"string\", \"description\": \"The city.\"},"
               " \"units\": {\"type\": \"integer\", \"description\": \"How many.\"}}");
    json_t *results = json_pack("{s:{s:s, s:{s:s, s:i}}}", "s1", "use", "tool", "input", "city",
                                "Rome", "units", 4);
    struct chela__backend_request request = {.results = results};
    struct chela__draft           draft   = {.request = &request, .arena = &scratch};
    struct chela__step            step    = {.shape = &shape};
    read_text("and in Oslo?");
    struct chela__extent all = {0, reading.tokens.count, true};
    ck_assert_int_eq(chela__assign(&reading, &shape, &all, &scratch, &step.given), CHELA_OK);
    ck_assert(chela__recall_is_again(&draft, &shape));
    ck_assert_int_eq(chela__recall(&draft, &step), CHELA_OK);
    ck_assert_ptr_nonnull(step.given.chosen[1]);
    ck_assert_int_eq(step.given.chosen[1]->kind, CHELA__OFFER_KEPT);
    ck_assert_int_eq(json_integer_value(step.given.chosen[1]->constant), 4);
    ck_assert_uint_eq(step.given.missing, 0);
    json_decref(results);
}
END_TEST

START_TEST(an_answer_belongs_to_what_was_asked)
{
    make_shape("{\"brand\": {\"type\": \"string\", \"description\": \"The brand.\"},"
               " \"price\": {\"type\": \"integer\", \"description\": \"The price.\"}}");
    struct chela__marks marks;
    read_text("compare watches\nAcme");
    ck_assert_int_eq(chela__reading_asked(&reading, "Which brand do you like?", 16, &scratch, NULL),
                     CHELA_OK);
    ck_assert_uint_eq(reading.reply, 3);
    ck_assert_int_eq(chela__marks_make(&reading, &shape, &scratch, &marks), CHELA_OK);
    ck_assert_uint_eq(marks.asked, 1);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("arguments");
    TCase *parts = tcase_create("parts");
    tcase_add_checked_fixture(parts, NULL, teardown);
    tcase_add_test(parts, finds_the_examples_of_a_description);
    tcase_add_test(parts, tells_what_an_example_looks_like);
    tcase_add_test(parts, reads_lists_and_objects_that_are_written_out);
    tcase_add_test(parts, takes_a_list_as_it_is_written);
    tcase_add_test(parts, reads_a_number_off_its_unit);
    tcase_add_test(parts, takes_what_stands_behind_an_equals_sign);
    tcase_add_test(parts, counts_durations_in_the_unit_wanted);
    tcase_add_test(parts, counts_how_often_a_year);
    tcase_add_test(parts, writes_a_percentage_as_a_fraction_where_one_is_wanted);
    tcase_add_test(parts, writes_a_currency_as_its_code);
    tcase_add_test(parts, a_month_is_in_the_only_year_spoken_of);
    tcase_add_test(parts, writes_a_city_as_described);
    tcase_add_test(parts, leaves_a_city_alone_where_no_form_is_described);
    tcase_add_test(parts, labels_bind_more_than_order);
    tcase_add_test(parts, no_words_serve_two_parameters);
    tcase_add_test(parts, the_last_request_fills_what_is_unsaid);
    tcase_add_test(parts, an_answer_belongs_to_what_was_asked);
    suite_add_tcase(suite, parts);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
