// builtin - pure operations on lists, texts, numbers and times; runs in the host's process, so it
// keeps no state, reads nothing but zone files and may run on several threads at once.
#include "builtin.chela.h"

#include <chela/sdk.h>

CHELA_PLUGIN(builtin, .open = NULL);
