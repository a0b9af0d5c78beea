// Tests of core/plugin/runner.c and load.c: one end a call, whatever the handler does.
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "plugin/plugin.h"

#define MANIFEST                                                                                   \
    "{\"id\":\"org.example.r\",\"version\":\"1.0.0\","                                             \
    "\"capabilities\":{\"r.act\":{\"input\":{}}}}"

static char         seen[1024]; // every word of the plugin, in order
static chela_status reply_status;
static chela_status (*act)(struct chela_call *call);
static struct chela_call *kept;

static void
note(const char *text)
{
    strncat(seen, text, sizeof(seen) - strlen(seen) - 1);
    strncat(seen, ";", sizeof(seen) - strlen(seen) - 1);
}

static chela_status
on_emit(void *user, uint64_t call, const char *json, size_t len)
{
    (void)user, (void)call, (void)len;
    note(json);
    return CHELA_OK;
}

static chela_status
on_reply(void *user, uint64_t call, const char *json, size_t len)
{
    (void)user, (void)call, (void)len, (void)json;
    note(reply_status == CHELA_OK ? "reply" : "refused");
    return reply_status;
}

static void
on_fail(void *user, uint64_t call, chela_status status, int32_t effect, const char *text)
{
    char line[256];
    (void)user, (void)call;
    snprintf(line, sizeof(line), "fail %d %d %s", status, effect, text);
    note(line);
}

static void
on_pending(void *user, uint64_t call)
{
    (void)user, (void)call;
    note("pending");
}

static void
on_log(void *user, uint64_t call, int32_t level, const char *text)
{
    (void)user, (void)call, (void)level, (void)text;
    note("log");
}

static bool
on_cancelled(void *user, uint64_t call)
{
    (void)user, (void)call;
    return false;
}

static const struct chela__runner_sink sink = {.emit      = on_emit,
                                               .reply     = on_reply,
                                               .fail      = on_fail,
                                               .pending   = on_pending,
                                               .log       = on_log,
                                               .cancelled = on_cancelled};

static chela_status
r_act(struct chela_call *call, const char *input)
{
    (void)input;
    kept = call;
    return act(call);
}

static const struct chela_capability act_capability = {sizeof(act_capability), 0, "r.act", "*:j",
                                                       (void (*)(void))r_act};
static const struct chela_capability *const capabilities[] = {&act_capability, NULL};
static struct chela_plugin                  table          = {.struct_size  = sizeof(table),
                                                              .id           = "org.example.r",
                                                              .version      = "1.0.0",
                                                              .manifest     = MANIFEST,
                                                              .capabilities = capabilities};
static struct chela__runner                *runner;

static void
run(chela_status (*handler)(struct chela_call *call), chela_status status)
{
    static struct chela__plugin     *plugin;
    const struct chela__runner_facts facts = {"{}", "/data", "/cache"};
    struct chela__runner_call        call  = {
                .id = 1, .capability = "r.act", .input = "{}", .input_len = 2, .key = "k"};
    act          = handler;
    reply_status = status;
    seen[0]      = 0;
    if (!plugin)
        ck_assert_int_eq(chela__plugin_check(&table, MANIFEST, strlen(MANIFEST), &plugin, NULL),
                         CHELA_OK);
    ck_assert_int_eq(chela__runner_new(plugin, &facts, &sink, NULL, &runner, NULL), CHELA_OK);
    chela__runner_call(runner, &call);
}

static chela_status
replies(struct chela_call *call)
{
    return call->runtime->reply(call, "{}", 2);
}

static chela_status
replies_and_goes_on(struct chela_call *call)
{
    call->runtime->reply(call, "{}", 2);
    call->runtime->emit(call, "item", 4);
    (call->runtime->fail)(call, CHELA_FAILED, 0, "no");
    return call->runtime->reply(call, "{}", 2);
}

static chela_status
is_silent(struct chela_call *call)
{
    (void)call;
    return CHELA_OK;
}

static chela_status
waits(struct chela_call *call)
{
    (void)call;
    return CHELA_PENDING;
}

static chela_status
tries_again(struct chela_call *call)
{
    call->runtime->reply(call, "{}", 2);
    call->runtime->reply(call, "{}", 2);
    return (call->runtime->fail)(call, CHELA_BUSY, CHELA_NO_EFFECT, "sorry");
}

static chela_status
asks(struct chela_call *call)
{
    note(call->runtime->get(call, "key"));
    note(call->runtime->get(call, "data_dir"));
    ck_assert_ptr_null(call->runtime->get(call, "password"));
    ck_assert_ptr_null(call->runtime->service(call, "chela.net/1"));
    return replies(call);
}

START_TEST(passes_a_reply_on)
{
    run(replies, CHELA_OK);
    ck_assert_str_eq(seen, "reply;");
    chela__runner_close(runner);
}
END_TEST

START_TEST(drops_what_comes_after_the_end)
{
    run(replies_and_goes_on, CHELA_OK);
    ck_assert_str_eq(seen, "reply;log;log;log;");
    chela__runner_close(runner);
}
END_TEST

START_TEST(ends_a_silent_call)
{
    run(is_silent, CHELA_OK);
    ck_assert_str_eq(seen, "fail -1 0 r.act: the handler returned without a reply;");
    chela__runner_close(runner);
}
END_TEST

START_TEST(leaves_a_refused_reply_one_fail)
{
    run(tries_again, CHELA_INVALID);
    ck_assert_str_eq(seen, "refused;log;fail -6 1 sorry;");
    chela__runner_close(runner);
}
END_TEST

START_TEST(takes_a_reply_after_the_handler)
{
    run(waits, CHELA_OK);
    ck_assert_str_eq(seen, "pending;");
    kept->runtime->reply(kept, "{}", 2);
    kept->runtime->reply(kept, "{}", 2); // the call is over, its memory is not reused yet
    ck_assert_str_eq(seen, "pending;reply;log;");
    chela__runner_close(runner);
}
END_TEST

START_TEST(answers_what_it_knows)
{
    run(asks, CHELA_OK);
    ck_assert_str_eq(seen, "k;/data;reply;");
    chela__runner_close(runner);
}
END_TEST

START_TEST(checks_the_table)
{
    struct chela__plugin *plugin;
    struct chela_plugin   other = table;
    ck_assert_int_eq(chela__plugin_check(&table, "{}", 2, &plugin, NULL), CHELA_INVALID);
    other.version = "2.0.0";
    ck_assert_int_eq(chela__plugin_check(&other, MANIFEST, strlen(MANIFEST), &plugin, NULL),
                     CHELA_INVALID);
    other             = table;
    other.struct_size = 16;
    ck_assert_int_eq(chela__plugin_check(&other, MANIFEST, strlen(MANIFEST), &plugin, NULL),
                     CHELA_INVALID);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("runner");
    TCase *tcase = tcase_create("runner");
    tcase_add_test(tcase, passes_a_reply_on);
    tcase_add_test(tcase, drops_what_comes_after_the_end);
    tcase_add_test(tcase, ends_a_silent_call);
    tcase_add_test(tcase, leaves_a_refused_reply_one_fail);
    tcase_add_test(tcase, takes_a_reply_after_the_handler);
    tcase_add_test(tcase, answers_what_it_knows);
    tcase_add_test(tcase, checks_the_table);
    suite_add_tcase(suite, tcase);
    SRunner *suite_runner = srunner_create(suite);
    srunner_run_all(suite_runner, CK_ENV);
    int failed = srunner_ntests_failed(suite_runner);
    srunner_free(suite_runner);
    return failed != 0;
}
