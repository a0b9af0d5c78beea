// remote.h - a conversation that `chela serve` holds for this process: the same callbacks as a
// conversation of one's own.
#ifndef CHELA_CLI_REMOTE_H
#define CHELA_CLI_REMOTE_H

#include <chela/host.h>
#include <jansson.h>

struct chela__remote;

// CHELA_NOT_FOUND: nobody serves this data folder. `callbacks` are copied; their conversation is
// NULL.
chela_status
chela__remote_open(const char *data, const struct chela_conversation_options *callbacks,
                   struct chela__remote **ret_remote, struct chela_error *err);
void
chela__remote_close(struct chela__remote *remote);

// Sends {"do": ...} (taken; NULL is out of memory).
chela_status
chela__remote_send_take(struct chela__remote *remote, json_t *message, struct chela_error *err);

int
chela__remote_fd(const struct chela__remote *remote);

// Reads what has come and calls back.
chela_status
chela__remote_dispatch(struct chela__remote *remote, struct chela_error *err);

// Waits for one message that is no event and hands it over: for status and stop.
chela_status
chela__remote_await(struct chela__remote *remote, json_t **ret_message, struct chela_error *err);

// The status of the last result.
chela_status
chela__remote_result(const struct chela__remote *remote);

#endif
