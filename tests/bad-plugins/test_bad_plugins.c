// test_bad_plugins.c - every defect fails its own call, in a sentence, and nothing else.
//
// Each runs in a worker beside a neighbour that keeps answering. What attacks the sandbox has a
// test of its own: test_attacks.c.
#include "fixtures/calls.h"

#include <sys/wait.h>

enum kind {
    FAULT,   // the call fails with this status, effect and text
    DONE,    // the call ends well in spite of it
    BLOCKED, // and says that it was refused
};

static const struct {
    const char  *name;
    enum kind    kind;
    chela_status status;
    int32_t      effect;
    const char  *text; // part of the sentence
} defects[] = {
    {"crash-in-constructor", FAULT, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "crashed (Aborted)"},
    {"crash-in-open", FAULT, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "crashed (Aborted)"},
    {"fail-in-open", FAULT, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "not plugged in"},
    {"crash-in-handler", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "crashed (Segmentation fault)"},
    {"stack-overflow", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "crashed (Segmentation fault)"},
    {"exits", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "ended by itself"},
    {"abort-with-other-calls", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "crashed (Aborted)"},
    {"hang", FAULT, CHELA_TIMEOUT, CHELA_EFFECT_UNKNOWN, "no answer within 300 ms"},
    {"sleeps-through-cancel", FAULT, CHELA_TIMEOUT, CHELA_EFFECT_UNKNOWN, "no answer within"},
    {"hang-in-open", FAULT, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "did not open within"},
    {"hang-in-close", DONE, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"floods-log", FAULT, CHELA_TIMEOUT, CHELA_EFFECT_UNKNOWN, "no answer within"},
    {"floods-progress", FAULT, CHELA_TIMEOUT, CHELA_EFFECT_UNKNOWN, "no answer within"},
    {"floods-items", FAULT, CHELA_TIMEOUT, CHELA_EFFECT_UNKNOWN, "no answer within"},
    {"huge-reply", FAULT, CHELA_INVALID, CHELA_EFFECT_UNKNOWN, "too large"},
    {"nonsense-reply", FAULT, CHELA_INVALID, CHELA_EFFECT_UNKNOWN, "output /blocked"},
    {"invalid-json", FAULT, CHELA_INVALID, CHELA_EFFECT_UNKNOWN, "output"},
    {"deep-json", FAULT, CHELA_INVALID, CHELA_EFFECT_UNKNOWN, "output"},
    {"nul-in-reply", FAULT, CHELA_INVALID, CHELA_EFFECT_UNKNOWN, "does not fit"},
    {"no-reply", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "returned without a reply"},
    {"unknown-status", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "unknown status"},
    {"fails-in-silence", FAULT, CHELA_IO, CHELA_EFFECT_UNKNOWN, "without saying why"},
    {"replies-twice", DONE, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"fails-after-reply", DONE, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"emits-after-reply", DONE, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"replies-late", DONE, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"never-replies", FAULT, CHELA_TIMEOUT, CHELA_EFFECT_UNKNOWN, "no answer within"},
    {"breaks-the-wire", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "broke the protocol"},
    {"half-a-message", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "broke the protocol"},
    {"nul-in-host", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "broke the protocol"},
    {"floods-broker", BLOCKED, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"asks-nonsense", BLOCKED, CHELA_OK, CHELA_EFFECT_DONE, ""},
    {"unsealed-body", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "sealed memfd"},
    {"stops-reading", FAULT, CHELA_FAILED, CHELA_EFFECT_UNKNOWN, "does not read its messages"},
    {"missing-symbol", FAULT, CHELA_INVALID, CHELA_NO_EFFECT, "does not export chela_plugin_v1"},
    {"drifted-manifest", FAULT, CHELA_INVALID, CHELA_NO_EFFECT, "differs from manifest.json"},
    {"wrong-id", FAULT, CHELA_INVALID, CHELA_NO_EFFECT, "the table says org.chela.files"},
    {"missing-function", FAULT, CHELA_INVALID, CHELA_NO_EFFECT, "no function for bad.act"},
    {"drifted-binding", FAULT, CHELA_INVALID, CHELA_NO_EFFECT, "no member \"text\""},
};
#define COUNT ((int)(sizeof(defects) / sizeof(*defects)))

static void
expect_neighbour(struct test_calls *host)
{
    struct test_outcome outcome = test_call(host, "echo", "echo.text", "{\"text\":\"still here\"}");
    expect_output(&outcome, "{\"text\":\"still here\"}");
}

// What kinds of end do to the next call: it works in a fresh worker.
static bool
opens_at_all(int i)
{
    return strstr(defects[i].name, "open") == NULL &&
           strstr(defects[i].name, "constructor") == NULL &&
           strncmp(defects[i].name, "missing", 7) != 0 &&
           strncmp(defects[i].name, "drifted", 7) != 0 && strcmp(defects[i].name, "wrong-id") != 0;
}

START_TEST(fails_alone)
{
    struct test_calls    host;
    struct test_outcome  outcome, neighbour;
    struct chela__files *files;
    const char          *name = defects[_i].name;
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    ck_assert_int_eq(chela__files_new(&files, NULL), CHELA_OK);
    expect_neighbour(&host);
    test_start(&host, name, "bad.act", "{}", files, 0, &outcome);
    test_start(&host, "echo", "echo.text", "{\"text\":\"beside\"}", NULL, 0, &neighbour);
    test_wait(&host, &neighbour);
    expect_output(&neighbour, "{\"text\":\"beside\"}");
    test_wait(&host, &outcome);
    ck_assert_msg(outcome.status == defects[_i].status, "%s: %s: %s", name,
                  chela__status_name(outcome.status), outcome.text);
    ck_assert_msg(strstr(outcome.text, defects[_i].text) != NULL, "%s: %s", name, outcome.text);
    ck_assert_int_eq(outcome.effect, defects[_i].effect);
    if (defects[_i].kind == BLOCKED)
        ck_assert_msg(json_is_true(json_object_get(outcome.output, "blocked")), "%s: %s", name,
                      host.log);
    json_decref(outcome.output);
    if (opens_at_all(_i)) {
        outcome = test_call(&host, name, "bad.well", "{}");
        ck_assert_msg(outcome.status == CHELA_OK, "%s afterwards: %s", name, outcome.text);
        json_decref(outcome.output);
    }
    expect_neighbour(&host);
    chela__files_free(files);
    test_calls_close(&host);
}
END_TEST

START_TEST(goes_into_quarantine)
{
    struct test_calls   host;
    struct test_outcome outcome;
    json_t             *policy =
        json_loads("{\"policy\":1,\"quotas\":{\"org.example.*\":{\"crashes\":2}}}", 0, NULL);
    ck_assert_ptr_nonnull(policy);
    test_calls_open(&host, CHELA__SIDELOAD, policy);
    for (int i = 0; i < 2; i++) {
        outcome = test_call(&host, "crash-in-handler", "bad.act", "{}");
        ck_assert_int_eq(outcome.status, CHELA_FAILED);
    }
    outcome = test_call(&host, "crash-in-handler", "bad.well", "{}");
    ck_assert_int_eq(outcome.status, CHELA_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(outcome.text, "crashed too often"));
    expect_neighbour(&host);
    test_calls_close(&host);
    json_decref(policy);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("bad plugins");
    TCase *tcase = tcase_create("bad plugins");
    tcase_add_loop_test(tcase, fails_alone, 0, COUNT);
    tcase_add_test(tcase, goes_into_quarantine);
    tcase_set_timeout(tcase, 30);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
