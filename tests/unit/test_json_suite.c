// test_json_suite.c - JSONTestSuite: what must be refused, accepted, and what we decided.
#include <fcntl.h>

#include "base/json.h"
#include "fixtures/suite.h"

// Valid by the grammar, refused on purpose: the members of such objects are not one thing.
static const char *const refused_on_purpose[] = {
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
};

// Left open by the grammar: these are accepted, all other i_ files are refused.
static const char *const accepted_by_choice[] = {
    "i_number_double_huge_neg_exp.json", // becomes 0.0
    "i_number_real_underflow.json",
};

struct counts {
    size_t accepted, refused, open;
};

static bool
is_listed(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

#define LISTED(name, list) is_listed(name, list, sizeof(list) / sizeof((list)[0]))

static chela_status
read_file(const char *path)
{
    char   *data  = NULL;
    size_t  len   = 0;
    json_t *value = NULL;
    ck_assert_int_eq(chela__file_read(AT_FDCWD, path, 1 << 20, &data, &len, NULL), CHELA_OK);
    struct chela_error err    = {0};
    chela_status       status = chela__json_read(data, len, NULL, &value, &err);
    ck_assert((status == CHELA_OK) == (value != NULL));
    ck_assert((status == CHELA_OK) == (err.text[0] == 0));
    json_decref(value);
    free(data);
    return status;
}

static void
check_file(void *user, const char *path, const char *name)
{
    struct counts *counts = user;
    bool           is_ok  = read_file(path) == CHELA_OK;
    if (name[0] == 'n') {
        ck_assert_msg(!is_ok, "%s is accepted", name);
        counts->refused++;
    } else if (name[0] == 'y') {
        ck_assert_msg(is_ok != LISTED(name, refused_on_purpose), "%s", name);
        counts->accepted++;
    } else {
        ck_assert_msg(is_ok == LISTED(name, accepted_by_choice), "%s: %d", name, is_ok);
        counts->open++;
    }
}

START_TEST(agrees_with_the_suite)
{
    struct counts counts = {0};
    char         *folder = suite_path("json/test_parsing");
    if (!folder)
        return;
    ck_assert(suite_each_file(folder, check_file, &counts));
    free(folder);
    printf("JSONTestSuite: %zu refused, %zu accepted or pinned, %zu open and pinned\n",
           counts.refused, counts.accepted, counts.open);
    ck_assert_uint_eq(counts.refused, 188);
    ck_assert_uint_eq(counts.accepted, 95);
    ck_assert_uint_eq(counts.open, 35);
}
END_TEST

START_TEST(reads_or_refuses_the_odd_ones_the_same_way)
{
    char *folder = suite_path("json/test_transform");
    if (!folder)
        return;
    char *path = chela__path(folder, "number_1e-999.json");
    ck_assert_int_eq(read_file(path), CHELA_OK);
    free(path);
    path = chela__path(folder, "object_same_key_same_value.json");
    ck_assert_int_eq(read_file(path), CHELA_INVALID);
    free(path);
    free(folder);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("json-suite");
    TCase *tests = tcase_create("json-suite");
    tcase_add_test(tests, agrees_with_the_suite);
    tcase_add_test(tests, reads_or_refuses_the_odd_ones_the_same_way);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
