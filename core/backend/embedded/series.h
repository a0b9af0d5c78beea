// series.h - several arguments for one parameter that stand in a row: "in Oslo and in Rome".
#ifndef CHELA_BACKEND_EMBEDDED_SERIES_H
#define CHELA_BACKEND_EMBEDDED_SERIES_H

#include "backend/embedded/offers.h"

#define CHELA__SERIES_MAX 12      // series offered to one parameter
#define CHELA__SERIES_ITEMS_MAX 8 // arguments in one of them

// Adds the coordinated phrases of the clause whose items `all` offers to the parameter. Each is one
// offer that takes all its words; repeat.c makes a call of each item. `list` has room for
// CHELA__SERIES_MAX more and stays sorted.
chela_status
chela__series_add(const struct chela__case *it, struct chela__scratch *arena,
                  const struct chela__offer_list *all, struct chela__offer_list *list);

#endif
