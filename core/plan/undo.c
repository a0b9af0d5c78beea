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
    const char                 *prefix; // of the inverses' ids
    json_t                     *steps;
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
add_words(struct undoer *undoer, const char *id, const char *of)
{
    struct chela__buffer name     = CHELA__BUFFER_INIT;
    struct chela__buffer sentence = CHELA__BUFFER_INIT;
    add_summary(undoer, &name, of);
    chela__buffer_text(&sentence, chela__people_say(undoer->people, "Undo: ", "撤销："));
    chela__buffer_add(&sentence, name.data, name.len);
    int failed = json_object_set_new(undoer->undo->names, id, text_take(&name));
    return json_object_set_new(undoer->undo->sentences, id, text_take(&sentence)) < 0 ? -1 : failed;
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
    for (size_t i = 0; ids && i < json_array_size(undoer->steps); i++) {
        const json_t *newer = json_array_get(undoer->steps, i);
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
    char    id[CHELA__PLAN_MAX_ID + 1];
    json_t *with = constants(json_object_get(inverse, "with"));
    (void)snprintf(id, sizeof id, "%.40sundo%zu", undoer->prefix,
                   json_array_size(undoer->steps) + 1);
    json_t *step =
        json_pack("{s:s, s:s, s:O, s:s, s:o}", "id", id, "use", chela__json_str(inverse, "use"),
                  "with", with, "on_fail", "skip", "after", inverses_before(undoer, with));
    json_t *place =
        json_pack("{s:s, s:O, s:O}", "task", undoer->undo->task, "step",
                  json_object_get(inverse, "step"), "element", json_object_get(inverse, "element"));
    int failed = add_words(undoer, id, chela__json_str(inverse, "of"));
    json_decref(with);
    failed |= json_array_append_new(undoer->steps, step);
    failed |= json_object_set_new(undoer->undo->places, id, place);
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
    if (!json_array_size(undoer->steps))
        return chela__error(
            err, CHELA_NOT_FOUND,
            cannot ? chela__people_say(people, "cannot be undone: %s", "无法撤销：%s")
                   : chela__people_say(people, "nothing is left to undo%s", "没有可以撤销的操作%s"),
            cannot ? cannot : "");
    free(undoer->undo->cannot);
    undoer->undo->cannot = cannot ? strdup(cannot) : NULL;
    return !cannot || undoer->undo->cannot ? CHELA_OK : chela__error_memory(err);
}

// ---- afterwards ----

// The names of what is done, or of what is not with the reason.
static void
list_names(const struct chela__undo *undo, const struct chela__run *run, bool wants_done,
           const struct chela__people *people, struct chela__buffer *out)
{
    const char *id;
    json_t     *name;
    json_object_foreach(undo->names, id, name)
    {
        uint32_t                      number   = chela__plan_find(run->options.plan, id);
        const struct chela__instance *instance = &run->root.instances[number];
        if ((instance->state == CHELA__DONE) != wants_done)
            continue;
        if (out->len)
            chela__buffer_text(out, chela__people_say(people, "; ", "；"));
        chela__buffer_text(out, json_string_value(name));
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

static chela_status
undo_init(struct chela__undo *undo, struct chela_error *err)
{
    *undo = (struct chela__undo){
        .places = json_object(), .sentences = json_object(), .names = json_object()};
    return undo->places && undo->sentences && undo->names ? CHELA_OK : chela__error_memory(err);
}

// The inverses of a task as plan steps.
static chela_status
add_task(struct undoer *undoer, struct chela__state *state, const char *task, const char *step,
         struct chela_error *err)
{
    json_t      *inverses = NULL;
    chela_status status   = chela__task_undo_list(state, task, undoer->undo->task, &inverses, err);
    for (size_t i = 0; status >= 0 && i < json_array_size(inverses); i++)
        if (is_meant(json_array_get(inverses, i), step))
            status = add_inverse(undoer, json_array_get(inverses, i));
    if (status == CHELA_NO_MEMORY)
        chela__error_memory(err);
    if (status >= 0)
        status = finish(undoer, err);
    json_decref(inverses);
    return status;
}

chela_status
chela__undo_plan(struct chela__state *state, struct chela__catalog *catalog, const char *task,
                 const char *step, const struct chela__people *people, struct chela__undo *ret_undo,
                 struct chela_error *err)
{
    struct chela__undo undo;
    chela_status       status = undo_init(&undo, err);
    struct undoer      undoer = {.catalog = catalog,
                                 .people  = people,
                                 .undo    = &undo,
                                 .prefix  = "",
                                 .steps   = json_array(),
                                 .cannot  = CHELA__BUFFER_INIT};
    undo.steps                = undoer.steps;
    if (status >= 0 && !undo.steps)
        status = chela__error_memory(err);
    if (status >= 0)
        status = add_task(&undoer, state, task, step, err);
    chela__buffer_done(&undoer.cannot);
    if (status < 0) {
        chela__undo_done(&undo);
        return status;
    }
    *ret_undo = undo;
    return CHELA_OK;
}

// ---- inside a larger plan ----

static json_t *
find_step(json_t *plan, const char *id)
{
    size_t  at;
    json_t *step;
    json_array_foreach(json_object_get(plan, "steps"), at, step)
    {
        const char *name = chela__json_str(step, "id");
        if (name && !strcmp(name, id))
            return step;
    }
    return NULL;
}

// An argument of the inverse, from what the step was given or gave. NULL: there is no such form.
static json_t *
inverse_argument(const json_t *source, const json_t *step)
{
    const char *from = chela__json_str(source, "from");
    const char *path = chela__json_str(source, "path");
    if (!from)
        return json_pack("{s:O}", "const", json_object_get(source, "const"));
    if (!strcmp(from, "output"))
        return json_pack("{s:O, s:s}", "from", json_object_get(step, "id"), "path",
                         path ? path : "");
    if (strcmp(from, "input") != 0 || !path || *path != '/' || strchr(path + 1, '/'))
        return NULL;
    return json_incref(json_object_get(json_object_get(step, "with"), path + 1));
}

static chela_status
find_undo(const struct undoer *undoer, const json_t *step, struct chela__capability **ret_of,
          struct chela_error *err)
{
    size_t       index;
    const char  *use = chela__json_str(step, "use");
    chela_status status =
        use ? chela__catalog_find(undoer->catalog, use, NULL, &index, err) : CHELA_UNSUPPORTED;
    if (status >= 0)
        status = chela__catalog_capability(undoer->catalog, index, ret_of, err);
    if (status >= 0 && json_object_get((*ret_of)->json, "undo"))
        return CHELA_OK;
    return chela__error(err, CHELA_UNSUPPORTED, "undo: \"%.64s\" cannot be undone",
                        chela__json_str(step, "id"));
}

// `step` becomes the call that takes back what `of`, a step of the same plan, has done.
static chela_status
become_inverse(struct undoer *undoer, json_t *step, const json_t *of, struct chela_error *err)
{
    struct chela__capability *capability = NULL;
    const char               *id         = chela__json_str(step, "id");
    const char               *name;
    json_t                   *source;
    chela_status              status = find_undo(undoer, of, &capability, err);
    if (status < 0)
        return status;
    const json_t *undo = json_object_get(capability->json, "undo");
    json_t       *with = json_object();
    json_object_foreach(json_object_get(undo, "with"), name, source)
    {
        json_t *argument = inverse_argument(source, of);
        if (!argument || json_object_set_new(with, name, argument) < 0) {
            json_decref(with);
            return chela__error(err, CHELA_UNSUPPORTED,
                                "undo: the inverse of \"%.64s\" needs more than a plan can say",
                                chela__json_str(of, "id"));
        }
    }
    json_object_del(step, "undo");
    int failed = json_object_set_new(step, "with", with);
    failed |= json_object_set_new(
        step, "use", json_sprintf("%s/%s", capability->plugin->id, chela__json_str(undo, "use")));
    failed |= json_object_set_new(undoer->undo->places, id,
                                  json_pack("{s:O}", "of", json_object_get(of, "id")));
    failed |= add_words(undoer, id, capability->full_name);
    return failed ? chela__error_memory(err) : CHELA_OK;
}

// `step` becomes a block of the inverses of an earlier task.
static chela_status
become_block(struct undoer *undoer, struct chela__state *state, json_t *step,
             struct chela_error *err)
{
    char prefix[CHELA__PLAN_MAX_ID];
    (void)snprintf(prefix, sizeof prefix, "%.40s.", chela__json_str(step, "id"));
    undoer->prefix = prefix;
    undoer->steps  = json_array();
    json_t *task   = json_incref(json_object_get(step, "undo"));
    json_object_del(step, "undo");
    chela_status status = undoer->steps
                              ? add_task(undoer, state, json_string_value(task), NULL, err)
                              : chela__error_memory(err);
    json_decref(task);
    if (status >= 0 && json_object_set(step, "steps", undoer->steps) < 0)
        status = chela__error_memory(err);
    json_decref(undoer->steps);
    return status;
}

chela_status
chela__undo_expand(struct chela__state *state, struct chela__catalog *catalog, json_t *plan,
                   const struct chela__people *people, struct chela__undo *ret_undo,
                   struct chela_error *err)
{
    struct chela__undo undo;
    size_t             at;
    json_t            *step;
    chela_status       status = undo_init(&undo, err);
    struct undoer      undoer = {
             .catalog = catalog, .people = people, .undo = &undo, .cannot = CHELA__BUFFER_INIT};
    json_array_foreach(json_object_get(plan, "steps"), at, step)
    {
        const char *what = chela__json_str(step, "undo");
        if (status < 0 || !what || !chela__json_str(step, "id"))
            continue;
        json_t *of = find_step(plan, what);
        status     = of && of != step ? become_inverse(&undoer, step, of, err)
                                      : become_block(&undoer, state, step, err);
    }
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
