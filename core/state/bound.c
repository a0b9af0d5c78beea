// bound.c - the text that a sealed value is bound to: where it stands and its row's clear columns.
//
// The number behind the table's name is the version of this text. Fields are divided by a control
// character that none of them holds, so no two rows share a text.
#include "state/private.h"

#include <string.h>

#define DIVIDER '\x1f'

static void
add_text(struct chela__buffer *bound, const char *text)
{
    chela__buffer_byte(bound, DIVIDER);
    chela__buffer_text(bound, text ? text : "");
}

static void
add_number(struct chela__buffer *bound, int64_t number)
{
    chela__buffer_format(bound, "%c%lld", DIVIDER, (long long)number);
}

chela_status
chela__step_bound(const struct chela__step_row *row, enum chela__column column,
                  struct chela__buffer *ret_bound, struct chela_error *err)
{
    static const char *const names[] = {"input", "output", "undo"};
    chela__buffer_text(ret_bound, "step/1");
    add_text(ret_bound, names[column]);
    add_text(ret_bound, row->task);
    add_number(ret_bound, row->step);
    add_number(ret_bound, row->element);
    add_number(ret_bound, row->attempt);
    add_text(ret_bound, row->capability);
    add_text(ret_bound, row->digest);
    add_number(ret_bound, row->effect);
    add_number(ret_bound, row->idempotency);
    add_text(ret_bound, row->key);
    if (column != CHELA__INPUT) {
        add_number(ret_bound, row->status);
        add_number(ret_bound, row->outcome);
        add_number(ret_bound, row->label);
    }
    if (column == CHELA__UNDO)
        add_number(ret_bound, row->undo_until);
    return ret_bound->failed ? chela__error_memory(err) : CHELA_OK;
}

chela_status
chela__task_bound(const char *id, bool is_ephemeral, const char *undoes,
                  struct chela__buffer *ret_bound, struct chela_error *err)
{
    chela__buffer_text(ret_bound, "task/1");
    add_text(ret_bound, id);
    add_number(ret_bound, is_ephemeral);
    add_text(ret_bound, undoes);
    return ret_bound->failed ? chela__error_memory(err) : CHELA_OK;
}

chela_status
chela__entry_bound(const char *task, const char *kind, int64_t at, struct chela__buffer *ret_bound,
                   struct chela_error *err)
{
    chela__buffer_text(ret_bound, "entry/1");
    add_text(ret_bound, task);
    add_text(ret_bound, kind);
    add_number(ret_bound, at);
    return ret_bound->failed ? chela__error_memory(err) : CHELA_OK;
}
