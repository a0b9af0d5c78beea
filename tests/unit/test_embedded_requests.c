// test_embedded_requests.c - the sentences of tests/e2e/requests.jsonl over the bundled manifests,
// and the rule that the backend names none of what it plans with.
#include "fixtures/embedded.h"

#define MOST_PLUGINS 64

static struct chela__backend  *backend;
static struct chela__catalog  *catalog;
static struct chela__manifest *manifests[MOST_PLUGINS];
static size_t                  manifest_count;

static char *
all_types(void)
{
    glob_t  found;
    json_t *types = json_object();
    ck_assert_int_eq(glob(CHELA_SOURCE "/sdk/types/*.json", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        json_t *type = fixture_json(found.gl_pathv[i]);
        json_object_set_new(types, chela__json_str(type, "$id"), type);
    }
    globfree(&found);
    char *text = chela__json_text(types);
    json_decref(types);
    return text;
}

static void
setup(void)
{
    glob_t             found;
    struct chela_error err   = CHELA_ERROR_INIT;
    char              *types = all_types();
    ck_assert_int_eq(glob(CHELA_SOURCE "/plugins/*/manifest.json", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc && manifest_count < MOST_PLUGINS; i++) {
        char  *data = NULL;
        size_t len  = 0;
        ck_assert_int_eq(chela__file_read(AT_FDCWD, found.gl_pathv[i], CHELA__MANIFEST_MAX_BYTES,
                                          &data, &len, &err),
                         CHELA_OK);
        ck_assert_msg(chela__manifest_read(data, len, types, strlen(types),
                                           &manifests[manifest_count], &err) == CHELA_OK,
                      "%s: %s", found.gl_pathv[i], err.text);
        manifests[manifest_count++]->tier = CHELA__VENDOR;
        free(data);
    }
    globfree(&found);
    free(types);
    ck_assert_int_eq(chela__catalog_from_manifests(manifests, manifest_count, &catalog, &err),
                     CHELA_OK);
    ck_assert_int_eq(chela__backend_embedded_new(&backend, &err), CHELA_OK);
}

static void
teardown(void)
{
    backend->methods->free(backend);
    chela__catalog_free(catalog);
    for (size_t i = 0; i < manifest_count; i++)
        chela__manifest_free(manifests[i]);
    manifest_count = 0;
}

static void
wanted_chain(const json_t *request, char *out, size_t size)
{
    const json_t *chain = json_object_get(request, "chain");
    size_t        len   = 0;
    out[0]              = 0;
    for (size_t i = 0; i < json_array_size(chain); i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s", i ? " " : "",
                                json_string_value(json_array_get(chain, i)));
}

static void
check_request(const json_t *request)
{
    const char         *say  = chela__json_str(request, "say");
    struct fixture_plan plan = fixture_plan(backend, catalog, say);
    char                have[512], want[512];
    fixture_chain(plan.plan, have, sizeof have);
    wanted_chain(request, want, sizeof want);
    if (json_object_get(request, "refuse")) {
        ck_assert_msg(plan.kind == CHELA__PROPOSE_REFUSAL, "%s: not refused: %s", say, have);
    } else if (json_object_get(request, "undo")) {
        ck_assert_msg(strcmp(have, "undo") == 0, "%s: %s", say, have);
    } else if (json_object_get(request, "ask")) {
        ck_assert_msg(plan.kind == CHELA__PROPOSE_QUESTION, "%s: nothing asked: %s", say, have);
        ck_assert_str_eq(chela__json_str(plan.question, "parameter"),
                         chela__json_str(request, "parameter"));
    } else {
        ck_assert_msg(plan.kind == CHELA__PROPOSE_PLAN && strcmp(have, want) == 0,
                      "%s: %s instead of %s", say, have, want);
    }
    fixture_plan_done(&plan);
}

START_TEST(plans_the_sentences)
{
    FILE  *file = fopen(CHELA_SOURCE "/tests/e2e/requests.jsonl", "re");
    char  *line = NULL;
    size_t size = 0;
    ck_assert_ptr_nonnull(file);
    for (ssize_t len; (len = getline(&line, &size, file)) > 1;) {
        json_t *request = NULL;
        ck_assert_int_eq(chela__json_read(line, (size_t)len, NULL, &request, NULL), CHELA_OK);
        check_request(request);
        json_decref(request);
    }
    free(line);
    fclose(file);
}
END_TEST

START_TEST(says_the_users_own_words)
{
    struct fixture_plan plan =
        fixture_plan(backend, catalog, "create a note that the plumber's code is 41");
    const json_t *step = json_array_get(json_object_get(plan.plan, "steps"), 0);
    const json_t *said =
        json_object_get(json_object_get(json_object_get(step, "with"), "text"), "said");
    ck_assert_int_eq(json_integer_value(json_array_get(said, 0)), 19);
    ck_assert_int_eq(json_integer_value(json_array_get(said, 1)), 43);
    fixture_plan_done(&plan);
}
END_TEST

static void
refuse_name(const char *source, const char *path, const char *name)
{
    char quoted[300];
    snprintf(quoted, sizeof quoted, "\"%s\"", name);
    ck_assert_msg(!strstr(source, quoted), "%s names %s", path, quoted);
}

START_TEST(no_name_of_a_plugin_stands_in_the_backend)
{
    glob_t found;
    ck_assert_int_eq(glob(CHELA_SOURCE "/core/backend/*/*.[ch]", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char  *source = NULL;
        size_t len    = 0;
        ck_assert_int_eq(
            chela__file_read(AT_FDCWD, found.gl_pathv[i], (size_t)1 << 22, &source, &len, NULL),
            CHELA_OK);
        ck_assert_msg(!strstr(source, "org.chela"), "%s names a plugin", found.gl_pathv[i]);
        for (size_t m = 0; m < manifest_count; m++) {
            const char *type;
            json_t     *schema;
            refuse_name(source, found.gl_pathv[i], manifests[m]->id);
            for (size_t k = 0; k < manifests[m]->capability_count; k++)
                refuse_name(source, found.gl_pathv[i], manifests[m]->capabilities[k]->name);
            json_object_foreach(json_object_get(manifests[m]->json, "types"), type, schema)
                refuse_name(source, found.gl_pathv[i], type);
        }
        free(source);
    }
    globfree(&found);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("embedded requests");
    TCase *tests = tcase_create("requests");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, plans_the_sentences);
    tcase_add_test(tests, says_the_users_own_words);
    tcase_add_test(tests, no_name_of_a_plugin_stands_in_the_backend);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
