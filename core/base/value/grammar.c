// grammar.c - tables -> hash of spellings and rules by their first part; asked by chart.c.
//
// What is built here is a constant that C cannot spell out: made once, never changed after.
#include "base/value/grammar.h"

#include <pthread.h>
#include <string.h>

#include "base/value/holiday.h"

#define ENTRIES_SIZE 4096 // a power of two
#define ENTRIES_MAX 3600
#define RULES_MAX 1400 // with the variants that optional parts make
#define POOL_MAX 4000
#define HEADS 512

static const struct word_list *const WORDS[] = {&chela__words_time_en, &chela__words_time_zh,
                                                &chela__words_units, &chela__words_money,
                                                &chela__words_zones};
static const struct rule_list *const RULES[] = {
    &chela__rules_clock,    &chela__rules_time,   &chela__rules_time_zh,   &chela__rules_span,
    &chela__rules_duration, &chela__rules_amount, &chela__rules_recurrence};

static const char *const NAMES[CATEGORIES_COUNT] = {
#define X(id, name) name,
    CATEGORIES(X)
#undef X
};

struct link {
    uint16_t rule, next; // both from 1; 0 ends the chain
};

static struct {
    struct entry         entries[ENTRIES_SIZE];
    unsigned             entry_count;
    struct compiled_rule rules[RULES_MAX];
    unsigned             rule_count;
    uint32_t             pool[POOL_MAX]; // hashes of the words of rules, cut to 32 bits
    unsigned             pool_count;
    struct link          links[RULES_MAX * 3];
    unsigned             link_count;
    uint16_t             by_word[HEADS], by_category[CATEGORIES_COUNT];
    bool                 failed;
} grammar;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// ---- words ----

static uint64_t
phrase_of(const char *spelling, size_t len)
{
    struct token tokens[TOKENS_MAX];
    size_t       at    = 0;
    size_t       count = chela__tokenize(spelling, len, &at, tokens);
    uint64_t     hash  = KEY_HASH_START;

    for (size_t i = 0; i < count; i++)
        hash = chela__phrase_hash(hash, i ? &tokens[i - 1] : NULL, &tokens[i]);
    if (count > PHRASE_TOKENS_MAX)
        grammar.failed = true;
    return hash;
}

static void
add_entry(const char *spelling, size_t len, struct entry entry)
{
    if (len == 0 || grammar.entry_count == ENTRIES_MAX) {
        grammar.failed = grammar.failed || len > 0;
        return;
    }
    entry.hash    = phrase_of(spelling, len);
    unsigned slot = entry.hash % ENTRIES_SIZE;
    while (grammar.entries[slot].hash != 0)
        slot = (slot + 1) % ENTRIES_SIZE;
    grammar.entries[slot] = entry;
    grammar.entry_count++;
}

static void
add_spellings(const char *spellings, struct entry entry)
{
    for (const char *at = spellings; at && *at;) {
        size_t len = strcspn(at, "|");
        add_entry(at, len, entry);
        at += len + (at[len] == '|');
    }
}

static void
add_holidays(void)
{
    for (size_t i = 0; i < chela__holiday_count(); i++) {
        struct entry entry = {.value = (int32_t)i, .category = CATEGORY_HOLIDAY};
        add_spellings(chela__holiday_words(i, false), entry);
        add_spellings(chela__holiday_words(i, true), entry);
    }
}

// ---- rules ----

static uint64_t
categories_of(const char *name, size_t len)
{
    if (len == 1 && name[0] == 't')
        return ~(((uint64_t)1 << CATEGORY_T) - 1) & (((uint64_t)1 << CATEGORIES_COUNT) - 1);
    for (int i = 0; i < CATEGORIES_COUNT; i++)
        if (strlen(NAMES[i]) == len && memcmp(NAMES[i], name, len) == 0)
            return (uint64_t)1 << i;
    grammar.failed = true;
    return 0;
}

// "of|in" or "<dow|month>".
static struct element
read_element(const char *text, size_t len)
{
    struct element element     = {.slot = -1, .word = (uint16_t)grammar.pool_count};
    bool           is_category = len > 2 && text[0] == '<';
    size_t         at          = is_category ? 1 : 0;
    size_t         end         = is_category ? len - 1 : len;

    while (at < end) {
        size_t part = at;
        while (part < end && text[part] != '|')
            part++;
        if (is_category) {
            element.categories |= categories_of(text + at, part - at);
        } else if (grammar.pool_count < POOL_MAX) {
            grammar.pool[grammar.pool_count++] =
                (uint32_t)chela__key_hash(KEY_HASH_START, text + at, part - at);
            element.word_count++;
        } else {
            grammar.failed = true;
        }
        at = part + 1;
    }
    return element;
}

static void
link_rule(uint16_t *head, unsigned rule)
{
    struct link *added = &grammar.links[grammar.link_count];

    if (++grammar.link_count >= sizeof grammar.links / sizeof grammar.links[0]) {
        grammar.failed = true;
        return;
    }
    *added = (struct link){(uint16_t)rule, *head};
    *head  = (uint16_t)grammar.link_count;
}

static void
index_rule(unsigned rule)
{
    const struct element *first = &grammar.rules[rule - 1].elements[0];

    for (int i = 0; i < CATEGORIES_COUNT; i++)
        if (first->categories >> i & 1)
            link_rule(&grammar.by_category[i], rule);
    for (unsigned i = 0; i < first->word_count; i++)
        link_rule(&grammar.by_word[grammar.pool[first->word + i] % HEADS], rule);
}

// One variant: bit n of `mask` leaves the nth optional element out.
static void
add_variant(const struct rule *rule, const struct element *elements, const bool *optional,
            size_t count, unsigned mask)
{
    struct compiled_rule *compiled = &grammar.rules[grammar.rule_count];
    unsigned              nth      = 0;

    if (grammar.rule_count == RULES_MAX) {
        grammar.failed = true;
        return;
    }
    compiled->rule = rule;
    for (size_t i = 0; i < count; i++) {
        bool leave = optional[i] && mask >> nth & 1;
        nth += optional[i];
        if (!leave)
            compiled->elements[compiled->count++] = elements[i];
    }
    if (compiled->count > 0)
        index_rule(++grammar.rule_count);
}

static void
add_rule(const struct rule *rule)
{
    struct element elements[ELEMENTS_MAX];
    bool           optional[ELEMENTS_MAX];
    size_t         count     = 0;
    unsigned       optionals = 0;
    int8_t         slots     = 0;

    for (const char *at = rule->pattern; *at; count++) {
        size_t len = strcspn(at, " ");
        if (count == ELEMENTS_MAX || slots == SLOTS_MAX) {
            grammar.failed = true;
            return;
        }
        optional[count] = len > 1 && at[len - 1] == '?';
        elements[count] = read_element(at, len - optional[count]);
        if (elements[count].categories)
            elements[count].slot = slots++;
        optionals += optional[count];
        at += len + (at[len] == ' ');
    }
    for (unsigned mask = 0; mask < 1U << optionals; mask++)
        add_variant(rule, elements, optional, count, mask);
}

static void
build(void)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
        for (size_t j = 0; j < WORDS[i]->count; j++) {
            const struct word *word = &WORDS[i]->items[j];
            add_spellings(word->spellings, (struct entry){.word     = word,
                                                          .value    = word->value,
                                                          .category = (uint8_t)word->category});
        }
    add_holidays();
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++)
        for (size_t j = 0; j < RULES[i]->count; j++)
            add_rule(&RULES[i]->items[j]);
}

bool
chela__grammar_ready(void)
{
    pthread_once(&once, build);
    return !grammar.failed;
}

const struct entry *
chela__grammar_word(uint64_t hash, const struct entry *previous)
{
    unsigned slot = previous ? (unsigned)(previous - grammar.entries + 1) % ENTRIES_SIZE
                             : (unsigned)(hash % ENTRIES_SIZE);

    for (; grammar.entries[slot].hash != 0; slot = (slot + 1) % ENTRIES_SIZE)
        if (grammar.entries[slot].hash == hash)
            return &grammar.entries[slot];
    return NULL;
}

const struct compiled_rule *
chela__grammar_rule(uint64_t word, int category, unsigned *cursor)
{
    unsigned at = *cursor ? grammar.links[*cursor - 1].next
                  : word  ? grammar.by_word[(uint32_t)word % HEADS]
                          : grammar.by_category[category];

    for (; at != 0; at = grammar.links[at - 1].next) {
        const struct compiled_rule *rule = &grammar.rules[grammar.links[at - 1].rule - 1];
        if (word && !chela__grammar_is_word(&rule->elements[0], word))
            continue;
        *cursor = at;
        return rule;
    }
    return NULL;
}

bool
chela__grammar_is_word(const struct element *element, uint64_t hash)
{
    for (unsigned i = 0; i < element->word_count; i++)
        if (grammar.pool[element->word + i] == (uint32_t)hash)
            return true;
    return false;
}
