// list.h - several texts as one field of a frame: each ended by a separator that none may hold.
#ifndef CHELA_SANDBOX_LIST_H
#define CHELA_SANDBOX_LIST_H

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__LIST_END '\x1f' // ASCII "unit separator"

// False: `text` holds the separator, and nothing was added.
bool
chela__list_add(struct chela__buffer *list, const char *text);

// Cuts `list` into its texts, in place, and writes them to `ret_texts`, NULL behind the last one.
// CHELA_INVALID: the last one does not end; CHELA_LIMIT: more than `max`.
chela_status
chela__list_split(char *list, const char **ret_texts, size_t max, size_t *ret_count);

#endif
