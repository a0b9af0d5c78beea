// link.h - the worker's end of the socket, shared by all its threads without one of its own.
//
// Whoever needs something and finds nobody reading becomes the reader, and files what comes for the
// others. So a serial plugin needs a single thread, and a call costs no hand-over between threads.
#ifndef CHELA_SANDBOX_LINK_H
#define CHELA_SANDBOX_LINK_H

#include "sandbox/wire.h"

struct chela__link;

chela_status
chela__link_new(int socket, struct chela__link **ret_link, struct chela_error *err);

void
chela__link_free(struct chela__link *link);

// The next call to run; false once the host wants the end or is gone. chela__frame_done() it.
bool
chela__link_next(struct chela__link *link, struct chela__frame *ret_call);

// Sends a message.
void
chela__link_tell(struct chela__link *link, const struct chela__frame *frame);

// Sends a message and waits for its ANSWER, whose status is returned;
// CHELA_CANCELLED when the host is gone. The reference or reason is
// cut to `size` bytes; a descriptor goes to `ret_fd` (may be NULL), -1 when there is none.
chela_status
chela__link_ask(struct chela__link *link, struct chela__frame *frame, char *ret_text, size_t size,
                int *ret_fd);

// Has the host cancelled this call? Looks at the socket when nobody else does.
bool
chela__link_cancelled(struct chela__link *link, uint64_t call);

// The call has ended: what is known of it is dropped.
void
chela__link_forget(struct chela__link *link, uint64_t call);

#endif
