// rules.c - the verdict of core/policy on each row of standard input, one word a line; called by
// rules.py.
//
// A row: {"tier", "manifest", "policy": {}|null, "presence": ["locked", ...]}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "policy/policy.h"

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
verdict(const json_t *row, struct chela_error *err)
{
    static const char *const words[]  = {"allow", "ask", "deny"};
    struct chela__manifest  *manifest = NULL;
    struct chela__policy    *policy   = NULL;
    struct chela__ruling     ruling   = {CHELA__DENY, ""};
    const json_t            *now      = json_object_get(row, "presence");
    const json_t            *oem      = json_object_get(row, "policy");
    char                    *text     = json_dumps(json_object_get(row, "manifest"), 0);
    struct chela__presence   presence = {is_in(now, "locked"), is_in(now, "driving"),
                                         is_in(now, "guest")};
    const char              *word     = NULL;
    if (text && chela__manifest_read(text, strlen(text), NULL, 0, &manifest, err) == CHELA_OK &&
        chela__policy_new(json_is_null(oem) ? NULL : oem, &policy, err) == CHELA_OK) {
        manifest->tier = (enum chela__tier)chela__tier_from_name(chela__json_str(row, "tier"));
        chela__policy_rule(policy, manifest->capabilities[0],
                           json_array_size(now) ? &presence : NULL, &ruling);
        word = words[ruling.verdict];
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
        const char        *word = row ? verdict(row, &err) : NULL;
        json_decref(row);
        if (!word) {
            fprintf(stderr, "%s\n", err.text);
            return EXIT_FAILURE;
        }
        puts(word);
    }
    return EXIT_SUCCESS;
}
