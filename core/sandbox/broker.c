// broker.c - connections to declared targets, for workers; called by call/ with what they ask for.
//
// The address that is connected to is the one that was checked, so a name that leads elsewhere at
// the next lookup (rebinding) gains nothing.
#include "sandbox/broker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "sandbox/bus.h"
#include "sandbox/dial.h"
#include "sandbox/open_sockets.h"

#define RECOUNT_MS 1000

struct chela__broker {
    struct chela__broker_options options;
    struct chela__resolver      *resolver; // made for the first name
};

struct chela__client {
    struct chela__broker      *broker;
    const struct chela__reach *reach;
    struct chela__connecting  *attempts;
    size_t                     attempt_count;
    int64_t                    window_ms; // of the rate
    size_t                     in_window;
    struct chela__open_sockets open; // handed over, and not known to be closed
    int64_t                    counted_ms;
    struct chela__bus_proxy   *proxies[CHELA__BUS_COUNT];
};

struct chela__connecting {
    struct chela__connecting   *next; // of its client
    struct chela__client       *client;
    const struct chela__target *target; // NULL: a bus
    int64_t                     end_ms;
    struct chela__lookup       *lookup;
    struct chela__dial         *dial;
    struct chela__bus_wait     *wait;
    struct chela__source       *timer;
    chela__connect_done         done;
    void                       *user;
};

// ---- broker and clients ----

chela_status
chela__broker_new(const struct chela__broker_options *options, struct chela__broker **ret_broker,
                  struct chela_error *err)
{
    struct chela__broker *broker = calloc(1, sizeof(*broker));
    if (!broker)
        return chela__error_memory(err);
    broker->options = *options;
    *ret_broker     = broker;
    return CHELA_OK;
}

void
chela__broker_free(struct chela__broker *broker)
{
    if (!broker)
        return;
    chela__resolver_free(broker->resolver);
    free(broker);
}

chela_status
chela__client_new(struct chela__broker *broker, const struct chela__reach *reach,
                  struct chela__client **ret_client, struct chela_error *err)
{
    struct chela__client *client = calloc(1, sizeof(*client));
    if (!client)
        return chela__error_memory(err);
    client->broker = broker;
    client->reach  = reach;
    *ret_client    = client;
    return CHELA_OK;
}

void
chela__client_free(struct chela__client *client)
{
    if (!client)
        return;
    while (client->attempts)
        chela__connecting_cancel(client->attempts);
    for (size_t bus = 0; bus < CHELA__BUS_COUNT; bus++)
        chela__bus_proxy_free(client->proxies[bus]);
    free(client);
}

// ---- the end of an attempt ----

void
chela__connecting_cancel(struct chela__connecting *attempt)
{
    if (!attempt)
        return;
    struct chela__connecting **at = &attempt->client->attempts;
    while (*at != attempt)
        at = &(*at)->next;
    *at = attempt->next;
    attempt->client->attempt_count--;
    chela__lookup_cancel(attempt->lookup);
    chela__dial_cancel(attempt->dial);
    chela__bus_wait_cancel(attempt->wait);
    chela__loop_remove(attempt->timer);
    free(attempt);
}

static void
finish(struct chela__connecting *attempt, chela_status status, int fd, const char *text)
{
    struct chela__connected connected = {status, fd, text};
    chela__connect_done     done      = attempt->done;
    void                   *user      = attempt->user;
    if (fd >= 0)
        chela__open_sockets_add(&attempt->client->open, fd);
    chela__connecting_cancel(attempt);
    done(user, &connected);
    if (connected.fd >= 0)
        close(connected.fd);
}

static void
fail(struct chela__connecting *attempt, chela_status status, const char *why)
{
    char text[CHELA__HOST_SIZE + 160];
    snprintf(text, sizeof(text), "%s:%u: %s", attempt->target->host, attempt->target->port, why);
    finish(attempt, status, -1, text);
}

// ---- from name to connection ----

static void
on_dialled(void *user, int fd, const struct chela__address *address, int error)
{
    struct chela__connecting *attempt = user;
    char                      text[CHELA__ADDRESS_TEXT];
    attempt->dial = NULL;
    chela__address_write(address, text);
    if (fd >= 0)
        finish(attempt, CHELA_OK, fd, text);
    else
        fail(attempt, error == ETIMEDOUT ? CHELA_TIMEOUT : CHELA_UNAVAILABLE, strerror(error));
}

static void
dial(struct chela__connecting *attempt, const struct chela__addresses *addresses)
{
    int64_t left = attempt->end_ms - chela__monotonic_ms();
    chela__loop_remove(attempt->timer);
    attempt->timer = NULL;
    if (chela__dial_start(attempt->client->broker->options.loop, addresses, attempt->target->port,
                          left, on_dialled, attempt, &attempt->dial, NULL) < 0)
        fail(attempt, CHELA_NO_MEMORY, "out of memory");
}

static void
on_resolved(void *user, const struct chela__addresses *found)
{
    struct chela__connecting *attempt = user;
    struct chela__addresses   allowed = {.count = 0};
    char                      text[CHELA__ADDRESS_TEXT], why[CHELA__ADDRESS_TEXT + 96];
    attempt->lookup = NULL;
    for (size_t i = 0; i < found->count; i++)
        if (chela__target_allows(attempt->target, &found->list[i]))
            allowed.list[allowed.count++] = found->list[i];
    if (allowed.count > 0) {
        dial(attempt, &allowed);
    } else if (found->count == 0) {
        fail(attempt, CHELA_UNAVAILABLE, "there is no such host");
    } else {
        chela__address_write(&found->list[0], text);
        snprintf(why, sizeof(why),
                 "the name leads to %s, a private address that the manifest does not name", text);
        fail(attempt, CHELA_DENIED, why);
    }
}

static void
on_time(void *user)
{
    struct chela__connecting *attempt = user;
    attempt->timer                    = NULL;
    if (attempt->target)
        fail(attempt, CHELA_TIMEOUT, "the name service does not answer");
    else
        finish(attempt, CHELA_TIMEOUT, -1, CHELA__BUS_PROXY " does not answer");
}

// An address, and localhost, need no name service; who asks one about localhost may be lied to.
static bool
known_addresses(const struct chela__target *target, struct chela__addresses *ret_addresses)
{
    static const struct chela__addresses localhost = {{{false, {127, 0, 0, 1}}, {true, {[15] = 1}}},
                                                      2};
    *ret_addresses                                 = (struct chela__addresses){.count = 1};
    if (chela__address_parse(target->host, &ret_addresses->list[0]))
        return true;
    if (strcmp(target->host, "localhost") != 0)
        return false;
    *ret_addresses = localhost;
    return true;
}

static chela_status
look_up(struct chela__connecting *attempt, struct chela_error *err)
{
    struct chela__broker *broker = attempt->client->broker;
    chela_status          status = CHELA_OK;
    if (!broker->resolver)
        status = chela__resolver_new(broker->options.loop, broker->options.resolve,
                                     broker->options.resolve_user, &broker->resolver, err);
    if (status == CHELA_OK)
        status = chela__loop_add_timer(broker->options.loop, CHELA__CONNECT_MS, on_time, attempt,
                                       &attempt->timer, err);
    if (status == CHELA_OK)
        status = chela__resolver_start(broker->resolver, attempt->target->host, on_resolved,
                                       attempt, &attempt->lookup, err);
    return status;
}

// ---- checks ----

static bool
is_too_often(struct chela__client *client)
{
    int64_t now = chela__monotonic_ms();
    if (now - client->window_ms >= CHELA__CONNECT_WINDOW_MS) {
        client->window_ms = now;
        client->in_window = 0;
    }
    return ++client->in_window > CHELA__CONNECT_RATE;
}

// Counting costs tens of milliseconds where the kernel's table is large: only when it matters, and
// not again at once.
static bool
has_too_many(struct chela__client *client)
{
    int64_t now = chela__monotonic_ms();
    if (client->open.count + client->attempt_count < CHELA__CONNECTIONS_MAX)
        return false;
    if (client->counted_ms && now - client->counted_ms < RECOUNT_MS)
        return true;
    client->counted_ms = now;
    return chela__open_sockets_count(&client->open) + client->attempt_count >=
           CHELA__CONNECTIONS_MAX;
}

static chela_status
check_amount(struct chela__client *client, struct chela_error *err)
{
    if (is_too_often(client))
        return chela__error(err, CHELA_BUSY, "more than %d connections were asked for within %d s",
                            CHELA__CONNECT_RATE, CHELA__CONNECT_WINDOW_MS / 1000);
    if (client->attempt_count >= CHELA__CONNECTING_MAX)
        return chela__error(err, CHELA_BUSY, "%d connections are being made already",
                            CHELA__CONNECTING_MAX);
    if (has_too_many(client))
        return chela__error(err, CHELA_BUSY, "%d connections are open already",
                            CHELA__CONNECTIONS_MAX);
    return CHELA_OK;
}

static chela_status
attempt_new(struct chela__client *client, chela__connect_done done, void *user,
            struct chela__connecting **ret_attempt, struct chela_error *err)
{
    struct chela__connecting *attempt = calloc(1, sizeof(*attempt));
    if (!attempt)
        return chela__error_memory(err);
    attempt->client  = client;
    attempt->end_ms  = chela__monotonic_ms() + CHELA__CONNECT_MS;
    attempt->done    = done;
    attempt->user    = user;
    attempt->next    = client->attempts;
    client->attempts = attempt;
    client->attempt_count++;
    *ret_attempt = attempt;
    return CHELA_OK;
}

// A host as a worker wrote it, for a message.
static void
printable(const char *host, char ret_text[80])
{
    size_t len = 0;
    for (; host[len] && len < 64; len++)
        ret_text[len] = host[len] > ' ' && host[len] < 0x7F ? host[len] : '?';
    snprintf(ret_text + len, 80 - len, "%s", host[len] ? "..." : "");
}

chela_status
chela__client_connect(struct chela__client *client, const char *host, int64_t port,
                      chela__connect_done done, void *user, struct chela__connecting **ret_attempt,
                      struct chela_error *err)
{
    char                        shown[80];
    struct chela__addresses     addresses;
    struct chela__connecting   *attempt = NULL;
    const struct chela__target *target  = chela__reach_find(client->reach, host, port);
    chela_status                status  = check_amount(client, err);
    if (status < 0)
        return status;
    printable(host, shown);
    if (!target)
        return chela__error(err, CHELA_DENIED,
                            "%s:%lld is not in the manifest's sandbox (\"net:%s:%lld\")", shown,
                            (long long)port, shown, (long long)port);
    status = attempt_new(client, done, user, &attempt, err);
    if (status < 0)
        return status;
    attempt->target = target;
    if (!known_addresses(target, &addresses))
        status = look_up(attempt, err);
    else if (chela__target_allows(target, &addresses.list[0]))
        status = chela__dial_start(client->broker->options.loop, &addresses, target->port,
                                   CHELA__CONNECT_MS, on_dialled, attempt, &attempt->dial, err);
    else
        status = chela__error(err, CHELA_DENIED, "%s is no address of a host", target->host);
    if (status < 0) {
        chela__connecting_cancel(attempt);
        return status;
    }
    *ret_attempt = attempt;
    return CHELA_OK;
}

// ---- buses ----

static void
on_bus(void *user, int fd, const char *why)
{
    struct chela__connecting *attempt = user;
    attempt->wait                     = NULL;
    finish(attempt, fd >= 0 ? CHELA_OK : CHELA_UNAVAILABLE, fd, why);
}

static chela_status
have_proxy(struct chela__client *client, enum chela__bus bus, struct chela_error *err)
{
    struct chela__bus_proxy **proxy = &client->proxies[bus];
    if (*proxy && !chela__bus_proxy_is_gone(*proxy))
        return CHELA_OK;
    chela__bus_proxy_free(*proxy);
    *proxy = NULL;
    return chela__bus_proxy_new(client->broker->options.loop, client->broker->options.bus_program,
                                client->reach, bus, proxy, err);
}

chela_status
chela__client_bus(struct chela__client *client, enum chela__bus bus, chela__connect_done done,
                  void *user, struct chela__connecting **ret_attempt, struct chela_error *err)
{
    static const char *const  names[CHELA__BUS_COUNT] = {"session", "system"};
    struct chela__connecting *attempt                 = NULL;
    chela_status              status                  = check_amount(client, err);
    if (status < 0)
        return status;
    if (client->reach->rule_count[bus] == 0)
        return chela__error(err, CHELA_DENIED,
                            "the %s bus is not in the manifest's sandbox (\"dbus.%s:NAME\")",
                            names[bus], names[bus]);
    status = have_proxy(client, bus, err);
    if (status == CHELA_OK)
        status = attempt_new(client, done, user, &attempt, err);
    if (status < 0)
        return status;
    status = chela__bus_proxy_connect(client->proxies[bus], on_bus, attempt, &attempt->wait, err);
    if (status == CHELA_OK)
        status = chela__loop_add_timer(client->broker->options.loop, CHELA__CONNECT_MS, on_time,
                                       attempt, &attempt->timer, err);
    if (status < 0) {
        chela__connecting_cancel(attempt);
        return status;
    }
    *ret_attempt = attempt;
    return CHELA_OK;
}
