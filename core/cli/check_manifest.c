// check_manifest.c - what a manifest that reads well can still say wrongly; for `chela check`.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/findings.h"
#include "sandbox/reach.h"

#define PLACE_SIZE 512

// One capability under check.
struct checking {
    const struct chela__project *project;
    struct chela__capability    *capability;
    struct chela__findings      *findings;
    char                         place[PLACE_SIZE];
};

// "manifest.json#/capabilities/NAME/REST"
static const char *
place(struct checking *checking, const char *rest)
{
    snprintf(checking->place, PLACE_SIZE, "manifest.json#/capabilities/%s%s",
             checking->capability->name, rest);
    return checking->place;
}

static bool
has_language(const json_t *texts, const char *lang)
{
    return json_is_string(texts) || json_object_get(texts, lang);
}

// ---- schemas and functions ----

static bool
check_schemas(struct checking *checking)
{
    struct chela_error     err = CHELA_ERROR_INIT;
    struct chela__function function;
    if (chela__capability_schemas(checking->capability, &err) < 0) {
        chela__finding_add(checking->findings, "schema-invalid", place(checking, ""),
                           "correct the schema; unknown keywords begin with \"x-\"", "%s",
                           err.text);
        return false;
    }
    if (chela__function_infer(checking->capability, &function, &err) < 0)
        chela__finding_add(checking->findings, "binding-impossible", place(checking, "/input"),
                           "give the property a \"default\", require it, or set \"x-bind\": \"*\"",
                           "%s", err.text);
    return true;
}

// ---- texts ----

static void
check_texts(struct checking *checking)
{
    const json_t *texts = json_object_get(checking->capability->json, "texts");
    const char   *name;
    json_t       *property;
    if (!has_language(json_object_get(checking->capability->json, "summary"), "en"))
        chela__finding_add(checking->findings, "summary-without-english",
                           place(checking, "/summary"), "add \"en\"",
                           "the summary has no English text");
    json_object_foreach(json_object_get(checking->capability->input, "properties"), name, property)
    {
        char pointer[256];
        snprintf(pointer, sizeof pointer, "/input/%s", name);
        if (!has_language(json_object_get(texts, pointer), "en"))
            chela__finding_add(checking->findings, "text-missing", place(checking, "/texts"),
                               "name it as people would: \"/input/NAME\": {\"en\": \"...\"}",
                               "the argument \"%s\" has no English name", name);
    }
}

// ---- examples ----

static bool
is_complete(const struct chela__capability *capability, const json_t *with)
{
    size_t  i;
    json_t *name;
    json_array_foreach(json_object_get(capability->input, "required"), i,
                       name) if (!json_object_get(with, json_string_value(name))) return false;
    return true;
}

static const json_t *
find_type(void *user, const char *uri)
{
    const struct chela__manifest *manifest = user;
    return json_object_get(manifest->types, uri);
}

// What an example gives must fit; what it lacks, another step may bring.
static chela_status
check_partial(const struct chela__capability *capability, const json_t *with,
              struct chela_error *err)
{
    static const char *const           of_the_whole[] = {"required", "minProperties", "anyOf",
                                                         "oneOf",    "allOf",         "dependentRequired"};
    struct chela__schema              *schema         = NULL;
    const struct chela__schema_options options        = {
               .source = {find_type, (void *)(uintptr_t)capability->plugin}, .strict = true};
    json_t *loose = json_copy((json_t *)(uintptr_t)capability->input);
    for (size_t i = 0; i < sizeof of_the_whole / sizeof *of_the_whole; i++)
        json_object_del(loose, of_the_whole[i]);
    chela_status status = chela__schema_compile(loose, &options, &schema, err);
    if (status == CHELA_OK)
        status = chela__schema_check(schema, with, NULL, err);
    chela__schema_free(schema);
    json_decref(loose);
    return status;
}

static void
check_example(struct checking *checking, size_t index, const json_t *example)
{
    struct chela__capability *capability = checking->capability;
    const json_t             *with       = json_object_get(example, "with");
    struct chela_error        err        = CHELA_ERROR_INIT;
    char                      rest[64];
    snprintf(rest, sizeof rest, "/examples/%zu/with", index);
    chela_status status = !with ? CHELA_OK
                          : is_complete(capability, with)
                              ? chela__schema_check(capability->input_schema, with, NULL, &err)
                              : check_partial(capability, with, &err);
    if (status < 0)
        chela__finding_add(checking->findings, "example-mismatch", place(checking, rest),
                           "correct the example or the input's schema", "%s", err.text);
}

static void
check_examples(struct checking *checking)
{
    const json_t *examples = json_object_get(checking->capability->json, "examples");
    bool          said     = false;
    size_t        i;
    json_t       *example;
    json_array_foreach(examples, i, example)
    {
        check_example(checking, i, example);
        said |= json_object_get(example, "say") != NULL;
    }
    if (!json_array_size(examples))
        chela__finding_advise(
            checking->findings, "examples-missing", place(checking, "/examples"),
            "write what a user would say, and the arguments it means",
            "there is no example: nothing is tested, and requests are hard to find");
    else if (!said && !(checking->capability->flags & CHELA__CONVERTS) &&
             checking->capability->effect != CHELA__PURE &&
             !chela__capability_reserved(checking->capability) &&
             !json_object_get(checking->capability->json, "undo"))
        chela__finding_advise(checking->findings, "examples-unsaid", place(checking, "/examples"),
                              "add \"say\" to an example",
                              "no example has words, so that requests are hard to find");
}

// ---- card and answer ----

// Whether NAME, /POINTER (of the output, or of the input) or input:NAME stands for something.
static bool
placeholder_known(const struct chela__capability *capability, const char *name, bool is_card)
{
    char        pointer[256];
    bool        of_input = is_card || !strncmp(name, "input:", 6);
    const char *rest     = strncmp(name, "input:", 6) ? name : name + 6;
    snprintf(pointer, sizeof pointer, "%s%s", *rest == '/' ? "" : "/", rest);
    const struct chela__schema *schema =
        of_input ? capability->input_schema : capability->output_schema;
    return schema && chela__schema_at(schema, pointer);
}

static void
check_placeholders(struct checking *checking, const char *member, const char *text)
{
    char rest[64];
    snprintf(rest, sizeof rest, "/%s", member);
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        char   name[128];
        size_t len = strcspn(at + 1, "}");
        if (!at[1 + len] || len >= sizeof name)
            return;
        memcpy(name, at + 1, len);
        name[len] = '\0';
        if (!placeholder_known(checking->capability, name, !strcmp(member, "card")))
            chela__finding_add(checking->findings, "placeholder-unknown", place(checking, rest),
                               "use the name of an argument, or in an answer of a result",
                               "{%s} stands for nothing", name);
    }
}

static void
check_sentences(struct checking *checking, const char *member)
{
    const json_t *texts = json_object_get(checking->capability->json, member);
    const char   *lang;
    json_t       *text;
    if (json_is_string(texts))
        check_placeholders(checking, member, json_string_value(texts));
    json_object_foreach((json_t *)(uintptr_t)texts, lang, text)
        check_placeholders(checking, member, json_string_value(text));
}

static void
check_card(struct checking *checking)
{
    check_sentences(checking, "card");
    check_sentences(checking, "answer");
    if (checking->capability->effect >= CHELA__WRITE &&
        !json_object_get(checking->capability->json, "card"))
        chela__finding_add(checking->findings, "card-missing", place(checking, "/card"),
                           "say what will happen, with the arguments: \"Delete the note {id}\"",
                           "it has an effect, and no card to ask with");
}

// ---- undo ----

static void
check_undo_argument(struct checking *checking, const struct chela__capability *inverse,
                    const char *name, const json_t *from)
{
    const struct chela__capability *capability = checking->capability;
    const char                     *source     = chela__json_str(from, "from");
    const char                     *pointer    = chela__json_str(from, "path");
    char                            target[256];
    struct chela_error              err = CHELA_ERROR_INIT;
    const struct chela__schema     *schema =
        source && !strcmp(source, "input")    ? capability->input_schema
            : source && !strcmp(source, "output") ? capability->output_schema
                                                  : NULL;
    snprintf(target, sizeof target, "/%s", name);
    if (!chela__schema_at(inverse->input_schema, target))
        chela__finding_add(checking->findings, "undo-argument-unknown",
                           place(checking, "/undo/with"), "use the arguments of the inverse",
                           "%s has no argument \"%s\"", inverse->name, name);
    else if (schema && pointer && !chela__schema_at(schema, pointer))
        chela__finding_add(checking->findings, "undo-source-unknown", place(checking, "/undo/with"),
                           "point at a member of the schema", "the %s has no %s", source, pointer);
    else if (schema && pointer &&
             chela__schema_fits(schema, pointer, inverse->input_schema, target, &err) < 0)
        chela__finding_add(checking->findings, "undo-argument-mismatch",
                           place(checking, "/undo/with"), "make the two schemas agree", "%s: %s",
                           name, err.text);
}

static void
check_undo(struct checking *checking)
{
    const struct chela__capability *capability = checking->capability;
    const json_t                   *undo       = json_object_get(capability->json, "undo");
    const json_t                   *with       = json_object_get(undo, "with");
    const char                     *name;
    json_t                         *from;
    size_t                          i;
    if (!undo) {
        if (capability->effect == CHELA__WRITE && !chela__capability_reserved(capability))
            chela__finding_advise(checking->findings, "undo-missing", place(checking, "/undo"),
                                  "name the capability that takes it back, or say \"irreversible\"",
                                  "it changes something and has no undo");
        return;
    }
    struct chela__capability *inverse =
        chela__manifest_find(capability->plugin, chela__json_str(undo, "use"));
    if (!inverse || chela__capability_schemas(inverse, NULL) < 0)
        return; // the reader knows the first, its own turn reports the second
    json_object_foreach((json_t *)(uintptr_t)with, name, from)
        check_undo_argument(checking, inverse, name, from);
    json_array_foreach(json_object_get(inverse->input, "required"), i,
                       from) if (!json_object_get(with, json_string_value(from)))
        chela__finding_add(checking->findings, "undo-argument-missing",
                           place(checking, "/undo/with"), "take it from input, output or key",
                           "%s requires \"%s\"", inverse->name, json_string_value(from));
}

// What the broker would refuse when the plugin is first called; settings are not known here.
static void
check_sandbox(const struct chela__project *project, struct chela__findings *findings)
{
    struct chela_error   err   = CHELA_ERROR_INIT;
    struct chela__reach *reach = NULL;
    if (chela__reach_derive(json_object_get(project->manifest->json, "sandbox"), NULL, &reach,
                            &err) < 0)
        chela__finding_add(findings, "sandbox-invalid", "manifest.json#/sandbox",
                           "name one host and port, or one service of a bus", "%s", err.text);
    chela__reach_free(reach);
}

void
chela__check_manifest(const struct chela__project *project, struct chela__findings *findings)
{
    check_sandbox(project, findings);
    for (size_t i = 0; i < project->manifest->capability_count; i++) {
        struct checking checking = {.project    = project,
                                    .capability = project->manifest->capabilities[i],
                                    .findings   = findings};
        if (!check_schemas(&checking))
            continue;
        check_texts(&checking);
        check_examples(&checking);
        check_card(&checking);
        check_undo(&checking);
    }
}
