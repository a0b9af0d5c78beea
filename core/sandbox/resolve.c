// resolve.c - lookups in threads, answered through an eventfd in the loop; used by broker.c.
//
// getaddrinfo() blocks for as long as a name server likes and cannot be interrupted. So each lookup
// has a thread, and what thread and loop share is freed by the later of the two: a host that closes
// waits for none of them.
#include "sandbox/resolve.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define STACK ((size_t)512 * 1024) // name services bring libraries of their own

struct chela__lookup {
    struct chela__lookup   *next;
    struct chela__shared   *shared;
    char                    host[CHELA__HOST_SIZE];
    struct chela__addresses addresses;
    bool                    is_done;
    void (*done)(void *user, const struct chela__addresses *addresses); // NULL: cancelled
    void *user;
};

// Of the resolver and its threads; the last one frees it.
struct chela__shared {
    pthread_mutex_t       lock; // guards owners, lookups and is_done of each
    int                   owners;
    int                   event_fd;
    size_t                running;
    struct chela__lookup *lookups;
    chela__resolve_fn     resolve;
    void                 *user;
};

struct chela__resolver {
    struct chela__shared *shared;
    struct chela__source *source;
};

static void
unref(struct chela__shared *shared)
{
    pthread_mutex_lock(&shared->lock);
    int owners = --shared->owners;
    pthread_mutex_unlock(&shared->lock);
    if (owners > 0)
        return;
    while (shared->lookups) {
        struct chela__lookup *next = shared->lookups->next;
        free(shared->lookups);
        shared->lookups = next;
    }
    close(shared->event_fd);
    pthread_mutex_destroy(&shared->lock);
    free(shared);
}

static void
resolve_by_system(void *user, const char *host, struct chela__addresses *ret_addresses)
{
    struct addrinfo  hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    (void)user;
    if (getaddrinfo(host, NULL, &hints, &found) != 0)
        return;
    for (struct addrinfo *each = found; each && ret_addresses->count < CHELA__LOOKUP_ADDRESSES;
         each                  = each->ai_next)
        ret_addresses->count +=
            chela__address_from_socket(each->ai_addr, &ret_addresses->list[ret_addresses->count]);
    freeaddrinfo(found);
}

static void *
run_lookup(void *user)
{
    struct chela__lookup *lookup = user;
    struct chela__shared *shared = lookup->shared;
    shared->resolve(shared->user, lookup->host, &lookup->addresses);
    pthread_mutex_lock(&shared->lock);
    lookup->is_done = true;
    shared->running--;
    pthread_mutex_unlock(&shared->lock);
    eventfd_write(shared->event_fd, 1);
    unref(shared);
    return NULL;
}

// Signals are the host's own threads' to handle.
static int
start_thread(struct chela__lookup *lookup)
{
    pthread_attr_t attributes;
    pthread_t      thread;
    sigset_t       all, old;
    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&thread, &attributes, run_lookup, lookup);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    return failed;
}

// Takes the first lookup that is done out of the list.
static struct chela__lookup *
take_done(struct chela__shared *shared)
{
    pthread_mutex_lock(&shared->lock);
    struct chela__lookup **at = &shared->lookups;
    while (*at && !(*at)->is_done)
        at = &(*at)->next;
    struct chela__lookup *lookup = *at;
    if (lookup)
        *at = lookup->next;
    pthread_mutex_unlock(&shared->lock);
    return lookup;
}

static void
on_event(void *user, uint32_t events)
{
    struct chela__resolver *self   = user;
    struct chela__shared   *shared = self->shared;
    struct chela__lookup   *lookup;
    eventfd_t               count;
    (void)events;
    eventfd_read(shared->event_fd, &count);
    while ((lookup = take_done(shared))) {
        if (lookup->done)
            lookup->done(lookup->user, &lookup->addresses);
        free(lookup);
    }
}

chela_status
chela__resolver_new(struct chela__loop *loop, chela__resolve_fn resolve, void *user,
                    struct chela__resolver **ret_resolver, struct chela_error *err)
{
    struct chela__resolver *self   = calloc(1, sizeof(*self));
    struct chela__shared   *shared = calloc(1, sizeof(*shared));
    if (!self || !shared) {
        free(self);
        free(shared);
        return chela__error_memory(err);
    }
    pthread_mutex_init(&shared->lock, NULL);
    shared->owners   = 1;
    shared->resolve  = resolve ? resolve : resolve_by_system;
    shared->user     = user;
    shared->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->shared     = shared;
    chela_status status =
        chela__loop_add_fd(loop, shared->event_fd, EPOLLIN, on_event, self, &self->source, err);
    if (status < 0) {
        chela__resolver_free(self);
        return status;
    }
    *ret_resolver = self;
    return CHELA_OK;
}

void
chela__resolver_free(struct chela__resolver *resolver)
{
    if (!resolver)
        return;
    chela__loop_remove(resolver->source);
    unref(resolver->shared);
    free(resolver);
}

chela_status
chela__resolver_start(struct chela__resolver *resolver, const char *host,
                      void (*done)(void *user, const struct chela__addresses *addresses),
                      void *user, struct chela__lookup **ret_lookup, struct chela_error *err)
{
    struct chela__shared *shared = resolver->shared;
    struct chela__lookup *lookup = calloc(1, sizeof(*lookup));
    if (!lookup)
        return chela__error_memory(err);
    *lookup = (struct chela__lookup){.shared = shared, .done = done, .user = user};
    strncpy(lookup->host, host, sizeof(lookup->host) - 1);
    pthread_mutex_lock(&shared->lock);
    bool is_free = shared->running < CHELA__LOOKUPS;
    if (is_free) {
        shared->running++;
        shared->owners++;
        lookup->next    = shared->lookups;
        shared->lookups = lookup;
        // With the lock held, so that the lookup cannot be done before it is known to have begun.
        is_free = start_thread(lookup) == 0;
        if (!is_free) {
            shared->running--;
            shared->owners--;
            shared->lookups = lookup->next;
        }
    }
    pthread_mutex_unlock(&shared->lock);
    if (!is_free) {
        free(lookup);
        return chela__error(err, CHELA_BUSY, "%s: too many names are being looked up", host);
    }
    *ret_lookup = lookup;
    return CHELA_OK;
}

void
chela__lookup_cancel(struct chela__lookup *lookup)
{
    if (lookup)
        lookup->done = NULL; // read by the loop's thread alone
}
