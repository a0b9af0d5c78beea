// outputs.c - finds what a parameter wants in what a capability gives.
#include <string.h>

#include "backend/embedded/chain.h"
#include "base/json.h"

#define MAX_DEPTH 5
#define FIT_TYPE 3.0f // the very type
#define FIT_TO 3.2f   // the type around it says which member it is ("to")
#define FIT_FROM 2.5f // the wanted type is made from it
#define FIT_NAME 1.6f // no types, but the same name
#define FIT_SAID 1.4f // no types, but the request names the member
#define FIT_TEXT 0.4f // a text where a text is wanted
#define DEEPER 0.05f  // less for each level

struct finder {
    const struct chela__draft      *draft;
    const struct chela__capability *capability, *wanting;
    const struct chela__param      *param;
    const char                     *type; // wanted, NULL: by kind and name
    const char                     *kind;
    size_t                          from, to;
    const struct chela__shape      *named; // the words must name an output of this; NULL: they may
    struct chela__output            best;
};

static bool
is_text(const char *type)
{
    return strncmp(type, "chela:Text/", 11) == 0 || strncmp(type, "chela:Query/", 12) == 0;
}

// The share of the words that name a member which the request says.
static float
said_share(const struct finder *finder, const char *name)
{
    struct chela__term terms[8];
    size_t             count = chela__terms_of(chela__text(name), terms, 8);
    float              found = 0;
    for (size_t k = 0; k < count; k++)
        for (size_t i = finder->from; i < finder->to; i++) {
            const struct chela__token *token = &finder->draft->reading.tokens.items[i];
            if (token->term.stem && chela__terms_match(&token->term, 1, terms[k]) > 0) {
                found++;
                break;
            }
        }
    return count ? found / (float)count : 0;
}

static float
name_share(const struct finder *finder, const char *name)
{
    struct chela__term terms[8];
    size_t             count = chela__terms_of(chela__text(name), terms, 8), found = 0;
    for (size_t k = 0; k < count; k++)
        found += chela__terms_match(finder->param->terms, finder->param->name_count, terms[k]) > 0;
    return count ? (float)found / (float)count : 0;
}

// Whether the type's own schema is built on another type ("PdfFile" on "File").
static bool
is_made_of(const struct chela__capability *capability, const char *type, const char *base)
{
    const json_t *types = capability->plugin->types;
    for (int i = 0; i < MAX_DEPTH && type; i++) {
        type = chela__json_str(json_object_get(types, type), "$ref");
        if (type && strcmp(type, base) == 0)
            return true;
    }
    return false;
}

static const char *
title_of(const json_t *schema)
{
    const char *title = chela__json_str(schema, "title");
    return title ? title : "";
}

static bool
is_content(const struct chela__token *token)
{
    return token->term.stem &&
           (token->class == CHELA__CLASS_WORD || token->class == CHELA__CLASS_NAME ||
            token->class == CHELA__CLASS_HEAD || token->class == CHELA__CLASS_COMMAND);
}

static bool
is_any_output(struct chela_text word)
{
    static const char *const words[] = {"result",  "results", "output", "outcome",
                                        "outputs", "value",   "answer", "结果"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word.len == strlen(words[i]) && strncasecmp(word.data, words[i], word.len) == 0)
            return true;
    return false;
}

// Every word belongs to the member or to what brought it about, and the member's own name, or a
// word for any result, is among them.
static float
fit_named(const struct finder *finder, const json_t *schema, const char *name)
{
    struct chela__term         own[8], told[24];
    const char                *text   = chela__json_str(schema, "description");
    size_t                     owns   = chela__terms_of(chela__text(name), own, 8);
    size_t                     tells  = chela__terms_of(chela__text(text ? text : ""), told, 24);
    const struct chela__shape *source = finder->named;
    size_t                     hits = 0, any = 0, said = 0;
    for (size_t i = finder->from; i < finder->to; i++) {
        const struct chela__token *token = &finder->draft->reading.tokens.items[i];
        if (token->class == CHELA__CLASS_NUMBER || token->class == CHELA__CLASS_TYPED)
            return 0;
        if (!is_content(token))
            continue;
        bool result = is_any_output(chela__token_text(&finder->draft->reading.tokens, i));
        bool names  = chela__terms_match(own, owns, token->term) > 0;
        if (!result && !names && chela__terms_match(told, tells, token->term) == 0 &&
            chela__terms_match(source->terms, source->term_count, token->term) == 0)
            return 0;
        said++;
        hits += names;
        any += result;
    }
    if (!said || (!hits && !any))
        return 0;
    return hits ? FIT_SAID + (float)hits / (float)owns : FIT_SAID;
}

static bool
is_kind_for(const char *kind, const char *wanted)
{
    if (!kind || !wanted || strcmp(kind, wanted) == 0)
        return kind != NULL;
    return strcmp(wanted, "string") == 0 ||
           (strcmp(kind, "integer") == 0 && strcmp(wanted, "number") == 0);
}

static float
fit_of(const struct finder *finder, const json_t *schema, const char *type, const char *name)
{
    const char *kind = chela__json_str(schema, "type");
    if (finder->named)
        return *name && is_kind_for(kind, finder->kind) ? fit_named(finder, schema, name) : 0;
    if (finder->type && !is_text(finder->type)) {
        if (type && strcmp(type, finder->type) == 0)
            return FIT_TYPE;
        return type && is_made_of(finder->wanting, finder->type, type) ? FIT_FROM : 0;
    }
    if (finder->type) { // a text
        if (!kind || strcmp(kind, "string") != 0)
            return 0;
        float title = type ? said_share(finder, title_of(schema)) : 0;
        float said  = said_share(finder, name);
        bool  same  = type && is_text(type);
        return FIT_TEXT + (same ? 0.3f : 0) + (said > title ? said : title) * 2;
    }
    if (!kind || (finder->kind && strcmp(kind, finder->kind) != 0 &&
                  !(strcmp(kind, "integer") == 0 && strcmp(finder->kind, "number") == 0)))
        return 0;
    float named = name_share(finder, name), said = said_share(finder, name);
    return named == 1 ? FIT_NAME : said == 1 ? FIT_SAID : 0;
}

static const char *
join(const struct finder *finder, const char *path, const char *between, const char *name)
{
    size_t len  = strlen(path) + strlen(between) + strlen(name) + 1;
    char  *text = chela__scratch_get(finder->draft->arena, len, 1);
    if (!text)
        return "";
    memcpy(text, path, strlen(path));
    memcpy(text + strlen(path), between, strlen(between));
    memcpy(text + strlen(path) + strlen(between), name, strlen(name));
    return text;
}

static void
offer(struct finder *finder, const char *path, float fit, int depth)
{
    fit -= DEEPER * (float)depth;
    if (fit > 0 && fit > finder->best.fit)
        finder->best = (struct chela__output){path, fit, strchr(path, '*') != NULL};
}

static void
walk(struct finder *finder, const json_t *schema, const char *path, const char *name, int depth)
{
    const char   *type = NULL, *key;
    const json_t *real = chela__shape_resolve(finder->capability, schema, &type);
    json_t       *member;
    offer(finder, path, fit_of(finder, real, type, name), depth);
    const char *converted =
        finder->type ? chela__json_str(json_object_get(real, "to"), finder->type) : NULL;
    if (converted)
        offer(finder, join(finder, path, "", converted), FIT_TO, depth);
    if (depth == MAX_DEPTH)
        return;
    json_object_foreach((json_t *)json_object_get(real, "properties"), key, member)
        walk(finder, member, join(finder, path, "/", key), key, depth + 1);
    const json_t *items = json_object_get(real, "items");
    if (items)
        walk(finder, items, join(finder, path, "", "/*"), name, depth + 1);
}

struct chela__output
chela__output_find(const struct chela__draft *draft, const struct chela__capability *capability,
                   const struct chela__capability *wanting, const struct chela__param *param,
                   size_t from, size_t to)
{
    struct finder finder = {.draft      = draft,
                            .capability = capability,
                            .wanting    = wanting,
                            .param      = param,
                            .from       = from,
                            .to         = to};
    bool          list   = param->want == CHELA__WANT_LIST;
    finder.type          = list && param->item_type ? param->item_type : param->type;
    finder.kind          = list ? chela__json_str(param->item, "type") : param->kind;
    if (capability->output)
        walk(&finder, capability->output, "", "", 0);
    return finder.best;
}

struct chela__output
chela__output_named(const struct chela__draft *draft, const struct chela__step *earlier,
                    const struct chela__param *param, size_t first, size_t last)
{
    const struct chela__capability *capability = earlier->shape->capability;
    struct finder                   finder     = {.draft      = draft,
                                                  .capability = capability,
                                                  .wanting    = capability,
                                                  .param      = param,
                                                  .kind       = param->kind,
                                                  .from       = first,
                                                  .to         = last,
                                                  .named      = earlier->shape};
    if (capability->output && !param->type)
        walk(&finder, capability->output, "", "", 0);
    return finder.best;
}
