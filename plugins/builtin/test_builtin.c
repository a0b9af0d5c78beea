// The pure operations by their replies.
#include "builtin.chela.h"

#include <check.h>
#include <stdlib.h>

#include <chela/fake.h>

static struct chela_fake *fake;

static void
setup(void)
{
    fake = chela_fake_new("/nonexistent");
}

static void
teardown(void)
{
    chela_fake_free(fake);
}

static void
expect(const char *json)
{
    json_t *wanted = json_loads(json, 0, NULL);
    ck_assert_ptr_nonnull(wanted);
    char *got = json_dumps(chela_fake_reply(fake), JSON_COMPACT | JSON_REAL_PRECISION(15));
    ck_assert_msg(json_equal(wanted, chela_fake_reply(fake)), "got %s", got ? got : "nothing");
    free(got);
    json_decref(wanted);
}

START_TEST(formats_by_name_and_pointer)
{
    text_format(chela_fake_call(fake), "{name}: {/a/*/b}, {missing}{}",
                "{\"name\": \"x\", \"a\": [{\"b\": 1.5}, {\"b\": true}]}");
    expect("{\"text\": \"x: 1.5, true, {}\"}");
    text_format(chela_fake_call(fake), "plain {", NULL);
    expect("{\"text\": \"plain {\"}");
}
END_TEST

START_TEST(joins)
{
    text_join(chela_fake_call(fake), "[\"牛奶\", \"面包\"]", "、");
    expect("{\"text\": \"牛奶、面包\"}");
}
END_TEST

START_TEST(picks_from_both_ends)
{
    list_pick(chela_fake_call(fake), "[1, 2, 3]", 1);
    expect("{\"item\": 1}");
    list_pick(chela_fake_call(fake), "[1, 2, 3]", -1);
    expect("{\"item\": 3}");
    ck_assert_int_eq(list_pick(chela_fake_call(fake), "[1]", 2), CHELA_NOT_FOUND);
    ck_assert_int_eq(list_pick(chela_fake_call(fake), "[]", 0), CHELA_NOT_FOUND);
}
END_TEST

START_TEST(filters)
{
    const char *items = "[{\"n\": 1, \"t\": \"Red\"}, {\"n\": 5, \"t\": \"blue\"}, {}]";
    list_filter(chela_fake_call(fake), items, "/n", LIST_FILTER_IS_ABOVE, "3");
    expect("{\"items\": [{\"n\": 5, \"t\": \"blue\"}], \"count\": 1}");
    list_filter(chela_fake_call(fake), items, "/t", LIST_FILTER_IS_CONTAINS, "\"red\"");
    expect("{\"items\": [{\"n\": 1, \"t\": \"Red\"}], \"count\": 1}");
    list_filter(chela_fake_call(fake), items, "/n", LIST_FILTER_IS_DIFFERENT, "5.0");
    expect("{\"items\": [{\"n\": 1, \"t\": \"Red\"}, {}], \"count\": 2}");
    list_filter(chela_fake_call(fake), items, "/n", LIST_FILTER_IS_AT_MOST, "\"x\"");
    expect("{\"items\": [], \"count\": 0}");
}
END_TEST

START_TEST(sorts_and_keeps_the_order_of_equals)
{
    list_sort(chela_fake_call(fake), "[3, \"b\", 1.5, \"a\"]", "", false);
    expect("{\"items\": [1.5, 3, \"a\", \"b\"]}");
    list_sort(chela_fake_call(fake), "[{\"n\":1,\"k\":\"a\"},{\"n\":2},{\"n\":1,\"k\":\"b\"}]",
              "/n", true);
    expect("{\"items\": [{\"n\":2},{\"n\":1,\"k\":\"a\"},{\"n\":1,\"k\":\"b\"}]}");
}
END_TEST

START_TEST(counts_and_sums)
{
    list_count(chela_fake_call(fake), "[[], {}]");
    expect("{\"count\": 2}");
    number_sum(chela_fake_call(fake), "[19.9, 0.1, 5]");
    expect("{\"sum\": 25}");
    number_sum(chela_fake_call(fake), "[0.1, 0.2]");
    expect("{\"sum\": 0.3}");
    number_sum(chela_fake_call(fake), "[]");
    expect("{\"sum\": 0}");
}
END_TEST

START_TEST(adds_times)
{
    time_add(chela_fake_call(fake), NULL, "P21D", false);
    expect("{\"time\": \"2026-12-13T17:00:00+01:00\"}");
    time_add(chela_fake_call(fake), "2026-03-31T09:00:00+02:00", "P1M", true);
    expect("{\"time\": \"2026-02-28T09:00:00+01:00\"}");
    ck_assert_int_eq(time_add(chela_fake_call(fake), NULL, "soon", false), CHELA_INVALID);
}
END_TEST

START_TEST(counts_days_by_the_calendar)
{
    time_difference(chela_fake_call(fake), NULL, "2026-12-25T00:00:00+01:00");
    expect("{\"duration\": \"PT775H\", \"days\": 33}");
    time_difference(chela_fake_call(fake), "2026-11-23T00:30:00+01:00",
                    "2026-11-22T23:30:00+01:00");
    expect("{\"duration\": \"-PT1H\", \"days\": -1}");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("builtin");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, formats_by_name_and_pointer);
    tcase_add_test(tests, joins);
    tcase_add_test(tests, picks_from_both_ends);
    tcase_add_test(tests, filters);
    tcase_add_test(tests, sorts_and_keeps_the_order_of_equals);
    tcase_add_test(tests, counts_and_sums);
    tcase_add_test(tests, adds_times);
    tcase_add_test(tests, counts_days_by_the_calendar);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
