// Notes over a real store in a temporary folder; the store's promises with it.
#include "notes.chela.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/fake.h>

static char               folder[64];
static struct chela_fake *fake;

static void *
start(void)
{
    void *state = NULL;
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
    return state;
}

static void
setup(void)
{
    snprintf(folder, sizeof folder, "/var/tmp/chela-notes-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    fake = chela_fake_new(folder);
}

static void
teardown(void)
{
    char path[128];
    chela_fake_free(fake);
    snprintf(path, sizeof path, "%s/notes.json", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/notes.lock", folder);
    unlink(path);
    rmdir(folder);
}

static const char *
text_of(const char *pointer_member)
{
    return json_string_value(json_object_get(chela_fake_reply(fake), pointer_member));
}

static size_t
search(const char *query)
{
    ck_assert_int_eq(notes_search(chela_fake_call(fake), query, 20), CHELA_OK);
    return json_array_size(json_object_get(chela_fake_reply(fake), "notes"));
}

static const char *
found(size_t at)
{
    json_t *notes = json_object_get(chela_fake_reply(fake), "notes");
    return json_string_value(json_object_get(json_array_get(notes, at), "text"));
}

START_TEST(keeps_and_finds_notes)
{
    void *state = start();
    ck_assert_int_eq(notes_create(chela_fake_call(fake), "the plumber's code is 41", NULL), 0);
    ck_assert_str_eq(text_of("id"), "note-1");
    ck_assert_int_eq(notes_create(chela_fake_call(fake), "milk, bread", "shopping"), 0);
    ck_assert_int_eq(notes_create(chela_fake_call(fake), "会议室的密码是41", NULL), 0);
    ck_assert_uint_eq(search("the plumber"), 1);
    ck_assert_str_eq(found(0), "the plumber's code is 41");
    ck_assert_uint_eq(search("shopping"), 1);
    ck_assert_uint_eq(search("会议室"), 1);
    ck_assert_uint_eq(search("dragons"), 0);
    ck_assert_uint_eq(search(NULL), 3);
    ck_assert_str_eq(found(0), "会议室的密码是41"); // the newest first
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(survives_a_restart)
{
    void *state = start();
    notes_create(chela_fake_call(fake), "water the plants", NULL);
    chela_plugin_v1.close(state);
    state = start();
    ck_assert_uint_eq(search("plants"), 1);
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(a_repeated_key_writes_once)
{
    void *state = start();
    chela_fake_set(fake, "key", "k1");
    notes_create(chela_fake_call(fake), "water the plants", NULL);
    notes_create(chela_fake_call(fake), "water the plants", NULL);
    ck_assert_str_eq(text_of("id"), "note-1");
    chela_fake_set(fake, "key", "");
    ck_assert_uint_eq(search(NULL), 1);
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(what_was_deleted_or_changed_comes_back)
{
    void *state = start();
    notes_create(chela_fake_call(fake), "shopping: milk", NULL);
    ck_assert_int_eq(notes_append(chela_fake_call(fake), "note-1", "eggs"), CHELA_OK);
    ck_assert_str_eq(text_of("text"), "shopping: milk\neggs");
    json_int_t version = json_integer_value(json_object_get(chela_fake_reply(fake), "version"));
    ck_assert_int_eq(notes_restore(chela_fake_call(fake), "note-1", version), CHELA_OK);
    ck_assert_str_eq(text_of("text"), "shopping: milk");
    ck_assert_int_eq(notes_delete(chela_fake_call(fake), "note-1"), CHELA_OK);
    ck_assert_str_eq(text_of("text"), "shopping: milk");
    version = json_integer_value(json_object_get(chela_fake_reply(fake), "version"));
    ck_assert_uint_eq(search(NULL), 0);
    ck_assert_int_eq(notes_restore(chela_fake_call(fake), "note-1", version), CHELA_OK);
    ck_assert_uint_eq(search("milk"), 1);
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(history_ends_after_a_day)
{
    void *state = start();
    notes_create(chela_fake_call(fake), "secret", NULL);
    notes_delete(chela_fake_call(fake), "note-1");
    chela_fake_set(fake, "now", "2026-11-24T18:00:00+01:00");
    notes_create(chela_fake_call(fake), "other", NULL);
    ck_assert_int_eq(notes_restore(chela_fake_call(fake), "note-1", 1), CHELA_NOT_FOUND);
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(another_process_is_seen)
{
    void *state = start();
    void *other = NULL;
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &other), CHELA_OK);
    chela_fake_state(fake, other);
    notes_create(chela_fake_call(fake), "from the other", NULL);
    chela_fake_state(fake, state);
    ck_assert_uint_eq(search("other"), 1);
    notes_create(chela_fake_call(fake), "mine", NULL);
    ck_assert_str_eq(text_of("id"), "note-2");
    chela_plugin_v1.close(other);
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(names_what_is_missing)
{
    void       *state = start();
    const char *text;
    ck_assert_int_eq(notes_delete(chela_fake_call(fake), "note-7"), CHELA_NOT_FOUND);
    chela_fake_failure(fake, &text);
    ck_assert_str_eq(text, "there is no such note");
    ck_assert_int_eq(notes_append(chela_fake_call(fake), "note-7", "x"), CHELA_NOT_FOUND);
    chela_plugin_v1.close(state);
}
END_TEST

START_TEST(a_broken_store_is_unavailable_and_kept)
{
    char        path[128];
    void       *state = NULL;
    const char *text;
    snprintf(path, sizeof path, "%s/notes.json", folder);
    FILE *file = fopen(path, "w");
    fputs("{\"records\"", file);
    fclose(file);
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_UNAVAILABLE);
    chela_fake_failure(fake, &text);
    ck_assert_ptr_nonnull(strstr(text, "notes.json"));
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("notes");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, keeps_and_finds_notes);
    tcase_add_test(tests, survives_a_restart);
    tcase_add_test(tests, a_repeated_key_writes_once);
    tcase_add_test(tests, what_was_deleted_or_changed_comes_back);
    tcase_add_test(tests, history_ends_after_a_day);
    tcase_add_test(tests, another_process_is_seen);
    tcase_add_test(tests, names_what_is_missing);
    tcase_add_test(tests, a_broken_store_is_unavailable_and_kept);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
