// libmosquitto in a worker against a real broker on the loopback interface.
#include "net/server.h"

static const char mosquitto[] = "/usr/sbin/mosquitto";

static pid_t
start_broker(const struct test_calls *host, uint16_t port)
{
    char config[96];
    snprintf(config, sizeof(config), "%s/mosquitto.conf", host->folder);
    FILE *file = fopen(config, "we");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "listener %u 127.0.0.1\nallow_anonymous true\npersistence false\n%s", port,
            geteuid() == 0 ? "user root\n" : "");
    ck_assert_int_eq(fclose(file), 0);
    char *argv[] = {(char *)mosquitto, (char *)"-c", config, NULL};
    pid_t pid    = server_start(argv);
    wait_for_port(port);
    return pid;
}

START_TEST(libmosquitto_hears_what_it_says)
{
    struct test_calls host;
    char              input[128];
    uint16_t          port = free_port();
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    write_settings(&host, "mqtt", _i ? "localhost" : "127.0.0.1", port);
    pid_t pid = start_broker(&host, port);
    snprintf(input, sizeof(input), "{\"host\": \"%s\", \"port\": %u, \"text\": \"the lamp is on\"}",
             _i ? "localhost" : "127.0.0.1", port);
    struct test_outcome outcome = test_call(&host, "mqtt", "net.act", input);
    expect_output(&outcome, "{\"received\":\"the lamp is on\"}");
    test_calls_close(&host);
    server_stop(pid);
}
END_TEST

START_TEST(another_broker_is_refused)
{
    struct test_calls host;
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    write_settings(&host, "mqtt", "127.0.0.1", 1883);
    struct test_outcome outcome =
        test_call(&host, "mqtt", "net.act", "{\"host\": \"broker.example\", \"port\": 1883}");
    ck_assert_int_eq(outcome.status, CHELA_FAILED);
    ck_assert_ptr_nonnull(strstr(host.log, "broker.example:1883 is not in the manifest's sandbox"));
    test_calls_close(&host);
}
END_TEST

int
main(void)
{
    if (!has_plugin("mqtt") || !is_there(mosquitto)) {
        printf("skipped: it needs libmosquitto-dev and mosquitto\n");
        return SKIPPED;
    }
    Suite *suite = suite_create("mqtt");
    TCase *tests = tcase_create("mqtt");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, libmosquitto_hears_what_it_says, 0, 2);
    tcase_add_test(tests, another_broker_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
