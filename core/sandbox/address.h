// address.h - names and addresses of the network in one normal form, and which of them are whose.
#ifndef CHELA_SANDBOX_ADDRESS_H
#define CHELA_SANDBOX_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;
struct sockaddr_storage;

#define CHELA__HOST_SIZE 256   // of a host name or address as text, with its NUL
#define CHELA__ADDRESS_TEXT 64 // of an address as text, with its NUL

// An IPv4 address in any of its IPv6 clothes is an IPv4 address here.
struct chela__address {
    bool    is_ipv6;
    uint8_t bytes[16]; // the first 4 for IPv4
};

enum chela__address_kind {
    CHELA__ADDRESS_GLOBAL,
    CHELA__ADDRESS_LOOPBACK,
    CHELA__ADDRESS_PRIVATE, // of this network, this link, a test or a tunnel: only when declared
    CHELA__ADDRESS_NOBODY,  // no single host at all: never
};
enum chela__address_kind
chela__address_kind(const struct chela__address *address);

// "192.0.2.1", "2001:db8::1", "[2001:db8::1]"; strict: no octal, no short forms, no zone.
bool
chela__address_parse(const char *text, struct chela__address *ret_address);
bool
chela__address_from_socket(const struct sockaddr *address, struct chela__address *ret_address);
uint32_t
chela__address_to_socket(const struct chela__address *address, uint16_t port,
                         struct sockaddr_storage *ret_socket);
void
chela__address_write(const struct chela__address *address, char ret_text[CHELA__ADDRESS_TEXT]);
bool
chela__address_equal(const struct chela__address *a, const struct chela__address *b);

// Writes the normal form: lower case, without the dot at the end, addresses as
// chela__address_write(). False for what is neither an address nor a name of the DNS; a name whose
// last label is a number ("127.1", "2130706433", "0x7f.1") is not one: libraries read it as an
// address.
bool
chela__host_normal(const char *text, char ret_host[CHELA__HOST_SIZE]);

#endif
