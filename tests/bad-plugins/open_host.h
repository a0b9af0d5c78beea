// open_host.h - which layers the host of a test leaves out; see layers.h.
#ifndef TESTS_BAD_PLUGINS_OPEN_HOST_H
#define TESTS_BAD_PLUGINS_OPEN_HOST_H

#include "layers.h"

// For every worker that is started from now on. 0: all layers stand.
void
open_host(unsigned layers_off);

#endif
