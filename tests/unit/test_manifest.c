// Manifests: what is taken over, and what is refused with which pointer.
#include "package/manifest.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define HEAD                                                                                       \
    "{\"chela\":1,\"id\":\"org.example.notes\",\"version\":\"1.2.0\",\"name\":{\"en\":\"Notes\","  \
    "\"zh\":\"便签\"},\"summary\":\"Short notes.\","
#define CREATE                                                                                     \
    "\"notes.create\":{\"summary\":{\"en\":\"Write a note\"},\"input\":{\"type\":\"object\"},"     \
    "\"output\":{\"type\":\"object\"},\"effect\":\"write\""
#define WITH(members) HEAD "\"capabilities\":{" CREATE members "}}}"

static struct chela__manifest *
read_good(const char *text)
{
    struct chela__manifest *manifest = NULL;
    struct chela_error      err      = CHELA_ERROR_INIT;
    chela__manifest_read(text, strlen(text), NULL, 0, &manifest, &err);
    ck_assert_str_eq(err.text, "");
    return manifest;
}

static void
expect_fault(const char *text, const char *fault)
{
    struct chela__manifest *manifest = NULL;
    struct chela_error      err      = CHELA_ERROR_INIT;
    ck_assert_int_lt(chela__manifest_read(text, strlen(text), NULL, 0, &manifest, &err), 0);
    ck_assert_msg(strstr(err.text, fault), "\"%s\" does not say \"%s\"", err.text, fault);
    ck_assert_ptr_null(manifest);
}

START_TEST(takes_over_members)
{
    struct chela__manifest *manifest = read_good(
        WITH(",\"flags\":[\"costs\"],\"idempotency\":\"keyed\",\"label\":\"device\",\"timeout_ms\":"
             "{\"base\":2000,\"plus\":\"/duration\"},\"x-note\":1"));
    ck_assert_str_eq(manifest->id, "org.example.notes");
    ck_assert_str_eq(manifest->version, "1.2.0");
    ck_assert_uint_eq(manifest->capability_count, 1);
    struct chela__capability *create = chela__manifest_find(manifest, "notes.create");
    ck_assert_str_eq(create->full_name, "org.example.notes/notes.create");
    ck_assert_int_eq(create->effect, CHELA__WRITE);
    ck_assert_int_eq(create->idempotency, CHELA__KEYED);
    ck_assert_int_eq(create->label, CHELA__DEVICE);
    ck_assert_uint_eq(create->flags, CHELA__COSTS);
    ck_assert_int_eq(create->timeout_ms, 2000);
    ck_assert_str_eq(create->timeout_plus, "/duration");
    ck_assert_uint_eq(strlen(manifest->digest), 64);
    ck_assert_ptr_null(chela__manifest_find(manifest, "notes.search"));
    chela__manifest_free(manifest);
}
END_TEST

START_TEST(defaults_allow_little)
{
    struct chela__manifest   *manifest = read_good(WITH(""));
    struct chela__capability *create   = manifest->capabilities[0];
    ck_assert_int_eq(create->idempotency, CHELA__ONCE);
    ck_assert_int_eq(create->label, CHELA__PERSONAL);
    ck_assert_int_eq(create->timeout_ms, 10000);
    ck_assert_int_eq(manifest->tier, CHELA__SIDELOAD);
    ck_assert(!manifest->in_host && !manifest->is_parallel);
    chela__manifest_free(manifest);
}
END_TEST

START_TEST(knows_reserved_capabilities)
{
    struct chela__manifest *manifest =
        read_good(HEAD "\"provides\":{\"chela.due/1\":{\"take\":\"notes.create\"}},"
                       "\"capabilities\":{" CREATE "}}}");
    ck_assert(chela__capability_reserved(manifest->capabilities[0]));
    chela__manifest_free(manifest);
}
END_TEST

static const struct {
    const char *text, *fault;
} faults[] = {
    {"[]", "manifest.json: /: expected object, got array"},
    {HEAD "\"capabilities\":{},\"colour\":1}", "/colour: unknown member"},
    {HEAD "\"x-colour\":1}", "member \"capabilities\" is missing"},
    {HEAD "\"capabilities\":{},\"sandbox\":[\"files:$data/../x:rw\"]}", "/sandbox/0: expected"},
    {HEAD "\"capabilities\":{},\"sandbox\":[\"files:relative:r\"]}", "/sandbox/0: expected"},
    {HEAD "\"capabilities\":{},\"sandbox\":[\"net:host\"]}", "/sandbox/0: expected"},
    {HEAD "\"capabilities\":{},\"libraries\":[\"/lib/libc.so.6\"]}", "/libraries/0: expected"},
    {HEAD "\"capabilities\":{},\"limits\":{\"memory\":-1}}", "/limits/memory: expected"},
    {HEAD "\"capabilities\":{},\"life\":\"long\"}", "/life: unknown value \"long\"; it is one of"},
    {HEAD "\"capabilities\":{},\"types\":{\"org.other:T/1\":{}}}", "org.example.notes:Name/1"},
    {HEAD "\"capabilities\":{\"Notes\":{}}}", "/capabilities/Notes: a capability's name"},
    {WITH(",\"effect\":\"write\""), "duplicate"},
    {WITH(",\"undo\":{\"use\":\"notes.gone\"}"), "notes.create/undo/use: expected the name"},
    {WITH(",\"undo\":{\"use\":\"notes.create\",\"with\":{\"id\":{\"from\":\"air\"}}}"),
     "/undo/with/id/from: unknown value \"air\""},
    {WITH(",\"labels\":{\"text\":\"public\"}"), "must be a JSON Pointer"},
    {WITH(",\"labels\":{\"/a~1b\":\"x\"}"), "/labels/~1a~01b: unknown value"},
    {WITH(",\"authority\":{\"/to\":\"king\"}"), "/authority/~1to: unknown value \"king\""},
    {WITH(",\"timeout_ms\":0"), "/timeout_ms: expected milliseconds"},
    {WITH(",\"items\":{}"), "exactly one of \"output\" and \"items\""},
    {WITH(",\"converts\":true"), "\"converts\" needs the effect"},
    {WITH(",\"watch\":true"), "\"watch\" needs \"items\""},
    {WITH(",\"summary_de\":\"x\""), "/summary_de: unknown member"},
    {"{\"chela\":2}", "/chela: this version"},
    {"{\"chela\":1,\"id\":\"Notes\"}", "/id: expected an id"},
    {"{\"chela\":1,\"id\":\"org..notes\"}", "/id: expected an id"},
    {"{\"chela\":1,\"id\":\"org.x\",\"version\":\"1.2\"}", "/version: expected MAJOR"},
    {"{\"chela\":1,\"id\":\"org.x\",\"version\":\"1.02.0\"}", "/version: expected MAJOR"},
};

START_TEST(refuses_with_pointer)
{
    expect_fault(faults[_i].text, faults[_i].fault);
}
END_TEST

START_TEST(compares_versions_by_number)
{
    ck_assert_int_lt(chela__version_compare("1.9.0", "1.10.0"), 0);
    ck_assert_int_eq(chela__version_compare("2.0.1", "2.0.1"), 0);
    ck_assert_int_gt(chela__version_compare("2.0.0", "1.99.99"), 0);
}
END_TEST

START_TEST(chooses_the_best_language)
{
    json_t *object = json_pack("{s:{s:s, s:s}, s:s, s:{s:s}}", "name", "en", "Notes", "zh", "便签",
                               "plain", "same", "other", "fr", "seul");
    ck_assert_str_eq(chela__localized(object, "name", "zh-CN"), "便签");
    ck_assert_str_eq(chela__localized(object, "name", "de"), "Notes");
    ck_assert_str_eq(chela__localized(object, "name", NULL), "Notes");
    ck_assert_str_eq(chela__localized(object, "plain", "zh"), "same");
    ck_assert_str_eq(chela__localized(object, "other", "en"), "seul");
    ck_assert_ptr_null(chela__localized(object, "gone", "en"));
    json_decref(object);
}
END_TEST

START_TEST(wraps_foreign_tools)
{
    json_t *tools =
        json_pack("[{s:s, s:s, s:{s:s}}, {s:s, s:s}]", "name", "Get Weather!", "description",
                  "Weather of a city", "input", "type", "object", "name", "b", "effect", "read");
    struct chela__manifest *manifest = NULL;
    struct chela_error      err      = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__manifest_from_tools("tools", tools, &manifest, &err), CHELA_OK);
    ck_assert_uint_eq(manifest->capability_count, 2);
    ck_assert_str_eq(manifest->capabilities[0]->full_name, "tools/Get Weather!");
    ck_assert_int_eq(manifest->capabilities[0]->effect, CHELA__WRITE);
    ck_assert_int_eq(manifest->capabilities[1]->effect, CHELA__READ);
    ck_assert_str_eq(chela__json_str(manifest->capabilities[0]->json, "summary"),
                     "Weather of a city");
    chela__manifest_free(manifest);
    json_decref(tools);
}
END_TEST

START_TEST(refuses_a_second_tool_of_one_name)
{
    json_t                 *tools    = json_pack("[{s:s}, {s:s}]", "name", "a", "name", "a");
    struct chela__manifest *manifest = NULL;
    struct chela_error      err      = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__manifest_from_tools("tools", tools, &manifest, &err), CHELA_INVALID);
    ck_assert_str_eq(err.text, "capability 1: a second \"a\"");
    json_decref(tools);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("manifest");
    TCase *tcase = tcase_create("manifest");
    tcase_add_test(tcase, takes_over_members);
    tcase_add_test(tcase, defaults_allow_little);
    tcase_add_test(tcase, knows_reserved_capabilities);
    tcase_add_loop_test(tcase, refuses_with_pointer, 0, sizeof faults / sizeof *faults);
    tcase_add_test(tcase, compares_versions_by_number);
    tcase_add_test(tcase, chooses_the_best_language);
    tcase_add_test(tcase, wraps_foreign_tools);
    tcase_add_test(tcase, refuses_a_second_tool_of_one_name);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
