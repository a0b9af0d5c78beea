// loop.c - epoll, one timerfd for all timers, one eventfd for posted work; driven by the host.
#include "base/loop.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"

// Events taken from epoll at once; the rest waits for the next dispatch.
#define BATCH 32

enum source_kind { SOURCE_FD, SOURCE_TIMER };

struct chela__source {
    struct chela__loop *loop;
    enum source_kind    kind;
    bool                is_removed;
    int                 fd;
    int64_t             due_ms;
    void (*ready)(void *user, uint32_t events);
    void (*due)(void *user);
    void                 *user;
    struct chela__source *next; // in loop->fds, loop->timers (soonest first) or loop->removed
};

struct work {
    void (*run)(void *user);
    void        *user;
    struct work *next;
};

struct chela__loop {
    pthread_mutex_t       mutex; // guards first_work, last_work and what they link
    struct work          *first_work, *last_work;
    int                   epoll_fd, timer_fd, event_fd;
    int64_t               armed_ms; // when the timerfd fires; 0: it does not
    struct chela__source *fds, *timers;
    struct chela__source *removed; // freed when no dispatch runs: a batch may still name them
    int                   dispatching;
};

// ---- sources ----

static void
unlink_source(struct chela__source **list, struct chela__source *source)
{
    while (*list && *list != source)
        list = &(*list)->next;
    if (*list)
        *list = source->next;
}

// Sees to it that the timerfd fires no later than the soonest timer. Firing too early costs one
// wake-up; moving it back whenever a deadline was met would cost a system call or two a call.
static void
arm(struct chela__loop *loop)
{
    struct itimerspec when = {0};
    if (!loop->timers)
        return;
    // 0 would switch the timer off; the past fires at once.
    int64_t due = loop->timers->due_ms > 0 ? loop->timers->due_ms : 1;
    if (loop->armed_ms && loop->armed_ms <= due)
        return;
    when.it_value.tv_sec  = due / 1000;
    when.it_value.tv_nsec = due % 1000 * 1000000;
    if (timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &when, NULL) == 0)
        loop->armed_ms = due;
}

static struct chela__source *
source_new(struct chela__loop *loop, enum source_kind kind, void *user, struct chela_error *err)
{
    struct chela__source *source = calloc(1, sizeof(*source));
    if (!source) {
        chela__error_memory(err);
        return NULL;
    }
    *source = (struct chela__source){.loop = loop, .kind = kind, .fd = -1, .user = user};
    return source;
}

chela_status
chela__loop_add_fd(struct chela__loop *loop, int fd, uint32_t events,
                   void (*ready)(void *user, uint32_t events), void *user,
                   struct chela__source **ret_source, struct chela_error *err)
{
    struct chela__source *source = source_new(loop, SOURCE_FD, user, err);
    if (!source)
        return CHELA_NO_MEMORY;
    struct epoll_event event = {.events = events, .data.ptr = source};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
        free(source);
        return chela__error_errno(err, errno, "cannot watch descriptor %d", fd);
    }
    source->fd    = fd;
    source->ready = ready;
    source->next  = loop->fds;
    loop->fds     = source;
    if (ret_source)
        *ret_source = source;
    return CHELA_OK;
}

chela_status
chela__loop_set_events(struct chela__source *source, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};
    if (epoll_ctl(source->loop->epoll_fd, EPOLL_CTL_MOD, source->fd, &event) < 0)
        return CHELA_IO;
    return CHELA_OK;
}

chela_status
chela__loop_add_timer(struct chela__loop *loop, int64_t after_ms, void (*due)(void *user),
                      void *user, struct chela__source **ret_source, struct chela_error *err)
{
    struct chela__source *source = source_new(loop, SOURCE_TIMER, user, err);
    if (!source)
        return CHELA_NO_MEMORY;
    int64_t now    = chela__monotonic_ms();
    source->due    = due;
    source->due_ms = after_ms <= 0 ? now : after_ms > INT64_MAX - now ? INT64_MAX : now + after_ms;
    struct chela__source **place = &loop->timers;
    while (*place && (*place)->due_ms <= source->due_ms)
        place = &(*place)->next;
    source->next = *place;
    *place       = source;
    arm(loop);
    if (ret_source)
        *ret_source = source;
    return CHELA_OK;
}

static void
free_list(struct chela__source *list)
{
    while (list) {
        struct chela__source *next = list->next;
        free(list);
        list = next;
    }
}

void
chela__loop_remove(struct chela__source *source)
{
    if (!source || source->is_removed)
        return;
    struct chela__loop *loop = source->loop;
    source->is_removed       = true;
    if (source->kind == SOURCE_FD) {
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
        unlink_source(&loop->fds, source);
    } else {
        unlink_source(&loop->timers, source);
        arm(loop);
    }
    source->next  = loop->removed;
    loop->removed = source;
    if (loop->dispatching == 0) {
        free_list(loop->removed);
        loop->removed = NULL;
    }
}

// ---- dispatch ----

static void
run_timers(struct chela__loop *loop)
{
    uint64_t      expired = 0;
    const int64_t now     = chela__monotonic_ms();
    if (read(loop->timer_fd, &expired, sizeof(expired)) > 0)
        loop->armed_ms = 0; // else a nested dispatch was here before
    // `now` stays: a timer that sets itself again with 0 does not keep us here.
    while (loop->timers && loop->timers->due_ms <= now) {
        struct chela__source *timer = loop->timers;
        chela__loop_remove(timer);
        timer->due(timer->user);
    }
    arm(loop);
}

static struct work *
next_work(struct chela__loop *loop)
{
    pthread_mutex_lock(&loop->mutex);
    struct work *work = loop->first_work;
    if (work)
        loop->first_work = work->next;
    if (!loop->first_work)
        loop->last_work = NULL;
    pthread_mutex_unlock(&loop->mutex);
    return work;
}

// The eventfd is a semaphore: one read for each piece of work, so that nested dispatches and what
// a batch leaves over need no bookkeeping.
static void
run_work(struct chela__loop *loop)
{
    uint64_t one = 0;
    for (int i = 0; i < BATCH && read(loop->event_fd, &one, sizeof(one)) > 0; i++) {
        struct work *work = next_work(loop);
        if (!work)
            return;
        work->run(work->user);
        free(work);
    }
}

static void
run_event(struct chela__loop *loop, const struct epoll_event *event)
{
    struct chela__source *source = event->data.ptr;
    if (event->data.ptr == &loop->timer_fd)
        run_timers(loop);
    else if (event->data.ptr == &loop->event_fd)
        run_work(loop);
    else if (!source->is_removed)
        source->ready(source->user, event->events);
}

chela_status
chela__loop_dispatch(struct chela__loop *loop, int timeout_ms, struct chela_error *err)
{
    struct epoll_event events[BATCH];
    int                count = epoll_wait(loop->epoll_fd, events, BATCH, timeout_ms);
    if (count < 0 && errno != EINTR)
        return chela__error_errno(err, errno, "cannot wait for events");
    loop->dispatching++;
    for (int i = 0; i < count; i++)
        run_event(loop, &events[i]);
    loop->dispatching--;
    if (loop->dispatching == 0) {
        free_list(loop->removed);
        loop->removed = NULL;
    }
    return CHELA_OK;
}

chela_status
chela__loop_post(struct chela__loop *loop, void (*work)(void *user), void *user)
{
    struct work *item = malloc(sizeof(*item));
    if (!item)
        return CHELA_NO_MEMORY;
    *item = (struct work){.run = work, .user = user};
    pthread_mutex_lock(&loop->mutex);
    if (loop->last_work)
        loop->last_work->next = item;
    else
        loop->first_work = item;
    loop->last_work = item;
    pthread_mutex_unlock(&loop->mutex);
    const uint64_t one   = 1;
    ssize_t        wrote = write(loop->event_fd, &one, sizeof(one));
    return wrote < 0 ? CHELA_IO : CHELA_OK;
}

// ---- life ----

static bool
watch_own(struct chela__loop *loop, int *fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = fd};
    return *fd >= 0 && epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, *fd, &event) == 0;
}

chela_status
chela__loop_new(struct chela__loop **ret_loop, struct chela_error *err)
{
    struct chela__loop *loop = calloc(1, sizeof(*loop));
    if (!loop)
        return chela__error_memory(err);
    pthread_mutex_init(&loop->mutex, NULL);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    loop->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC | EFD_SEMAPHORE);
    if (loop->epoll_fd < 0 || !watch_own(loop, &loop->timer_fd) ||
        !watch_own(loop, &loop->event_fd)) {
        int saved_errno = errno;
        chela__loop_free(loop);
        return chela__error_errno(err, saved_errno, "cannot make an event loop");
    }
    *ret_loop = loop;
    return CHELA_OK;
}

static void
close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void
chela__loop_free(struct chela__loop *loop)
{
    if (!loop)
        return;
    free_list(loop->fds);
    free_list(loop->timers);
    free_list(loop->removed);
    while (loop->first_work) {
        struct work *next = loop->first_work->next;
        free(loop->first_work);
        loop->first_work = next;
    }
    close_fd(loop->event_fd);
    close_fd(loop->timer_fd);
    close_fd(loop->epoll_fd);
    pthread_mutex_destroy(&loop->mutex);
    free(loop);
}

int
chela__loop_fd(const struct chela__loop *loop)
{
    return loop->epoll_fd;
}
