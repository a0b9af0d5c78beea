// test_plan_needs.c - what must hold before a step: asked for in the look, mended on the card, or a
// reason to refuse.
#include "fixtures/plans.h"

#include "plan/card.h"
#include "plan/needs.h"

static struct chela__manifest *manifest;
static struct chela__catalog  *catalog;
static struct chela__plan     *plan;
static struct chela__run      *run;
static struct chela__card      card;
static struct plans_calls      calls;
static json_t                 *needs;
static bool                    fixes;

static const struct chela__people people = {.lang = "en", .zone = "UTC", .max = 80};

#define NEED "\"needs\":[{\"use\":\"state\",\"is\":{\"/online\":true}"
static const char tools[] =
    "[{\"name\":\"state\",\"summary\":\"Is it online?\",\"effect\":\"read\",\"input\":{}},"
    "{\"name\":\"mend\",\"summary\":\"Go online.\",\"effect\":\"write\",\"input\":{}},"
    "{\"name\":\"fetch\",\"effect\":\"read\",\"input\":{}," NEED ",\"fix\":\"mend\"}]},"
    "{\"name\":\"send\",\"effect\":\"write\",\"input\":{}," NEED ",\"fix\":\"mend\"}]},"
    "{\"name\":\"strict\",\"effect\":\"read\",\"input\":{}," NEED "}]}]";

static void
setup(void)
{
    memset(&calls, 0, sizeof calls);
    plans_current  = &calls;
    manifest       = plans_manifest(tools);
    manifest->tier = CHELA__VENDOR;
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    ck_assert_int_eq(chela__loop_new(&calls.loop, NULL), CHELA_OK);
}

static void
teardown(void)
{
    chela__card_done(&card);
    chela__run_free(run);
    chela__plan_free(plan);
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
    chela__loop_free(calls.loop);
    json_decref(calls.outputs);
    json_decref(needs);
    run   = NULL;
    plan  = NULL;
    needs = NULL;
}

static chela_status
look(const char *steps, const char *state, struct chela_error *err)
{
    struct chela__check_options check = {.catalog = catalog};
    struct chela__card_options  shown = {.people = &people};
    json_t                     *list  = plans_json(steps);
    json_t                     *json  = json_pack("{s:o}", "steps", list);
    calls.outputs                     = plans_json(state);
    ck_assert_msg(chela__needs_add(catalog, json, false, &needs, err) == CHELA_OK, "%s", err->text);
    char *text = json_dumps(json_object_get(json, "steps"), 0);
    plan       = plans_read("x", text, NULL);
    free(text);
    json_decref(json);
    ck_assert_msg(chela__plan_check(plan, &check, err) == CHELA_OK, "%s", err->text);
    struct chela__run_options options = {.plan   = plan,
                                         .loop   = calls.loop,
                                         .start  = plans_start,
                                         .cancel = plans_cancel,
                                         .idle   = plans_idle,
                                         .user   = &calls};
    ck_assert_int_eq(chela__run_new(&options, &run, NULL), CHELA_OK);
    ck_assert_int_eq(chela__run_look(run, NULL), CHELA_OK);
    plans_until_idle(&calls);
    chela_status status = chela__needs_hold(needs, run, &people, &fixes, err);
    ck_assert_int_eq(chela__card_make(run, &shown, &card, NULL), CHELA_OK);
    return status;
}

#define ONLINE "{\"state\":{\"online\":true}}"
#define OFFLINE "{\"state\":{\"online\":false}}"

START_TEST(a_met_need_leaves_no_trace_on_the_card)
{
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(look("[{\"id\":\"s\",\"use\":\"send\"}]", ONLINE, &err), CHELA_OK);
    ck_assert(!fixes);
    ck_assert_str_eq(card.text, "  - send  [cannot be undone]\n");
}
END_TEST

START_TEST(an_unmet_need_is_mended_first)
{
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(
        look("[{\"id\":\"f\",\"use\":\"fetch\"},{\"id\":\"s\",\"use\":\"send\"}]", OFFLINE, &err),
        CHELA_OK);
    ck_assert(fixes);
    ck_assert_str_eq(card.text,
                     "  - Go online  [cannot be undone]\n  - send  [cannot be undone]\n");
    ck_assert_str_eq(calls.order, "chela.need.1");
    ck_assert_int_eq(chela__run_start(run, NULL, NULL, card.contract, NULL), CHELA_OK);
    plans_until_idle(&calls);
    ck_assert_str_eq(calls.order, "chela.need.1 chela.fix.1 f s");
}
END_TEST

START_TEST(without_a_fix_the_plan_is_refused)
{
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(look("[{\"id\":\"s\",\"use\":\"strict\"}]", OFFLINE, &err), CHELA_DENIED);
    ck_assert_ptr_nonnull(strstr(err.text, "{\"/online\":true}"));
    ck_assert_str_eq(calls.order, "chela.need.1");
}
END_TEST

START_TEST(without_a_fix_a_met_need_lets_it_run)
{
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(look("[{\"id\":\"s\",\"use\":\"strict\"}]", ONLINE, &err), CHELA_OK);
    ck_assert_str_eq(calls.order, "chela.need.1 s");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("plan/needs");
    TCase *tests = tcase_create("needs");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_met_need_leaves_no_trace_on_the_card);
    tcase_add_test(tests, an_unmet_need_is_mended_first);
    tcase_add_test(tests, without_a_fix_the_plan_is_refused);
    tcase_add_test(tests, without_a_fix_a_met_need_lets_it_run);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
