// interrupt.h - Ctrl-C and SIGTERM as something that can be waited for: the first is a wish to
// stop, the second ends the program at once.
#ifndef CHELA_CLI_INTERRUPT_H
#define CHELA_CLI_INTERRUPT_H

#include <stdbool.h>

// Readable once the user wants to stop; -1 when signals cannot be caught, which then end the
// program as ever. Opened on first use and never closed: a signal may come at any time.
int
chela__interrupt_fd(void);

enum chela__awaited { CHELA__AWAITED_LINE, CHELA__AWAITED_STOP, CHELA__AWAITED_NOTHING };

// Until stdin has a line, or its end; the user wants to stop instead; or `timeout_ms` (-1: never)
// are over.
enum chela__awaited
chela__interrupt_await_line(int timeout_ms);

#endif
