// bus.h - the peer of a worker call: a method call through a private dbus-daemon.
#ifndef CHELA_TESTS_BENCH_BUS_H
#define CHELA_TESTS_BENCH_BUS_H

#include <sys/types.h>

struct bench_bus {
    char           folder[64];
    pid_t          daemon, service;
    struct sd_bus *bus;
};

// Starts a daemon and a service that answers with what it is given. NULL, or why it cannot be.
// Static.
const char *
bench_bus_open(struct bench_bus *ret_bus);
// One call and its answer.
void
bench_bus_call(struct bench_bus *bus, const char *text);
void
bench_bus_close(struct bench_bus *bus);

#endif
