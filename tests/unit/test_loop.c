// test_loop.c - descriptors, timers and posted work on one loop.
#include <check.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/loop.h"

struct seen {
    struct chela__loop   *loop;
    struct chela__source *source;
    int                   count;
    char                  order[16];
};

static void
note(struct seen *seen, char mark)
{
    seen->order[seen->count++] = mark;
}

static void
note_a(void *user)
{
    note(user, 'a');
}

static void
note_b(void *user)
{
    note(user, 'b');
}

static struct chela__loop *
new_loop(void)
{
    struct chela__loop *loop = NULL;
    ck_assert_int_eq(chela__loop_new(&loop, NULL), CHELA_OK);
    return loop;
}

static void
dispatch_until(struct seen *seen, int count)
{
    for (int i = 0; i < 100 && seen->count < count; i++)
        ck_assert_int_eq(chela__loop_dispatch(seen->loop, 1000, NULL), CHELA_OK);
    ck_assert_int_eq(seen->count, count);
}

START_TEST(timers_fire_once_and_soonest_first)
{
    struct seen seen = {.loop = new_loop()};
    ck_assert_int_eq(chela__loop_add_timer(seen.loop, 4, note_b, &seen, NULL, NULL), CHELA_OK);
    ck_assert_int_eq(chela__loop_add_timer(seen.loop, 0, note_a, &seen, NULL, NULL), CHELA_OK);
    dispatch_until(&seen, 2);
    ck_assert_str_eq(seen.order, "ab");
    ck_assert_int_eq(chela__loop_dispatch(seen.loop, 0, NULL), CHELA_OK);
    ck_assert_int_eq(seen.count, 2);
    chela__loop_free(seen.loop);
}
END_TEST

START_TEST(removed_timer_stays_silent)
{
    struct seen           seen  = {.loop = new_loop()};
    struct chela__source *timer = NULL;
    ck_assert_int_eq(chela__loop_add_timer(seen.loop, 0, note_a, &seen, &timer, NULL), CHELA_OK);
    ck_assert_int_eq(chela__loop_add_timer(seen.loop, 3, note_b, &seen, NULL, NULL), CHELA_OK);
    chela__loop_remove(timer);
    dispatch_until(&seen, 1);
    ck_assert_str_eq(seen.order, "b");
    chela__loop_free(seen.loop);
}
END_TEST

static void
remove_itself(void *user, uint32_t events)
{
    struct seen *seen = user;
    ck_assert(events & EPOLLIN);
    note(seen, 'r');
    chela__loop_remove(seen->source);
}

START_TEST(source_may_remove_itself)
{
    struct seen seen = {.loop = new_loop()};
    int         ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    ck_assert_int_eq(
        chela__loop_add_fd(seen.loop, ends[0], EPOLLIN, remove_itself, &seen, &seen.source, NULL),
        CHELA_OK);
    struct pollfd outer = {.fd = chela__loop_fd(seen.loop), .events = POLLIN};
    ck_assert_int_eq(poll(&outer, 1, 1000), 1);
    dispatch_until(&seen, 1);
    ck_assert_int_eq(chela__loop_dispatch(seen.loop, 0, NULL), CHELA_OK);
    ck_assert_int_eq(seen.count, 1);
    close(ends[0]);
    close(ends[1]);
    chela__loop_free(seen.loop);
}
END_TEST

static void
post_again(void *user)
{
    struct seen *seen = user;
    note(seen, 'p');
    if (seen->count < 3)
        ck_assert_int_eq(chela__loop_post(seen->loop, post_again, user), CHELA_OK);
    ck_assert_int_eq(chela__loop_dispatch(seen->loop, 0, NULL), CHELA_OK); // nested
}

static void *
post_from_thread(void *user)
{
    struct seen *seen = user;
    chela__loop_post(seen->loop, note_a, user);
    chela__loop_post(seen->loop, note_b, user);
    return NULL;
}

START_TEST(work_is_posted_from_threads_in_order)
{
    struct seen seen = {.loop = new_loop()};
    pthread_t   thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, post_from_thread, &seen), 0);
    dispatch_until(&seen, 2);
    pthread_join(thread, NULL);
    ck_assert_str_eq(seen.order, "ab");
    chela__loop_free(seen.loop);
}
END_TEST

START_TEST(work_may_post_and_dispatch)
{
    struct seen seen = {.loop = new_loop()};
    ck_assert_int_eq(chela__loop_post(seen.loop, post_again, &seen), CHELA_OK);
    dispatch_until(&seen, 3);
    ck_assert_int_eq(chela__loop_post(seen.loop, note_a, &seen), CHELA_OK); // dropped by free
    chela__loop_free(seen.loop);
}
END_TEST

START_TEST(refuses_a_closed_descriptor)
{
    struct seen           seen   = {.loop = new_loop()};
    struct chela__source *source = NULL;
    struct chela_error    err    = {0};
    ck_assert_int_eq(
        chela__loop_add_fd(seen.loop, -1, EPOLLIN, remove_itself, &seen, &source, &err), CHELA_IO);
    ck_assert_ptr_null(source);
    chela__loop_remove(NULL);
    chela__loop_free(seen.loop);
    chela__loop_free(NULL);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("loop");
    TCase *tests = tcase_create("loop");
    tcase_add_test(tests, timers_fire_once_and_soonest_first);
    tcase_add_test(tests, removed_timer_stays_silent);
    tcase_add_test(tests, source_may_remove_itself);
    tcase_add_test(tests, work_is_posted_from_threads_in_order);
    tcase_add_test(tests, work_may_post_and_dispatch);
    tcase_add_test(tests, refuses_a_closed_descriptor);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
