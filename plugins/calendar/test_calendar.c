// test_calendar.c - the handlers on a real folder of iCalendar files; free time as a property.
#include "calendar.chela.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/fake.h>

#include "free.h"

static char               root[] = "/tmp/chela-calendar-XXXXXX";
static struct chela_fake *fake;
static void              *state;

static void
setup(void)
{
    char text[256];
    memcpy(root + sizeof(root) - 7, "XXXXXX", 7);
    ck_assert_ptr_nonnull(mkdtemp(root));
    fake = chela_fake_new(root);
    snprintf(text, sizeof(text), "{\"folder\": \"%s/calendar\"}", root);
    chela_fake_set(fake, "config", text);
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
}

static void
teardown(void)
{
    char command[300];
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    ck_assert_int_eq(system(command), 0);
}

// Creates under a key of its own; the id, to be freed.
static char *
create(const char *key, const char *title, const char *start, const char *duration,
       const char *repeat)
{
    chela_fake_set(fake, "key", key);
    ck_assert_int_eq(calendar_create(chela_fake_call(fake), title, start, duration, NULL, repeat),
                     CHELA_OK);
    return strdup(json_string_value(json_object_get(chela_fake_reply(fake), "id")));
}

static const char *
item(const char *list, size_t index, const char *member)
{
    json_t *one = json_array_get(json_object_get(chela_fake_reply(fake), list), index);
    return json_string_value(json_object_get(one, member));
}

#define FRIDAY_AFTERNOON                                                                           \
    "{\"start\": \"2026-11-27T12:00:00+01:00\", \"end\": \"2026-11-27T18:00:00+01:00\"}"
#define FRIDAY "{\"start\": \"2026-11-27T00:00:00+01:00\", \"end\": \"2026-11-28T00:00:00+01:00\"}"

START_TEST(lists_what_was_created_in_order)
{
    free(create("a", "dinner", "2026-11-27T19:00:00+01:00", "PT2H", NULL));
    free(create("b", "dentist", "2026-11-27T09:00:00+01:00", "PT1H", NULL));
    ck_assert_int_eq(calendar_list(chela_fake_call(fake), FRIDAY, NULL), CHELA_OK);
    ck_assert_str_eq(item("events", 0, "text"), "2026-11-27 09:00-10:00 dentist");
    ck_assert_str_eq(item("events", 1, "title"), "dinner");
    ck_assert_ptr_null(item("events", 2, "title"));
    ck_assert_int_eq(calendar_list(chela_fake_call(fake), NULL, "the dentist"), CHELA_OK);
    ck_assert_str_eq(item("events", 0, "start"), "2026-11-27T09:00:00+01:00");
    ck_assert_ptr_null(item("events", 1, "title"));
}
END_TEST

START_TEST(a_key_creates_one_event)
{
    char *first  = create("k", "gym", "2026-11-27T09:00:00+01:00", "PT1H", NULL);
    char *second = create("k", "gym", "2026-11-27T09:00:00+01:00", "PT1H", NULL);
    ck_assert_str_eq(first, second);
    ck_assert_int_eq(calendar_list(chela_fake_call(fake), FRIDAY, NULL), CHELA_OK);
    ck_assert_ptr_null(item("events", 1, "title"));
    free(first);
    free(second);
}
END_TEST

START_TEST(a_repeated_event_keeps_its_hour_across_the_seasons)
{
    free(create("r", "choir", "2027-03-24T20:00:00+01:00", "PT1H", "FREQ=WEEKLY"));
    ck_assert_int_eq(calendar_list(chela_fake_call(fake),
                                   "{\"start\": \"2027-03-20T00:00:00+01:00\", \"end\": "
                                   "\"2027-04-03T00:00:00+02:00\"}",
                                   NULL),
                     CHELA_OK);
    ck_assert_str_eq(item("events", 0, "start"), "2027-03-24T20:00:00+01:00");
    ck_assert_str_eq(item("events", 1, "start"), "2027-03-31T20:00:00+02:00");
}
END_TEST

START_TEST(finds_the_gaps_of_an_afternoon)
{
    free(create("a", "meeting", "2026-11-27T13:00:00+01:00", "PT2H", NULL));
    free(create("b", "parcel", "2026-11-27T16:30:00+01:00", "PT30M", NULL));
    ck_assert_int_eq(calendar_find_free(chela_fake_call(fake), FRIDAY_AFTERNOON, "PT1H"), CHELA_OK);
    ck_assert_str_eq(item("free", 0, "start"), "2026-11-27T12:00:00+01:00");
    ck_assert_str_eq(item("free", 1, "start"), "2026-11-27T15:00:00+01:00");
    ck_assert_str_eq(item("free", 2, "start"), "2026-11-27T17:00:00+01:00");
    ck_assert_ptr_null(item("free", 3, "start"));
    ck_assert_int_eq(calendar_find_free(chela_fake_call(fake), FRIDAY, "PT4H"), CHELA_OK);
    ck_assert_str_eq(item("free", 0, "start"), "2026-11-27T08:00:00+01:00");
    ck_assert_ptr_null(item("free", 1, "start"));
}
END_TEST

START_TEST(refuses_what_is_over_or_upside_down)
{
    const char *text = NULL;
    ck_assert_int_lt(calendar_find_free(chela_fake_call(fake),
                                        "{\"start\": \"2020-01-01T00:00:00Z\", \"end\": "
                                        "\"2020-01-02T00:00:00Z\"}",
                                        "PT1H"),
                     0);
    chela_fake_failure(fake, &text);
    ck_assert_str_eq(text, "range: it is over already");
    ck_assert_int_lt(calendar_find_free(chela_fake_call(fake), FRIDAY, "P1Y"), 0);
    ck_assert_int_lt(
        calendar_find_free(chela_fake_call(fake), "{\"start\": \"x\", \"end\": \"y\"}", "PT1H"), 0);
    chela_fake_set(fake, "key", "z");
    ck_assert_int_lt(calendar_create(chela_fake_call(fake), "t", "2026-11-27T09:00:00+01:00",
                                     "PT1H", NULL, "FREQ=SOMETIMES"),
                     0);
}
END_TEST

START_TEST(a_move_keeps_the_length_and_is_taken_back)
{
    char *id = create("a", "dentist", "2026-11-27T09:00:00+01:00", "PT45M", NULL);
    chela_fake_set(fake, "key", "m");
    ck_assert_int_eq(
        calendar_update(chela_fake_call(fake), id, NULL, "2026-11-27T11:00:00+01:00", NULL, NULL),
        CHELA_OK);
    json_t *reply = chela_fake_reply(fake);
    ck_assert_str_eq(json_string_value(json_object_get(reply, "end")), "2026-11-27T11:45:00+01:00");
    char *revision = strdup(json_string_value(json_object_get(reply, "revision")));
    ck_assert_int_eq(calendar_restore(chela_fake_call(fake), id, revision), CHELA_OK);
    ck_assert_str_eq(json_string_value(json_object_get(chela_fake_reply(fake), "start")),
                     "2026-11-27T09:00:00+01:00");
    free(id);
    free(revision);
}
END_TEST

START_TEST(a_deletion_is_taken_back)
{
    char *id = create("a", "dentist", "2026-11-27T09:00:00+01:00", "PT1H", NULL);
    chela_fake_set(fake, "key", "d");
    ck_assert_int_eq(calendar_delete(chela_fake_call(fake), id), CHELA_OK);
    char *revision = strdup(json_string_value(json_object_get(chela_fake_reply(fake), "revision")));
    ck_assert_int_eq(calendar_list(chela_fake_call(fake), FRIDAY, NULL), CHELA_OK);
    ck_assert_ptr_null(item("events", 0, "title"));
    ck_assert_int_eq(calendar_restore(chela_fake_call(fake), id, revision), CHELA_OK);
    ck_assert_int_eq(calendar_list(chela_fake_call(fake), FRIDAY, NULL), CHELA_OK);
    ck_assert_str_eq(item("events", 0, "title"), "dentist");
    free(id);
    free(revision);
}
END_TEST

// Against a second by second count of what is busy.
START_TEST(free_time_agrees_with_counting)
{
    unsigned seed = 41;
    for (int round = 0; round < 2000; round++) {
        char        taken[100] = {0};
        struct span busy[8];
        struct span gaps[100];
        size_t      count  = (size_t)(rand_r(&seed) % 8);
        int64_t     length = 1 + rand_r(&seed) % 20;
        for (size_t i = 0; i < count; i++) {
            busy[i].start = rand_r(&seed) % 120 - 10;
            busy[i].end   = busy[i].start + rand_r(&seed) % 30 - 2;
            for (int64_t at = busy[i].start; at < busy[i].end; at++)
                if (at >= 0 && at < 100)
                    taken[at] = 1;
        }
        size_t found = free_spans(busy, count, (struct span){0, 100}, length, gaps, 100);
        size_t next  = 0;
        for (int64_t at = 0; at < 100;) {
            int64_t end = at;
            while (end < 100 && !taken[end])
                end++;
            if (end - at >= length) {
                ck_assert_uint_lt(next, found);
                ck_assert_int_eq(gaps[next].start, at);
                ck_assert_int_eq(gaps[next].end, end);
                next++;
            }
            at = end + 1;
        }
        ck_assert_uint_eq(next, found);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("calendar");
    TCase *tcase = tcase_create("calendar");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, lists_what_was_created_in_order);
    tcase_add_test(tcase, a_key_creates_one_event);
    tcase_add_test(tcase, a_repeated_event_keeps_its_hour_across_the_seasons);
    tcase_add_test(tcase, finds_the_gaps_of_an_afternoon);
    tcase_add_test(tcase, refuses_what_is_over_or_upside_down);
    tcase_add_test(tcase, a_move_keeps_the_length_and_is_taken_back);
    tcase_add_test(tcase, a_deletion_is_taken_back);
    tcase_add_test(tcase, free_time_agrees_with_counting);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
