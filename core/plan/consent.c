// consent.c - the card before the user: shown, agreed to, refused, or not answered.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

static void
refuse(struct chela_conversation *conversation)
{
    bool is_zh = !strncmp(conversation->lang, "zh", 2);
    if (conversation->is_cancelled)
        chela__conversation_cancelled(conversation);
    else
        chela__conversation_end(
            conversation, CHELA_DENIED,
            is_zh ? "未获同意，没有做任何更改。" : "Not agreed to: nothing was changed.", NULL);
}

chela_status
chela_consent(struct chela_conversation *conversation, bool agreed, struct chela_error *err)
{
    if (!conversation || conversation->phase != CHELA__CARD_SHOWN)
        return chela__error(err, CHELA_INVALID, "no card is shown");
    if (agreed && !conversation->is_cancelled)
        chela__conversation_start(conversation);
    else
        refuse(conversation);
    return CHELA_OK;
}

static void
show_card(struct chela_conversation *conversation)
{
    char             *json = chela__json_text(conversation->card.json);
    struct chela_card card = {.struct_size   = sizeof card,
                              .is_reversible = conversation->card.is_reversible,
                              .leaves_device = conversation->card.leaves_device,
                              .costs         = conversation->card.costs,
                              .json          = json ? json : "{}",
                              .text          = conversation->card.text};
    if (conversation->options.card && !conversation->is_closing)
        conversation->options.card(conversation->options.user, conversation, &card);
    free(json);
}

// While the user reads, the workers that the plan needs come up.
static void
warm(struct chela_conversation *conversation)
{
    const struct chela__plan *plan = conversation->plan;
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->steps[i].kind == CHELA__STEP_CALL && !plan->steps[i].is_seen)
            chela__calls_warm(conversation->host->calls, plan->steps[i].capability->plugin);
}

void
chela__conversation_consent(struct chela_conversation *conversation)
{
    bool is_dry         = conversation->options.flags & CHELA_DRY_RUN;
    conversation->phase = CHELA__CARD_SHOWN;
    if (!is_dry && (conversation->is_explicit || !conversation->card.is_new)) {
        chela__conversation_start(conversation);
        return;
    }
    if (!is_dry && !conversation->options.card) {
        refuse(conversation);
        return;
    }
    if (!is_dry)
        warm(conversation);
    show_card(conversation);
    if (is_dry)
        chela__conversation_end(conversation, CHELA_OK, "", NULL);
}
