// The broker: what is declared is connected, nothing else, and the loop never waits for it.
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "fixtures/listener.h"
#include "sandbox/broker.h"

#define WAIT_MS 15000

struct result {
    bool         is_done;
    chela_status status;
    int          fd;
    char         text[CHELA_ERROR_TEXT];
};

struct fixture {
    struct chela__loop   *loop;
    struct chela__broker *broker;
    struct chela__reach  *reach;
    struct chela__client *client;
    _Atomic int           lookups;
    int                   hold[2]; // a byte lets a lookup of "slow.example" go on
};

// public.example is global; each further name shows one kind of lie.
static void
resolve(void *user, const char *host, struct chela__addresses *ret_addresses)
{
    static const struct {
        const char *host, *addresses[2];
    } names[] = {
        {"inside.example", {"192.168.1.1", NULL}},      {"self.example", {"127.0.0.1", NULL}},
        {"mapped.example", {"::ffff:127.0.0.1", NULL}}, {"any.example", {"0.0.0.0", NULL}},
        {"mixed.example", {"10.0.0.1", "127.0.0.1"}},   {"link.example", {"169.254.169.254", NULL}},
        {"slow.example", {"127.0.0.1", NULL}},
    };
    struct fixture *self = user;
    char            byte;
    int             lookup = self->lookups++;
    if (strcmp(host, "slow.example") == 0)
        (void)!read(self->hold[0], &byte, 1);
    if (strcmp(host, "rebinds.example") == 0)
        ret_addresses->count =
            chela__address_parse(lookup ? "127.0.0.1" : "192.0.2.1", &ret_addresses->list[0]);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        for (size_t k = 0; strcmp(host, names[i].host) == 0 && k < 2 && names[i].addresses[k]; k++)
            ret_addresses->count += chela__address_parse(
                names[i].addresses[k], &ret_addresses->list[ret_addresses->count]);
}

static void
open_with(struct fixture *self, json_t *sandbox_take, const json_t *config)
{
    struct chela_error err = CHELA_ERROR_INIT;
    *self                  = (struct fixture){0};
    ck_assert_int_eq(pipe2(self->hold, O_CLOEXEC), 0);
    ck_assert_int_eq(chela__loop_new(&self->loop, NULL), CHELA_OK);
    ck_assert_msg(chela__reach_derive(sandbox_take, config, &self->reach, &err) == CHELA_OK, "%s",
                  err.text);
    const struct chela__broker_options options = {
        .loop = self->loop, .resolve = resolve, .resolve_user = self, .bus_program = "/nowhere"};
    ck_assert_int_eq(chela__broker_new(&options, &self->broker, NULL), CHELA_OK);
    ck_assert_int_eq(chela__client_new(self->broker, self->reach, &self->client, NULL), CHELA_OK);
    json_decref(sandbox_take);
}

static void
close_all(struct fixture *self)
{
    chela__client_free(self->client);
    chela__broker_free(self->broker);
    chela__reach_free(self->reach);
    chela__loop_free(self->loop);
    close(self->hold[1]); // a lookup that was left behind ends
}

static void
on_done(void *user, struct chela__connected *connected)
{
    struct result *result = user;
    ck_assert(!result->is_done);
    *result       = (struct result){true, connected->status, connected->fd, ""};
    connected->fd = -1;
    snprintf(result->text, sizeof(result->text), "%s", connected->text);
}

static struct chela__connecting *
start(struct fixture *self, const char *host, int64_t port, struct result *result)
{
    struct chela_error        err     = CHELA_ERROR_INIT;
    struct chela__connecting *attempt = NULL;
    *result                           = (struct result){.fd = -1};
    if (chela__client_connect(self->client, host, port, on_done, result, &attempt, &err) < 0) {
        *result = (struct result){true, err.status, -1, ""};
        snprintf(result->text, sizeof(result->text), "%s", err.text);
    }
    return attempt;
}

static void
wait_for(struct fixture *self, const struct result *result)
{
    int64_t end = chela__monotonic_ms() + WAIT_MS;
    while (!result->is_done && chela__monotonic_ms() < end)
        ck_assert_int_eq(chela__loop_dispatch(self->loop, 100, NULL), CHELA_OK);
    ck_assert(result->is_done);
}

static struct result
reach_for(struct fixture *self, const char *host, int64_t port)
{
    struct result result;
    start(self, host, port, &result);
    wait_for(self, &result);
    return result;
}

static void
expect_refused(const struct result *result, chela_status status, const char *text)
{
    ck_assert_msg(result->status == status && strstr(result->text, text), "%d: %s", result->status,
                  result->text);
    ck_assert_int_eq(result->fd, -1);
}

static json_t *
sandbox_of(const char *host, uint16_t port)
{
    return json_pack("[o]", json_sprintf("net:%s:%u", host, port));
}

START_TEST(connects_to_a_declared_address)
{
    struct fixture       self;
    struct test_listener listener;
    test_listen(&listener, 8);
    open_with(&self, sandbox_of("127.0.0.1", listener.port), NULL);
    struct result result = reach_for(&self, "127.0.0.1", listener.port);
    ck_assert_msg(result.status == CHELA_OK, "%s", result.text);
    ck_assert_str_eq(result.text, "127.0.0.1");
    ck_assert_int_eq(fcntl(result.fd, F_GETFD), FD_CLOEXEC);
    ck_assert_int_eq(fcntl(result.fd, F_GETFL) & O_NONBLOCK, 0);
    int accepted = accept(listener.fd, NULL, NULL);
    ck_assert_int_eq(send(result.fd, "x", 1, 0), 1);
    char byte;
    ck_assert_int_eq(recv(accepted, &byte, 1, 0), 1);
    close(accepted);
    close(result.fd);
    close_all(&self);
    test_listener_close(&listener);
}
END_TEST

START_TEST(knows_localhost_without_asking)
{
    struct fixture       self;
    struct test_listener listener;
    test_listen(&listener, 8);
    open_with(&self, sandbox_of("localhost", listener.port), NULL);
    struct result result = reach_for(&self, "LocalHost.", listener.port);
    ck_assert_msg(result.status == CHELA_OK, "%s", result.text);
    ck_assert_int_eq(self.lookups, 0);
    close(result.fd);
    close_all(&self);
    test_listener_close(&listener);
}
END_TEST

START_TEST(takes_targets_from_settings)
{
    struct fixture       self;
    struct test_listener listener;
    test_listen(&listener, 8);
    json_t *config = json_pack("{s:[s, s], s:i, s:s}", "hosts", "example.org", "127.0.0.1", "port",
                               listener.port, "unset", "");
    open_with(&self,
              json_pack("[s, s, s]", "net:$config/hosts:$config/port", "net:$config/unset:80",
                        "net:$config/absent:80"),
              config);
    ck_assert_uint_eq(self.reach->target_count, 2);
    struct result result = reach_for(&self, "127.0.0.1", listener.port);
    ck_assert_msg(result.status == CHELA_OK, "%s", result.text);
    close(result.fd);
    close_all(&self);
    json_decref(config);
    test_listener_close(&listener);
}
END_TEST

static const char *const strangers[] = {
    "other.example", "127.0.0.2",  "2130706433", "127.1", "0x7f.0.0.1",       "0177.0.0.1",
    "::1",           "localhost",  "0.0.0.0",    "",      "127.0.0.1.nip.io", "127.0.0.1@a.org",
    "127.0.0.1:80",  "127.0.0.1 ", "\xff\xfe",
};

START_TEST(refuses_what_is_not_declared)
{
    struct fixture self;
    open_with(&self, sandbox_of("127.0.0.1", 9), NULL);
    struct result result = reach_for(&self, strangers[_i], 9);
    expect_refused(&result, CHELA_DENIED, "is not in the manifest's sandbox");
    ck_assert_int_eq(self.lookups, 0);
    close_all(&self);
}
END_TEST

START_TEST(refuses_other_ports)
{
    static const int64_t ports[] = {0, 8, 10, -1, 65536 + 9, INT64_MAX};
    struct fixture       self;
    open_with(&self, sandbox_of("127.0.0.1", 9), NULL);
    struct result result = reach_for(&self, "127.0.0.1", ports[_i]);
    expect_refused(&result, CHELA_DENIED, "is not in the manifest's sandbox");
    close_all(&self);
}
END_TEST

static const char *const liars[] = {"inside.example", "self.example",  "mapped.example",
                                    "any.example",    "mixed.example", "link.example"};

START_TEST(refuses_names_that_lead_inside)
{
    struct fixture self;
    open_with(&self, sandbox_of(liars[_i], 80), NULL);
    struct result result = reach_for(&self, liars[_i], 80);
    expect_refused(&result, CHELA_DENIED, "a private address that the manifest does not name");
    close_all(&self);
}
END_TEST

START_TEST(lets_policy_open_the_private_network_but_not_this_machine)
{
    struct fixture self;
    open_with(
        &self,
        json_pack("[s, s, s]", "net:inside.example:9", "net:self.example:9", "net:any.example:9"),
        NULL);
    for (size_t i = 0; i < self.reach->target_count; i++)
        self.reach->targets[i].may_be_private = true;
    struct chela__address address;
    ck_assert(chela__address_parse("192.168.1.1", &address));
    ck_assert(chela__target_allows(&self.reach->targets[0], &address));
    struct result result = reach_for(&self, "self.example", 9);
    expect_refused(&result, CHELA_DENIED, "private address");
    result = reach_for(&self, "any.example", 9);
    expect_refused(&result, CHELA_DENIED, "private address");
    close_all(&self);
}
END_TEST

START_TEST(never_connects_to_nobody)
{
    static const char *const nobody[] = {"0.0.0.0", "224.0.0.1", "255.255.255.255", "[::]"};
    struct fixture           self;
    open_with(&self, sandbox_of(nobody[_i], 80), NULL);
    struct result result = reach_for(&self, nobody[_i], 80);
    expect_refused(&result, CHELA_DENIED, "no address of a host");
    close_all(&self);
}
END_TEST

// The first answer passes the check, the second would not: each connection has its own lookup, and
// goes to what that one gave.
START_TEST(checks_the_address_that_it_connects_to)
{
    struct fixture       self;
    struct test_listener listener;
    test_listen(&listener, 8);
    open_with(&self, sandbox_of("rebinds.example", listener.port), NULL);
    self.lookups         = 1;
    struct result result = reach_for(&self, "rebinds.example", listener.port);
    expect_refused(&result, CHELA_DENIED, "127.0.0.1, a private address");
    ck_assert_int_eq(self.lookups, 2);
    close_all(&self);
    test_listener_close(&listener);
}
END_TEST

START_TEST(says_when_there_is_no_such_host)
{
    struct fixture self;
    open_with(&self, sandbox_of("missing.example", 80), NULL);
    struct result result = reach_for(&self, "missing.example", 80);
    expect_refused(&result, CHELA_UNAVAILABLE, "missing.example:80: there is no such host");
    close_all(&self);
}
END_TEST

START_TEST(says_when_nobody_listens)
{
    struct fixture       self;
    struct test_listener listener;
    test_listen(&listener, 8);
    test_listener_close(&listener);
    open_with(&self, sandbox_of("127.0.0.1", listener.port), NULL);
    struct result result = reach_for(&self, "127.0.0.1", listener.port);
    expect_refused(&result, CHELA_UNAVAILABLE, "Connection refused");
    close_all(&self);
}
END_TEST

static void
count_turn(void *user)
{
    *(int *)user += 1;
}

// A port that never answers and a name server that never answers: the loop goes on, a cancelled
// attempt leaves nothing behind.
START_TEST(does_not_block_the_loop)
{
    struct fixture       self;
    struct test_listener listener;
    struct result        stuck, slow, good;
    int                  turns = 0;
    test_listen(&listener, 0);
    test_listener_fill(&listener);
    struct test_listener other;
    test_listen(&other, 8);
    open_with(&self,
              json_pack("[o, s, o]", json_sprintf("net:127.0.0.1:%u", listener.port),
                        "net:slow.example:80", json_sprintf("net:127.0.0.1:%u", other.port)),
              NULL);
    int64_t                   began  = chela__monotonic_ms();
    struct chela__connecting *first  = start(&self, "127.0.0.1", listener.port, &stuck);
    struct chela__connecting *second = start(&self, "slow.example", 80, &slow);
    chela__loop_add_timer(self.loop, 1, count_turn, &turns, NULL, NULL);
    good = reach_for(&self, "127.0.0.1", other.port);
    ck_assert_msg(good.status == CHELA_OK, "%s", good.text);
    while (turns == 0)
        chela__loop_dispatch(self.loop, 100, NULL);
    ck_assert_int_lt(chela__monotonic_ms() - began, 1000);
    ck_assert(!stuck.is_done && !slow.is_done);
    chela__connecting_cancel(first);
    chela__connecting_cancel(second);
    chela__loop_dispatch(self.loop, 10, NULL);
    ck_assert(!stuck.is_done && !slow.is_done);
    close(good.fd);
    close_all(&self);
    test_listener_close(&listener);
    test_listener_close(&other);
}
END_TEST

START_TEST(gives_up_in_time)
{
    struct fixture       self;
    struct test_listener listener;
    test_listen(&listener, 0);
    test_listener_fill(&listener);
    open_with(&self, sandbox_of("127.0.0.1", listener.port), NULL);
    struct result result = reach_for(&self, "127.0.0.1", listener.port);
    expect_refused(&result, CHELA_TIMEOUT, "timed out");
    close_all(&self);
    test_listener_close(&listener);
}
END_TEST

START_TEST(counts_open_connections)
{
    struct fixture       self;
    struct test_listener listener;
    int                  fds[CHELA__CONNECTIONS_MAX];
    test_listen(&listener, 64);
    open_with(&self, sandbox_of("127.0.0.1", listener.port), NULL);
    for (int i = 0; i < CHELA__CONNECTIONS_MAX; i++) {
        struct result result = reach_for(&self, "127.0.0.1", listener.port);
        ck_assert_msg(result.status == CHELA_OK, "%d: %s", i, result.text);
        fds[i] = result.fd;
    }
    struct result result = reach_for(&self, "127.0.0.1", listener.port);
    expect_refused(&result, CHELA_BUSY, "16 connections are open already");
    close(fds[0]);
    int64_t end = chela__monotonic_ms() + WAIT_MS; // it does not look again at once
    do {
        ck_assert_int_eq(chela__loop_dispatch(self.loop, 100, NULL), CHELA_OK);
        result = reach_for(&self, "127.0.0.1", listener.port);
    } while (result.status == CHELA_BUSY && strstr(result.text, "open already") &&
             chela__monotonic_ms() < end);
    ck_assert_msg(result.status == CHELA_OK, "%s", result.text);
    fds[0] = result.fd;
    for (int i = 0; i < CHELA__CONNECTIONS_MAX; i++)
        close(fds[i]);
    close_all(&self);
    test_listener_close(&listener);
}
END_TEST

START_TEST(counts_attempts)
{
    struct fixture self;
    struct result  result = {0}, stuck[CHELA__CONNECTING_MAX];
    open_with(&self, json_pack("[s]", "net:slow.example:80"), NULL);
    for (int i = 0; i < CHELA__CONNECTING_MAX; i++)
        start(&self, "slow.example", 80, &stuck[i]);
    start(&self, "slow.example", 80, &result);
    expect_refused(&result, CHELA_BUSY, "8 connections are being made already");
    for (int i = CHELA__CONNECTING_MAX; i < CHELA__CONNECT_RATE; i++)
        start(&self, "other.example", 80, &result);
    expect_refused(&result, CHELA_BUSY, "more than 64 connections were asked for within 10 s");
    close_all(&self);
}
END_TEST

static const struct {
    const char *entry, *why;
} faults[] = {
    {"net:a b:80", "expected a host name or an address"},
    {"net:2130706433:80", "expected a host name or an address"},
    {"net:example.org:0", "the port must be 1 to 65535"},
    {"net:example.org:70000", "the port must be 1 to 65535"},
    {"dbus.session:*", "expected a bus name"},
    {"dbus.session:org.example.*", "expected a bus name"},
    {"dbus.session:org", "expected a bus name"},
    {"dbus.session:org..example", "expected a bus name"},
    {"dbus.session:org.freedesktop.DBus", "expected a bus name"},
    {"dbus.system:org.example=", "expected a bus name"},
    {"dbus.system:org.example=*", "expected a bus name"},
    {"dbus.system:org.example=a.B@/x", "expected a bus name"},
};

START_TEST(refuses_declarations_that_are_none)
{
    struct chela_error   err     = CHELA_ERROR_INIT;
    struct chela__reach *reach   = NULL;
    json_t              *sandbox = json_pack("[s]", faults[_i].entry);
    ck_assert_int_lt(chela__reach_derive(sandbox, NULL, &reach, &err), 0);
    ck_assert_msg(strstr(err.text, faults[_i].why) != NULL, "%s", err.text);
    json_decref(sandbox);
}
END_TEST

START_TEST(writes_the_rules_of_a_bus)
{
    struct chela__reach *reach = NULL;
    json_t *sandbox = json_pack("[s, s, s]", "dbus.session:org.example.Player", "threads",
                                "dbus.session:org.example.Lamp=org.example.Lamp.Switch");
    ck_assert_int_eq(chela__reach_derive(sandbox, NULL, &reach, NULL), CHELA_OK);
    ck_assert_uint_eq(reach->rule_count[CHELA__BUS_SESSION], 2);
    ck_assert_uint_eq(reach->rule_count[CHELA__BUS_SYSTEM], 0);
    ck_assert_str_eq(reach->rules[CHELA__BUS_SESSION][0], "--talk=org.example.Player");
    ck_assert_str_eq(reach->rules[CHELA__BUS_SESSION][1],
                     "--call=org.example.Lamp=org.example.Lamp.Switch");
    chela__reach_free(reach);
    json_decref(sandbox);
}
END_TEST

START_TEST(names_the_package_of_the_bus_proxy)
{
    struct fixture            self;
    struct chela_error        err     = CHELA_ERROR_INIT;
    struct chela__connecting *attempt = NULL;
    open_with(&self, json_pack("[s]", "dbus.session:org.example.Player"), NULL);
    ck_assert_int_eq(
        chela__client_bus(self.client, CHELA__BUS_SESSION, on_done, NULL, &attempt, &err),
        CHELA_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(err.text, "install the package xdg-dbus-proxy"));
    err = (struct chela_error)CHELA_ERROR_INIT;
    ck_assert_int_eq(
        chela__client_bus(self.client, CHELA__BUS_SYSTEM, on_done, NULL, &attempt, &err),
        CHELA_DENIED);
    ck_assert_ptr_nonnull(strstr(err.text, "the system bus is not in the manifest's sandbox"));
    close_all(&self);
}
END_TEST

#define COUNT(list) ((int)(sizeof(list) / sizeof(*(list))))

int
main(void)
{
    Suite *suite = suite_create("broker");
    TCase *tests = tcase_create("broker");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, connects_to_a_declared_address);
    tcase_add_test(tests, knows_localhost_without_asking);
    tcase_add_test(tests, takes_targets_from_settings);
    tcase_add_loop_test(tests, refuses_what_is_not_declared, 0, COUNT(strangers));
    tcase_add_loop_test(tests, refuses_other_ports, 0, 6);
    tcase_add_loop_test(tests, refuses_names_that_lead_inside, 0, COUNT(liars));
    tcase_add_test(tests, lets_policy_open_the_private_network_but_not_this_machine);
    tcase_add_loop_test(tests, never_connects_to_nobody, 0, 4);
    tcase_add_test(tests, checks_the_address_that_it_connects_to);
    tcase_add_test(tests, says_when_there_is_no_such_host);
    tcase_add_test(tests, says_when_nobody_listens);
    tcase_add_test(tests, does_not_block_the_loop);
    tcase_add_test(tests, gives_up_in_time);
    tcase_add_test(tests, counts_open_connections);
    tcase_add_test(tests, counts_attempts);
    tcase_add_loop_test(tests, refuses_declarations_that_are_none, 0, COUNT(faults));
    tcase_add_test(tests, writes_the_rules_of_a_bus);
    tcase_add_test(tests, names_the_package_of_the_bus_proxy);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
