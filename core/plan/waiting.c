// waiting.c - see waiting.h. Called by the check, by the run, and by what keeps standing orders.
#include "plan/waiting.h"

#include <string.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "base/rrule.h"
#include "base/zone.h"

// ---- the host's own capabilities ----

static const char manifest_text[] =
    "{\"chela\": 1, \"id\": \"org.chela.host\", \"version\": \"1.0.0\", \"license\": "
    "\"Apache-2.0\",\n"
    " \"name\": {\"en\": \"Waiting\", \"zh\": \"等待\"},\n"
    " \"summary\": {\"en\": \"What a plan waits for.\", \"zh\": \"计划等待的事项。\"},\n"
    " \"capabilities\": {\n"
    "  \"wait.until\": {\"summary\": {\"en\": \"Wait until a time.\", \"zh\": "
    "\"等到某个时间。\"},\n"
    "   \"card\": {\"en\": \"Wait until {until}\", \"zh\": \"等到 {until}\"},\n"
    "   \"input\": {\"type\": \"object\", \"required\": [\"until\"], \"additionalProperties\": "
    "false,\n"
    "    \"properties\": {\"until\": {\"$ref\": \"chela:DateTime/1\"}}},\n"
    "   \"output\": {\"type\": \"object\", \"required\": [\"at\"],\n"
    "    \"properties\": {\"at\": {\"$ref\": \"chela:DateTime/1\"}}},\n"
    "   \"effect\": \"read\", \"label\": \"public\"},\n"
    "  \"wait.for\": {\"summary\": {\"en\": \"Wait for a while.\", \"zh\": \"等一段时间。\"},\n"
    "   \"card\": {\"en\": \"Wait {for}\", \"zh\": \"等待 {for}\"},\n"
    "   \"input\": {\"type\": \"object\", \"required\": [\"for\"], \"additionalProperties\": "
    "false,\n"
    "    \"properties\": {\"for\": {\"$ref\": \"chela:Duration/1\"}}},\n"
    "   \"output\": {\"type\": \"object\", \"required\": [\"at\"],\n"
    "    \"properties\": {\"at\": {\"$ref\": \"chela:DateTime/1\"}}},\n"
    "   \"effect\": \"read\", \"label\": \"public\"},\n"
    "  \"trigger.every\": {\"summary\": {\"en\": \"Each time it is due.\", \"zh\": "
    "\"每次到时间。\"},\n"
    "   \"card\": {\"en\": \"From {from} on, again and again ({every})\",\n"
    "    \"zh\": \"从 {from} 起反复执行（{every}）\"},\n"
    "   \"input\": {\"type\": \"object\", \"required\": [\"every\", \"from\"],\n"
    "    \"additionalProperties\": false, \"properties\": {\"every\": {\"$ref\": "
    "\"chela:RRule/1\"},\n"
    "     \"from\": {\"$ref\": \"chela:DateTime/1\"}}},\n"
    "   \"output\": {\"type\": \"object\", \"required\": [\"at\"],\n"
    "    \"properties\": {\"at\": {\"$ref\": \"chela:DateTime/1\"}}},\n"
    "   \"effect\": \"read\", \"label\": \"public\"}}}\n";

static const char types_text[] =
    "{\"chela:DateTime/1\": {\"$id\": \"chela:DateTime/1\", \"type\": \"string\", \"format\": "
    "\"date-time\"},\n"
    " \"chela:Duration/1\": {\"$id\": \"chela:Duration/1\", \"type\": \"string\", \"format\": "
    "\"duration\"},\n"
    " \"chela:RRule/1\": {\"$id\": \"chela:RRule/1\", \"type\": \"string\"}}\n";

chela_status
chela__waiting_manifest(struct chela__manifest **ret_manifest, struct chela_error *err)
{
    chela_status status = chela__manifest_read(manifest_text, sizeof manifest_text - 1, types_text,
                                               sizeof types_text - 1, ret_manifest, err);
    if (status >= 0)
        (*ret_manifest)->tier = CHELA__PLATFORM;
    return status;
}

// ---- times ----

static chela_status
time_at(const json_t *input, const char *name, int64_t *ret_ms, struct chela_error *err)
{
    const char *text = chela__json_str(input, name);
    return text ? chela__time_parse(text, ret_ms, err)
                : chela__error(err, CHELA_INVALID, "%s: expected a time", name);
}

chela_status
chela__waiting_due(const struct chela__capability *capability, const json_t *input, int64_t now_ms,
                   int64_t *ret_due_ms, struct chela_error *err)
{
    int64_t      ms;
    const char  *text   = chela__json_str(input, "for");
    chela_status status = CHELA_OK;
    if (!strcmp(capability->name, CHELA__WAIT_UNTIL_NAME))
        status = time_at(input, "until", &ms, err);
    else
        status = chela__duration_parse(text ? text : "", &ms, err);
    if (status < 0)
        return status;
    int64_t due = text ? now_ms + ms : ms;
    if (due - now_ms > CHELA__WAIT_MAX_MS)
        return chela__error(err, CHELA_LIMIT, "a plan waits 400 days at most");
    *ret_due_ms = due;
    return CHELA_OK;
}

struct rule {
    struct chela__rrule rule;
    struct chela__zone *zone;
    int64_t             from;
};

static chela_status
open_rule(const json_t *input, const char *zone, struct rule *rule, struct chela_error *err)
{
    const char  *text   = chela__json_str(input, "every");
    chela_status status = chela__rrule_read(text ? text : "", &rule->rule, err);
    if (status >= 0)
        status = time_at(input, "from", &rule->from, err);
    if (status >= 0)
        status = chela__zone_open(zone, &rule->zone, err);
    return status;
}

chela_status
chela__waiting_next(const json_t *input, const char *zone, int64_t after_ms, int64_t *ret_due_ms,
                    struct chela_error *err)
{
    struct rule  rule   = {.zone = NULL};
    chela_status status = open_rule(input, zone, &rule, err);
    if (status >= 0)
        status = chela__rrule_next(&rule.rule, rule.from, rule.zone, after_ms, ret_due_ms, err);
    chela__zone_free(rule.zone);
    return status;
}

chela_status
chela__waiting_last(const json_t *input, const char *zone, int64_t after_ms, int64_t now_ms,
                    int64_t *ret_last_ms, int64_t *ret_next_ms, struct chela_error *err)
{
    struct rule  rule   = {.zone = NULL};
    int64_t      at     = after_ms;
    chela_status status = open_rule(input, zone, &rule, err);
    *ret_last_ms        = 0;
    *ret_next_ms        = 0;
    while (status >= 0) {
        status = chela__rrule_next(&rule.rule, rule.from, rule.zone, at, &at, err);
        if (status >= 0 && at > now_ms) {
            *ret_next_ms = at;
            break;
        }
        if (status >= 0)
            *ret_last_ms = at;
    }
    chela__zone_free(rule.zone);
    return status;
}

// ---- items of a watch ----

chela_status
chela__waiting_matches(struct chela__plan *plan, const struct chela__step *step, json_t *item,
                       bool *ret_matches, struct chela_error *err)
{
    struct chela__run      run      = {.options = {.plan = plan}};
    struct chela__scope    around   = {.run = &run, .item = item};
    struct chela__resolver resolver = {.scope = &around, .err = err};
    *ret_matches                    = true;
    if (!step->where)
        return CHELA_OK;
    chela_status status = chela__condition_holds(&resolver, step->where, ret_matches);
    json_decref(resolver.candidates);
    return status < 0 ? status : CHELA_OK;
}
