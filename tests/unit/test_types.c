// Types of a package: all that a manifest refers to, directly or not, and nothing unknown.
#include "package/types.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char folder[] = CHELA_SOURCE "/sdk/types";

static chela_status
resolve(const char *schema, json_t **ret_types, struct chela_error *err)
{
    json_t      *manifest = json_pack("{s:{s:{s:o}}, s:{s:{}}}", "capabilities", "a.b", "input",
                                      json_loads(schema, 0, NULL), "types", "org.example:Own/1");
    chela_status status   = chela__types_resolve(manifest, folder, ret_types, err);
    json_decref(manifest);
    return status;
}

START_TEST(types_of_types_come_along)
{
    json_t            *types = NULL;
    struct chela_error err   = CHELA_ERROR_INIT;
    resolve("{\"properties\":{\"who\":{\"$ref\":\"chela:Contact/1\"}}}", &types, &err);
    ck_assert_str_eq(err.text, "");
    ck_assert_ptr_nonnull(json_object_get(types, "chela:Contact/1"));
    ck_assert_ptr_nonnull(json_object_get(types, "chela:PhoneNumber/1"));
    ck_assert_ptr_null(json_object_get(types, "chela:Money/1"));
    json_decref(types);
}
END_TEST

START_TEST(own_types_and_fragments_stay)
{
    json_t *types = NULL;
    ck_assert_int_eq(
        resolve("{\"$ref\":\"org.example:Own/1\",\"anyOf\":[{\"$ref\":\"#/x\"}]}", &types, NULL),
        CHELA_OK);
    ck_assert_uint_eq(json_object_size(types), 0);
    json_decref(types);
}
END_TEST

static const char *const unknown[] = {
    "{\"$ref\":\"chela:Nothing/1\"}",       "{\"$ref\":\"chela:Text/9\"}",
    "{\"$ref\":\"org.other:Thing/1\"}",     "{\"$ref\":\"chela:../../etc/passwd\"}",
    "{\"$ref\":\"https://example.org/x\"}",
};

START_TEST(an_unknown_type_is_named)
{
    json_t            *types = NULL;
    struct chela_error err   = CHELA_ERROR_INIT;
    ck_assert_int_eq(resolve(unknown[_i], &types, &err), CHELA_NOT_FOUND);
    ck_assert_ptr_null(types);
    ck_assert_ptr_nonnull(err.text);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("types");
    TCase *tcase = tcase_create("types");
    tcase_add_test(tcase, types_of_types_come_along);
    tcase_add_test(tcase, own_types_and_fragments_stay);
    tcase_add_loop_test(tcase, an_unknown_type_is_named, 0, sizeof unknown / sizeof *unknown);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
