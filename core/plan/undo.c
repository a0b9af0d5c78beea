// undo.c - see undo.h. The journal knows the inverses; here they become steps that are checked,
// shown on a card and recorded like any others.
#include "plan/undo.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

struct undoer {
    struct chela__catalog      *catalog;
    const struct chela__people *people;
    struct chela__undo         *undo;
    struct chela__buffer        done;   // what will have been undone
    struct chela__buffer        cannot; // what will not, and why
};

const char *
chela__undo_wanted(const json_t *plan)
{
    const json_t *steps = json_object_get(plan, "steps");
    if (json_array_size(steps) != 1)
        return NULL;
    return chela__json_str(json_array_get(steps, 0), "undo");
}

// The summary of the capability whose effect is taken back.
static const char *
summary_of(const struct undoer *undoer, const char *name)
{
    struct chela__capability *capability;
    size_t                    index;
    if (!name || chela__catalog_find(undoer->catalog, name, NULL, &index, NULL) < 0 ||
        chela__catalog_capability(undoer->catalog, index, &capability, NULL) < 0)
        return name ? name : "?";
    const char *summary = chela__localized(capability->json, "summary", undoer->people->lang);
    return summary ? summary : name;
}

static void
add_summary(struct undoer *undoer, struct chela__buffer *out, const char *name)
{
    const char *summary = summary_of(undoer, name);
    size_t      len     = strlen(summary);
    while (len && (summary[len - 1] == '.' || summary[len - 1] == ' '))
        len--;
    if (out->len)
        chela__buffer_text(out, chela__people_say(undoer->people, "; ", "；"));
    chela__buffer_add(out, summary, len);
}

static json_t *
constants(const json_t *with)
{
    json_t     *arguments = json_object();
    const char *name;
    json_t     *value;
    json_object_foreach((json_t *)with, name, value)
    {
        if (arguments && json_object_set_new(arguments, name, json_pack("{s:O}", "const", value))) {
            json_decref(arguments);
            arguments = NULL;
        }
    }
    return arguments;
}

static int
add_sentence(struct undoer *undoer, const char *name)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    chela__buffer_text(&text, chela__people_say(undoer->people, "Undo: ", "撤销："));
    const char *summary = summary_of(undoer, name);
    chela__buffer_text(&text, summary);
    if (text.len && text.data[text.len - 1] == '.')
        text.data[--text.len] = '\0';
    int failed =
        json_array_append_new(undoer->undo->sentences, text.failed ? NULL : json_string(text.data));
    chela__buffer_done(&text);
    return failed;
}

static chela_status
add_step(struct undoer *undoer, const json_t *inverse)
{
    size_t  number = json_array_size(undoer->undo->steps);
    char    id[24], before[24];
    json_t *step;
    (void)snprintf(id, sizeof id, "undo%zu", number + 1);
    (void)snprintf(before, sizeof before, "undo%zu", number);
    step = json_pack("{s:s, s:s, s:o, s:s}", "id", id, "use", chela__json_str(inverse, "use"),
                     "with", constants(json_object_get(inverse, "with")), "on_fail", "skip");
    if (step && number)
        json_object_set_new(step, "after", json_pack("[s]", before));
    add_summary(undoer, &undoer->done, chela__json_str(inverse, "of"));
    json_t *place = json_pack("{s:O, s:O}", "step", json_object_get(inverse, "step"), "element",
                              json_object_get(inverse, "element"));
    int     no_sentence = add_sentence(undoer, chela__json_str(inverse, "of"));
    if (json_array_append_new(undoer->undo->steps, step) < 0 || no_sentence < 0) {
        json_decref(place);
        return CHELA_NO_MEMORY;
    }
    return json_array_append_new(undoer->undo->places, place) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

static chela_status
add_inverse(struct undoer *undoer, const json_t *inverse)
{
    const char *cannot = chela__json_str(inverse, "cannot");
    if (!cannot)
        return add_step(undoer, inverse);
    add_summary(undoer, &undoer->cannot, chela__json_str(inverse, "of"));
    chela__buffer_format(&undoer->cannot, " (%s)", cannot);
    return CHELA_OK;
}

static bool
is_meant(const json_t *inverse, const char *step)
{
    return !step || chela__json_int(inverse, "step", -1) == (json_int_t)strtoll(step, NULL, 10);
}

static chela_status
finish(struct undoer *undoer, struct chela_error *err)
{
    struct chela__buffer        text   = CHELA__BUFFER_INIT;
    const struct chela__people *people = undoer->people;
    const char                 *cannot = undoer->cannot.len ? undoer->cannot.data : NULL;
    if (!json_array_size(undoer->undo->steps))
        return chela__error(
            err, CHELA_NOT_FOUND,
            cannot ? chela__people_say(people, "cannot be undone: %s", "无法撤销：%s")
                   : chela__people_say(people, "nothing is left to undo%s", "没有可以撤销的操作%s"),
            cannot ? cannot : "");
    chela__buffer_format(&text, chela__people_say(people, "Undone: %s.", "已撤销：%s。"),
                         undoer->done.data);
    if (cannot)
        chela__buffer_format(
            &text, chela__people_say(people, " Cannot be undone: %s.", "无法撤销：%s。"), cannot);
    undoer->undo->text = chela__buffer_take(&text, NULL);
    return undoer->undo->text ? CHELA_OK : chela__error_memory(err);
}

chela_status
chela__undo_plan(struct chela__state *state, struct chela__catalog *catalog, const char *task,
                 const char *step, const struct chela__people *people, struct chela__undo *ret_undo,
                 struct chela_error *err)
{
    struct chela__undo undo = {
        .steps = json_array(), .places = json_array(), .sentences = json_array()};
    json_t       *inverses = NULL;
    struct undoer undoer   = {
          .catalog = catalog, .people = people, .undo = &undo, .done = CHELA__BUFFER_INIT};
    chela_status status =
        undo.steps && undo.places && undo.sentences ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = chela__task_undo_list(state, task, undo.task, &inverses, err);
    for (size_t i = 0; status >= 0 && i < json_array_size(inverses); i++)
        if (is_meant(json_array_get(inverses, i), step))
            status = add_inverse(&undoer, json_array_get(inverses, i));
    if (status == CHELA_NO_MEMORY)
        chela__error_memory(err);
    if (status >= 0)
        status = finish(&undoer, err);
    json_decref(inverses);
    chela__buffer_done(&undoer.done);
    chela__buffer_done(&undoer.cannot);
    if (status < 0) {
        chela__undo_done(&undo);
        return status;
    }
    *ret_undo = undo;
    return CHELA_OK;
}

void
chela__undo_done(struct chela__undo *undo)
{
    json_decref(undo->steps);
    json_decref(undo->places);
    json_decref(undo->sentences);
    free(undo->text);
    memset(undo, 0, sizeof *undo);
}
