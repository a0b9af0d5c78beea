// reach.c - from the declared words to targets and rules; called by call/ for each plugin.
#include "sandbox/reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES 255 // of a bus name, an interface, a method: D-Bus's own limit

// ---- network ----

static chela_status
add_target(struct chela__reach *reach, const char *host, int64_t port, struct chela_error *err)
{
    struct chela__target *target = &reach->targets[reach->target_count];
    struct chela__address address;
    if (reach->target_count == CHELA__REACH_MAX)
        return chela__error(err, CHELA_LIMIT, "sandbox: more than %d hosts", CHELA__REACH_MAX);
    if (port < 1 || port > UINT16_MAX)
        return chela__error(err, CHELA_INVALID, "sandbox: net:%s: the port must be 1 to 65535",
                            host);
    if (!chela__host_normal(host, target->host))
        return chela__error(err, CHELA_INVALID,
                            "sandbox: net:%s: expected a host name or an address, such as "
                            "example.org or 192.0.2.1",
                            host);
    target->port = (uint16_t)port;
    target->is_literal =
        strcmp(target->host, "localhost") == 0 || chela__address_parse(target->host, &address);
    reach->target_count++;
    return CHELA_OK;
}

// A whole number, as a number or as a text.
static int64_t
port_of(const json_t *value, const char *text)
{
    char   *end;
    int64_t port = json_is_integer(value) ? json_integer_value(value) : -1;
    if (!json_is_string(value) && !text)
        return port;
    text = text ? text : json_string_value(value);
    port = strtoll(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == 0 ? port : -1;
}

// `value`: of a setting, or NULL for the word itself.
static chela_status
add_host(struct chela__reach *reach, const char *word, const json_t *value, int64_t port,
         struct chela_error *err)
{
    chela_status status = CHELA_OK;
    const char  *host   = value ? json_string_value(value) : word;
    for (size_t i = 0; status == CHELA_OK && i < json_array_size(value); i++)
        status = add_host(reach, word, json_array_get(value, i), port, err);
    return status == CHELA_OK && host && *host ? add_target(reach, host, port, err) : status;
}

// `text` is HOST:PORT, each of them possibly $config/KEY.
static chela_status
add_net(struct chela__reach *reach, const char *text, const json_t *config, struct chela_error *err)
{
    char        host[CHELA__HOST_SIZE + 16];
    const char *colon = strrchr(text, ':');
    if (!colon || (size_t)(colon - text) >= sizeof(host))
        return chela__error(err, CHELA_INVALID, "sandbox: \"net:%s\": expected HOST:PORT", text);
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text]     = 0;
    const char   *port     = colon + 1;
    const json_t *set_host = NULL, *set_port = NULL;
    bool          from_host = strncmp(host, "$config/", 8) == 0;
    bool          from_port = strncmp(port, "$config/", 8) == 0;
    if (from_host && !(set_host = json_object_get(config, host + 8)))
        return CHELA_OK;
    if (from_port && !(set_port = json_object_get(config, port + 8)))
        return CHELA_OK;
    return add_host(reach, host, set_host, port_of(set_port, from_port ? NULL : port), err);
}

// libcurl and GIO know where localhost is and never ask.
static bool
is_same_host(const char *declared, const char *host)
{
    return strcmp(declared, host) == 0 ||
           (strcmp(declared, "localhost") == 0 &&
            (strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0));
}

const struct chela__target *
chela__reach_find(const struct chela__reach *reach, const char *host, int64_t port)
{
    char normal[CHELA__HOST_SIZE];
    if (!chela__host_normal(host, normal))
        return NULL;
    for (size_t i = 0; i < reach->target_count; i++)
        if (reach->targets[i].port == port && is_same_host(reach->targets[i].host, normal))
            return &reach->targets[i];
    return NULL;
}

bool
chela__target_allows(const struct chela__target *target, const struct chela__address *address)
{
    switch (chela__address_kind(address)) {
    case CHELA__ADDRESS_GLOBAL:
        return true;
    case CHELA__ADDRESS_LOOPBACK:
        return target->is_literal;
    case CHELA__ADDRESS_PRIVATE:
        return target->is_literal || target->may_be_private;
    default:
        return false;
    }
}

// ---- buses ----

// Two labels and more, of letters, digits, _ and (in names of services) -; none starts with a
// digit.
static bool
is_dotted(const char *text, size_t len, bool has_dash)
{
    size_t labels = 0;
    if (len == 0 || len > NAME_BYTES)
        return false;
    for (size_t at = 0; at < len; labels++) {
        size_t size = strspn(text + at, has_dash ? "abcdefghijklmnopqrstuvwxyz"
                                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
                                                 : "abcdefghijklmnopqrstuvwxyz"
                                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        if (size == 0 || (text[at] >= '0' && text[at] <= '9') || at + size > len)
            return false;
        at += size;
        if (at < len && (text[at] != '.' || ++at == len))
            return false;
    }
    return labels >= 2;
}

static bool
is_rule(const char *rule)
{
    size_t len = strcspn(rule, "=");
    // The bus itself (monitors, names, activation) is the proxy's to answer.
    bool is_bus = len == 20 && strncmp(rule, "org.freedesktop.DBus", len) == 0;
    return !is_bus && is_dotted(rule, len, true) &&
           (rule[len] == 0 || is_dotted(rule + len + 1, strlen(rule + len + 1), false));
}

static chela_status
add_rule(struct chela__reach *reach, enum chela__bus bus, const char *text, struct chela_error *err)
{
    const char *kind = strchr(text, '=') ? "call" : "talk";
    if (!is_rule(text))
        return chela__error(err, CHELA_INVALID,
                            "sandbox: \"%s\": expected a bus name such as org.example.Player, or "
                            "org.example.Player=org.example.Player.Play",
                            text);
    if (reach->rule_count[bus] == CHELA__REACH_MAX)
        return chela__error(err, CHELA_LIMIT, "sandbox: more than %d rules of a bus",
                            CHELA__REACH_MAX);
    char **rule = &reach->rules[bus][reach->rule_count[bus]];
    if (asprintf(rule, "--%s=%s", kind, text) < 0) {
        *rule = NULL;
        return chela__error_memory(err);
    }
    reach->rule_count[bus]++;
    return CHELA_OK;
}

// ---- all ----

static chela_status
add_entry(struct chela__reach *reach, const char *text, const json_t *config,
          struct chela_error *err)
{
    if (strncmp(text, "net:", 4) == 0)
        return add_net(reach, text + 4, config, err);
    if (strncmp(text, "dbus.session:", 13) == 0)
        return add_rule(reach, CHELA__BUS_SESSION, text + 13, err);
    return add_rule(reach, CHELA__BUS_SYSTEM, text + 12, err);
}

static bool
is_ours(const char *text)
{
    return text && (strncmp(text, "net:", 4) == 0 || strncmp(text, "dbus.session:", 13) == 0 ||
                    strncmp(text, "dbus.system:", 12) == 0);
}

chela_status
chela__reach_derive(const json_t *sandbox, const json_t *config, struct chela__reach **ret_reach,
                    struct chela_error *err)
{
    struct chela__reach *reach  = NULL;
    chela_status         status = CHELA_OK;
    size_t               index;
    json_t              *each;
    json_array_foreach(sandbox, index, each)
    {
        const char *text = json_string_value(each);
        if (status < 0 || !is_ours(text))
            continue;
        if (!reach && !(reach = calloc(1, sizeof(*reach))))
            return chela__error_memory(err);
        status = add_entry(reach, text, config, err);
    }
    if (status < 0) {
        chela__reach_free(reach);
        return status;
    }
    *ret_reach = reach;
    return CHELA_OK;
}

void
chela__reach_free(struct chela__reach *reach)
{
    if (!reach)
        return;
    for (size_t bus = 0; bus < CHELA__BUS_COUNT; bus++)
        for (size_t i = 0; i < reach->rule_count[bus]; i++)
            free(reach->rules[bus][i]);
    free(reach);
}
