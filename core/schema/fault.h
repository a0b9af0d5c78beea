// fault.h - why an instance is refused, in sentences.
#ifndef CHELA_SCHEMA_FAULT_H
#define CHELA_SCHEMA_FAULT_H

#include "schema/schema.h"

// Moves the first of `from` behind `to`, when both have room and something.
void
chela__faults_move_first(struct chela__schema_faults *to, struct chela__schema_faults *from);

// The sentence of a fault without the place before it. Borrowed.
const char *
chela__fault_words(const struct chela__schema_fault *fault);

// True when another one may be added.
bool
chela__faults_have_room(const struct chela__schema_faults *faults);

// Adds one; `instance`, `schema` and `text` are taken. False: out of memory.
bool
chela__faults_add_take(struct chela__schema_faults *faults, struct chela__schema_fault fault);

#endif
