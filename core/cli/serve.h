// serve.h - the server behind `chela serve`: one host that keeps, one conversation for each client.
#ifndef CHELA_CLI_SERVE_H
#define CHELA_CLI_SERVE_H

#include <chela/host.h>

#include "base/error.h"

#define CHELA__SERVE_CLIENTS 32 // at once

struct chela__serve;

// `host` keeps already; borrowed. The socket is in `data`.
chela_status
chela__serve_new(struct chela_host *host, const char *data, struct chela__serve **ret_serve,
                 struct chela_error *err);
void
chela__serve_free(struct chela__serve *serve);

// Serves until `stop_fd` is readable or a client asks it to stop.
chela_status
chela__serve_run(struct chela__serve *serve, int stop_fd, struct chela_error *err);

// Stops taking clients and refuses the cards that are open.
void
chela__serve_end(struct chela__serve *serve);

#endif
