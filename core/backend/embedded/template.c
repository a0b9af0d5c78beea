// template.c - reads examples and compares requests with them.
#include "backend/embedded/template.h"

#include <string.h>

#include "base/json.h"

#define MAX_COMPARED 48 // tokens of either side

static void
add_slot(struct chela__template *template, const char *name, const char *value)
{
    struct chela_text text = template->tokens.text;
    size_t            len  = strlen(value);
    const char       *at   = len ? memmem(text.data, text.len, value, len) : NULL;
    if (!at || template->slot_count == CHELA__SLOTS_MAX)
        return;
    size_t start                            = (size_t)(at - text.data);
    template->slots[template->slot_count++] = (struct chela__slot){
        .first = (uint32_t)chela__tokens_at(&template->tokens, start),
        .last  = (uint32_t)chela__tokens_at(&template->tokens, start + len - 1) + 1,
        .name  = name,
    };
}

static chela_status
read_one(const char *say, const json_t *with, struct chela__scratch *arena,
         struct chela__template *template)
{
    const char  *name;
    json_t      *value;
    chela_status status = chela__tokens_read(chela__text(say), arena, &template->tokens, NULL);
    if (status < 0)
        return status;
    json_object_foreach((json_t *)with, name, value) if (json_is_string(value))
        add_slot(template, name, json_string_value(value));
    return CHELA_OK;
}

chela_status
chela__templates_read(const struct chela__capability *capability, const char *lang,
                      struct chela__scratch *arena, struct chela__template *ret_templates,
                      size_t *ret_count)
{
    const json_t *examples = json_object_get(capability->json, "examples");
    size_t        count    = 0;
    for (size_t i = 0; i < json_array_size(examples) && count < CHELA__TEMPLATES_MAX; i++) {
        const json_t *example = json_array_get(examples, i);
        const json_t *said    = json_object_get(example, "say");
        const char   *say =
            json_is_string(said) ? json_string_value(said) : chela__json_str(said, lang);
        if (!say)
            continue;
        chela_status status =
            read_one(say, json_object_get(example, "with"), arena, &ret_templates[count]);
        if (status < 0)
            return status;
        count++;
    }
    *ret_count = count;
    return CHELA_OK;
}

static bool
in_slot(const struct chela__template *template, size_t at)
{
    for (size_t i = 0; i < template->slot_count; i++)
        if (at >= template->slots[i].first && at < template->slots[i].last)
            return true;
    return false;
}

static bool is_value(enum chela__class class)
{
    return class == CHELA__CLASS_NUMBER || class == CHELA__CLASS_TYPED ||
           class == CHELA__CLASS_NAME || class == CHELA__CLASS_QUOTE ||
           class == CHELA__CLASS_COMMA || class == CHELA__CLASS_STOP;
}

static float
weight(const struct chela__token *token)
{
    switch (token->class) {
    case CHELA__CLASS_WORD:
    case CHELA__CLASS_HEAD:
    case CHELA__CLASS_HAN:
    case CHELA__CLASS_COMMAND:
    case CHELA__CLASS_ASK:
        return 1;
    case CHELA__CLASS_FILLER:
    case CHELA__CLASS_ARTICLE:
        return 0.15f;
    default:
        return 0.35f;
    }
}

static bool
same_text(const struct chela__tokens *a, size_t i, const struct chela__tokens *b, size_t k)
{
    struct chela_text x = chela__token_text(a, i), y = chela__token_text(b, k);
    return x.len == y.len && strncasecmp(x.data, y.data, x.len) == 0;
}

static float
match(const struct chela__tokens *a, size_t i, const struct chela__tokens *b, size_t k)
{
    const struct chela__token *x = &a->items[i], *y = &b->items[k];
    if (same_text(a, i, b, k))
        return 1;
    if (x->class == CHELA__CLASS_HAN || y->class == CHELA__CLASS_HAN)
        return 0;
    if (x->term.stem && x->term.stem == y->term.stem)
        return 1;
    return x->term.same && x->term.same == y->term.same ? 0.7f : 0;
}

float
chela__template_likeness(const struct chela__template *template, const struct chela__tokens *tokens,
                         size_t from, size_t to)
{
    float  rows[2][MAX_COMPARED + 1] = {{0}};
    float  all                       = 0;
    size_t width = to - from < MAX_COMPARED ? to - from : MAX_COMPARED, row = 0;
    for (size_t i = 0; i < template->tokens.count && i < MAX_COMPARED; i++) {
        const struct chela__token *token = &template->tokens.items[i];
        if (in_slot(template, i) || is_value(token->class))
            continue;
        float w = weight(token);
        all += w;
        row = 1 - row;
        for (size_t k = 0; k < width; k++) {
            float with = rows[1 - row][k] + w * match(&template->tokens, i, tokens, from + k);
            float best = rows[1 - row][k + 1] > rows[row][k] ? rows[1 - row][k + 1] : rows[row][k];
            rows[row][k + 1] = with > best ? with : best;
        }
    }
    if (all == 0)
        return 0;
    float own = 0; // how much of the clause the template accounts for
    for (size_t k = 0; k < width; k++)
        own += is_value(tokens->items[from + k].class) ? 0 : weight(&tokens->items[from + k]);
    float said = rows[row][width] / all, known = own > 0 ? rows[row][width] / own : 0;
    float both = (said + (known < 1 ? known : 1)) / 2;
    return both > said ? both : said;
}

// What may stand behind a slot that ends its example.
static bool ends_value(enum chela__class class)
{
    return class == CHELA__CLASS_STOP || class == CHELA__CLASS_COMMA || class == CHELA__CLASS_AND ||
           class == CHELA__CLASS_THEN ||
           (class >= CHELA__CLASS_IN && class <= CHELA__CLASS_PREPOSITION &&
            class != CHELA__CLASS_OF);
}

int
chela__template_place(const struct chela__template *template, const struct chela__slot *slot,
                      const struct chela__tokens *tokens, size_t from, size_t to, size_t first,
                      size_t last)
{
    bool before = slot->first == 0 ? first == from
                                   : first > from && match(&template->tokens, slot->first - 1,
                                                           tokens, first - 1) == 1;
    bool behind = slot->last == template->tokens.count
                      ? last == to || ends_value(tokens->items[last].class)
                      : last < to && match(&template->tokens, slot->last, tokens, last) == 1;
    return (before ? 1 : 0) + (behind ? 2 : 0);
}
