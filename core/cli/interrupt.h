// interrupt.h - Ctrl-C and SIGTERM as something that can be waited for: the first is a wish to
// stop, the second ends the program at once.
#ifndef CHELA_CLI_INTERRUPT_H
#define CHELA_CLI_INTERRUPT_H

#include <stdbool.h>

// Readable once the user wants to stop; -1 when signals cannot be caught, which then end the
// program as ever. Opened on first use and never closed: a signal may come at any time.
int
chela__interrupt_fd(void);

// True when stdin has a line, or its end; false when the user wants to stop instead.
bool
chela__interrupt_await_line(void);

#endif
