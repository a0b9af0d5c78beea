// bus.c - a private dbus-daemon with one service; see bus.h.
#include "bench/bus.h"

#include "bench/bench.h"

#ifndef CHELA_BENCH_SD_BUS

const char *
bench_bus_open(struct bench_bus *ret_bus)
{
    (void)ret_bus;
    return "built without libsystemd";
}

void
bench_bus_call(struct bench_bus *bus, const char *text)
{
    (void)bus;
    (void)text;
}

void
bench_bus_close(struct bench_bus *bus)
{
    (void)bus;
}

#else

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/file.h"

#define NAME "org.chela.Bench"
#define WAIT_STEPS 500 // of 10 ms

static const char daemon_path[] = "/usr/bin/dbus-daemon";

// ---- daemon ----

static void
write_config(const struct bench_bus *bus, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        bench_fail("%s cannot be written", path);
    fprintf(file,
            "<busconfig><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>"
            "<policy context=\"default\"><allow send_destination=\"*\"/>"
            "<allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>\n",
            bus->folder);
    fclose(file);
}

static void
start_daemon(struct bench_bus *bus)
{
    char config[128];
    snprintf(config, sizeof(config), "--config-file=%s/config", bus->folder);
    write_config(bus, strchr(config, '=') + 1);
    bus->daemon = fork();
    if (bus->daemon == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(null, STDERR_FILENO); // as a user it may not raise its limit of files, and says so
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execl(daemon_path, "dbus-daemon", config, "--nofork", "--nopidfile", "--nosyslog",
              (char *)NULL);
        _exit(127);
    }
}

// The daemon takes a moment to listen.
static sd_bus *
connect_bus(const struct bench_bus *bus)
{
    char    address[128];
    sd_bus *connection = NULL;
    snprintf(address, sizeof(address), "unix:path=%s/bus", bus->folder);
    for (int i = 0; i < WAIT_STEPS; i++) {
        if (sd_bus_new(&connection) >= 0 && sd_bus_set_address(connection, address) >= 0 &&
            sd_bus_set_bus_client(connection, 1) >= 0 && sd_bus_start(connection) >= 0)
            return connection;
        connection = sd_bus_unref(connection);
        usleep(10000);
    }
    return NULL;
}

// ---- service ----

static int
on_say(sd_bus_message *message, void *user, sd_bus_error *error)
{
    const char *text = NULL;
    (void)user;
    (void)error;
    if (sd_bus_message_read(message, "s", &text) < 0)
        return -1;
    return sd_bus_reply_method_return(message, "s", text);
}

static const sd_bus_vtable methods[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("Say", "s", "s", on_say, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static void
serve(const struct bench_bus *bus, int ready)
{
    sd_bus *connection = connect_bus(bus);
    if (!connection ||
        sd_bus_add_object_vtable(connection, NULL, "/bench", NAME, methods, NULL) < 0 ||
        sd_bus_request_name(connection, NAME, 0) < 0 || write(ready, ".", 1) != 1)
        _exit(1);
    for (;;) {
        int done = sd_bus_process(connection, NULL);
        if (done < 0 || (done == 0 && sd_bus_wait(connection, UINT64_MAX) < 0))
            _exit(0);
    }
}

static void
start_service(struct bench_bus *bus)
{
    int  ready[2];
    char byte;
    if (pipe(ready) < 0)
        bench_fail("no pipes");
    bus->service = fork();
    if (bus->service == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(bus, ready[1]);
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        bench_fail("the service on the private bus does not start");
    close(ready[0]);
}

// ---- for bench_call.c ----

const char *
bench_bus_open(struct bench_bus *ret_bus)
{
    struct bench_bus bus = {.folder = "/tmp/chela-bus-XXXXXX"};
    if (access(daemon_path, X_OK) < 0)
        return "no dbus-daemon";
    if (!mkdtemp(bus.folder))
        bench_fail("%s cannot be made", bus.folder);
    start_daemon(&bus);
    start_service(&bus);
    bus.bus = connect_bus(&bus);
    if (!bus.bus)
        bench_fail("no connection to the private bus");
    *ret_bus = bus;
    bench_bus_call(ret_bus, "warm");
    return NULL;
}

void
bench_bus_call(struct bench_bus *bus, const char *text)
{
    sd_bus_message *reply = NULL;
    const char     *back  = NULL;
    if (sd_bus_call_method(bus->bus, NAME, "/bench", NAME, "Say", NULL, &reply, "s", text) < 0 ||
        sd_bus_message_read(reply, "s", &back) < 0 || strcmp(back, text) != 0)
        bench_fail("a call on the private bus failed");
    sd_bus_message_unref(reply);
}

static void
end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

void
bench_bus_close(struct bench_bus *bus)
{
    sd_bus_flush_close_unref(bus->bus);
    end(bus->service);
    end(bus->daemon);
    (void)chela__remove_tree(AT_FDCWD, bus->folder, NULL);
}

#endif
