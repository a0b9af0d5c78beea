// test_worker.c - chela-worker from outside: frames in, frames out, under its sandbox.
#include "fixtures/worker.h"

#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include <unistd.h>

#define BASE_PATHS "x /lib\nx /lib64\nx /usr/lib\nr /etc/ld.so.cache\nr /usr/share/zoneinfo\n"

static struct chela__profile
profile(uint32_t flags)
{
    return (struct chela__profile){.paths     = (char *)BASE_PATHS,
                                   .flags     = CHELA__PROFILE_FLOOR | flags,
                                   .uid       = -1,
                                   .memory    = 256 << 20,
                                   .file_size = 16 << 20,
                                   .files     = 32,
                                   .threads   = 8,
                                   .stack     = 1 << 20};
}

static void
start(struct test_worker *worker, uint32_t flags)
{
    struct chela__profile own = profile(flags);
    struct chela__frame   ready;
    *worker = (struct test_worker){0};
    test_worker_start(worker, "echo", &own, &ready);
    ck_assert_int_eq(ready.type, CHELA__WIRE_READY);
    ck_assert_msg(ready.fields[0].i == CHELA_OK, "%s", ready.fields[1].t);
    chela__frame_done(&ready);
}

static void
expect_reply(struct test_worker *worker, uint64_t id, const char *json)
{
    struct chela__frame frame;
    do {
        test_worker_receive(worker, &frame);
        if (frame.type == CHELA__WIRE_RETURNED)
            chela__frame_done(&frame);
    } while (frame.type == CHELA__WIRE_NONE);
    ck_assert_msg(frame.type == CHELA__WIRE_REPLY, "%s %s", chela__wire_name(frame.type),
                  frame.type == CHELA__WIRE_FAIL ? frame.fields[2].t : "");
    ck_assert_uint_eq(frame.call, id);
    ck_assert_str_eq(frame.fields[0].t, json);
    test_worker_answer(worker, &frame, CHELA_OK);
    chela__frame_done(&frame);
}

static void
stop(struct test_worker *worker)
{
    char why[160];
    test_worker_send(worker, &(struct chela__frame){.type = CHELA__WIRE_STOP});
    ck_assert_msg(test_worker_end(worker, 2000, why), "%s", why);
}

START_TEST(answers_a_call)
{
    struct test_worker worker;
    start(&worker, 0);
    test_worker_call(&worker, 1, "echo.text", "{\"text\":\"hi\"}");
    expect_reply(&worker, 1, "{\"text\":\"hi\"}");
    test_worker_call(&worker, 2, "echo.whole", "{\"a\":[1,2]}");
    expect_reply(&worker, 2, "{\"a\":[1,2]}");
    stop(&worker);
}
END_TEST

START_TEST(answers_from_another_thread)
{
    struct test_worker worker;
    start(&worker, CHELA__PROFILE_THREADS);
    test_worker_call(&worker, 1, "echo.later", "{\"text\":\"hi\"}");
    expect_reply(&worker, 1, "{\"text\":\"hi\"}");
    stop(&worker);
}
END_TEST

START_TEST(refuses_threads_without_the_right)
{
    struct test_worker  worker;
    struct chela__frame frame;
    start(&worker, 0);
    test_worker_call(&worker, 1, "echo.later", "{\"text\":\"hi\"}");
    test_worker_receive(&worker, &frame);
    ck_assert_int_eq(frame.type, CHELA__WIRE_FAIL);
    ck_assert_str_eq(frame.fields[2].t, "no thread");
    chela__frame_done(&frame);
    stop(&worker);
}
END_TEST

START_TEST(runs_in_namespaces)
{
    struct test_worker worker;
    start(&worker, CHELA__PROFILE_NAMESPACES);
    test_worker_call(&worker, 1, "echo.text", "{\"text\":\"hi\"}");
    expect_reply(&worker, 1, "{\"text\":\"hi\"}");
    stop(&worker);
}
END_TEST

START_TEST(runs_under_another_uid)
{
    struct test_worker    worker = {0};
    struct chela__profile own    = profile(0);
    struct chela__frame   ready;
    own.uid = geteuid() == 0 ? 0x48000001 : -1;
    test_worker_start(&worker, "echo", &own, &ready);
    ck_assert_msg(ready.fields[0].i == CHELA_OK, "%s", ready.fields[1].t);
    chela__frame_done(&ready);
    stop(&worker);
}
END_TEST

START_TEST(sends_large_bodies_through_memfd)
{
    struct test_worker  worker;
    struct chela__frame frame;
    start(&worker, 0);
    test_worker_call(&worker, 1, "echo.big", "{\"size\":300000}");
    test_worker_receive(&worker, &frame);
    ck_assert_int_eq(frame.type, CHELA__WIRE_REPLY);
    ck_assert_uint_eq(frame.fields[0].len, 300000 + strlen("{\"text\":\"\"}"));
    test_worker_answer(&worker, &frame, CHELA_OK);
    chela__frame_done(&frame);
    stop(&worker);
}
END_TEST

// Killed hosts leave no worker behind, whatever it does and in whichever namespaces it runs.
START_TEST(ends_with_its_host)
{
    int   ends[2];
    pid_t worker = 0;
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    pid_t host = fork();
    if (host == 0) {
        struct test_worker own;
        start(&own, _i ? CHELA__PROFILE_NAMESPACES : 0);
        test_worker_call(&own, 1, "echo.wait", "{}");
        _exit(write(ends[1], &own.worker.pid, sizeof(pid_t)) != sizeof(pid_t) || pause());
    }
    ck_assert_int_eq(read(ends[0], &worker, sizeof(worker)), sizeof(worker));
    struct pollfd gone = {pidfd_open(worker, 0), POLLIN, 0};
    ck_assert_int_ge(gone.fd, 0);
    kill(host, SIGKILL);
    waitpid(host, NULL, 0);
    ck_assert_int_eq(poll(&gone, 1, WORKER_WAIT_MS), 1);
    close(gone.fd);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("worker");
    TCase *tcase = tcase_create("worker");
    tcase_add_test(tcase, answers_a_call);
    tcase_add_test(tcase, answers_from_another_thread);
    tcase_add_test(tcase, refuses_threads_without_the_right);
    tcase_add_test(tcase, runs_in_namespaces);
    tcase_add_test(tcase, runs_under_another_uid);
    tcase_add_test(tcase, sends_large_bodies_through_memfd);
    tcase_add_loop_test(tcase, ends_with_its_host, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
