// Reminders over a real store: listing, completing, becoming due.
#include "reminders.chela.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <chela/fake.h>

static char               folder[64];
static struct chela_fake *fake;
static void              *state;

static void
setup(void)
{
    snprintf(folder, sizeof folder, "/var/tmp/chela-reminders-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    fake = chela_fake_new(folder);
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
}

static void
teardown(void)
{
    char path[128];
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
    snprintf(path, sizeof path, "%s/reminders.json", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/reminders.lock", folder);
    unlink(path);
    rmdir(folder);
}

static json_t *
item(const char *list, size_t at)
{
    return json_array_get(json_object_get(chela_fake_reply(fake), list), at);
}

static const char *
member(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static size_t
take(const char *until)
{
    ck_assert_int_eq(reminders_take_due(chela_fake_call(fake), until), CHELA_OK);
    return json_array_size(json_object_get(chela_fake_reply(fake), "due"));
}

START_TEST(becomes_due_once)
{
    reminders_create(chela_fake_call(fake), "pay the rent", "2026-11-23T09:00:00+01:00", NULL);
    ck_assert_uint_eq(take("2026-11-23T08:59:59+01:00"), 0);
    ck_assert_str_eq(member(chela_fake_reply(fake), "next"), "2026-11-23T09:00:00+01:00");
    ck_assert_uint_eq(take("2026-11-23T09:00:00+01:00"), 1);
    ck_assert_str_eq(member(item("due", 0), "text"), "pay the rent");
    ck_assert_uint_eq(take("2026-11-23T10:00:00+01:00"), 0);
    ck_assert_str_eq(member(chela_fake_reply(fake), "next"), "");
}
END_TEST

START_TEST(repeats_by_its_rule)
{
    reminders_create(chela_fake_call(fake), "plants", "2026-11-22T18:00:00+01:00",
                     "FREQ=WEEKLY;BYDAY=MO;COUNT=2");
    ck_assert_str_eq(member(chela_fake_reply(fake), "at"), "2026-11-23T18:00:00+01:00");
    ck_assert_uint_eq(take("2026-11-23T19:00:00+01:00"), 1);
    ck_assert_str_eq(member(chela_fake_reply(fake), "next"), "2026-11-30T18:00:00+01:00");
    ck_assert_uint_eq(take("2026-11-30T19:00:00+01:00"), 1);
    ck_assert_str_eq(member(chela_fake_reply(fake), "next"), ""); // COUNT=2
}
END_TEST

START_TEST(missed_times_fire_once)
{
    reminders_create(chela_fake_call(fake), "plants", "2026-11-23T18:00:00+01:00", "FREQ=DAILY");
    ck_assert_uint_eq(take("2026-12-23T19:00:00+01:00"), 1);
    ck_assert_str_eq(member(chela_fake_reply(fake), "next"), "2026-12-24T18:00:00+01:00");
}
END_TEST

START_TEST(done_ones_are_neither_listed_nor_due)
{
    reminders_create(chela_fake_call(fake), "pay the rent", "2026-11-23T09:00:00+01:00", NULL);
    reminders_create(chela_fake_call(fake), "buy stamps", NULL, NULL);
    ck_assert_int_eq(reminders_complete(chela_fake_call(fake), "reminder-1"), CHELA_OK);
    ck_assert_str_eq(member(chela_fake_reply(fake), "text"), "pay the rent");
    ck_assert_uint_eq(take("2026-11-23T10:00:00+01:00"), 0);
    reminders_list(chela_fake_call(fake), NULL, false);
    ck_assert_str_eq(member(item("reminders", 0), "text"), "buy stamps");
    ck_assert_ptr_null(item("reminders", 1));
    reminders_list(chela_fake_call(fake), "rent", true);
    ck_assert_str_eq(member(item("reminders", 0), "id"), "reminder-1");
}
END_TEST

START_TEST(a_completion_is_taken_back)
{
    reminders_create(chela_fake_call(fake), "pay the rent", NULL, NULL);
    reminders_complete(chela_fake_call(fake), "reminder-1");
    ck_assert_int_eq(reminders_restore(chela_fake_call(fake), "reminder-1", 1), CHELA_OK);
    reminders_list(chela_fake_call(fake), NULL, false);
    ck_assert_ptr_nonnull(item("reminders", 0));
}
END_TEST

START_TEST(refuses_malformed_times)
{
    const char *text;
    ck_assert_int_eq(reminders_create(chela_fake_call(fake), "x", "tomorrow", NULL), CHELA_INVALID);
    ck_assert_int_eq(reminders_create(chela_fake_call(fake), "x", NULL, "FREQ=DAILY;BYSETPOS=2"),
                     CHELA_UNSUPPORTED);
    chela_fake_failure(fake, &text);
    ck_assert_str_eq(text, "this kind of repetition is not understood");
    reminders_list(chela_fake_call(fake), NULL, true);
    ck_assert_ptr_null(item("reminders", 0));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("reminders");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, becomes_due_once);
    tcase_add_test(tests, repeats_by_its_rule);
    tcase_add_test(tests, missed_times_fire_once);
    tcase_add_test(tests, done_ones_are_neither_listed_nor_due);
    tcase_add_test(tests, a_completion_is_taken_back);
    tcase_add_test(tests, refuses_malformed_times);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
