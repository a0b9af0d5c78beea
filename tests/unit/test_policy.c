// Tests of core/policy: reading policy.json, what it answers, and the rulings.
#include "fixtures/capability.h"
#include "policy/policy.h"

static struct chela__policy *
policy_of(const char *text)
{
    struct chela_error    err      = CHELA_ERROR_INIT;
    struct chela__policy *policy   = NULL;
    json_t               *document = text ? json_of(text) : NULL;
    chela_status          status   = chela__policy_new(document, &policy, &err);
    ck_assert_msg(status == CHELA_OK, "%s", err.text);
    json_decref(document);
    return policy;
}

static const char *const refused[][2] = {
    {"{}", "policy"},
    {"[]", "object"},
    {"{'policy': 2}", "/policy"},
    {"{'policy': 1, 'reserve': []}", "reserve"},
    {"{'policy': 1, 'deny': 'a'}", "/deny"},
    {"{'policy': 1, 'deny': ['a*b']}", "/deny/0"},
    {"{'policy': 1, 'deny': ['']}", "/deny/0"},
    {"{'policy': 1, 'consent': [1]}", "/consent/0"},
    {"{'policy': 1, 'reserved': ['sms.']}", "/reserved/0"},
    {"{'policy': 1, 'in_host': ['Lamp']}", "/in_host/0"},
    {"{'policy': 1, 'backends': {'m': 'private'}}", "/backends/m"},
    {"{'policy': 1, 'quotas': {'*': {'crashes': 0}}}", "/quotas/*/crashes"},
    {"{'policy': 1, 'quotas': {'*': {'files': 1}}}", "/quotas/*"},
    {"{'policy': 1, 'undo_window': 'an hour'}", "/undo_window"},
    {"{'policy': 1, 'private_hosts': {'*': ['10.0.0.0/8']}}", "/private_hosts/*/0"},
    {"{'policy': 1, 'resident': ['a*b']}", "/resident/0"},
    {"{'policy': 1, 'keys': {}}", "/keys"},
};

START_TEST(lets_a_worker_stay_that_asks_and_is_listed)
{
    struct chela__capability *capability =
        capability_make("lamp.set", CHELA__VENDOR, "\"effect\": \"write\"");
    struct chela__manifest *plugin = (struct chela__manifest *)capability->plugin;
    struct chela__policy   *listed = policy_of("{'policy': 1, 'resident': ['org.example.*']}");
    struct chela__policy   *bare   = policy_of("{'policy': 1}");
    ck_assert(!chela__policy_resident(listed, plugin)); // it did not ask
    plugin->life = CHELA__LIFE_RESIDENT;
    ck_assert(chela__policy_resident(listed, plugin));
    ck_assert(!chela__policy_resident(bare, plugin));
    chela__policy_free(listed);
    chela__policy_free(bare);
    capability_free(capability);
}
END_TEST

START_TEST(refuses_what_it_does_not_know)
{
    struct chela_error    err      = CHELA_ERROR_INIT;
    struct chela__policy *policy   = NULL;
    json_t               *document = json_of(refused[_i][0]);
    ck_assert_int_eq(chela__policy_new(document, &policy, &err), CHELA_INVALID);
    ck_assert_msg(strstr(err.text, "policy.json") && strstr(err.text, refused[_i][1]), "%s",
                  err.text);
    ck_assert_ptr_null(policy);
    json_decref(document);
}
END_TEST

START_TEST(only_the_platform_runs_in_the_host)
{
    struct chela__policy     *listed = policy_of("{'policy': 1, 'in_host': ['org.example.lamp']}");
    struct chela__policy     *bare   = policy_of(NULL);
    struct chela__capability *lamp =
        capability_make("lamp.on", CHELA__PLATFORM, "\"effect\": \"pure\"");
    struct chela__manifest *plugin = (struct chela__manifest *)lamp->plugin;
    ck_assert(!chela__policy_in_host(listed, plugin)); // it did not ask
    ck_assert(!chela__policy_resident(listed, plugin));
    plugin->in_host = true;
    ck_assert(chela__policy_in_host(listed, plugin));
    ck_assert(!chela__policy_in_host(bare, plugin));
    plugin->tier = CHELA__VENDOR;
    ck_assert(!chela__policy_in_host(listed, plugin));
    capability_free(lamp);
    chela__policy_free(listed);
    chela__policy_free(bare);
}
END_TEST

START_TEST(a_backend_sees_up_to_its_label)
{
    struct chela__policy *policy =
        policy_of("{'policy': 1, 'backends': {'cloud': 'device', 'embedded': 'personal'}}");
    ck_assert_int_eq(chela__policy_backend_limit(policy, "cloud"), CHELA__DEVICE);
    ck_assert_int_eq(chela__policy_backend_limit(policy, "embedded"), CHELA__PERSONAL);
    ck_assert_int_eq(chela__policy_backend_limit(policy, "replay"), CHELA__SENSITIVE);
    ck_assert_int_eq(chela__policy_backend_limit(policy, "other"), CHELA__PUBLIC);
    chela__policy_free(policy);
}
END_TEST

START_TEST(the_least_quota_counts)
{
    struct chela__policy *policy =
        policy_of("{'policy': 1, 'quotas': {'org.example.*': {'crashes': 100}, 'org.example.lamp': "
                  "{'crashes': 7}, 'org.other.thing': {}}}");
    ck_assert_int_eq(chela__policy_crash_limit(policy, "org.example.lamp"), 7);
    ck_assert_int_eq(chela__policy_crash_limit(policy, "org.example.door"), 100);
    ck_assert_int_eq(chela__policy_crash_limit(policy, "org.other.thing"), 5);
    chela__policy_free(policy);
}
END_TEST

START_TEST(names_inside_are_the_policys_to_allow)
{
    struct chela__policy *policy =
        policy_of("{'policy': 1, 'private_hosts': {'org.example.lamp*': ['Bridge.home.arpa']}}");
    ck_assert(chela__policy_private_host(policy, "org.example.lamp", "bridge.home.arpa"));
    ck_assert(!chela__policy_private_host(policy, "org.example.lamp", "nas.home.arpa"));
    ck_assert(!chela__policy_private_host(policy, "org.example.door", "bridge.home.arpa"));
    chela__policy_free(policy);
}
END_TEST

START_TEST(the_smaller_undo_window_counts)
{
    struct chela__policy     *policy = policy_of("{'policy': 1, 'undo_window': 'PT2H'}");
    struct chela__policy     *never  = policy_of("{'policy': 1, 'undo_window': 'PT0S'}");
    struct chela__capability *none =
        capability_make("lamp.on", CHELA__VENDOR, "\"effect\": \"write\"");
    struct chela__capability *minutes = capability_make(
        "lamp.on", CHELA__VENDOR,
        "\"effect\": \"write\", \"undo\": {\"use\": \"lamp.on\", \"within\": \"PT10M\"}");
    struct chela__capability *days = capability_make(
        "lamp.on", CHELA__VENDOR,
        "\"effect\": \"write\", \"undo\": {\"use\": \"lamp.on\", \"within\": \"P2D\"}");
    struct chela__capability *open = capability_make(
        "lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"undo\": {\"use\": \"lamp.on\"}");
    ck_assert_int_eq(chela__policy_undo_window(policy, none), 0);
    ck_assert_int_eq(chela__policy_undo_window(policy, minutes), 600000);
    ck_assert_int_eq(chela__policy_undo_window(policy, days), 7200000);
    ck_assert_int_eq(chela__policy_undo_window(policy, open), 7200000);
    ck_assert_int_eq(chela__policy_undo_window(never, days), 0);
    capability_free(none);
    capability_free(minutes);
    capability_free(days);
    capability_free(open);
    chela__policy_free(policy);
    chela__policy_free(never);
}
END_TEST

// ---- rulings ----

#define LOCKED 1
#define DRIVING 2
#define GUEST 4

static const struct {
    const char         *name;
    enum chela__tier    tier;
    const char         *members;
    const char         *policy;
    int                 presence;
    enum chela__verdict verdict;
    const char         *reason;
} rulings[] = {
    {"lamp.add", CHELA__SIDELOAD, "\"effect\": \"pure\"", NULL, 0, CHELA__ALLOW, ""},
    {"lamp.look", CHELA__VENDOR, "\"effect\": \"read\", \"label\": \"sensitive\"", NULL, 0,
     CHELA__ALLOW, ""},
    {"lamp.look", CHELA__SIDELOAD, "\"effect\": \"read\", \"label\": \"device\"", NULL, 0,
     CHELA__ALLOW, ""},
    {"lamp.look", CHELA__REVIEWED, "\"effect\": \"read\", \"label\": \"personal\"", NULL, 0,
     CHELA__ASK, "personal"},
    {"lamp.look", CHELA__VENDOR, "\"effect\": \"read\", \"reaches\": [\"net:a.org:443\"]", NULL, 0,
     CHELA__ASK, "out of this device"},
    {"lamp.on", CHELA__PLATFORM, "\"effect\": \"write\"", NULL, 0, CHELA__ASK, "changes"},
    {"lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"flags\": [\"costs\"]", NULL, 0, CHELA__ASK,
     "costs"},
    {"lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"flags\": [\"physical\"]", NULL, 0,
     CHELA__ASK, "real thing"},
    {"lamp.on", CHELA__VENDOR, "\"effect\": \"irreversible\"", NULL, 0, CHELA__ASK, "taken back"},
    // the policy's lists; the strictest wins
    {"lamp.add", CHELA__VENDOR, "\"effect\": \"pure\"", "{'policy': 1, 'deny': ['lamp.*']}", 0,
     CHELA__DENY, "does not allow lamp.add"},
    {"lamp.add", CHELA__VENDOR, "\"effect\": \"pure\"",
     "{'policy': 1, 'deny': ['org.example.lamp/lamp.add']}", 0, CHELA__DENY, "does not allow"},
    {"lamp.add", CHELA__VENDOR, "\"effect\": \"pure\"",
     "{'policy': 1, 'deny': ['org.example.lamp']}", 0, CHELA__DENY, "does not allow"},
    {"lamp.add", CHELA__VENDOR, "\"effect\": \"pure\"",
     "{'policy': 1, 'deny': ['lamp', 'lamp.ad', 'org.example']}", 0, CHELA__ALLOW, ""},
    {"lamp.add", CHELA__VENDOR, "\"effect\": \"pure\"", "{'policy': 1, 'consent': ['*']}", 0,
     CHELA__ASK, "wants you to be asked"},
    {"lamp.add", CHELA__VENDOR, "\"effect\": \"pure\"",
     "{'policy': 1, 'consent': ['*'], 'deny': ['lamp.add']}", 0, CHELA__DENY, "does not allow"},
    // reserved names
    {"sms.send", CHELA__REVIEWED, "\"effect\": \"pure\"", NULL, 0, CHELA__DENY, "maker"},
    {"sms.send", CHELA__VENDOR, "\"effect\": \"pure\"", NULL, 0, CHELA__ALLOW, ""},
    {"smsa.send", CHELA__SIDELOAD, "\"effect\": \"pure\"", NULL, 0, CHELA__ALLOW, ""},
    {"lamp.add", CHELA__SIDELOAD, "\"effect\": \"pure\"", "{'policy': 1, 'reserved': ['lamp']}", 0,
     CHELA__DENY, "maker"},
    {"sms.send", CHELA__SIDELOAD, "\"effect\": \"pure\"", "{'policy': 1, 'reserved': []}", 0,
     CHELA__ALLOW, ""},
    // presence
    {"lamp.add", CHELA__SIDELOAD, "\"effect\": \"pure\"", NULL, LOCKED | GUEST, CHELA__ALLOW, ""},
    {"lamp.look", CHELA__VENDOR, "\"effect\": \"read\", \"label\": \"device\"", NULL,
     LOCKED | GUEST, CHELA__ALLOW, ""},
    {"lamp.look", CHELA__VENDOR, "\"effect\": \"read\", \"label\": \"personal\"", NULL, LOCKED,
     CHELA__DENY, "locked"},
    {"lamp.look", CHELA__VENDOR, "\"effect\": \"read\", \"label\": \"personal\"", NULL, GUEST,
     CHELA__DENY, "guests"},
    {"lamp.on", CHELA__VENDOR, "\"effect\": \"write\"", NULL, DRIVING, CHELA__ASK, "changes"},
    {"lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"presence\": {\"driving\": false}", NULL,
     DRIVING, CHELA__DENY, "driving"},
    {"lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"presence\": {\"locked\": true}", NULL,
     LOCKED, CHELA__ASK, "changes"},
    {"lamp.on", CHELA__REVIEWED, "\"effect\": \"write\", \"presence\": {\"locked\": true}", NULL,
     LOCKED, CHELA__DENY, "locked"},
    {"lamp.add", CHELA__SIDELOAD, "\"effect\": \"pure\", \"presence\": {\"guest\": false}", NULL,
     GUEST, CHELA__DENY, "guests"},
};

START_TEST(rules_by_the_strictest)
{
    struct chela__policy     *policy = policy_of(rulings[_i].policy);
    struct chela__capability *capability =
        capability_make(rulings[_i].name, rulings[_i].tier, rulings[_i].members);
    struct chela__presence presence = {.is_locked  = rulings[_i].presence & LOCKED,
                                       .is_driving = rulings[_i].presence & DRIVING,
                                       .is_guest   = rulings[_i].presence & GUEST};
    struct chela__ruling   ruling;
    chela__policy_rule(policy, capability, rulings[_i].presence ? &presence : NULL, &ruling);
    ck_assert_msg(ruling.verdict == rulings[_i].verdict, "row %d: %d, %s", _i, ruling.verdict,
                  ruling.reason);
    ck_assert_msg(strstr(ruling.reason, rulings[_i].reason) != NULL, "row %d: %s", _i,
                  ruling.reason);
    capability_free(capability);
    chela__policy_free(policy);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("policy");
    TCase *tests = tcase_create("policy");
    tcase_add_test(tests, lets_a_worker_stay_that_asks_and_is_listed);
    tcase_add_loop_test(tests, refuses_what_it_does_not_know, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_test(tests, only_the_platform_runs_in_the_host);
    tcase_add_test(tests, a_backend_sees_up_to_its_label);
    tcase_add_test(tests, the_least_quota_counts);
    tcase_add_test(tests, names_inside_are_the_policys_to_allow);
    tcase_add_test(tests, the_smaller_undo_window_counts);
    tcase_add_loop_test(tests, rules_by_the_strictest, 0,
                        (int)(sizeof(rulings) / sizeof(rulings[0])));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
