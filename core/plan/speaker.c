// speaker.c - see speaker.h: how sentences join, and what is said of steps that failed.
#include "plan/speaker.h"

#include <string.h>

#include <chela/host.h>

#include "base/json.h"
#include "base/text.h"
#include "plan/card.h"
#include "plan/known.h"

// ---- joining ----

static void
stop(struct chela__speaker *speaker)
{
    if (speaker->out.len && !chela__people_is_ended(&speaker->out))
        chela__buffer_text(&speaker->out, chela__people_say(speaker->people, ".", "。"));
}

void
chela__speaker_begin(struct chela__speaker *speaker)
{
    stop(speaker);
    if (speaker->out.len && speaker->out.data[speaker->out.len - 1] != '\n')
        chela__buffer_text(&speaker->out, chela__people_say(speaker->people, " ", ""));
    speaker->is_bare = false;
}

void
chela__speaker_end(struct chela__speaker *speaker)
{
    const char *text = speaker->out.data;
    size_t      word = speaker->out.len;
    while (word && text[word - 1] != ' ' && text[word - 1] != '\n')
        word--;
    if (!speaker->is_bare && !memchr(text + word, '/', speaker->out.len - word))
        stop(speaker);
}

void
chela__speaker_capital(struct chela__speaker *speaker, size_t mark, const char *words)
{
    if (*words >= 'a' && *words <= 'z' && speaker->out.len > mark &&
        speaker->out.data[mark] == *words)
        speaker->out.data[mark] = (char)(*words - 'a' + 'A');
}

// ---- which step ----

bool
chela__step_has_effect(const struct chela__step *step)
{
    return step->kind == CHELA__STEP_CALL && step->capability->effect >= CHELA__WRITE;
}

// True when the step, or one inside it, has an effect.
static bool
has_effect(const struct chela__plan *plan, uint32_t number)
{
    for (uint32_t i = number; i < plan->steps[number].end; i++)
        if (chela__step_has_effect(&plan->steps[i]))
            return true;
    return false;
}

static void
say_summary(struct chela__speaker *speaker, const struct chela__capability *capability)
{
    const char *summary = chela__localized(capability->json, "summary", speaker->people->lang);
    const char *text    = summary && *summary ? summary : capability->name;
    size_t      len     = strlen(text);
    while (len && (text[len - 1] == '.' || text[len - 1] == ' '))
        len--;
    chela__buffer_add(&speaker->out, text, len);
}

static void
say_what(struct chela__speaker *speaker, const struct chela__instance *instance)
{
    const struct chela__capability *capability = instance->step->capability;
    bool                            is_whole   = true;
    json_t                         *known      = json_incref(instance->input);
    if (!known && capability)
        known = chela__known_value(&instance->step->with, &is_whole);
    if (capability && known && is_whole)
        chela__card_sentence(speaker->people, &speaker->out, capability, known);
    else if (capability)
        say_summary(speaker, capability);
    else
        chela__buffer_text(&speaker->out, instance->step->id);
    json_decref(known);
}

// ---- why ----

static const char *
reason_zh(chela_status status)
{
    switch (status) {
    case CHELA_NOT_FOUND:
        return "没有找到";
    case CHELA_DENIED:
        return "不允许";
    case CHELA_TIMEOUT:
        return "超时";
    case CHELA_UNAVAILABLE:
    case CHELA_BUSY:
        return "暂时不可用";
    case CHELA_INVALID:
        return "内容不合适";
    default:
        return "出错";
    }
}

// A plugin's reason ends the sentence. What is not in the user's language stands in brackets.
static void
say_reason(struct chela__speaker *speaker, chela_status status, const char *text)
{
    bool   is_foreign = !strncmp(speaker->people->lang, "zh", 2) && !chela__text_has_han(text);
    size_t len        = strlen(text);
    while (len && (text[len - 1] == '.' || text[len - 1] == ' '))
        len--;
    chela__buffer_text(&speaker->out, chela__people_say(speaker->people, ": ", "："));
    if (is_foreign)
        chela__buffer_format(&speaker->out, "%s（%.*s）", reason_zh(status), (int)len, text);
    else
        chela__buffer_add(&speaker->out, text, len);
}

static void
say_failure(struct chela__speaker *speaker, const struct chela__instance *instance)
{
    chela__speaker_begin(speaker);
    chela__buffer_text(&speaker->out,
                       chela__people_say(speaker->people, "Not done: ", "没有完成："));
    say_what(speaker, instance);
    if (instance->status != CHELA_CANCELLED)
        say_reason(speaker, instance->status, instance->text ? instance->text : "failed");
    if (!chela__step_has_effect(instance->step) || instance->effect != CHELA_EFFECT_UNKNOWN)
        return;
    chela__speaker_begin(speaker);
    chela__buffer_text(&speaker->out,
                       chela__people_say(speaker->people,
                                         "Whether it happened all the same is not known.",
                                         "是否已经生效尚不清楚。"));
}

// One sentence for all.
static void
say_left_out(struct chela__speaker *speaker)
{
    const struct chela__plan *plan     = speaker->run->options.plan;
    bool                      is_first = true;
    for (uint32_t i = 0; i < plan->count; i = plan->steps[i].end) {
        const struct chela__instance *instance = &speaker->run->root.instances[i];
        if (instance->state != CHELA__SKIPPED || instance->is_unwanted || !has_effect(plan, i))
            continue;
        if (is_first)
            chela__speaker_begin(speaker);
        chela__buffer_text(&speaker->out,
                           is_first
                               ? chela__people_say(speaker->people, "Not begun: ", "没有开始：")
                               : chela__people_say(speaker->people, "; ", "；"));
        say_what(speaker, instance);
        is_first = false;
    }
}

void
chela__speak_failures(struct chela__speaker *speaker)
{
    const struct chela__plan *plan = speaker->run->options.plan;
    for (uint32_t i = 0; i < plan->count; i = plan->steps[i].end)
        if (speaker->run->root.instances[i].state == CHELA__FAILED)
            say_failure(speaker, &speaker->run->root.instances[i]);
    say_left_out(speaker);
}
