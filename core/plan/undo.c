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

static json_t *
text_take(struct chela__buffer *text)
{
    json_t *value = text->failed ? NULL : json_string(text->len ? text->data : "");
    chela__buffer_done(text);
    return value;
}

static int
add_words(struct undoer *undoer, const char *of)
{
    struct chela__buffer name     = CHELA__BUFFER_INIT;
    struct chela__buffer sentence = CHELA__BUFFER_INIT;
    add_summary(undoer, &name, of);
    chela__buffer_text(&sentence, chela__people_say(undoer->people, "Undo: ", "撤销："));
    chela__buffer_add(&sentence, name.data, name.len);
    int failed = json_array_append_new(undoer->undo->names, text_take(&name));
    return json_array_append_new(undoer->undo->sentences, text_take(&sentence)) < 0 ? -1 : failed;
}

// True when both name the same thing: an id, a path.
static bool
shares(const json_t *a, const json_t *b)
{
    const char *key;
    json_t     *member;
    size_t      index;
    if (json_is_object(a))
        json_object_foreach((json_t *)a, key, member)
        {
            if (shares(member, b))
                return true;
        }
    else if (json_is_array(a))
        json_array_foreach(a, index, member)
        {
            if (shares(member, b))
                return true;
        }
    else if (json_is_string(a))
        return json_is_string(b) ? json_equal(a, b) : b && shares(b, a);
    return false;
}

// An inverse waits for the newer ones that touch the same things. Where one fails, those that have
// nothing to do with it are still undone.
static json_t *
inverses_before(const struct undoer *undoer, const json_t *with)
{
    json_t *ids = json_array();
    for (size_t i = 0; ids && i < json_array_size(undoer->undo->steps); i++) {
        const json_t *newer = json_array_get(undoer->undo->steps, i);
        if (!shares(with, json_object_get(newer, "with")))
            continue;
        if (json_array_append(ids, json_object_get(newer, "id")) < 0) {
            json_decref(ids);
            return NULL;
        }
    }
    return ids;
}

static chela_status
add_step(struct undoer *undoer, const json_t *inverse)
{
    char    id[24];
    json_t *with = constants(json_object_get(inverse, "with"));
    (void)snprintf(id, sizeof id, "undo%zu", json_array_size(undoer->undo->steps) + 1);
    json_t *step =
        json_pack("{s:s, s:s, s:O, s:s, s:o}", "id", id, "use", chela__json_str(inverse, "use"),
                  "with", with, "on_fail", "skip", "after", inverses_before(undoer, with));
    json_t *place  = json_pack("{s:O, s:O}", "step", json_object_get(inverse, "step"), "element",
                               json_object_get(inverse, "element"));
    int     failed = add_words(undoer, chela__json_str(inverse, "of"));
    json_decref(with);
    failed |= json_array_append_new(undoer->undo->steps, step);
    failed |= json_array_append_new(undoer->undo->places, place);
    return failed ? CHELA_NO_MEMORY : CHELA_OK;
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
    const struct chela__people *people = undoer->people;
    const char                 *cannot = undoer->cannot.len ? undoer->cannot.data : NULL;
    if (!json_array_size(undoer->undo->steps))
        return chela__error(
            err, CHELA_NOT_FOUND,
            cannot ? chela__people_say(people, "cannot be undone: %s", "无法撤销：%s")
                   : chela__people_say(people, "nothing is left to undo%s", "没有可以撤销的操作%s"),
            cannot ? cannot : "");
    undoer->undo->cannot = cannot ? strdup(cannot) : NULL;
    return !cannot || undoer->undo->cannot ? CHELA_OK : chela__error_memory(err);
}

// ---- afterwards ----

// The names of what is done, or of what is not with the reason.
static void
list_names(const struct chela__undo *undo, const struct chela__run *run, bool wants_done,
           const struct chela__people *people, struct chela__buffer *out)
{
    for (size_t i = 0; i < json_array_size(undo->names); i++) {
        const struct chela__instance *instance = &run->root.instances[i];
        if ((instance->state == CHELA__DONE) != wants_done)
            continue;
        if (out->len)
            chela__buffer_text(out, chela__people_say(people, "; ", "；"));
        chela__buffer_text(out, json_string_value(json_array_get(undo->names, i)));
        if (instance->state == CHELA__FAILED && instance->text)
            chela__buffer_format(out, " (%s)", instance->text);
    }
}

char *
chela__undo_text(const struct chela__undo *undo, const struct chela__run *run,
                 const struct chela__people *people)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    struct chela__buffer done = CHELA__BUFFER_INIT;
    struct chela__buffer left = CHELA__BUFFER_INIT;
    const char          *gap  = chela__people_say(people, " ", "");
    list_names(undo, run, true, people, &done);
    list_names(undo, run, false, people, &left);
    if (done.len)
        chela__buffer_format(&text, chela__people_say(people, "Undone: %s.", "已撤销：%s。"),
                             done.data);
    if (left.len)
        chela__buffer_format(&text,
                             chela__people_say(people, "%sNot undone: %s.", "%s没有撤销：%s。"),
                             text.len ? gap : "", left.data);
    if (undo->cannot)
        chela__buffer_format(
            &text, chela__people_say(people, "%sCannot be undone: %s.", "%s无法撤销：%s。"),
            text.len ? gap : "", undo->cannot);
    text.failed |= done.failed || left.failed;
    chela__buffer_done(&done);
    chela__buffer_done(&left);
    return chela__buffer_take(&text, NULL);
}

// ---- beforehand ----

chela_status
chela__undo_plan(struct chela__state *state, struct chela__catalog *catalog, const char *task,
                 const char *step, const struct chela__people *people, struct chela__undo *ret_undo,
                 struct chela_error *err)
{
    struct chela__undo undo = {
        .steps     = json_array(),
        .places    = json_array(),
        .sentences = json_array(),
        .names     = json_array(),
    };
    json_t       *inverses = NULL;
    struct undoer undoer   = {
          .catalog = catalog, .people = people, .undo = &undo, .cannot = CHELA__BUFFER_INIT};
    chela_status status = undo.steps && undo.places && undo.sentences && undo.names
                              ? CHELA_OK
                              : chela__error_memory(err);
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
    json_decref(undo->names);
    free(undo->cannot);
    memset(undo, 0, sizeof *undo);
}
