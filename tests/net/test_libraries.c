// Libraries with many dependencies and threads of their own work inside the profile that their
// plugin declares.
#include "net/server.h"

START_TEST(glib_runs_its_loop_and_threads)
{
    struct test_calls host;
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    struct test_outcome outcome = test_call(&host, "glib", "net.act", "{}");
    expect_output(&outcome, "{\"product\":42,\"ticks\":3}");
    test_calls_close(&host);
}
END_TEST

// Its happy eyeballs, its resolver thread and its non-blocking sockets.
START_TEST(gio_connects_through_the_broker)
{
    struct test_calls host;
    char              input[96];
    uint16_t          port = free_port();
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    write_settings(&host, "glib", "localhost", port);
    int                server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at     = {
            .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    ck_assert_int_eq(bind(server, (struct sockaddr *)&at, sizeof(at)), 0);
    ck_assert_int_eq(listen(server, 1), 0);
    pid_t pid = fork();
    if (pid == 0) {
        char ask[256];
        int  fd = accept(server, NULL, NULL);
        if (read(fd, ask, sizeof(ask)) > 0 && write(fd, "hello", 5) != 5)
            _exit(1);
        _exit(0);
    }
    close(server);
    snprintf(input, sizeof(input), "{\"host\": \"localhost\", \"port\": %u}", port);
    struct test_outcome outcome = test_call(&host, "glib", "net.act", input);
    expect_output(&outcome, "{\"body\":\"hello\"}");
    test_calls_close(&host);
    waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(tesseract_reads_a_line)
{
    struct test_calls host;
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    struct test_outcome outcome =
        test_call(&host, "ocr", "net.act", "{\"text\": \"The lamp is on\"}");
    ck_assert_ptr_nonnull(strstr(output_text(&outcome, "text"), "lamp")); // as far as it can read
    json_decref(outcome.output);
    test_calls_close(&host);
}
END_TEST

int
main(void)
{
    bool has_glib = has_plugin("glib");
    bool has_ocr  = has_plugin("ocr") &&
                   access("/usr/share/tesseract-ocr/5/tessdata/eng.traineddata", R_OK) == 0;
    if (!has_glib)
        printf("skipped: GLib needs libglib2.0-dev\n");
    if (!has_ocr)
        printf("skipped: tesseract needs libtesseract-dev and tesseract-ocr-eng\n");
    if (!has_glib && !has_ocr)
        return SKIPPED;
    Suite *suite = suite_create("libraries");
    TCase *tests = tcase_create("libraries");
    tcase_set_timeout(tests, 60);
    if (has_glib) {
        tcase_add_test(tests, glib_runs_its_loop_and_threads);
        tcase_add_test(tests, gio_connects_through_the_broker);
    }
    if (has_ocr)
        tcase_add_test(tests, tesseract_reads_a_line);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
