// rule.c - may this capability run at all, and must the user be asked first; the strictest rule
// wins.
#include "policy/private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// One rule's opinion; `reason` is only written above ALLOW.
typedef void
rule(const struct chela__policy *policy, const struct chela__capability *capability,
     const struct chela__presence *presence, struct chela__ruling *ruling);

// A later rule only counts when it is stricter.
__attribute__((format(printf, 3, 4))) static void
say(struct chela__ruling *ruling, enum chela__verdict verdict, const char *format, ...)
{
    if (verdict <= ruling->verdict)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(ruling->reason, sizeof(ruling->reason), format, args);
    va_end(args);
    ruling->verdict = verdict;
}

// ---- never ----

static void
rule_denied(const struct chela__policy *policy, const struct chela__capability *capability,
            const struct chela__presence *presence, struct chela__ruling *ruling)
{
    (void)presence;
    if (chela__patterns_match(policy->deny, capability))
        say(ruling, CHELA__DENY, "the policy of this device does not allow %s", capability->name);
}

static bool
begins_with_part(const char *name, const char *part)
{
    size_t len = strlen(part);
    return strncmp(name, part, len) == 0 && (name[len] == '.' || name[len] == 0);
}

static bool
is_reserved(const struct chela__policy *policy, const char *name)
{
    static const char *const defaults[] = {"sms", "phone", "vault", "home", "car", "pay", "system"};
    size_t                   at;
    json_t                  *prefix;
    json_array_foreach(policy->reserved, at, prefix)
    {
        if (begins_with_part(name, json_string_value(prefix)))
            return true;
    }
    for (size_t i = 0; !policy->reserved && i < sizeof(defaults) / sizeof(defaults[0]); i++)
        if (begins_with_part(name, defaults[i]))
            return true;
    return false;
}

static void
rule_reserved(const struct chela__policy *policy, const struct chela__capability *capability,
              const struct chela__presence *presence, struct chela__ruling *ruling)
{
    (void)presence;
    if (capability->plugin->tier > CHELA__VENDOR && is_reserved(policy, capability->name))
        say(ruling, CHELA__DENY, "the name %s is kept for the maker of this device",
            capability->name);
}

// What holds when the manifest says nothing.
static bool
is_harmless(const struct chela__capability *capability)
{
    if (chela__reaches_out(capability))
        return false;
    return capability->effect == CHELA__PURE ||
           (capability->effect == CHELA__READ && capability->label <= CHELA__DEVICE);
}

static bool
may_run(const struct chela__capability *capability, const char *situation, bool otherwise)
{
    const json_t *said = json_object_get(json_object_get(capability->json, "presence"), situation);
    if (json_is_false(said))
        return false;
    if (json_is_true(said) && capability->plugin->tier <= CHELA__VENDOR)
        return true;
    return otherwise;
}

static void
rule_presence(const struct chela__policy *policy, const struct chela__capability *capability,
              const struct chela__presence *presence, struct chela__ruling *ruling)
{
    (void)policy;
    if (!presence)
        return;
    bool harmless = is_harmless(capability);
    if (presence->is_locked && !may_run(capability, "locked", harmless))
        say(ruling, CHELA__DENY, "the device is locked: unlock it for %s", capability->name);
    if (presence->is_guest && !may_run(capability, "guest", harmless))
        say(ruling, CHELA__DENY, "%s is not for guests", capability->name);
    if (presence->is_driving && !may_run(capability, "driving", true))
        say(ruling, CHELA__DENY, "%s has to wait until you have stopped driving", capability->name);
}

// ---- only after a card ----

static void
rule_forced(const struct chela__policy *policy, const struct chela__capability *capability,
            const struct chela__presence *presence, struct chela__ruling *ruling)
{
    (void)presence;
    if (chela__patterns_match(policy->consent, capability))
        say(ruling, CHELA__ASK, "the policy of this device wants you to be asked");
}

static void
rule_effect(const struct chela__policy *policy, const struct chela__capability *capability,
            const struct chela__presence *presence, struct chela__ruling *ruling)
{
    (void)policy;
    (void)presence;
    if (capability->effect == CHELA__IRREVERSIBLE)
        say(ruling, CHELA__ASK, "it cannot be taken back");
    if (capability->flags & CHELA__COSTS)
        say(ruling, CHELA__ASK, "it costs money");
    if (capability->flags & CHELA__PHYSICAL)
        say(ruling, CHELA__ASK, "it moves or switches a real thing");
    if (chela__reaches_out(capability))
        say(ruling, CHELA__ASK, "it sends something out of this device");
    if (capability->effect == CHELA__WRITE)
        say(ruling, CHELA__ASK, "it changes something");
}

static void
rule_read(const struct chela__policy *policy, const struct chela__capability *capability,
          const struct chela__presence *presence, struct chela__ruling *ruling)
{
    (void)policy;
    (void)presence;
    if (capability->effect == CHELA__READ && capability->plugin->tier > CHELA__VENDOR &&
        capability->label > CHELA__DEVICE)
        say(ruling, CHELA__ASK, "it reads %s data and its plugin is of tier %s",
            chela__label_name(capability->label), chela__tier_name(capability->plugin->tier));
}

void
chela__policy_rule(const struct chela__policy *policy, const struct chela__capability *capability,
                   const struct chela__presence *presence, struct chela__ruling *ret_ruling)
{
    static rule *const rules[] = {rule_denied, rule_reserved, rule_presence,
                                  rule_forced, rule_effect,   rule_read};
    *ret_ruling                = (struct chela__ruling){CHELA__ALLOW, ""};
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        rules[i](policy, capability, presence, ret_ruling);
}
