// test_schema_suite.c - the JSON Schema Test Suite, draft 2020-12, all that is required.
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "fixtures/suite.h"
#include "schema/schema.h"

#define REQUIRED_TESTS 1299
#define REMOTE_PREFIX "http://localhost:1234/"

struct suite {
    const char *remotes_root;
    json_t     *remotes; // uri -> document
    size_t      run, failed;
    bool        formats;
};

static json_t *
load(const char *path)
{
    struct chela_error err   = {0};
    char              *data  = NULL;
    size_t             len   = 0;
    json_t            *value = NULL;
    if (chela__file_read(AT_FDCWD, path, 1 << 20, &data, &len, &err) == CHELA_OK)
        chela__json_read(data, len, NULL, &value, &err);
    free(data);
    return value;
}

static const json_t *
find_remote(void *user, const char *uri)
{
    struct suite *suite = user;
    json_t       *known = json_object_get(suite->remotes, uri);
    if (known || strncmp(uri, REMOTE_PREFIX, strlen(REMOTE_PREFIX)) != 0)
        return known;
    char *path = chela__path(suite->remotes_root, uri + strlen(REMOTE_PREFIX));
    known      = load(path);
    free(path);
    if (known)
        json_object_set_new(suite->remotes, uri, known);
    return known;
}

static void
run_test(struct suite *suite, const struct chela__schema *schema, const json_t *group,
         const json_t *test, const char *name)
{
    struct chela__schema_faults faults = {0};
    struct chela_error          err    = {0};
    chela_status status = chela__schema_check(schema, json_object_get(test, "data"), &faults, &err);
    bool         is_wanted = json_is_true(json_object_get(test, "valid"));
    suite->run++;
    if (status != (is_wanted ? CHELA_OK : CHELA_INVALID) || (!is_wanted && faults.count == 0)) {
        fprintf(stderr, "%s: %s: %s: %s\n", name, chela__json_str(group, "description"),
                chela__json_str(test, "description"), err.text);
        suite->failed++;
    }
    chela__schema_faults_done(&faults);
}

static void
run_group(struct suite *suite, const json_t *group, const char *name)
{
    struct chela__schema_options options = {.source  = {find_remote, suite},
                                            .formats = suite->formats};
    struct chela__schema        *schema  = NULL;
    struct chela_error           err     = {0};
    const json_t                *tests   = json_object_get(group, "tests");
    if (chela__schema_compile(json_object_get(group, "schema"), &options, &schema, &err) < 0) {
        fprintf(stderr, "%s: %s: does not compile: %s\n", name,
                chela__json_str(group, "description"), err.text);
        suite->run += json_array_size(tests);
        suite->failed += json_array_size(tests);
        return;
    }
    for (size_t i = 0; i < json_array_size(tests); i++)
        run_test(suite, schema, group, json_array_get(tests, i), name);
    chela__schema_free(schema);
}

static void
run_file(void *user, const char *path, const char *name)
{
    json_t *groups = load(path);
    ck_assert_msg(json_is_array(groups), "%s cannot be read", path);
    for (size_t i = 0; i < json_array_size(groups); i++)
        run_group(user, json_array_get(groups, i), name);
    json_decref(groups);
}

static void
run_folder(const char *folder, bool formats, struct suite *ret_counts)
{
    char        *root    = suite_path("json-schema/tests/draft2020-12");
    char        *remotes = suite_path("json-schema/remotes");
    struct suite suite   = {.remotes_root = remotes, .remotes = json_object(), .formats = formats};
    if (root && remotes) {
        char *path = chela__path(root, folder);
        ck_assert(suite_each_file(path, run_file, &suite));
        free(path);
    }
    json_decref(suite.remotes);
    free(root);
    free(remotes);
    *ret_counts = suite;
}

START_TEST(passes_all_required_tests)
{
    struct suite suite;
    run_folder("", false, &suite);
    printf("JSON Schema 2020-12: %zu of %zu required tests pass\n", suite.run - suite.failed,
           suite.run);
    ck_assert_uint_eq(suite.failed, 0);
    ck_assert(suite.run == 0 || suite.run == REQUIRED_TESTS);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("schema-suite");
    TCase *tests = tcase_create("schema-suite");
    tcase_add_test(tests, passes_all_required_tests);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
