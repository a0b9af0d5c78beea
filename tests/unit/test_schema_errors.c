// test_schema_errors.c - what a plugin developer reads when a schema or a value is wrong.
#include "fixtures/schemas.h"
#include "fixtures/suite.h"

static void
assert_refused(const char *schema, const char *value, const char *pointer, const char *place,
               const char *sentence)
{
    struct schema_fixture       fixture;
    struct chela__schema_faults faults   = {0};
    struct chela_error          err      = {0};
    json_t                     *instance = json_of(value);
    ck_assert_msg(schema_open(&fixture, schema) == CHELA_OK, "%s", fixture.err.text);
    ck_assert_int_eq(chela__schema_check(fixture.schema, instance, &faults, &err), CHELA_INVALID);
    ck_assert_uint_gt(faults.count, 0);
    ck_assert_str_eq(faults.items[0].instance, pointer);
    ck_assert_str_eq(faults.items[0].schema, place);
    ck_assert_str_eq(faults.items[0].text, sentence);
    ck_assert_str_eq(err.text, sentence);
    chela__schema_faults_done(&faults);
    json_decref(instance);
    schema_close(&fixture);
}

START_TEST(names_the_member_and_what_it_wants)
{
    assert_refused("{\"properties\":{\"limit\":{\"type\":\"integer\"}}}", "{\"limit\":\"x\"}",
                   "/limit", "/properties/limit/type", "limit: expected integer, got string");
    assert_refused("{\"type\":[\"array\",\"null\"]}", "1.5", "", "/type",
                   "the value: expected null or array, got number");
    assert_refused("{\"items\":{\"minimum\":1}}", "[1,0.5]", "/1", "/items/minimum",
                   "1: expected at least 1, got 0.5");
    assert_refused("{\"required\":[\"query\"]}", "{}", "/query", "/required",
                   "query: missing, but required");
    assert_refused("{\"properties\":{\"a\":{},\"b\":{}},\"additionalProperties\":false}",
                   "{\"c/d\":1}", "/c~1d", "/additionalProperties",
                   "c~1d: not a known member, there are: a, b");
    assert_refused("{\"enum\":[\"on\",\"off\"]}", "\"maybe\"", "", "/enum",
                   "the value: expected one of \"on\", \"off\", got \"maybe\"");
    assert_refused("{\"maxLength\":2}", "\"\\u00e9\\u00e9\\u00e9\"", "", "/maxLength",
                   "the value: expected at most 2 characters, got 3");
    assert_refused("{\"format\":\"date\"}", "\"tomorrow\"", "", "/format",
                   "the value: expected a date like 2026-11-22");
    assert_refused("{\"uniqueItems\":true}", "[1,[2],1.0]", "", "/uniqueItems",
                   "the value: elements 0 and 2 are the same, all must differ");
    assert_refused("{\"properties\":{\"x\":false}}", "{\"x\":1}", "/x", "/properties/x",
                   "x: not allowed here");
    assert_refused("{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1}", "/b",
                   "/dependentRequired", "b: missing, but \"a\" requires it");
}
END_TEST

START_TEST(says_why_no_alternative_fits)
{
    assert_refused("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\",\"minimum\":3}]}", "2",
                   "", "/anyOf",
                   "the value: fits none of the 2 alternatives: (1) the value: expected string, "
                   "got integer; (2) the value: expected at least 3, got 2");
    assert_refused("{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":3}]}", "4", "", "/oneOf",
                   "the value: fits more than one of the 2 alternatives");
    assert_refused("{\"not\":{\"type\":\"integer\"}}", "4", "", "/not",
                   "the value: fits what \"not\" excludes");
}
END_TEST

START_TEST(names_places_in_other_documents)
{
    assert_refused("{\"properties\":{\"to\":{\"$ref\":\"chela:PhoneNumber/1\"}}}",
                   "{\"to\":\"soon\"}", "/to", "chela:PhoneNumber/1#/pattern",
                   "to: does not match the pattern ^\\+?[0-9]{2,15}$");
}
END_TEST

START_TEST(keeps_several_faults_up_to_a_maximum)
{
    struct schema_fixture       fixture;
    struct chela__schema_faults faults = {0};
    json_t                     *many   = json_array();
    for (int i = 0; i < 40; i++)
        json_array_append_new(many, json_string("x"));
    ck_assert_int_eq(schema_open(&fixture, "{\"items\":{\"type\":\"integer\"}}"), CHELA_OK);
    ck_assert_int_eq(chela__schema_check(fixture.schema, many, &faults, NULL), CHELA_INVALID);
    ck_assert_uint_eq(faults.count, CHELA__SCHEMA_MAX_FAULTS);
    ck_assert_str_eq(faults.items[3].instance, "/3");
    chela__schema_faults_done(&faults);
    json_decref(many);
    schema_close(&fixture);
}
END_TEST

static void
assert_not_compiled(const char *schema, chela_status status, const char *sentence)
{
    struct schema_fixture fixture;
    ck_assert_int_eq(schema_open(&fixture, schema), status);
    ck_assert_ptr_null(fixture.schema);
    ck_assert_msg(strstr(fixture.err.text, sentence) != NULL, "'%s' lacks '%s'", fixture.err.text,
                  sentence);
    schema_close(&fixture);
}

START_TEST(refuses_wrong_schemas_by_their_place)
{
    assert_not_compiled("{\"properties\":{\"a\":{\"type\":\"strnig\"}}}", CHELA_INVALID,
                        "/properties/a/type: 'strnig' is not a type");
    assert_not_compiled("{\"minimum\":\"1\"}", CHELA_INVALID,
                        "/minimum: expected a number, got string");
    assert_not_compiled("{\"maxLength\":-1}", CHELA_INVALID, "/maxLength: expected a whole number");
    assert_not_compiled("{\"items\":[{}]}", CHELA_INVALID, "/items: expected a schema");
    assert_not_compiled("{\"anyOf\":[]}", CHELA_INVALID, "/anyOf: expected an array with at least");
    assert_not_compiled("{\"anyOf\":[1]}", CHELA_INVALID, "at 0, got integer");
    assert_not_compiled("{\"pattern\":\"(\"}", CHELA_INVALID, "/pattern: not a regular expression");
    assert_not_compiled("{\"required\":[1]}", CHELA_INVALID, "/required: expected names only");
    assert_not_compiled("{\"$ref\":\"#/$defs/none\"}", CHELA_INVALID,
                        "/$ref: there is no schema at '#/$defs/none'");
    assert_not_compiled("{\"$ref\":\"chela:Nothing/1\"}", CHELA_INVALID,
                        "/$ref: no schema has the URI 'chela:Nothing/1'");
    assert_not_compiled("{\"minLenght\":1}", CHELA_INVALID, "/minLenght: not a keyword");
    assert_not_compiled("{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}",
                        CHELA_UNSUPPORTED, "2020-12");
    assert_not_compiled("7", CHELA_INVALID, "expected a schema");
}
END_TEST

START_TEST(ends_on_schemas_without_end)
{
    struct schema_fixture fixture;
    struct chela_error    err   = {0};
    json_t               *value = json_of("1");
    ck_assert_int_eq(schema_open(&fixture, "{\"$ref\":\"#\"}"), CHELA_OK);
    ck_assert_int_eq(chela__schema_check(fixture.schema, value, NULL, &err), CHELA_LIMIT);
    schema_close(&fixture);

    // Each level doubles the work: 2^40 evaluations.
    struct chela__buffer text = CHELA__BUFFER_INIT;
    chela__buffer_text(&text, "{\"$ref\":\"#/$defs/d40\",\"$defs\":{\"d0\":{}");
    for (int i = 1; i <= 40; i++)
        chela__buffer_format(&text,
                             ",\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":"
                             "\"#/$defs/d%d\"}]}",
                             i, i - 1, i - 1);
    chela__buffer_text(&text, "}}");
    ck_assert_int_eq(schema_open(&fixture, text.data), CHELA_OK);
    ck_assert_int_eq(chela__schema_check(fixture.schema, value, NULL, NULL), CHELA_LIMIT);
    schema_close(&fixture);
    chela__buffer_done(&text);
    json_decref(value);
}
END_TEST

START_TEST(gives_up_on_patterns_that_explode)
{
    struct schema_fixture fixture;
    struct chela_error    err   = {0};
    json_t               *value = json_of("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"");
    ck_assert_int_eq(schema_open(&fixture, "{\"pattern\":\"^(a+)+$\"}"), CHELA_OK);
    ck_assert_int_eq(chela__schema_check(fixture.schema, value, NULL, &err), CHELA_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.text, "too many steps"));
    json_decref(value);
    schema_close(&fixture);
}
END_TEST

static void
compile_type(void *user, const char *path, const char *name)
{
    struct schema_fixture fixture;
    char                 *data  = NULL;
    size_t                len   = 0;
    size_t               *count = user;
    ck_assert_int_eq(chela__file_read(AT_FDCWD, path, 1 << 16, &data, &len, NULL), CHELA_OK);
    ck_assert_msg(schema_open(&fixture, data) == CHELA_OK, "%s: %s", name, fixture.err.text);
    const json_t *examples = json_object_get(fixture.document, "examples");
    ck_assert_msg(json_array_size(examples) > 0, "%s has no examples", name);
    for (size_t i = 0; i < json_array_size(examples); i++) {
        struct chela_error err = {0};
        ck_assert_msg(chela__schema_check(fixture.schema, json_array_get(examples, i), NULL,
                                          &err) == CHELA_OK,
                      "%s, example %zu: %s", name, i, err.text);
    }
    ck_assert_ptr_nonnull(chela__schema_type_at(fixture.schema, ""));
    schema_close(&fixture);
    free(data);
    (*count)++;
}

START_TEST(all_semantic_types_compile_and_take_their_examples)
{
    size_t count = 0;
    ck_assert(suite_each_file(CHELA_SOURCE "/sdk/types", compile_type, &count));
    ck_assert_uint_ge(count, 20);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("schema-errors");
    TCase *tests = tcase_create("schema-errors");
    tcase_add_test(tests, names_the_member_and_what_it_wants);
    tcase_add_test(tests, says_why_no_alternative_fits);
    tcase_add_test(tests, names_places_in_other_documents);
    tcase_add_test(tests, keeps_several_faults_up_to_a_maximum);
    tcase_add_test(tests, refuses_wrong_schemas_by_their_place);
    tcase_add_test(tests, ends_on_schemas_without_end);
    tcase_add_test(tests, gives_up_on_patterns_that_explode);
    tcase_add_test(tests, all_semantic_types_compile_and_take_their_examples);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
