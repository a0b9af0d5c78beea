// consent.c - what happens to a call: denied, asked about, or run because a grant covers it; one
// word a line for each row of standard input, called by consent.py.
//
// A row: {"tier", "manifest", "policy": {}|null, "presence": [...], "grant": {"scope": n, "bind",
// "max"}|null, "agreed": {"bind", "max"}, "input": {...}, "spent": n, "results": {...}}. "agreed"
// is the contract's entry; a grant is made from the bind of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "policy/policy.h"

static json_t *
entry_of(const struct chela__capability *capability, const json_t *from)
{
    return json_pack("{s:s, s:s, s:s, s:O, s:O}", "step", "one", "use", capability->full_name,
                     "digest", capability->plugin->digest, "max", json_object_get(from, "max"),
                     "bind", json_object_get(from, "bind"));
}

static bool
is_covered(const struct chela__policy *policy, const struct chela__capability *capability,
           const json_t *row, const json_t *entry)
{
    const json_t *given = json_object_get(row, "grant");
    if (!json_is_object(given))
        return false;
    json_t *agreed  = entry_of(capability, given);
    json_t *grant   = chela__grant_make(capability, agreed);
    bool    covered = false;
    if (grant) {
        json_object_set(grant, "scope", json_object_get(given, "scope"));
        covered = chela__grant_covers(policy, capability, grant, entry);
    }
    json_decref(grant);
    json_decref(agreed);
    return covered;
}

static bool
is_in(const json_t *list, const char *word)
{
    size_t  at;
    json_t *entry;
    json_array_foreach(list, at, entry)
    {
        if (!strcmp(json_string_value(entry), word))
            return true;
    }
    return false;
}

static const char *
judge(const struct chela__policy *policy, const struct chela__capability *capability,
      const json_t *row)
{
    const json_t          *now      = json_object_get(row, "presence");
    struct chela__presence presence = {is_in(now, "locked"), is_in(now, "driving"),
                                       is_in(now, "guest")};
    struct chela__ruling   ruling;
    json_t                *entry    = entry_of(capability, json_object_get(row, "agreed"));
    json_t                *contract = json_pack("{s:[O]}", "calls", entry);
    chela__policy_rule(policy, capability, &presence, &ruling);
    bool asks = ruling.verdict == CHELA__ASK && !is_covered(policy, capability, row, entry);
    const struct chela__contract_use use = {
        .contract   = contract,
        .step       = "one",
        .capability = capability,
        .input      = json_object_get(row, "input"),
        .results    = json_object_get(row, "results"),
        .spent      = (uint32_t)chela__json_int(row, "spent", 0),
        .verdict    = ruling.verdict,
    };
    struct chela_error err  = CHELA_ERROR_INIT;
    bool               runs = chela__contract_check(&use, &err) == CHELA_OK;
    json_decref(contract);
    json_decref(entry);
    return !runs ? "deny" : asks ? "ask" : "run";
}

static const char *
word_of(const json_t *row, struct chela_error *err)
{
    struct chela__manifest *manifest = NULL;
    struct chela__policy   *policy   = NULL;
    const json_t           *oem      = json_object_get(row, "policy");
    char                   *text     = json_dumps(json_object_get(row, "manifest"), 0);
    const char             *word     = NULL;
    if (text && chela__manifest_read(text, strlen(text), NULL, 0, &manifest, err) == CHELA_OK &&
        chela__policy_new(json_is_null(oem) ? NULL : oem, &policy, err) == CHELA_OK) {
        manifest->tier = (enum chela__tier)chela__tier_from_name(chela__json_str(row, "tier"));
        word           = judge(policy, manifest->capabilities[0], row);
    }
    chela__policy_free(policy);
    chela__manifest_free(manifest);
    free(text);
    return word;
}

int
main(void)
{
    static char line[16384];
    while (fgets(line, sizeof line, stdin)) {
        struct chela_error err  = CHELA_ERROR_INIT;
        json_t            *row  = json_loads(line, 0, NULL);
        const char        *word = row ? word_of(row, &err) : NULL;
        json_decref(row);
        if (!word) {
            fprintf(stderr, "%s\n", err.text);
            return EXIT_FAILURE;
        }
        puts(word);
    }
    return EXIT_SUCCESS;
}
