// unit.h - codes of units and currencies: what they measure and how they convert.
#ifndef CHELA_BASE_VALUE_UNIT_H
#define CHELA_BASE_VALUE_UNIT_H

#include "base/value/value.h"

struct unit {
    const char                 *code; // UCUM-like: "km", "degC"
    enum chela__value_dimension dimension;
    double                      size; // in the dimension's base unit; 0: not by a factor
    const char                 *name; // "Kilometre"
};

// NULL: no such code. Static.
const struct unit *
chela__unit_of(const char *code);

#endif
