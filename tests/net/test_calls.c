// When connections are made: for who declares some, while a call of the plugin runs, and on record.
#include "net/server.h"

#include "fixtures/listener.h"

START_TEST(the_service_is_for_who_declares_connections)
{
    struct test_calls host;
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    struct test_outcome outcome = test_call(&host, "late", "net.act", "{}");
    expect_output(&outcome, "{\"names\":true,\"service\":true}");
    outcome = test_call(&host, "offline", "net.act", "{}");
    expect_output(&outcome, "{\"names\":false,\"service\":false}");
    test_calls_close(&host);
}
END_TEST

START_TEST(nothing_is_connected_for_nobody)
{
    struct test_calls    host;
    struct test_listener listener;
    char                 input[64];
    test_listen(&listener, 8);
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    write_settings(&host, "late", "127.0.0.1", listener.port);
    snprintf(input, sizeof(input), "{\"late\": %u}", listener.port);
    struct test_outcome outcome = test_call(&host, "late", "net.act", input);
    expect_output(&outcome, "{}");
    outcome = test_call(&host, "late", "net.act", "{\"go\": 1}");
    expect_output(&outcome, "{}");
    int64_t end = chela__monotonic_ms() + 2000;
    while (!strstr(host.log, "running calls") && chela__monotonic_ms() < end)
        ck_assert_int_eq(chela__loop_dispatch(host.loop, 50, NULL), CHELA_OK);
    outcome = test_call(&host, "late", "net.act", "{\"what\": 1}");
    expect_output(&outcome, "{\"error\":\"Permission denied\"}");
    ck_assert_ptr_nonnull(strstr(host.log, "connections are made for running calls only"));
    test_calls_close(&host);
    test_listener_close(&listener);
}
END_TEST

START_TEST(a_connection_is_told_and_logged)
{
    struct test_calls          host;
    struct test_listener       listener;
    struct chela_error         err   = CHELA_ERROR_INIT;
    struct chela__state       *state = NULL;
    struct chela__audit_report report;
    char                       folder[] = "/tmp/chela-state-XXXXXX", input[64], to[64];
    char                       path[96], *log = NULL;
    size_t                     len;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    test_listen(&listener, 8);
    ck_assert_msg(chela__state_open(folder, chela__clock_system(), &state, &err) == CHELA_OK, "%s",
                  err.text);
    test_calls_open_as(&host, &(struct test_setup){.tier = CHELA__VENDOR, .state = state});
    write_settings(&host, "late", "127.0.0.1", listener.port);
    snprintf(input, sizeof(input), "{\"now\": %u}", listener.port);
    snprintf(to, sizeof(to), "127.0.0.1:%u (127.0.0.1)", listener.port);
    struct test_outcome outcome = test_call(&host, "late", "net.act", input);
    ck_assert_str_eq(outcome.connected, to);
    expect_output(&outcome, "{\"error\":\"Success\"}");
    outcome = test_call(&host, "late", "net.act", "{\"now\": 1}");
    expect_output(&outcome, "{\"error\":\"Permission denied\"}");
    ck_assert_str_eq(outcome.connected, "");
    test_calls_close(&host);
    ck_assert_int_eq(chela__audit_verify(state, &report, NULL), CHELA_OK);
    chela__state_close(state);
    snprintf(path, sizeof(path), "%s/audit.log", folder);
    ck_assert_int_eq(chela__file_read(AT_FDCWD, path, 1 << 20, &log, &len, NULL), CHELA_OK);
    ck_assert_msg(strstr(log, to) && strstr(log, "\"connect\"") && strstr(log, "127.0.0.1:1\""),
                  "%s", log);
    free(log);
    chela__remove_tree(AT_FDCWD, folder, NULL);
    test_listener_close(&listener);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("calls");
    TCase *tests = tcase_create("calls");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_service_is_for_who_declares_connections);
    tcase_add_test(tests, nothing_is_connected_for_nobody);
    tcase_add_test(tests, a_connection_is_told_and_logged);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
