// services.h - the host services of plugin.h over the wire: function tables for a worker's plugin.
#ifndef CHELA_SANDBOX_SERVICES_H
#define CHELA_SANDBOX_SERVICES_H

#include <chela/exec.h>
#include <chela/net.h>

// NULL: there is no such service. `user` of the calls is the worker's link. Static.
const void *
chela__service_find(const char *id);

extern const struct chela_exec chela__exec_service;
extern const struct chela_net  chela__net_service;

#endif
