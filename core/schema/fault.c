// fault.c - collects and words the reasons for a refusal; called by checks while they explain.
#include "schema/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "schema/run.h"

#define MAX_QUOTE 60

static void
fault_done(struct chela__schema_fault *fault)
{
    free(fault->instance);
    free(fault->schema);
    free(fault->text);
}

void
chela__schema_faults_done(struct chela__schema_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        fault_done(&faults->items[i]);
    free(faults->items);
    *faults = (struct chela__schema_faults){0};
}

bool
chela__faults_have_room(const struct chela__schema_faults *faults)
{
    return faults->count < CHELA__SCHEMA_MAX_FAULTS;
}

bool
chela__faults_add_take(struct chela__schema_faults *faults, struct chela__schema_fault fault)
{
    struct chela__schema_fault *items = NULL;
    if (fault.instance && fault.schema && fault.text)
        items = reallocarray(faults->items, faults->count + 1, sizeof(*items));
    if (!items) {
        fault_done(&fault);
        return false;
    }
    items[faults->count++] = fault;
    faults->items          = items;
    return true;
}

void
chela__faults_move_first(struct chela__schema_faults *to, struct chela__schema_faults *from)
{
    if (from->count == 0 || !chela__faults_have_room(to))
        return;
    struct chela__schema_fault first = from->items[0];
    from->count--;
    memmove(from->items, from->items + 1, from->count * sizeof(first));
    chela__faults_add_take(to, first);
}

// "contacts/0/name: expected ..." -> "expected ..."
const char *
chela__fault_words(const struct chela__schema_fault *fault)
{
    size_t place = fault->instance[0] ? strlen(fault->instance) - 1 : strlen("the value");
    return fault->text + place + 2;
}

// ---- places ----

static void
add_instance(const struct step *at, struct chela__buffer *out)
{
    if (!at)
        return;
    add_instance(at->parent, out);
    if (at->key)
        chela__json_pointer_add(out, at->key);
    else
        chela__buffer_format(out, "/%zu", at->index);
}

static char *
instance_pointer(const struct run *run, const char *key)
{
    struct chela__buffer pointer = CHELA__BUFFER_INIT;
    add_instance(run->at, &pointer);
    if (key)
        chela__json_pointer_add(&pointer, key);
    return chela__buffer_take(&pointer, NULL);
}

static char *
schema_pointer(const struct run *run, const struct check *check)
{
    struct chela__buffer pointer = CHELA__BUFFER_INIT;
    chela__schema_place(run->schema, check->owner, &pointer);
    if (check->keyword)
        chela__json_pointer_add(&pointer, check->keyword);
    return chela__buffer_take(&pointer, NULL);
}

// ---- sentences ----

static chela_status
add_fault(struct run *run, const struct check *check, const char *key, const char *format,
          va_list args)
{
    char words[CHELA_ERROR_TEXT];
    int  len = vsnprintf(words, sizeof(words), format, args);
    if (len >= (int)sizeof(words))
        words[chela__utf8_cut(words, sizeof(words) - 1, sizeof(words) - 2)] = 0;
    struct chela__schema_fault fault = {.instance = instance_pointer(run, key),
                                        .schema   = schema_pointer(run, check),
                                        .keyword  = check->keyword ? check->keyword : ""};
    const char *place = fault.instance && fault.instance[0] ? fault.instance + 1 : "the value";
    if (asprintf(&fault.text, "%s: %s", place, words) < 0)
        fault.text = NULL;
    if (!chela__faults_add_take(run->faults, fault))
        return chela__error_memory(run->err);
    return CHELA_INVALID;
}

chela_status
chela__run_fault(struct run *run, const struct check *check, const char *format, ...)
{
    if (!run->faults || !chela__faults_have_room(run->faults))
        return CHELA_INVALID;
    va_list args;
    va_start(args, format);
    chela_status status = add_fault(run, check, NULL, format, args);
    va_end(args);
    return status;
}

chela_status
chela__run_fault_at(struct run *run, const struct check *check, const char *key, const char *format,
                    ...)
{
    if (!run->faults || !chela__faults_have_room(run->faults))
        return CHELA_INVALID;
    va_list args;
    va_start(args, format);
    chela_status status = add_fault(run, check, key, format, args);
    va_end(args);
    return status;
}

char *
chela__run_quote(const json_t *value)
{
    char *text = chela__json_text(value);
    if (text && strlen(text) > MAX_QUOTE) {
        size_t cut = chela__utf8_cut(text, strlen(text), MAX_QUOTE - 3);
        memcpy(text + cut, "...", 4);
    }
    return text;
}
