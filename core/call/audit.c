// audit.c - what a call leaves in the audit log: that it changed or sent something, or was refused.
#include "call/private.h"

static json_t *
make_facts(const struct chela__call *call, const char *task)
{
    return json_pack("{s:s, s:s, s:s, s:s*, s:i, s:i}", "use", call->capability->full_name,
                     "digest", call->capability->plugin->digest, "effect",
                     chela__effect_name(call->capability->effect), "task", task, "step",
                     (int)call->request.step, "element", (int)call->request.element);
}

static chela_status
write_facts(const struct chela__call *call, const char *kind, json_t *facts_take,
            struct chela_error *err)
{
    chela_status status =
        facts_take ? chela__audit_write(call->calls->options.state, kind, facts_take, false, err)
                   : chela__error_memory(err);
    json_decref(facts_take);
    return status;
}

chela_status
chela__call_log_refusal(const struct chela__call *call, struct chela_error *err)
{
    if (!call->calls->options.state)
        return CHELA_OK;
    return write_facts(call, "refusal", make_facts(call, call->request.task), err);
}

chela_status
chela__call_log_outcome(const struct chela__call *call, struct chela_error *err)
{
    static const char *const     effects[] = {"unknown", "none", "done"};
    const struct chela__outcome *outcome   = &call->outcome;
    if (!call->calls->options.state ||
        (call->capability->effect < CHELA__WRITE && !chela__reaches_out(call->capability)))
        return CHELA_OK;
    json_t *facts   = make_facts(call, call->task);
    json_t *reaches = json_object_get(call->capability->json, "reaches");
    if (facts &&
        (json_object_set_new(facts, "status", json_string(chela__status_name(outcome->status))) <
             0 ||
         (json_array_size(reaches) > 0 && json_object_set(facts, "reaches", reaches) < 0) ||
         json_object_set_new(facts, "outcome",
                             json_string(effects[(unsigned)outcome->effect % 3])) < 0 ||
         json_object_set_new(facts, "label", json_string(chela__label_name(outcome->label))) < 0)) {
        json_decref(facts);
        facts = NULL;
    }
    return write_facts(call, "call", facts, err);
}
