// Tests of core/policy/contract.c: what lies inside the user's yes and what does not.
#include "fixtures/capability.h"
#include "policy/policy.h"

#define SEND                                                                                       \
    "\"effect\": \"irreversible\", \"reaches\": [\"/to\"], "                                       \
    "\"authority\": {\"/to\": \"recipient\", \"/paths/*\": \"path\"}"
#define RESULTS                                                                                    \
    "{'who': {'contacts': [{'phones': ['+331', '+332']}, {'phones': ['+333']}], 'count': 2}}"

// The bindings, the input, and NULL when it is inside, else what the refusal says.
static const char *const cases[][3] = {
    {"{'/to': {'is': '+331'}}", "{'to': '+331'}", NULL},
    {"{'/to': {'is': '+331'}}", "{'to': '+332'}", "/to is not the value"},
    {"{'/to': {'is': '+331'}}", "{'to': ['+331']}", "/to is not the value"},
    {"{'/to': {'is': '+331'}}", "{}", "/to is missing"},
    {"{'/to': {'is': '+331', 'optional': true}}", "{}", NULL},
    {"{'/to': {'is': '+331', 'optional': true}}", "{'to': 1}", "/to is not the value"},
    {"{'/to': {'is': '+331'}}", "{'to': '+331', 'copy': '+44'}", "/copy was not agreed to"},
    {"{'/to': {'is': null}}", "{'to': null}", NULL},
    {"{'/n': {'is': {'a': [1, 2]}}}", "{'n': {'a': [1, 2]}}", NULL},
    {"{'/n': {'is': {'a': [1, 2]}}}", "{'n': {'a': [2, 1]}}", "/n is not the value"},
    // from another step's result
    {"{'/to': {'from': 'who', 'path': '/contacts/*/phones/*'}}", "{'to': '+333'}", NULL},
    {"{'/to': {'from': 'who', 'path': '/contacts/*/phones/*'}}", "{'to': '+334'}",
     "/to is none of the values"},
    {"{'/to': {'from': 'who', 'path': '/contacts/*/phones/*'}}", "{'to': ['+333', '+331']}", NULL},
    {"{'/to': {'from': 'who', 'path': '/contacts/*/phones/*'}}", "{'to': ['+333', '+44']}",
     "/to is none of the values"},
    {"{'/to': {'from': 'who', 'path': '/contacts/0/phones'}}", "{'to': ['+331', '+332']}", NULL},
    {"{'/to': {'from': 'who', 'path': '/contacts/0/phones/*'}}", "{'to': '+333'}",
     "/to is none of the values"},
    {"{'/to': {'from': 'nobody', 'path': ''}}", "{'to': '+331'}", "/to is none of the values"},
    {"{'/to': {'from': 'who', 'path': '/missing/*'}}", "{'to': '+331'}",
     "/to is none of the values"},
    {"{'/to': {'from': 'who'}}", "{'to': '+331'}", "/to is none of the values"},
    // made from results: never for authority, wherever it lies
    {"{'/text': {'made_from': ['who']}}", "{'text': 'anything'}", NULL},
    {"{'/to': {'made_from': ['who']}}", "{'to': '+331'}", "/to decides whom"},
    {"{'/to': {'made_from': ['who'], 'is': '+331'}}", "{'to': '+332'}", "/to is not the value"},
    {"{'/paths': {'made_from': ['who']}}", "{'paths': ['/a']}", "/paths decides whom"},
    {"{'/paths/0': {'made_from': ['who']}}", "{'paths': ['/a']}", "/paths/0 decides whom"},
    {"{'': {'made_from': ['who']}}", "{'to': '+331'}", "decides whom"},
    {"{'/text': {}}", "{'text': 'x'}", "bound by something unknown"},
    {"{'/text': {'form': 'who'}}", "{'text': 'x'}", "bound by something unknown"},
    // member by member
    {"{'/a/b': {'is': 1}, '/a/c': {'is': 2}}", "{'a': {'b': 1, 'c': 2}}", NULL},
    {"{'/a/b': {'is': 1}}", "{'a': {'b': 1, 'c': 2}}", "/a/c was not agreed to"},
    {"{'/a/b': {'is': 1}}", "{'a': {'b': 1}, 'ab': 1}", "/ab was not agreed to"},
    {"{'': {'is': {'a': 1}}}", "{'a': 1}", NULL},
    {"{}", "{}", NULL},
    {"{}", "{'a': {}}", "/a was not agreed to"},
    {"{}", "[]", "was not agreed to"},
};

static struct chela__capability *capability;

static void
set_up(void)
{
    capability = capability_make("sms.send", CHELA__VENDOR, SEND);
}

static void
tear_down(void)
{
    capability_free(capability);
}

static json_t *
contract_of(const char *bind, int max)
{
    return json_pack("{s:[{s:s, s:s, s:s, s:i, s:o}]}", "calls", "step", "send", "use",
                     "org.example.lamp/sms.send", "digest", capability->plugin->digest, "max", max,
                     "bind", json_of(bind));
}

// Checks once and compares; `wanted` NULL: inside.
static void
expect(const char *wanted, struct chela__contract_use use, const char *input)
{
    struct chela_error err     = CHELA_ERROR_INIT;
    json_t            *results = json_of(RESULTS), *value = json_of(input);
    use.results         = results;
    use.input           = value;
    use.verdict         = use.verdict ? use.verdict : CHELA__ASK;
    chela_status status = chela__contract_check(&use, &err);
    if (wanted)
        ck_assert_msg(status == CHELA_DENIED && strstr(err.text, wanted), "%s: %d %s", input,
                      (int)status, err.text);
    else
        ck_assert_msg(status == CHELA_OK, "%s: %s", input, err.text);
    json_decref(results);
    json_decref(value);
}

START_TEST(binds_every_argument)
{
    json_t *contract = contract_of(cases[_i][0], 1);
    expect(cases[_i][2],
           (struct chela__contract_use){contract, "send", capability, NULL, NULL, 0, 0},
           cases[_i][1]);
    json_decref(contract);
}
END_TEST

START_TEST(counts_what_was_spent)
{
    json_t                    *contract = contract_of("{}", 2);
    struct chela__contract_use use      = {
             .contract = contract, .step = "send", .capability = capability, .spent = 1};
    expect(NULL, use, "{}");
    use.spent = 2;
    expect("2 times were agreed to", use, "{}");
    json_decref(contract);
}
END_TEST

START_TEST(binds_step_capability_and_manifest)
{
    json_t                    *contract = contract_of("{}", 1);
    struct chela__contract_use use      = {
             .contract = contract, .step = "other", .capability = capability};
    expect("nobody has agreed", use, "{}");
    use.step = NULL;
    expect("nobody has agreed", use, "{}");
    use.step     = "send";
    use.contract = NULL;
    expect("nobody has agreed", use, "{}");
    use.contract = contract;
    use.verdict  = CHELA__DENY;
    expect("not allowed", use, "{}");
    use.verdict = CHELA__ASK;

    json_t *call = json_array_get(json_object_get(contract, "calls"), 0);
    json_object_set_new(call, "digest", json_string("0011"));
    expect("has changed since", use, "{}");
    json_object_set_new(call, "use", json_string("org.example.lamp/sms.delete"));
    expect("is not the capability", use, "{}");
    json_decref(contract);
}
END_TEST

START_TEST(quiet_reads_need_no_entry)
{
    struct chela_error        err = CHELA_ERROR_INIT;
    struct chela__capability *look =
        capability_make("lamp.look", CHELA__VENDOR, "\"effect\": \"read\"");
    struct chela__capability *ask = capability_make(
        "lamp.ask", CHELA__VENDOR, "\"effect\": \"read\", \"reaches\": [\"net:a.org:443\"]");
    json_t                    *input = json_object();
    struct chela__contract_use use   = {.step = "look", .capability = look, .input = input};
    ck_assert_int_eq(chela__contract_check(&use, &err), CHELA_OK);
    use.verdict = CHELA__ASK;
    ck_assert_int_eq(chela__contract_check(&use, &err), CHELA_DENIED);
    use.verdict    = CHELA__ALLOW;
    use.capability = ask;
    ck_assert_int_eq(chela__contract_check(&use, &err), CHELA_DENIED);
    json_decref(input);
    capability_free(look);
    capability_free(ask);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("contract");
    TCase *tests = tcase_create("contract");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, binds_every_argument, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tests, counts_what_was_spent);
    tcase_add_test(tests, binds_step_capability_and_manifest);
    tcase_add_test(tests, quiet_reads_need_no_entry);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
