// learn_table.c - the table of weights.c as learn.c changes it.
#include "backend/embedded/features.h"

float chela__weights[CHELA__FEATURES][CHELA__WANTS];
