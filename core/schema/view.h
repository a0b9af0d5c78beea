// view.h - a schema looked at without an instance: all that holds at one place, together.
#ifndef CHELA_SCHEMA_VIEW_H
#define CHELA_SCHEMA_VIEW_H

#include "schema/model.h"

#define VIEW_NODES 32

// The schemas that all hold at one place: one, what it refers to and its allOf, and so on. A view
// may hold none: nothing is known.
struct view {
    const struct chela__schema *schema;
    const struct node          *nodes[VIEW_NODES];
    size_t                      count;
    bool                        is_never;   // one of them is `false`
    bool                        is_partial; // there were more, or one cannot be seen from here
};

void
chela__view_of(const struct chela__schema *schema, const json_t *json, struct view *ret_view);

// The view at a pointer. False: the schema says nothing about it. *ret_sure: not only one of
// several alternatives says it.
bool
chela__view_at(const struct chela__schema *schema, const char *pointer, struct view *ret_view,
               bool *ret_sure);

// The first value of a keyword in the view; NULL: none has it.
const json_t *
chela__view_keyword(const struct view *view, const char *keyword);

// The types that a value can have (TYPE_...).
uint32_t
chela__view_types(const struct view *view);

bool
chela__view_requires(const struct view *view, const char *member);

// Name of the outermost semantic type, and whether a type is among them.
const char *
chela__view_type(const struct view *view);
bool
chela__view_has_type(const struct view *view, const char *type);
// The document of the outermost semantic type.
const json_t *
chela__view_type_document(const struct view *view);

// What holds for a member (or "*": any not named one) or element. False: nothing is said.
bool
chela__view_child(const struct view *view, const char *token, struct view *ret_child);

// Cuts "/token" off a pointer with its escapes undone. Caller frees with free(); NULL: malformed,
// or out of memory.
char *
chela__view_token(const char **pointer);

#endif
