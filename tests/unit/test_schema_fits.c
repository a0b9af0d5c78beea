// test_schema_fits.c - what a schema says without an instance, and proofs between schemas.
#include "fixtures/schemas.h"

static void
assert_fits(chela_status expected, const char *from_text, const char *to_text)
{
    struct schema_fixture from, to;
    struct chela_error    err = {0};
    ck_assert_msg(schema_open(&from, from_text) == CHELA_OK, "%s", from.err.text);
    ck_assert_msg(schema_open(&to, to_text) == CHELA_OK, "%s", to.err.text);
    chela_status got = chela__schema_fits(from.schema, "", to.schema, "", &err);
    ck_assert_msg(got == expected, "%s -> %s: %d %s", from_text, to_text, got, err.text);
    ck_assert_int_eq(err.text[0] != 0, expected == CHELA_INVALID);
    schema_close(&from);
    schema_close(&to);
}

#define PROVED(from, to) assert_fits(CHELA_OK, from, to)
#define OPEN(from, to) assert_fits(CHELA_PENDING, from, to)
#define NEVER(from, to) assert_fits(CHELA_INVALID, from, to)
#define REF(type) "{\"$ref\": \"chela:" type "/1\"}"

START_TEST(proves_types_and_bounds)
{
    PROVED("{\"type\":\"integer\"}", "{\"type\":\"number\"}");
    OPEN("{\"type\":\"number\"}", "{\"type\":\"integer\"}");
    NEVER("{\"type\":\"string\"}", "{\"type\":\"integer\"}");
    OPEN("{}", "{\"type\":\"integer\"}");
    PROVED("{\"type\":\"string\"}", "{}");
    PROVED("{\"type\":\"string\"}", "true");
    NEVER("{\"type\":\"string\"}", "false");
    PROVED("{\"type\":\"integer\",\"minimum\":5}", "{\"minimum\":1}");
    PROVED("{\"type\":\"integer\",\"minimum\":1.0}", "{\"minimum\":1}");
    OPEN("{\"type\":\"integer\",\"minimum\":1}", "{\"exclusiveMinimum\":1}");
    NEVER("{\"type\":\"integer\",\"maximum\":3}", "{\"minimum\":4}");
    OPEN("{\"maximum\":3}", "{\"minimum\":4}");
    PROVED("{\"type\":\"string\",\"maxLength\":3}", "{\"maxLength\":4,\"minimum\":7}");
    NEVER("{\"type\":\"array\",\"minItems\":3}", "{\"maxItems\":2}");
}
END_TEST

START_TEST(tries_known_values)
{
    PROVED("{\"enum\":[1,2]}", "{\"type\":\"integer\",\"maximum\":2}");
    OPEN("{\"enum\":[1,3]}", "{\"type\":\"integer\",\"maximum\":2}");
    NEVER("{\"const\":\"a\"}", "{\"enum\":[\"b\",\"c\"]}");
    OPEN("{\"type\":\"string\"}", "{\"enum\":[\"b\",\"c\"]}");
    NEVER("{\"type\":\"string\"}", "{\"type\":\"integer\",\"enum\":[1]}");
}
END_TEST

START_TEST(proves_objects_and_arrays)
{
    const char *wanted =
        "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":"
        "\"string\"}},\"additionalProperties\":false}";
    PROVED(wanted, wanted);
    PROVED("{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"const\":\"x\"}},"
           "\"additionalProperties\":false}",
           wanted);
    OPEN("{\"type\":\"object\",\"properties\":{\"a\":{\"const\":\"x\"}}}", wanted);
    NEVER("{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"const\":1}}}",
          wanted);
    OPEN("{\"type\":\"object\",\"properties\":{\"a\":{\"const\":1}}}", wanted);
    NEVER("{\"type\":\"object\",\"additionalProperties\":false}", wanted);
    PROVED("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}",
           "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}");
    OPEN("{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
         "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}");
    NEVER("{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"string\"}}",
          "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}");
}
END_TEST

START_TEST(weighs_alternatives)
{
    PROVED("{\"type\":\"string\"}", "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}");
    PROVED("{\"type\":\"string\"}", "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}");
    NEVER("{\"type\":\"null\"}", "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}");
    PROVED("{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}",
           "{\"type\":[\"integer\",\"string\"]}");
    OPEN("{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}", "{\"type\":\"string\"}");
    NEVER("{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}", "{\"type\":\"string\"}");
    OPEN("{\"type\":\"string\"}", "{\"not\":{\"const\":\"x\"}}");
}
END_TEST

START_TEST(knows_semantic_types)
{
    PROVED(REF("PhoneNumber"), REF("PhoneNumber"));
    PROVED(REF("PhoneNumber"), REF("Text"));
    OPEN(REF("Text"), REF("PhoneNumber"));
    NEVER(REF("EmailAddress"), REF("PhoneNumber"));
    NEVER(REF("Date"), REF("DateTime"));
    OPEN("{\"type\":\"string\"}", REF("PhoneNumber"));
    NEVER("{\"type\":\"integer\"}", REF("PhoneNumber"));
    PROVED("{\"allOf\":[" REF("PhoneNumber") "],\"description\":\"x\"}", REF("PhoneNumber"));
}
END_TEST

START_TEST(handles_are_no_texts)
{
    PROVED(REF("PdfFile"), REF("File"));
    OPEN(REF("File"), REF("PdfFile"));
    NEVER(REF("ImageFile"), REF("PdfFile"));
    NEVER(REF("File"), REF("Text"));
    NEVER(REF("Text"), REF("File"));
    NEVER(REF("FilePath"), REF("File"));
    NEVER(REF("Secret"), REF("Text"));
    NEVER(REF("Secret"), REF("File"));
    PROVED(REF("File"), "{}");
}
END_TEST

START_TEST(ends_on_schemas_without_end)
{
    const char *list  = "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}},"
                        "\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}";
    const char *other = "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}},"
                        "\"oneOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}";
    OPEN(list, other);
}
END_TEST

#define LIST_OF_PEOPLE                                                                             \
    "{\"type\":\"object\",\"required\":[\"contacts\"],\"properties\":{\"contacts\":{\"type\":"     \
    "\"array\",\"minItems\":1,\"items\":{\"$ref\":\"chela:Contact/1\"}},\"note\":{\"$ref\":\"#/"   \
    "$defs/"                                                                                       \
    "n\"},\"any\":true,\"either\":{\"anyOf\":[{\"properties\":{\"x\":{\"type\":\"null\"}}}]}}"     \
    ",\"$defs\":{\"n\":{\"type\":\"string\"}},\"additionalProperties\":false}"

START_TEST(finds_places_by_pointer)
{
    struct schema_fixture people;
    ck_assert_int_eq(schema_open(&people, LIST_OF_PEOPLE), CHELA_OK);
    const struct chela__schema *schema = people.schema;
    ck_assert_str_eq(chela__schema_type_at(schema, "/contacts/*"), "chela:Contact/1");
    ck_assert_str_eq(chela__schema_type_at(schema, "/contacts/3/phones/*"), "chela:PhoneNumber/1");
    ck_assert_ptr_null(chela__schema_type_at(schema, "/note"));
    ck_assert_str_eq(chela__json_str(chela__schema_at(schema, "/note"), "type"), "string");
    ck_assert_str_eq(chela__json_str(chela__schema_at(schema, "/contacts/0/name"), "$id"),
                     "chela:Text/1");
    ck_assert(json_is_true(chela__schema_at(schema, "/any")));
    ck_assert_ptr_null(chela__schema_at(schema, "/nothing"));
    ck_assert_str_eq(chela__json_str(chela__schema_at(schema, "/either/x"), "type"), "null");
    ck_assert_ptr_eq(chela__schema_at(schema, ""), people.document);
    schema_close(&people);
}
END_TEST

START_TEST(knows_what_is_always_there)
{
    struct schema_fixture people;
    ck_assert_int_eq(schema_open(&people, LIST_OF_PEOPLE), CHELA_OK);
    ck_assert(chela__schema_always(people.schema, ""));
    ck_assert(chela__schema_always(people.schema, "/contacts/0/name"));
    ck_assert(!chela__schema_always(people.schema, "/contacts/1/name"));
    ck_assert(!chela__schema_always(people.schema, "/contacts/0/phones"));
    ck_assert(!chela__schema_always(people.schema, "/note"));
    schema_close(&people);
}
END_TEST

START_TEST(fits_at_pointers)
{
    struct schema_fixture people, sms;
    struct chela_error    err = {0};
    ck_assert_int_eq(schema_open(&people, LIST_OF_PEOPLE), CHELA_OK);
    ck_assert_int_eq(schema_open(&sms, "{\"type\":\"object\",\"properties\":{\"to\":{\"$ref\":"
                                       "\"chela:PhoneNumber/1\"}}}"),
                     CHELA_OK);
    ck_assert_int_eq(
        chela__schema_fits(people.schema, "/contacts/*/phones/*", sms.schema, "/to", &err),
        CHELA_OK);
    ck_assert_int_eq(
        chela__schema_fits(people.schema, "/contacts/*/emails/*", sms.schema, "/to", &err),
        CHELA_INVALID);
    ck_assert_str_eq(err.text, "expected chela:PhoneNumber/1, got chela:EmailAddress/1");
    schema_close(&people);
    schema_close(&sms);
}
END_TEST

START_TEST(fills_defaults_in)
{
    struct schema_fixture fixture;
    json_t               *value = json_of("{\"in\":{},\"list\":[{},{\"n\":7}],\"either\":{}}");
    ck_assert_int_eq(
        schema_open(&fixture,
                    "{\"properties\":{\"limit\":{\"default\":10},\"in\":{\"$ref\":\"#/$defs/in\"},"
                    "\"list\":{\"items\":{\"$ref\":\"#/$defs/in\"}},\"either\":{\"anyOf\":[{"
                    "\"properties\":{\"x\":{\"default\":1}}}]}},\"$defs\":{\"in\":{\"properties\":"
                    "{\"n\":{\"default\":{\"a\":[1]}}}}}}"),
        CHELA_OK);
    ck_assert_int_eq(chela__schema_fill_defaults(fixture.schema, value, NULL), CHELA_OK);
    char *text = chela__json_text_sorted(value);
    ck_assert_str_eq(text,
                     "{\"either\":{},\"in\":{\"n\":{\"a\":[1]}},\"limit\":10,\"list\":[{\"n\":"
                     "{\"a\":[1]}},{\"n\":7}]}");
    free(text);
    json_decref(value);
    schema_close(&fixture);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("schema-fits");
    TCase *tests = tcase_create("schema-fits");
    tcase_add_test(tests, proves_types_and_bounds);
    tcase_add_test(tests, tries_known_values);
    tcase_add_test(tests, proves_objects_and_arrays);
    tcase_add_test(tests, weighs_alternatives);
    tcase_add_test(tests, knows_semantic_types);
    tcase_add_test(tests, handles_are_no_texts);
    tcase_add_test(tests, ends_on_schemas_without_end);
    tcase_add_test(tests, finds_places_by_pointer);
    tcase_add_test(tests, knows_what_is_always_there);
    tcase_add_test(tests, fits_at_pointers);
    tcase_add_test(tests, fills_defaults_in);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
