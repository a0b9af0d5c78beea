// keyword.h - the table of all keywords of 2020-12: where subschemas are, how each is compiled.
#ifndef CHELA_SCHEMA_KEYWORD_H
#define CHELA_SCHEMA_KEYWORD_H

#include "schema/model.h"

// What a keyword's value holds.
enum shape { SHAPE_VALUE, SHAPE_SCHEMA, SHAPE_LIST, SHAPE_MAP };

struct compiler {
    struct chela__schema *schema;
    struct node          *node;
    struct chela_error   *err;
};

// Fills in `check` for the keyword's value, or leaves check->run NULL: nothing to do by itself.
typedef chela_status (*keyword_compile)(struct compiler *compiler, const char *keyword,
                                        const json_t *value, struct check *check);

struct keyword {
    const char     *name;
    uint32_t        vocabulary;
    enum shape      shape;
    keyword_compile compile; // NULL: an annotation
};

// In the order in which they run. Static; ends with a NULL name.
extern const struct keyword chela__keywords[];

// Subschemas of a keyword's value.
chela_status
chela__compile_child(struct compiler *compiler, const char *keyword, const json_t *value,
                     struct node **ret_node);
chela_status
chela__compile_named_child(struct compiler *compiler, const char *keyword, const char *token,
                           const json_t *value, struct node **ret_node);
chela_status
chela__compile_list(struct compiler *compiler, const char *keyword, const json_t *value,
                    struct node_list *ret_list);

// Fails with the keyword's place: "/properties/limit/minimum: expected a number, got string".
__attribute__((format(printf, 3, 4))) chela_status
chela__compile_wrong(struct compiler *compiler, const char *keyword, const char *format, ...);
chela_status
chela__compile_expect(struct compiler *compiler, const char *keyword, const char *expected,
                      const json_t *value);

// A count of something: an integer of at least 0 (2.0 counts too).
chela_status
chela__compile_count(struct compiler *compiler, const char *keyword, const json_t *value,
                     size_t *ret_count);

void *
chela__compile_new(struct compiler *compiler, size_t size);

// Compilers of the keywords, by file.

#define KEYWORD_COMPILER(name)                                                                     \
    chela_status chela__compile_##name(struct compiler *compiler, const char *keyword,             \
                                       const json_t *value, struct check *check)
// logic.c
KEYWORD_COMPILER(ref);
KEYWORD_COMPILER(dynamic_ref);
KEYWORD_COMPILER(all_of);
KEYWORD_COMPILER(any_of);
KEYWORD_COMPILER(one_of);
KEYWORD_COMPILER(not );
KEYWORD_COMPILER(if);
// values.c
KEYWORD_COMPILER(type);
KEYWORD_COMPILER(const);
KEYWORD_COMPILER(enum);
// numbers.c
KEYWORD_COMPILER(bound);
KEYWORD_COMPILER(multiple_of);
// strings.c
KEYWORD_COMPILER(length);
KEYWORD_COMPILER(pattern);
KEYWORD_COMPILER(format);
// elements.c
KEYWORD_COMPILER(item_count);
KEYWORD_COMPILER(unique_items);
KEYWORD_COMPILER(items);
KEYWORD_COMPILER(contains);
KEYWORD_COMPILER(unevaluated_items);
// members.c
KEYWORD_COMPILER(member_count);
KEYWORD_COMPILER(required);
KEYWORD_COMPILER(dependent_required);
KEYWORD_COMPILER(dependent_schemas);
KEYWORD_COMPILER(property_names);
KEYWORD_COMPILER(properties);
KEYWORD_COMPILER(unevaluated_properties);

#endif
