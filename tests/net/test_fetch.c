// libcurl in a worker against a real HTTP server on the loopback interface, and chela.net/1 itself.
#include "net/server.h"

#include "fixtures/listener.h"

static const char python[] = "/usr/bin/python3";

struct web {
    struct test_calls host;
    uint16_t          port;
    pid_t             pid;
};

static void
open_web(struct web *self, const char *declared)
{
    char port[8], folder[96], path[128];
    test_calls_open(&self->host, CHELA__SIDELOAD, NULL);
    self->port = free_port();
    snprintf(port, sizeof(port), "%u", self->port);
    snprintf(folder, sizeof(folder), "%s/web", self->host.folder);
    snprintf(path, sizeof(path), "%s/hello.txt", folder);
    ck_assert_int_eq(chela__make_folder(folder, NULL), CHELA_OK);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("hello from the web", file), 0);
    ck_assert_int_eq(fclose(file), 0);
    char *argv[] = {(char *)python,
                    (char *)"-m",
                    (char *)"http.server",
                    port,
                    (char *)"--bind",
                    (char *)"127.0.0.1",
                    (char *)"--directory",
                    folder,
                    NULL};
    self->pid    = server_start(argv);
    wait_for_port(self->port);
    write_settings(&self->host, "fetch", declared, self->port);
}

static void
close_web(struct web *self)
{
    test_calls_close(&self->host);
    server_stop(self->pid);
}

static struct test_outcome
fetch(struct web *self, const char *host, unsigned port)
{
    char input[256];
    snprintf(input, sizeof(input), "{\"url\": \"http://%s:%u/hello.txt\"}", host, port);
    return test_call(&self->host, "fetch", "net.act", input);
}

static void
expect_hello(struct test_outcome *outcome)
{
    ck_assert_str_eq(output_text(outcome, "result"), "No error");
    ck_assert_str_eq(output_text(outcome, "body"), "hello from the web");
    json_decref(outcome->output);
}

START_TEST(libcurl_fetches_from_a_declared_address)
{
    struct web web;
    open_web(&web, "127.0.0.1");
    struct test_outcome outcome = fetch(&web, "127.0.0.1", web.port);
    ck_assert_str_eq(output_text(&outcome, "peer"), "127.0.0.1");
    expect_hello(&outcome);
    close_web(&web);
}
END_TEST

START_TEST(libcurl_fetches_from_a_declared_name)
{
    struct web web;
    open_web(&web, "LocalHost");
    struct test_outcome outcome = fetch(&web, "localhost", web.port);
    expect_hello(&outcome);
    close_web(&web);
}
END_TEST

START_TEST(libcurl_fetches_several_at_once)
{
    struct web web;
    char       input[512], *at = input;
    open_web(&web, "127.0.0.1");
    at += sprintf(at, "{\"urls\": [");
    for (int i = 0; i < 6; i++)
        at += sprintf(at, "%s\"http://127.0.0.1:%u/hello.txt\"", i ? ", " : "", web.port);
    sprintf(at, "]}");
    struct test_outcome outcome = test_call(&web.host, "fetch", "net.act", input);
    ck_assert_msg(outcome.status == CHELA_OK, "%s", outcome.text);
    const json_t *results = json_object_get(outcome.output, "results");
    ck_assert_uint_eq(json_array_size(results), 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(results, i), "body")),
                         "hello from the web");
    json_decref(outcome.output);
    close_web(&web);
}
END_TEST

START_TEST(an_undeclared_host_is_refused_in_words)
{
    struct web web;
    char       line[160];
    open_web(&web, "127.0.0.1");
    struct test_outcome outcome = fetch(&web, "example.org", web.port);
    ck_assert_str_eq(output_text(&outcome, "body"), "");
    ck_assert_str_eq(output_text(&outcome, "errno"), "Permission denied");
    snprintf(line, sizeof(line), "example.org:%u is not in the manifest's sandbox", web.port);
    ck_assert_msg(strstr(web.host.log, line) != NULL, "%s", web.host.log);
    json_decref(outcome.output);
    close_web(&web);
}
END_TEST

START_TEST(an_undeclared_port_is_refused)
{
    struct web web;
    open_web(&web, "127.0.0.1");
    struct test_outcome outcome = fetch(&web, "127.0.0.1", web.port == 80 ? 81 : 80);
    ck_assert_str_eq(output_text(&outcome, "errno"), "Permission denied");
    json_decref(outcome.output);
    close_web(&web);
}
END_TEST

START_TEST(the_service_connects_and_refuses)
{
    struct web web;
    char       input[128];
    open_web(&web, "127.0.0.1");
    snprintf(input, sizeof(input), "{\"host\": \"127.0.0.1\", \"port\": %u}", web.port);
    struct test_outcome outcome = test_call(&web.host, "fetch", "net.act", input);
    ck_assert_ptr_nonnull(strstr(output_text(&outcome, "body"), "hello from the web"));
    json_decref(outcome.output);
    outcome = test_call(&web.host, "fetch", "net.act", "{\"host\": \"127.0.0.1\", \"port\": 1}");
    ck_assert_msg(outcome.status == CHELA_OK, "%s", outcome.text);
    ck_assert_int_eq(json_integer_value(json_object_get(outcome.output, "refused")), CHELA_DENIED);
    json_decref(outcome.output);
    close_web(&web);
}
END_TEST

// Nobody answers at the port: other plugins go on, and a cancelled call ends at once.
START_TEST(a_stuck_connection_holds_up_nobody)
{
    struct test_calls    host;
    struct test_listener listener;
    struct test_outcome  stuck, neighbour;
    char                 input[128];
    test_listen(&listener, 0);
    test_listener_fill(&listener);
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    write_settings(&host, "fetch", "127.0.0.1", listener.port);
    snprintf(input, sizeof(input), "{\"host\": \"127.0.0.1\", \"port\": %u}", listener.port);
    struct chela__call *call = test_start(&host, "fetch", "net.act", input, NULL, 0, &stuck);
    for (int i = 0; i < 3; i++) {
        int64_t began = chela__monotonic_ms();
        neighbour     = test_call(&host, "echo", "echo.text", "{\"text\": \"here\"}");
        expect_output(&neighbour, "{\"text\":\"here\"}");
        ck_assert_int_lt(chela__monotonic_ms() - began, 2000);
    }
    ck_assert(!stuck.is_done);
    chela__call_cancel(call);
    test_wait(&host, &stuck);
    ck_assert_int_eq(stuck.status, CHELA_CANCELLED);
    json_decref(stuck.output);
    neighbour = test_call(&host, "fetch", "net.act", "{\"host\": \"127.0.0.1\", \"port\": 1}");
    ck_assert_msg(neighbour.status == CHELA_OK, "%s", neighbour.text); // the same worker goes on
    json_decref(neighbour.output);
    test_calls_close(&host);
    test_listener_close(&listener);
}
END_TEST

int
main(void)
{
    if (!has_plugin("fetch") || !is_there(python)) {
        printf("skipped: it needs libcurl4-openssl-dev and python3\n");
        return SKIPPED;
    }
    Suite *suite = suite_create("fetch");
    TCase *tests = tcase_create("fetch");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, libcurl_fetches_from_a_declared_address);
    tcase_add_test(tests, libcurl_fetches_from_a_declared_name);
    tcase_add_test(tests, libcurl_fetches_several_at_once);
    tcase_add_test(tests, an_undeclared_host_is_refused_in_words);
    tcase_add_test(tests, an_undeclared_port_is_refused);
    tcase_add_test(tests, the_service_connects_and_refuses);
    tcase_add_test(tests, a_stuck_connection_holds_up_nobody);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
