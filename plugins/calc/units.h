// units.h - conversion by UDUNITS-2, with the names that people use in English and Chinese.
#ifndef CALC_UNITS_H
#define CALC_UNITS_H

#include <stdbool.h>

#include <chela/status.h>

struct units;

chela_status
units_open(struct units **ret_units);
void
units_close(struct units *units);

bool
units_known(const struct units *units, const char *name);

// CHELA_NOT_FOUND: one of the units is unknown; CHELA_INVALID: they do not measure the same.
chela_status
units_convert(const struct units *units, double value, const char *from, const char *to,
              double *ret_value);

#endif
