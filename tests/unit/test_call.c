// test_call.c - calls from checked input to checked output, through a sandboxed worker.
#include "fixtures/calls.h"

#include <sys/mman.h>
#include <unistd.h>

static struct test_calls host;

static void
open_host(void)
{
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
}

static void
close_host(void)
{
    test_calls_close(&host);
}

START_TEST(answers)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.text", "{\"text\":\"hi\"}");
    ck_assert_int_eq(outcome.effect, CHELA_NO_EFFECT);
    expect_output(&outcome, "{\"text\":\"hi\"}");
}
END_TEST

START_TEST(hands_over_typed_arguments)
{
    struct test_outcome outcome =
        test_call(&host, "echo", "echo.all",
                  "{\"flag\":true,\"count\":-9007199254740993,\"ratio\":2,\"text\":\"\\u4f60\","
                  "\"color\":\"blue\",\"list\":[1,{\"a\":null}]}");
    expect_output(&outcome, "{\"color\":2,\"count\":-9007199254740993,\"flag\":true,"
                            "\"list\":\"[1,{\\\"a\\\":null}]\",\"more\":null,\"note\":null,"
                            "\"ratio\":2.0,\"size\":7,\"text\":\"你\"}");
}
END_TEST

START_TEST(refuses_input_before_any_plugin_runs)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.text", "{\"text\":5}");
    ck_assert_int_eq(outcome.status, CHELA_INVALID);
    ck_assert_ptr_nonnull(strstr(outcome.text, "echo.text: input"));
    ck_assert_ptr_nonnull(strstr(outcome.text, "/text"));
}
END_TEST

START_TEST(answers_later_from_a_thread)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.later", "{\"text\":\"hi\"}");
    expect_output(&outcome, "{\"text\":\"hi\"}");
}
END_TEST

START_TEST(tells_the_plugin_the_facts)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.facts", "{}");
    ck_assert_int_eq(outcome.status, CHELA_OK);
    ck_assert_str_eq(json_string_value(json_object_get(outcome.output, "config")),
                     "{\"greeting\":\"hello\"}");
    ck_assert_str_eq(json_string_value(json_object_get(outcome.output, "lang")), "en");
    ck_assert_uint_eq(strlen(json_string_value(json_object_get(outcome.output, "key"))), 32);
    ck_assert(json_is_null(json_object_get(outcome.output, "nothing")));
    ck_assert_double_eq(outcome.progress, 0.5);
    ck_assert_str_eq(host.log, "org.example.echo: facts were asked for\n");
    json_decref(outcome.output);
}
END_TEST

START_TEST(collects_a_stream)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.count", "{\"to\":3}");
    ck_assert_uint_eq(outcome.items, 3);
    expect_output(&outcome, "{\"items\":[{\"n\":1},{\"n\":2},{\"n\":3}]}");
}
END_TEST

START_TEST(refuses_an_item_that_does_not_fit)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.count", "{\"to\":2000}");
    ck_assert_uint_eq(outcome.items, 1000);
    ck_assert_int_eq(outcome.status, CHELA_INVALID);
}
END_TEST

START_TEST(cancels_at_the_deadline)
{
    struct test_outcome outcome;
    test_start(&host, "echo", "echo.wait", "{}", NULL, 50, &outcome);
    test_wait(&host, &outcome);
    ck_assert_int_eq(outcome.status, CHELA_TIMEOUT);
    ck_assert_int_eq(outcome.effect, CHELA_NO_EFFECT); // the plugin said so itself
}
END_TEST

START_TEST(wakes_a_polling_handler)
{
    struct test_outcome outcome;
    struct chela__call *call =
        test_start(&host, "echo", "echo.wait", "{\"poll\":true}", NULL, 0, &outcome);
    struct test_outcome other;
    test_start(&host, "echo", "echo.text", "{\"text\":\"x\"}", NULL, 0, &other);
    chela__loop_dispatch(host.loop, 1000, NULL);
    chela__call_cancel(call);
    test_wait(&host, &outcome);
    ck_assert_int_eq(outcome.status, CHELA_CANCELLED);
    test_wait(&host, &other);
    expect_output(&other, "{\"text\":\"x\"}");
}
END_TEST

START_TEST(cancels_what_waits)
{
    struct test_outcome first, second;
    struct chela__call *running = test_start(&host, "echo", "echo.wait", "{}", NULL, 0, &first);
    struct chela__call *waiting =
        test_start(&host, "echo", "echo.text", "{\"text\":\"x\"}", NULL, 0, &second);
    chela__call_cancel(waiting);
    test_wait(&host, &second);
    ck_assert_int_eq(second.status, CHELA_CANCELLED);
    ck_assert_int_eq(second.effect, CHELA_NO_EFFECT);
    chela__call_cancel(running);
    test_wait(&host, &first);
}
END_TEST

START_TEST(leaves_room_for_one_fail_after_a_refused_reply)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.wrong", "{\"fail\":true}");
    ck_assert_int_eq(outcome.status, CHELA_INVALID);
    ck_assert_int_eq(outcome.effect, CHELA_EFFECT_DONE);
    ck_assert_ptr_nonnull(strstr(outcome.text, "/id"));
    outcome = test_call(&host, "echo", "echo.wrong", "{\"fail\":false}");
    ck_assert_int_eq(outcome.status, CHELA_INVALID);
    ck_assert_int_eq(outcome.effect, CHELA_EFFECT_UNKNOWN);
}
END_TEST

START_TEST(hands_up_why_it_failed)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.fail", "{}");
    ck_assert_int_eq(outcome.status, CHELA_BUSY);
    ck_assert_int_eq(outcome.effect, CHELA_NO_EFFECT);
    ck_assert_str_eq(outcome.text, "come back later");
}
END_TEST

START_TEST(carries_large_values)
{
    struct test_outcome outcome = test_call(&host, "echo", "echo.big", "{\"size\":2000000}");
    ck_assert_int_eq(outcome.status, CHELA_OK);
    ck_assert_uint_eq(json_string_length(json_object_get(outcome.output, "text")), 2000000);
    json_decref(outcome.output);
}
END_TEST

START_TEST(hands_files_in_and_out)
{
    struct chela__files *files;
    struct test_outcome  made, read;
    char                 input[128];
    ck_assert_int_eq(chela__files_new(&files, NULL), CHELA_OK);
    test_start(&host, "echo", "echo.make", "{\"text\":\"in a file\"}", files, 0, &made);
    test_wait(&host, &made);
    ck_assert_msg(made.status == CHELA_OK, "%s", made.text);
    snprintf(input, sizeof(input), "{\"file\":\"%s\"}",
             json_string_value(json_object_get(made.output, "file")));
    json_decref(made.output);
    for (int i = 0; i < 2; i++) { // each call reads from the start
        test_start(&host, "echo", "echo.read", input, files, 0, &read);
        test_wait(&host, &read);
        expect_output(&read, "{\"text\":\"in a file\",\"wrote\":false}");
    }
    chela__files_free(files);
}
END_TEST

START_TEST(knows_no_foreign_file)
{
    struct chela__files *files;
    struct test_outcome  outcome;
    ck_assert_int_eq(chela__files_new(&files, NULL), CHELA_OK);
    test_start(&host, "echo", "echo.read", "{\"file\":\"file:00112233445566778899aabbccddeeff\"}",
               files, 0, &outcome);
    test_wait(&host, &outcome);
    ck_assert_int_eq(outcome.status, CHELA_NOT_FOUND);
    chela__files_free(files);
}
END_TEST

START_TEST(closes_with_calls_under_way)
{
    struct test_outcome outcome;
    test_start(&host, "echo", "echo.wait", "{}", NULL, 0, &outcome);
    for (int i = 0; i < 3; i++)
        chela__loop_dispatch(host.loop, 20, NULL);
    ck_assert(!outcome.is_done);
    chela__calls_free(host.calls);
    host.calls = NULL;
    ck_assert(outcome.is_done);
    ck_assert_int_eq(outcome.status, CHELA_CANCELLED);
}
END_TEST

START_TEST(runs_in_process_where_policy_says_so)
{
    json_t *policy = json_loads("{\"policy\":1,\"in_host\":[\"org.example.local\"]}", 0, NULL);
    struct test_calls   here;
    struct test_outcome outcome;
    ck_assert_ptr_nonnull(policy);
    test_calls_open(&here, CHELA__PLATFORM, policy);
    outcome = test_call(&here, "local", "echo.text", "{\"text\":\"hi\"}");
    expect_output(&outcome, "{\"text\":\"hi\"}");
    outcome = test_call(&here, "local", "echo.later", "{\"text\":\"later\"}");
    expect_output(&outcome, "{\"text\":\"later\"}");
    test_start(&here, "local", "echo.wait", "{}", NULL, 50, &outcome);
    test_wait(&here, &outcome);
    ck_assert_int_eq(outcome.status, CHELA_TIMEOUT);
    outcome = test_call(&here, "local", "echo.count", "{\"to\":2}");
    expect_output(&outcome, "{\"items\":[{\"n\":1},{\"n\":2}]}");
    test_calls_close(&here);
    json_decref(policy);
}
END_TEST

static bool is_revoked;

static chela_status
load_unless_revoked(void *user, const char *id, const char *version,
                    struct chela__loadable *ret_loadable, struct chela_error *err)
{
    if (is_revoked)
        return chela__error(err, CHELA_UNTRUSTED, "%s: revoked", id);
    return test_calls_load(user, id, version, ret_loadable, err);
}

START_TEST(ends_what_is_revoked)
{
    struct test_calls   own;
    struct test_outcome running, queued;
    int64_t             began;
    is_revoked = false;
    test_calls_open_with(&own, CHELA__SIDELOAD, NULL, load_unless_revoked);
    running = test_call(&own, "echo", "echo.text", "{\"text\":\"x\"}");
    expect_output(&running, "{\"text\":\"x\"}");
    test_start(&own, "echo", "echo.wait", "{}", NULL, 0, &running);
    test_start(&own, "echo", "echo.wait", "{}", NULL, 0, &queued);
    chela__calls_recheck(own.calls); // nothing has changed
    ck_assert(!running.is_done);
    is_revoked = true;
    began      = chela__monotonic_ms();
    chela__calls_recheck(own.calls);
    test_wait(&own, &running);
    test_wait(&own, &queued);
    ck_assert_int_lt(chela__monotonic_ms() - began, 1000);
    ck_assert_int_eq(running.status, CHELA_UNTRUSTED);
    ck_assert_int_eq(queued.status, CHELA_UNTRUSTED);
    ck_assert_ptr_nonnull(strstr(running.text, "revoked"));
    running = test_call(&own, "echo", "echo.text", "{\"text\":\"x\"}");
    ck_assert_int_eq(running.status, CHELA_UNTRUSTED);
    is_revoked = false; // vouched for again
    running    = test_call(&own, "echo", "echo.text", "{\"text\":\"x\"}");
    expect_output(&running, "{\"text\":\"x\"}");
    test_calls_close(&own);
}
END_TEST

// A thread of the host cannot be killed: nobody is answered by it any more, and the sentence says
// what is left to do.
START_TEST(refuses_what_is_revoked_in_the_host)
{
    struct test_calls   own;
    struct test_outcome running;
    json_t *policy = json_pack("{s:i, s:[s]}", "policy", 1, "in_host", "org.example.local");
    is_revoked     = false;
    test_calls_open_with(&own, CHELA__PLATFORM, policy, load_unless_revoked);
    test_start(&own, "local", "echo.wait", "{}", NULL, 0, &running);
    is_revoked = true;
    chela__calls_recheck(own.calls);
    test_wait(&own, &running);
    ck_assert_int_eq(running.status, CHELA_UNTRUSTED);
    ck_assert_ptr_nonnull(strstr(running.text, "until the host is restarted"));
    running = test_call(&own, "local", "echo.text", "{\"text\":\"x\"}");
    ck_assert_int_eq(running.status, CHELA_UNTRUSTED);
    test_calls_close(&own);
    json_decref(policy);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("call");
    TCase *tcase = tcase_create("call");
    tcase_add_checked_fixture(tcase, open_host, close_host);
    tcase_add_test(tcase, answers);
    tcase_add_test(tcase, hands_over_typed_arguments);
    tcase_add_test(tcase, refuses_input_before_any_plugin_runs);
    tcase_add_test(tcase, answers_later_from_a_thread);
    tcase_add_test(tcase, tells_the_plugin_the_facts);
    tcase_add_test(tcase, collects_a_stream);
    tcase_add_test(tcase, refuses_an_item_that_does_not_fit);
    tcase_add_test(tcase, cancels_at_the_deadline);
    tcase_add_test(tcase, wakes_a_polling_handler);
    tcase_add_test(tcase, cancels_what_waits);
    tcase_add_test(tcase, leaves_room_for_one_fail_after_a_refused_reply);
    tcase_add_test(tcase, hands_up_why_it_failed);
    tcase_add_test(tcase, carries_large_values);
    tcase_add_test(tcase, hands_files_in_and_out);
    tcase_add_test(tcase, knows_no_foreign_file);
    tcase_add_test(tcase, closes_with_calls_under_way);
    tcase_add_test(tcase, ends_what_is_revoked);
    tcase_add_test(tcase, refuses_what_is_revoked_in_the_host);
    tcase_add_test(tcase, runs_in_process_where_policy_says_so);
    tcase_set_timeout(tcase, 30);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
