// The catalogue: what an index answers, what it refuses, and what search finds first.
#include "catalog/catalog.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "catalog/terms.h"

static struct chela__manifest *
read_manifest(const char *text)
{
    struct chela__manifest *manifest = NULL;
    struct chela_error      err      = CHELA_ERROR_INIT;
    chela__manifest_read(text, strlen(text), NULL, 0, &manifest, &err);
    ck_assert_str_eq(err.text, "");
    return manifest;
}

#define PLUGIN(id, capabilities)                                                                   \
    "{\"chela\":1,\"id\":\"" id                                                                    \
    "\",\"version\":\"1.0.0\",\"name\":{\"en\":\"Plugin\",\"zh\":\"插件\"},"                     \
    "\"summary\":\"Things.\"," capabilities "}"
#define CAPABILITY(name, en, zh)                                                                   \
    "\"" name "\":{\"summary\":{\"en\":\"" en "\",\"zh\":\"" zh                                    \
    "\"},\"input\":{\"type\":\"object\"},"                                                         \
    "\"output\":{},\"effect\":\"read\"}"

static const char notes_text[] = PLUGIN(
    "org.example.notes",
    "\"provides\":{\"chela.due/1\":{\"take\":\"notes.take_due\"}},"
    "\"capabilities\":{" CAPABILITY(
        "notes.create", "Write a new note",
        "新建一条便签") "," CAPABILITY("notes.search", "Find notes by a word",
                                       "查找便签") "," CAPABILITY("notes.take_due",
                                                                  "Take what is due of notes",
                                                                  "到期") "}");
static const char alarm_text[] =
    PLUGIN("org.example.clock",
           "\"capabilities\":{" CAPABILITY("alarm.set", "Set an alarm", "设置闹钟") "," CAPABILITY(
               "notes.create", "Write something else", "别的") "}");

static struct chela__catalog *
open_two(enum chela__tier second)
{
    struct chela__manifest *manifests[] = {read_manifest(notes_text), read_manifest(alarm_text)};
    const char *const       paths[]     = {"notes/1.0.0", "clock/1.0.0"};
    struct chela__buffer    image       = CHELA__BUFFER_INIT;
    struct chela__catalog  *catalog     = NULL;
    struct chela_error      err         = CHELA_ERROR_INIT;
    manifests[0]->tier                  = CHELA__VENDOR;
    manifests[1]->tier                  = second;
    ck_assert_int_eq(chela__index_build(manifests, paths, 2, &image, &err), CHELA_OK);
    ck_assert_int_eq(chela__catalog_from_image(image.data, image.len, &catalog, &err), CHELA_OK);
    chela__buffer_done(&image);
    chela__manifest_free(manifests[0]);
    chela__manifest_free(manifests[1]);
    return catalog;
}

static size_t
find(struct chela__catalog *catalog, const char *name, const char *preferred)
{
    size_t             index = SIZE_MAX;
    struct chela_error err   = CHELA_ERROR_INIT;
    chela__catalog_find(catalog, name, preferred, &index, &err);
    return index;
}

START_TEST(answers_from_the_image)
{
    struct chela__catalog *catalog = open_two(CHELA__SIDELOAD);
    struct chela__entry    entry;
    struct chela_error     err = CHELA_ERROR_INIT;
    ck_assert_uint_eq(chela__catalog_count(catalog), 5);
    ck_assert_int_eq(chela__catalog_entry(catalog, 0, "zh-CN", &entry, &err), CHELA_OK);
    ck_assert(chela__text_is(entry.name, "notes.create"));
    ck_assert(chela__text_is(entry.plugin, "org.example.notes"));
    ck_assert(chela__text_is(entry.summary, "新建一条便签"));
    ck_assert(chela__text_is(entry.path, "notes/1.0.0"));
    ck_assert_int_eq(entry.tier, CHELA__VENDOR);
    ck_assert_int_eq(chela__catalog_entry(catalog, 0, NULL, &entry, &err), CHELA_OK);
    ck_assert(chela__text_is(entry.summary, "Write a new note"));
    ck_assert_int_lt(chela__catalog_entry(catalog, 5, NULL, &entry, &err), 0);
    chela__catalog_free(catalog);
}
END_TEST

START_TEST(parses_a_capability_on_demand)
{
    struct chela__catalog    *catalog = open_two(CHELA__SIDELOAD);
    struct chela__capability *first = NULL, *again = NULL;
    struct chela_error        err = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__catalog_capability(catalog, 3, &first, &err), CHELA_OK);
    ck_assert_int_eq(chela__catalog_capability(catalog, 3, &again, &err), CHELA_OK);
    ck_assert_str_eq(first->full_name, "org.example.clock/alarm.set");
    ck_assert_ptr_eq(first, again);
    ck_assert_int_eq(first->plugin->tier, CHELA__SIDELOAD);
    chela__catalog_free(catalog);
}
END_TEST

START_TEST(highest_tier_wins_a_short_name)
{
    struct chela__catalog *catalog = open_two(CHELA__PLATFORM);
    ck_assert_uint_eq(find(catalog, "notes.create", NULL), 4);
    ck_assert_uint_eq(find(catalog, "org.example.notes/notes.create", NULL), 0);
    chela__catalog_free(catalog);
}
END_TEST

START_TEST(equal_tiers_need_a_choice)
{
    struct chela__catalog *catalog = open_two(CHELA__VENDOR);
    struct chela_error     err     = CHELA_ERROR_INIT;
    size_t                 index   = 0;
    ck_assert_int_eq(chela__catalog_find(catalog, "notes.create", NULL, &index, &err),
                     CHELA_CONFLICT);
    ck_assert_uint_eq(find(catalog, "notes.create", "org.example.notes"), 0);
    ck_assert_uint_eq(find(catalog, "notes.create", "org.example.clock"), 4);
    chela__catalog_free(catalog);
}
END_TEST

START_TEST(suggests_the_nearest_name)
{
    struct chela__catalog *catalog = open_two(CHELA__VENDOR);
    struct chela_error     err     = CHELA_ERROR_INIT;
    size_t                 index   = 0;
    ck_assert_int_eq(chela__catalog_find(catalog, "alarm.sett", NULL, &index, &err),
                     CHELA_NOT_FOUND);
    ck_assert_str_eq(err.text, "alarm.sett: no such capability; did you mean alarm.set?");
    chela__catalog_free(catalog);
}
END_TEST

START_TEST(finds_providers_by_role)
{
    struct chela__catalog *catalog = open_two(CHELA__VENDOR);
    size_t                 at      = 0;
    ck_assert_int_eq(chela__catalog_provider(catalog, "chela.due/1", "take", &at), CHELA_OK);
    ck_assert_uint_eq(at, 2);
    at++;
    ck_assert_int_eq(chela__catalog_provider(catalog, "chela.due/1", "take", &at), CHELA_NOT_FOUND);
    chela__catalog_free(catalog);
}
END_TEST

static size_t
search_first(struct chela__catalog *catalog, const char *text, size_t *ret_count)
{
    struct chela__hit  hits[8] = {{0}};
    struct chela_error err     = CHELA_ERROR_INIT;
    ck_assert_int_eq(
        chela__catalog_search(catalog, text, strlen(text), NULL, hits, 8, ret_count, &err),
        CHELA_OK);
    return *ret_count ? hits[0].index : SIZE_MAX;
}

START_TEST(search_finds_words_in_other_forms)
{
    struct chela__catalog *catalog = open_two(CHELA__SIDELOAD);
    size_t                 count;
    ck_assert_uint_eq(search_first(catalog, "creating notes", &count), 0);
    ck_assert_uint_eq(search_first(catalog, "please set ALARMS for me", &count), 3);
    ck_assert_uint_eq(search_first(catalog, "设置闹钟", &count), 3);
    ck_assert_uint_eq(search_first(catalog, "pizza", &count), SIZE_MAX);
    chela__catalog_free(catalog);
}
END_TEST

START_TEST(search_skips_reserved_capabilities)
{
    struct chela__catalog *catalog = open_two(CHELA__SIDELOAD);
    size_t                 count;
    ck_assert_uint_eq(search_first(catalog, "due", &count), SIZE_MAX);
    chela__catalog_free(catalog);
}
END_TEST

// Every byte of an image changed, one after the other: no read leaves the image.
START_TEST(survives_damaged_images)
{
    struct chela__manifest *manifest = read_manifest(notes_text);
    struct chela__buffer    image    = CHELA__BUFFER_INIT;
    ck_assert_int_eq(chela__index_build(&manifest, NULL, 1, &image, NULL), CHELA_OK);
    for (size_t at = 0; at < image.len; at++) {
        struct chela__catalog *catalog = NULL;
        char                   kept    = image.data[at];
        image.data[at]                 = (char)(kept ^ 0xFF);
        if (chela__catalog_from_image(image.data, image.len, &catalog, NULL) == CHELA_OK) {
            struct chela__hit   hits[4];
            size_t              count = 0;
            struct chela__entry entry;
            (void)chela__catalog_search(catalog, "note 便签", 11, NULL, hits, 4, &count, NULL);
            (void)chela__catalog_entry(catalog, 0, "zh", &entry, NULL);
            (void)find(catalog, "notes.create", NULL);
        }
        chela__catalog_free(catalog);
        image.data[at] = kept;
    }
    for (size_t len = 0; len < image.len; len++) {
        struct chela__catalog *catalog = NULL;
        ck_assert_int_lt(chela__catalog_from_image(image.data, len, &catalog, NULL), 0);
    }
    chela__buffer_done(&image);
    chela__manifest_free(manifest);
}
END_TEST

START_TEST(thousands_of_tools_are_searched_at_once)
{
    json_t *tools = json_array();
    for (int i = 0; i < 4076; i++) {
        char name[32], text[200];
        snprintf(name, sizeof name, "get_thing_%d", i);
        snprintf(text, sizeof text, "Retrieve thing number %d of kind %d for group %d and city", i,
                 i % 97, i % 11);
        json_array_append_new(tools, json_pack("{s:s, s:s}", "name", name, "description", text));
    }
    struct chela__manifest *manifest = NULL;
    struct chela__catalog  *catalog  = NULL;
    struct chela_error      err      = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__manifest_from_tools("tools", tools, &manifest, &err), CHELA_OK);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, &err), CHELA_OK);
    chela__manifest_free(manifest);
    size_t count;
    ck_assert_uint_eq(search_first(catalog, "retrieve the thing 1234", &count), 1234);
    struct chela__capability *capability = NULL;
    ck_assert_int_eq(chela__catalog_capability(catalog, 1234, &capability, &err), CHELA_OK);
    ck_assert_str_eq(capability->name, "get_thing_1234");
    chela__catalog_free(catalog);
    json_decref(tools);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("catalog");
    TCase *tcase = tcase_create("catalog");
    tcase_add_test(tcase, answers_from_the_image);
    tcase_add_test(tcase, parses_a_capability_on_demand);
    tcase_add_test(tcase, highest_tier_wins_a_short_name);
    tcase_add_test(tcase, equal_tiers_need_a_choice);
    tcase_add_test(tcase, suggests_the_nearest_name);
    tcase_add_test(tcase, finds_providers_by_role);
    tcase_add_test(tcase, search_finds_words_in_other_forms);
    tcase_add_test(tcase, search_skips_reserved_capabilities);
    tcase_add_test(tcase, survives_damaged_images);
    tcase_add_test(tcase, thousands_of_tools_are_searched_at_once);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
