// address.c - the table of address ranges, and normal forms of hosts; used by reach.c and broker.c.
#include "sandbox/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define LABEL_MAX 63
#define NAME_MAX_LEN 253

// clang-format off
// What is not global, from the registries of special-purpose addresses (RFC 6890 and later).
// IPv6 the other way round: only 2000::/3 is handed out, so all else is not global.
static const struct {
    const char              *start;
    uint8_t                  bits;
    enum chela__address_kind kind;
} ranges[] = {
    {"0.0.0.0",         8,  CHELA__ADDRESS_NOBODY},   // this host, unspecified
    {"10.0.0.0",        8,  CHELA__ADDRESS_PRIVATE},
    {"100.64.0.0",      10, CHELA__ADDRESS_PRIVATE},  // carriers
    {"127.0.0.0",       8,  CHELA__ADDRESS_LOOPBACK},
    {"169.254.0.0",     16, CHELA__ADDRESS_PRIVATE},  // link
    {"172.16.0.0",      12, CHELA__ADDRESS_PRIVATE},
    {"192.0.0.0",       24, CHELA__ADDRESS_PRIVATE},  // protocols
    {"192.0.2.0",       24, CHELA__ADDRESS_PRIVATE},  // documentation, and the next two
    {"198.51.100.0",    24, CHELA__ADDRESS_PRIVATE},
    {"203.0.113.0",     24, CHELA__ADDRESS_PRIVATE},
    {"192.88.99.0",     24, CHELA__ADDRESS_PRIVATE},  // 6to4 relays
    {"192.168.0.0",     16, CHELA__ADDRESS_PRIVATE},
    {"198.18.0.0",      15, CHELA__ADDRESS_PRIVATE},  // measurements
    {"224.0.0.0",       4,  CHELA__ADDRESS_NOBODY},   // multicast
    {"240.0.0.0",       4,  CHELA__ADDRESS_NOBODY},   // reserved, broadcast
    {"::",              128, CHELA__ADDRESS_NOBODY},
    {"::1",             128, CHELA__ADDRESS_LOOPBACK},
    {"100::",           64, CHELA__ADDRESS_NOBODY},   // discarded
    {"ff00::",          8,  CHELA__ADDRESS_NOBODY},   // multicast
    {"2001::",          23, CHELA__ADDRESS_PRIVATE},  // protocols, Teredo
    {"2001:db8::",      32, CHELA__ADDRESS_PRIVATE},  // documentation, and the next
    {"3fff::",          20, CHELA__ADDRESS_PRIVATE},
    {"2002::",          16, CHELA__ADDRESS_PRIVATE},  // 6to4
    {"2000::",          3,  CHELA__ADDRESS_GLOBAL},
    {"::",              0,  CHELA__ADDRESS_PRIVATE},
};
// clang-format on

static bool
has_prefix(const uint8_t *bytes, const uint8_t *prefix, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    uint8_t  mask = (uint8_t)(0xFF00u >> rest);
    return memcmp(bytes, prefix, whole) == 0 &&
           (rest == 0 || ((bytes[whole] ^ prefix[whole]) & mask) == 0);
}

// ::ffff:a.b.c.d (mapped), ::a.b.c.d (compatible) and 64:ff9b::a.b.c.d (NAT64) are IPv4.
static struct chela__address
undress(const uint8_t bytes[16])
{
    static const uint8_t  clothes[][12] = {{[10] = 0xFF, 0xFF}, {0}, {0x00, 0x64, 0xFF, 0x9B}};
    static const uint8_t  small[3]      = {0}; // "::" and "::1" are their own
    struct chela__address address       = {.is_ipv6 = true};
    memcpy(address.bytes, bytes, 16);
    for (size_t i = 0; i < sizeof(clothes) / sizeof(*clothes); i++) {
        bool is_own = i == 1 && memcmp(bytes + 12, small, 3) == 0;
        if (is_own || memcmp(bytes, clothes[i], 12) != 0)
            continue;
        address = (struct chela__address){0};
        memcpy(address.bytes, bytes + 12, 4);
        break;
    }
    return address;
}

enum chela__address_kind
chela__address_kind(const struct chela__address *address)
{
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
        uint8_t start[16];
        bool    is_ipv6 = strchr(ranges[i].start, ':') != NULL;
        if (is_ipv6 != address->is_ipv6 ||
            inet_pton(is_ipv6 ? AF_INET6 : AF_INET, ranges[i].start, start) != 1)
            continue;
        if (has_prefix(address->bytes, start, ranges[i].bits))
            return ranges[i].kind;
    }
    return CHELA__ADDRESS_GLOBAL; // the rest of IPv4
}

bool
chela__address_parse(const char *text, struct chela__address *ret_address)
{
    struct chela__address address = {0};
    char                  inner[CHELA__ADDRESS_TEXT];
    uint8_t               bytes[16];
    size_t                len = strlen(text);
    if (inet_pton(AF_INET, text, address.bytes) == 1) {
        *ret_address = address;
        return true;
    }
    bool is_bracketed = len > 2 && text[0] == '[' && text[len - 1] == ']';
    if (len >= sizeof(inner))
        return false;
    snprintf(inner, sizeof(inner), "%.*s", (int)(is_bracketed ? len - 2 : len),
             is_bracketed ? text + 1 : text);
    if (inet_pton(AF_INET6, inner, bytes) != 1)
        return false;
    *ret_address = undress(bytes);
    return true;
}

bool
chela__address_from_socket(const struct sockaddr *address, struct chela__address *ret_address)
{
    struct chela__address ipv4 = {0};
    if (address->sa_family == AF_INET6) {
        *ret_address = undress(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
        return true;
    }
    if (address->sa_family != AF_INET)
        return false;
    memcpy(ipv4.bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
    *ret_address = ipv4;
    return true;
}

uint32_t
chela__address_to_socket(const struct chela__address *address, uint16_t port,
                         struct sockaddr_storage *ret_socket)
{
    *ret_socket = (struct sockaddr_storage){0};
    if (address->is_ipv6) {
        struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)ret_socket;
        ipv6->sin6_family         = AF_INET6;
        ipv6->sin6_port           = htons(port);
        memcpy(&ipv6->sin6_addr, address->bytes, 16);
        return sizeof(*ipv6);
    }
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)ret_socket;
    ipv4->sin_family         = AF_INET;
    ipv4->sin_port           = htons(port);
    memcpy(&ipv4->sin_addr, address->bytes, 4);
    return sizeof(*ipv4);
}

void
chela__address_write(const struct chela__address *address, char ret_text[CHELA__ADDRESS_TEXT])
{
    if (!inet_ntop(address->is_ipv6 ? AF_INET6 : AF_INET, address->bytes, ret_text,
                   CHELA__ADDRESS_TEXT))
        ret_text[0] = 0;
}

bool
chela__address_equal(const struct chela__address *a, const struct chela__address *b)
{
    return a->is_ipv6 == b->is_ipv6 && memcmp(a->bytes, b->bytes, a->is_ipv6 ? 16 : 4) == 0;
}

// ---- hosts ----

static bool
is_number(const char *label)
{
    bool is_hex = label[0] == '0' && label[1] == 'x';
    return label[strspn(label, "0123456789")] == 0 ||
           (is_hex && label[2 + strspn(label + 2, "0123456789abcdef")] == 0);
}

// `host` is in lower case already.
static bool
is_name(const char *host)
{
    const char *last = host;
    for (const char *label = host;;) {
        size_t len = strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_");
        if (len == 0 || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
            return false;
        last = label;
        if (label[len] == 0)
            break;
        if (label[len] != '.')
            return false;
        label += len + 1;
    }
    return !is_number(last);
}

bool
chela__host_normal(const char *text, char ret_host[CHELA__HOST_SIZE])
{
    struct chela__address address;
    char                  host[CHELA__HOST_SIZE];
    size_t                len = strlen(text);
    if (chela__address_parse(text, &address)) {
        chela__address_write(&address, ret_host);
        return true;
    }
    if (len > 0 && text[len - 1] == '.')
        len--;
    if (len == 0 || len > NAME_MAX_LEN)
        return false;
    for (size_t i = 0; i < len; i++)
        host[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
    host[len] = 0;
    if (!is_name(host))
        return false;
    memcpy(ret_host, host, len + 1);
    return true;
}
