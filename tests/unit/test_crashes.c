// Tests of core/state/crashes.c: what is counted, what outlives a restart, what ends it.
#include "fixtures/journal.h"

#include <fcntl.h>

#include "base/file.h"
#include "state/crashes.h"

#define MINUTE 60000
#define PLUGIN "org.example.lamp"
#define DIGEST "0123456789abcdef0123"

static char                 folder[4096];
static struct chela__state *state;

static void
set_up(void)
{
    folder_make(folder);
    state = journal_open(folder);
}

static void
tear_down(void)
{
    chela__state_close(state);
    folder_remove(folder);
}

static struct chela__crashes *
crashes_of(const char *digest)
{
    struct chela__crashes *crashes;
    OK(chela__crashes_open(state, &journal_clock, PLUGIN, digest, &crashes, err));
    return crashes;
}

static void
crash(struct chela__crashes *crashes, const char *input)
{
    unsigned char call[1][CHELA__CRASH_CALL];
    if (input)
        chela__crashes_call(crashes, "lamp.set", input, call[0]);
    OK(chela__crashes_add(crashes, (const unsigned char(*)[CHELA__CRASH_CALL])call, input != NULL,
                          err));
}

static size_t
during(struct chela__crashes *crashes, const char *input)
{
    unsigned char call[CHELA__CRASH_CALL];
    chela__crashes_call(crashes, "lamp.set", input, call);
    return chela__crashes_during(crashes, call);
}

START_TEST(counts_within_the_window)
{
    struct chela__crashes *crashes = crashes_of(DIGEST);
    ck_assert_uint_eq(chela__crashes_recent(crashes, 10 * MINUTE), 0);
    for (int i = 0; i < 12; i++) {
        crash(crashes, NULL);
        journal_now += MINUTE;
    }
    ck_assert_uint_eq(chela__crashes_recent(crashes, 10 * MINUTE), 9);
    chela__crashes_close(crashes);
}
END_TEST

START_TEST(outlives_a_restart)
{
    struct chela__crashes *crashes = crashes_of(DIGEST);
    crash(crashes, "{\"on\":true}");
    crash(crashes, "{\"on\":true}");
    chela__crashes_close(crashes);
    chela__state_close(state);
    state   = journal_open(folder);
    crashes = crashes_of(DIGEST);
    ck_assert_uint_eq(chela__crashes_recent(crashes, 10 * MINUTE), 2);
    ck_assert_uint_eq(during(crashes, "{\"on\":true}"), 2);
    ck_assert_uint_eq(during(crashes, "{\"on\":false}"), 0);
    chela__crashes_close(crashes);
}
END_TEST

START_TEST(a_quarantine_lasts_until_it_is_cleared)
{
    bool                   is_any;
    struct chela__crashes *crashes = crashes_of(DIGEST);
    OK(chela__crashes_quarantine(crashes, err));
    chela__crashes_close(crashes);
    journal_now += 400 * 24 * 60 * (int64_t)MINUTE;
    crashes = crashes_of(DIGEST);
    ck_assert_int_ne(chela__crashes_since(crashes), 0);
    OK(chela__crashes_clear(state, PLUGIN, &is_any, err));
    ck_assert(is_any);
    OK(chela__crashes_refresh(crashes, err));
    ck_assert_int_eq(chela__crashes_since(crashes), 0);
    OK(chela__crashes_clear(state, PLUGIN, &is_any, err));
    ck_assert(!is_any);
    chela__crashes_close(crashes);
}
END_TEST

START_TEST(a_new_version_begins_anew)
{
    struct chela__crashes *crashes = crashes_of(DIGEST);
    crash(crashes, "{}");
    OK(chela__crashes_quarantine(crashes, err));
    chela__crashes_close(crashes);
    crashes = crashes_of("fedcba9876543210fedc");
    ck_assert_int_eq(chela__crashes_since(crashes), 0);
    ck_assert_uint_eq(chela__crashes_recent(crashes, 10 * MINUTE), 0);
    chela__crashes_close(crashes);
    crashes = crashes_of(DIGEST); // and the old one is not forgotten by it
    ck_assert_int_ne(chela__crashes_since(crashes), 0);
    chela__crashes_close(crashes);
}
END_TEST

START_TEST(sees_what_another_process_wrote)
{
    struct chela__crashes *here = crashes_of(DIGEST), *there;
    crash(here, "{}");
    there = crashes_of(DIGEST);
    crash(there, "{}");
    crash(here, NULL);
    OK(chela__crashes_refresh(here, err));
    ck_assert_uint_eq(chela__crashes_recent(here, MINUTE), 3);
    ck_assert_uint_eq(during(here, "{}"), 2);
    chela__crashes_close(here);
    chela__crashes_close(there);
}
END_TEST

START_TEST(holds_no_content_and_passes_over_rubbish)
{
    struct chela__crashes *crashes = crashes_of(DIGEST);
    char                   path[8192], *data;
    size_t                 len;
    crash(crashes, "{\"text\":\"a secret\"}");
    chela__crashes_close(crashes);
    snprintf(path, sizeof(path), "%s/crashes/" PLUGIN, folder);
    OK(chela__file_read(AT_FDCWD, path, 4096, &data, &len, err));
    ck_assert_ptr_null(strstr(data, "secret"));
    free(data);
    FILE *file = fopen(path, "a");
    fputs("\x01\x02 what\nkey zz\n99999999999999999999 c \n-5 s 0123456789abcdef 00\n", file);
    fclose(file);
    crashes = crashes_of(DIGEST);
    ck_assert_uint_eq(chela__crashes_recent(crashes, MINUTE), 1);
    chela__crashes_close(crashes);
}
END_TEST

START_TEST(stays_in_memory_without_a_state)
{
    struct chela__crashes *crashes;
    OK(chela__crashes_open(NULL, &journal_clock, PLUGIN, DIGEST, &crashes, err));
    for (int i = 0; i < 1000; i++) {
        char input[32];
        snprintf(input, sizeof(input), "{\"n\":%d}", i);
        crash(crashes, input);
        crash(crashes, "{}");
    }
    ck_assert_uint_eq(chela__crashes_recent(crashes, MINUTE), 2000);
    ck_assert_uint_eq(during(crashes, "{}"), 1000);
    ck_assert_uint_eq(during(crashes, "{\"n\":0}"), 0); // more suspects than are remembered
    ck_assert_uint_eq(during(crashes, "{\"n\":999}"), 1);
    chela__crashes_close(crashes);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("crashes");
    TCase *tests = tcase_create("crashes");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, counts_within_the_window);
    tcase_add_test(tests, outlives_a_restart);
    tcase_add_test(tests, a_quarantine_lasts_until_it_is_cleared);
    tcase_add_test(tests, a_new_version_begins_anew);
    tcase_add_test(tests, sees_what_another_process_wrote);
    tcase_add_test(tests, holds_no_content_and_passes_over_rubbish);
    tcase_add_test(tests, stays_in_memory_without_a_state);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
