// sd-bus and GDBus in a worker, through xdg-dbus-proxy, on a private dbus-daemon with a service of
// two methods: Say is declared, Shout is not.
#include "net/server.h"

#include "sandbox/bus.h"

static const char dbus_daemon[] = "/usr/bin/dbus-daemon";

#ifdef HAVE_SD_BUS
#include <systemd/sd-bus.h>

#define LAMP "org.chela.Lamp"

static int
on_method(sd_bus_message *message, void *user, sd_bus_error *error)
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
    SD_BUS_METHOD("Say", "s", "s", on_method, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("Shout", "s", "s", on_method, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static sd_bus *
connect_bus(void)
{
    sd_bus *bus = NULL;
    for (int i = 0; i < SERVER_TRIES; i++) {
        if (sd_bus_open_user(&bus) >= 0)
            return bus;
        usleep(10000);
    }
    return NULL;
}

static void
serve(int ready)
{
    sd_bus *bus = connect_bus();
    if (!bus || sd_bus_add_object_vtable(bus, NULL, "/lamp", LAMP, methods, NULL) < 0 ||
        sd_bus_request_name(bus, LAMP, 0) < 0 || write(ready, ".", 1) != 1)
        _exit(1);
    for (;;) {
        int done = sd_bus_process(bus, NULL);
        if (done < 0 || (done == 0 && sd_bus_wait(bus, UINT64_MAX) < 0))
            _exit(0);
    }
}

struct desk {
    struct test_calls host;
    pid_t             daemon, service;
};

static void
start_service(struct desk *self)
{
    int  ready[2];
    char byte;
    ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
    self->service = fork();
    if (self->service == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(ready[1]);
    }
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    close(ready[0]);
}

static void
open_desk(struct desk *self)
{
    char config[96], argument[128], address[128];
    test_calls_open(&self->host, CHELA__SIDELOAD, NULL);
    snprintf(config, sizeof(config), "%s/bus.conf", self->host.folder);
    snprintf(argument, sizeof(argument), "--config-file=%s", config);
    snprintf(address, sizeof(address), "unix:path=%s/bus", self->host.folder);
    FILE *file = fopen(config, "we");
    ck_assert_ptr_nonnull(file);
    fprintf(file,
            "<busconfig><listen>%s</listen><auth>EXTERNAL</auth>"
            "<policy context=\"default\"><allow send_destination=\"*\"/>"
            "<allow receive_sender=\"*\"/><allow own=\"*\"/>"
            "<allow eavesdrop=\"true\"/></policy></busconfig>\n",
            address);
    ck_assert_int_eq(fclose(file), 0);
    setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
    char *argv[] = {(char *)dbus_daemon,  argument, (char *)"--nofork", (char *)"--nopidfile",
                    (char *)"--nosyslog", NULL};
    self->daemon = server_start(argv);
    start_service(self);
}

static void
close_desk(struct desk *self)
{
    test_calls_close(&self->host);
    server_stop(self->service);
    server_stop(self->daemon);
}

static struct test_outcome
ask_by(struct desk *self, const char *plugin, const char *name, const char *path,
       const char *interface, const char *method)
{
    char input[512];
    snprintf(input, sizeof(input),
             "{\"name\": \"%s\", \"path\": \"%s\", \"interface\": \"%s\", \"method\": \"%s\", "
             "\"text\": \"on\"}",
             name, path, interface, method);
    return test_call(&self->host, plugin, "net.act", input);
}

static struct test_outcome
ask_lamp(struct desk *self, const char *plugin, const char *method)
{
    return ask_by(self, plugin, LAMP, "/lamp", LAMP, method);
}

START_TEST(a_declared_method_answers)
{
    struct desk desk;
    open_desk(&desk);
    for (int i = 0; i < 3; i++) { // one proxy serves all connections of a worker
        struct test_outcome outcome = ask_lamp(&desk, "bus", "Say");
        expect_output(&outcome, "{\"reply\":\"on\"}");
    }
    close_desk(&desk);
}
END_TEST

START_TEST(gdbus_is_answered_too)
{
    struct desk desk;
    open_desk(&desk);
    struct test_outcome outcome = ask_lamp(&desk, "glib", "Say");
    expect_output(&outcome, "{\"reply\":\"on\"}");
    outcome = ask_lamp(&desk, "glib", "Shout");
    ck_assert_int_eq(outcome.status, CHELA_FAILED);
    ck_assert_ptr_nonnull(strstr(outcome.text, "AccessDenied"));
    close_desk(&desk);
}
END_TEST

static const struct {
    const char *name, *path, *interface, *method;
} forbidden[] = {
    {LAMP, "/lamp", LAMP, "Shout"},
    {"org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
     "BecomeMonitor"},
    {"org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName"},
    {"org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
     "UpdateActivationEnvironment"},
    {"org.chela.Other", "/", "org.chela.Other", "Say"},
};

START_TEST(what_is_not_declared_is_refused)
{
    struct desk desk;
    open_desk(&desk);
    struct test_outcome outcome = ask_by(&desk, "bus", forbidden[_i].name, forbidden[_i].path,
                                         forbidden[_i].interface, forbidden[_i].method);
    const char         *error   = output_text(&outcome, "error");
    ck_assert_msg(strstr(error, "AccessDenied") || strstr(error, "ServiceUnknown") ||
                      strstr(error, "NameHasNoOwner"),
                  "%s: %s", error, output_text(&outcome, "text"));
    json_decref(outcome.output);
    close_desk(&desk);
}
END_TEST

// The positive control: without the proxy the same bus does all of it for anyone.
START_TEST(the_bus_itself_refuses_none_of_it)
{
    struct desk desk;
    open_desk(&desk);
    sd_bus         *bus   = connect_bus();
    sd_bus_message *reply = NULL;
    const char     *text  = NULL;
    ck_assert_ptr_nonnull(bus);
    ck_assert_int_ge(sd_bus_call_method(bus, LAMP, "/lamp", LAMP, "Shout", NULL, &reply, "s", "on"),
                     0);
    ck_assert_int_ge(sd_bus_message_read(reply, "s", &text), 0);
    ck_assert_str_eq(text, "on");
    sd_bus_message_unref(reply);
    ck_assert_int_ge(sd_bus_request_name(bus, "org.chela.Other", 0), 0);
    ck_assert_int_ge(sd_bus_call_method(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus.Monitoring", "BecomeMonitor", NULL,
                                        NULL, "asu", 0, 0),
                     0);
    sd_bus_close_unref(bus);
    close_desk(&desk);
}
END_TEST

START_TEST(the_other_bus_is_refused)
{
    struct desk desk;
    open_desk(&desk);
    struct test_outcome outcome = test_call(&desk.host, "bus", "net.act", "{\"system\": true}");
    ck_assert_int_eq(outcome.status, CHELA_FAILED);
    ck_assert_ptr_nonnull(strstr(desk.host.log, "the system bus is not in the manifest's sandbox"));
    close_desk(&desk);
}
END_TEST

static Suite *
bus_suite(void)
{
    Suite *suite = suite_create("bus");
    TCase *tests = tcase_create("bus");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_declared_method_answers);
    if (has_plugin("glib"))
        tcase_add_test(tests, gdbus_is_answered_too);
    tcase_add_loop_test(tests, what_is_not_declared_is_refused, 0,
                        sizeof(forbidden) / sizeof(*forbidden));
    tcase_add_test(tests, the_bus_itself_refuses_none_of_it);
    tcase_add_test(tests, the_other_bus_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
#else
static Suite *
bus_suite(void)
{
    return NULL;
}
#endif

int
main(void)
{
    Suite *suite = bus_suite();
    if (!suite || !is_there(dbus_daemon) || !chela__bus_proxy_program()) {
        printf("skipped: it needs libsystemd-dev, dbus and " CHELA__BUS_PROXY "\n");
        return SKIPPED;
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
