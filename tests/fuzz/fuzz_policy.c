// fuzz_policy.c - {"policy", "contract", "input", "results"}: policy.json is read or refused with a
// reason, and nothing that nobody agreed to passes a contract.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz/fuzz.h"
#include "policy/policy.h"

static const char manifest_text[] =
    "{\"chela\": 1, \"id\": \"org.example.lamp\", \"version\": \"1.0.0\", \"license\": \"MIT\","
    " \"name\": {\"en\": \"Lamp\"}, \"summary\": {\"en\": \"A lamp.\"}, \"capabilities\": {"
    "\"lamp.send\": {\"summary\": {\"en\": \"Send.\"}, \"effect\": \"write\", \"input\": {},"
    " \"output\": {}, \"reaches\": [\"/to\"], \"authority\": {\"/to\": \"recipient\","
    " \"/paths/*\": \"path\"}}}}";

static void
try_policy(const json_t *document, const struct chela__capability *capability)
{
    struct chela_error    err    = CHELA_ERROR_INIT;
    struct chela__policy *policy = NULL;
    struct chela__ruling  ruling;
    if (chela__policy_new(document, &policy, &err) < 0) {
        FUZZ_CHECK(err.text[0] && !policy);
        return;
    }
    chela__policy_rule(policy, capability, NULL, &ruling);
    FUZZ_CHECK(ruling.verdict != CHELA__ALLOW && ruling.reason[0]);
    FUZZ_CHECK(!chela__policy_in_host(policy, capability->plugin));
    FUZZ_CHECK(chela__policy_crash_limit(policy, "org.example.lamp") > 0);
    FUZZ_CHECK(chela__policy_undo_window(policy, capability) == 0);
    chela__policy_free(policy);
}

// Whether a binding speaks of this member or of something in it.
static bool
is_bound(const json_t *bind, const char *name)
{
    struct chela__buffer pointer = CHELA__BUFFER_INIT;
    const char          *bound;
    json_t              *binding;
    bool                 found = json_object_get(bind, "") != NULL;
    chela__json_pointer_add(&pointer, name);
    json_object_foreach((json_t *)bind, bound, binding)
    {
        found = found || (strncmp(bound, pointer.data, pointer.len) == 0 &&
                          (bound[pointer.len] == 0 || bound[pointer.len] == '/'));
    }
    chela__buffer_done(&pointer);
    return found;
}

static void
try_contract(const json_t *document, const struct chela__capability *capability)
{
    struct chela_error err = CHELA_ERROR_INIT;
    const char        *name;
    json_t            *value;
    json_t            *call =
        json_array_get(json_object_get(json_object_get(document, "contract"), "calls"), 0);
    struct chela__contract_use use = {.contract   = json_object_get(document, "contract"),
                                      .step       = "send",
                                      .capability = capability,
                                      .input      = json_object_get(document, "input"),
                                      .results    = json_object_get(document, "results"),
                                      .verdict    = CHELA__ASK};
    // The manifest's digest is not the fuzzer's business.
    if (json_is_object(call))
        json_object_set_new(call, "digest", json_string(capability->plugin->digest));
    if (chela__contract_check(&use, &err) < 0) {
        FUZZ_CHECK(err.text[0]);
        return;
    }
    json_object_foreach((json_t *)use.input, name, value)
    {
        FUZZ_CHECK(is_bound(json_object_get(call, "bind"), name));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct chela__manifest *manifest; // read once for all inputs
    json_t                        *document = NULL;
    if (!manifest)
        FUZZ_CHECK(chela__manifest_read(manifest_text, sizeof(manifest_text) - 1, NULL, 0,
                                        &manifest, NULL) == CHELA_OK);
    if (chela__json_read((const char *)data, size, NULL, &document, NULL) < 0)
        return 0;
    const struct chela__capability *capability = manifest->capabilities[0];
    if (json_object_get(document, "policy"))
        try_policy(json_object_get(document, "policy"), capability);
    if (json_object_get(document, "input"))
        try_contract(document, capability);
    json_decref(document);
    return 0;
}
