// resolve.h - names to addresses without blocking the loop: a short-lived thread for each lookup.
#ifndef CHELA_SANDBOX_RESOLVE_H
#define CHELA_SANDBOX_RESOLVE_H

#include "base/loop.h"
#include "sandbox/address.h"

#define CHELA__LOOKUPS 16 // at once, of all plugins
#define CHELA__LOOKUP_ADDRESSES 8

struct chela__addresses {
    struct chela__address list[CHELA__LOOKUP_ADDRESSES];
    size_t                count; // 0: there is no such name
};

// Fills in what the name leads to. Runs in a thread of its own and may block.
typedef void (*chela__resolve_fn)(void *user, const char *host,
                                  struct chela__addresses *ret_addresses);

struct chela__resolver;
struct chela__lookup;

// `resolve` NULL: the system's name service.
chela_status
chela__resolver_new(struct chela__loop *loop, chela__resolve_fn resolve, void *user,
                    struct chela__resolver **ret_resolver, struct chela_error *err);
// Lookups under way are left behind; nothing is heard of them.
void
chela__resolver_free(struct chela__resolver *resolver);

// done() comes from the loop, once, unless the lookup is cancelled. CHELA_BUSY: too many.
chela_status
chela__resolver_start(struct chela__resolver *resolver, const char *host,
                      void (*done)(void *user, const struct chela__addresses *addresses),
                      void *user, struct chela__lookup **ret_lookup, struct chela_error *err);
void
chela__lookup_cancel(struct chela__lookup *lookup);

#endif
