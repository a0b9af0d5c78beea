// chart.c - words and rules over the tokens of one segment; see chart.h for the order of work.
#include "base/value/chart.h"

#include <string.h>

#include "base/value/grammar.h"
#include "base/value/reader.h"

static bool
same_meaning(const struct meaning *a, const struct meaning *b)
{
    return a->number == b->number && a->low == b->low && a->high == b->high &&
           a->value == b->value && a->flags == b->flags && a->when == b->when &&
           a->fields == b->fields && a->grain == b->grain && a->unit == b->unit &&
           a->holiday == b->holiday && memcmp(a->as.count, b->as.count, sizeof a->as.count) == 0;
}

void
chela__chart_add(struct parse *parse, enum category category, size_t start, size_t end, int cost,
                 const struct meaning *meaning)
{
    unsigned same = 0;

    if (parse->node_count == NODES_MAX || end - start > NODE_TOKENS_MAX)
        return;
    for (unsigned i = parse->first[start]; i < parse->node_count; i++) {
        struct node *node = &parse->nodes[i];
        if (node->category != category || node->end != end)
            continue;
        if (same_meaning(&node->meaning, meaning)) {
            node->cost = node->cost > cost ? (uint16_t)cost : node->cost;
            return;
        }
        same++;
    }
    if (same >= SAME_SPAN_MAX)
        return;
    parse->nodes[parse->node_count++] =
        (struct node){(uint8_t)category, (uint8_t)start, (uint8_t)end, (uint16_t)cost, *meaning};
}

struct attempt {
    struct parse               *parse;
    const struct compiled_rule *rule;
    struct match                match;
    size_t                      start;
};

static void
fire(struct attempt *attempt, size_t end, int cost)
{
    struct parse      *parse   = attempt->parse;
    const struct rule *rule    = attempt->rule->rule;
    struct meaning     meaning = {0};

    attempt->match.from  = &parse->tokens[attempt->start];
    attempt->match.until = &parse->tokens[end];
    if (rule->action(parse, &attempt->match, &meaning))
        chela__chart_add(parse, rule->category, attempt->start, end, cost + 1 + rule->cost,
                         &meaning);
}

static void
extend(struct attempt *attempt, unsigned at, size_t position, int cost)
{
    struct parse         *parse   = attempt->parse;
    const struct element *element = &attempt->rule->elements[at];

    if (at == attempt->rule->count) {
        fire(attempt, position, cost);
        return;
    }
    if (position >= parse->token_count)
        return;
    if (element->categories == 0) {
        if (chela__grammar_is_word(element, parse->tokens[position].hash))
            extend(attempt, at + 1, position + 1, cost);
        return;
    }
    for (unsigned i = parse->first[position]; i < parse->last[position]; i++) {
        const struct node *node = &parse->nodes[i];
        if (!(element->categories >> node->category & 1))
            continue;
        attempt->match.slot[element->slot] = &node->meaning;
        extend(attempt, at + 1, node->end, cost + node->cost);
        attempt->match.slot[element->slot] = NULL;
    }
}

static void
try_rules(struct parse *parse, size_t start, const struct node *first, uint64_t word)
{
    const struct compiled_rule *rule   = NULL;
    unsigned                    cursor = 0;
    size_t                      end    = first ? first->end : start + 1;
    int                         cost   = first ? first->cost : 0;

    while ((rule = chela__grammar_rule(word, first ? first->category : 0, &cursor))) {
        struct attempt attempt = {.parse = parse, .rule = rule, .start = start};
        attempt.match.arg      = rule->rule->arg;
        if (first)
            attempt.match.slot[rule->elements[0].slot] = &first->meaning;
        extend(&attempt, 1, end, cost);
    }
}

// An abbreviation may have its full stop: "sat.", "oct."
static size_t
full_stop(const struct parse *parse, size_t end)
{
    const struct token *stop = &parse->tokens[end];

    if (end >= parse->token_count || stop->spaced || stop->len != 1 || stop->key[0] != '.')
        return 0;
    return parse->tokens[end - 1].kind == TOKEN_WORD && parse->tokens[end - 1].len <= 5;
}

static void
add_word(struct parse *parse, size_t start, size_t end, const struct entry *entry)
{
    struct meaning meaning = {.value = entry->value,
                              .unit  = entry->word ? entry->word->unit : NULL};

    if (!chela__word_meaning(parse, entry, &meaning))
        return;
    chela__chart_add(parse, (enum category)entry->category, start, end, 0, &meaning);
    if (full_stop(parse, end))
        chela__chart_add(parse, (enum category)entry->category, start, end + 1, 0, &meaning);
}

static void
read_words(struct parse *parse, size_t start)
{
    uint64_t hash = KEY_HASH_START;

    for (size_t end = start; end < parse->token_count && end - start < PHRASE_TOKENS_MAX; end++) {
        hash = chela__phrase_hash(hash, end > start ? &parse->tokens[end - 1] : NULL,
                                  &parse->tokens[end]);
        if (parse->tokens[end].key[0] == '-' && end > start)
            continue;
        for (const struct entry *entry = NULL; (entry = chela__grammar_word(hash, entry));)
            add_word(parse, start, end + 1, entry);
    }
}

void
chela__chart_read(struct parse *parse)
{
    parse->node_count  = 0;
    parse->arena.count = parse->arena.steps = 0;
    for (size_t start = parse->token_count; start-- > 0;) {
        parse->first[start] = (uint16_t)parse->node_count;
        chela__number_read(parse, start);
        chela__digits_read(parse, start);
        read_words(parse, start);
        try_rules(parse, start, NULL, parse->tokens[start].hash);
        for (unsigned i = parse->first[start]; i < parse->node_count; i++) {
            const struct node first = parse->nodes[i];
            try_rules(parse, start, &first, 0);
        }
        parse->last[start] = (uint16_t)parse->node_count;
    }
}
