// link.c - reads the worker's socket from whichever thread needs something; used by worker_main.c.
#include "sandbox/link.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A call from the host that has not ended.
struct known {
    struct known       *next;
    uint64_t            call;
    bool                is_cancelled;
    bool                is_taken; // by a thread that runs it
    struct chela__frame frame;
};

// A thread that waits for an answer.
struct waiter {
    struct waiter      *next;
    uint32_t            seq;
    bool                is_answered;
    struct chela__frame answer;
};

struct chela__link {
    pthread_mutex_t lock;    // guards everything below
    pthread_cond_t  changed; // something was filed, or the reader's place is free
    int             socket;
    bool            is_reading;  // by one thread, without the lock
    bool            is_stopping; // the host wants the end, or is gone
    uint32_t        last_seq;
    struct known   *calls; // oldest first
    struct waiter  *waiters;
};

chela_status
chela__link_new(int socket, struct chela__link **ret_link, struct chela_error *err)
{
    struct chela__link *link = calloc(1, sizeof(*link));
    if (!link)
        return chela__error_memory(err);
    pthread_mutex_init(&link->lock, NULL);
    pthread_cond_init(&link->changed, NULL);
    link->socket = socket;
    *ret_link    = link;
    return CHELA_OK;
}

void
chela__link_free(struct chela__link *link)
{
    while (link->calls) {
        struct known *known = link->calls;
        link->calls         = known->next;
        chela__frame_done(&known->frame);
        free(known);
    }
    pthread_cond_destroy(&link->changed);
    pthread_mutex_destroy(&link->lock);
    free(link);
}

// ---- filing what came ----

static struct known **
find_call(struct chela__link *link, uint64_t call)
{
    struct known **at = &link->calls;
    while (*at && (*at)->call != call)
        at = &(*at)->next;
    return at;
}

static void
file_call(struct chela__link *link, struct chela__frame *frame)
{
    struct known *known = calloc(1, sizeof(*known));
    if (!known) {
        link->is_stopping = true;
        return;
    }
    known->call                  = frame->call;
    known->frame                 = *frame;
    *frame                       = (struct chela__frame){0};
    *find_call(link, UINT64_MAX) = known; // no call has this id: the end of the list
}

static void
file_answer(struct chela__link *link, struct chela__frame *frame)
{
    struct waiter *waiter = link->waiters;
    while (waiter && waiter->seq != frame->seq)
        waiter = waiter->next;
    if (!waiter || waiter->is_answered)
        return;
    waiter->answer      = *frame;
    waiter->is_answered = true;
    *frame              = (struct chela__frame){0};
}

static void
file_frame(struct chela__link *link, struct chela__frame *frame)
{
    struct known *known = NULL;
    switch (frame->type) {
    case CHELA__WIRE_CALL:
        file_call(link, frame);
        break;
    case CHELA__WIRE_ANSWER:
        file_answer(link, frame);
        break;
    case CHELA__WIRE_CANCEL:
        known = *find_call(link, frame->call);
        if (known)
            known->is_cancelled = true;
        break;
    default: // STOP, and what a host never sends here
        link->is_stopping = true;
        break;
    }
    chela__frame_done(frame);
}

// Called and returns with the lock held; false: nothing was there.
static bool
read_one(struct chela__link *link, bool wait)
{
    struct chela__frame frame;
    link->is_reading = true;
    pthread_mutex_unlock(&link->lock);
    chela_status status = chela__frame_receive(link->socket, wait, CHELA__FROM_HOST, &frame, NULL);
    pthread_mutex_lock(&link->lock);
    link->is_reading = false;
    if (status == CHELA_OK)
        file_frame(link, &frame);
    else if (status != CHELA_BUSY)
        link->is_stopping = true;
    pthread_cond_broadcast(&link->changed);
    return status == CHELA_OK;
}

// Called with the lock held: reads, or waits until the reader has filed something.
static void
wait_for_news(struct chela__link *link)
{
    if (link->is_reading)
        pthread_cond_wait(&link->changed, &link->lock);
    else
        read_one(link, true);
}

// ---- for the threads ----

static struct known *
first_waiting(struct chela__link *link)
{
    struct known *known = link->calls;
    while (known && known->is_taken)
        known = known->next;
    return known;
}

bool
chela__link_next(struct chela__link *link, struct chela__frame *ret_call)
{
    struct known *known = NULL;
    pthread_mutex_lock(&link->lock);
    while (!link->is_stopping && !(known = first_waiting(link)))
        wait_for_news(link);
    if (!link->is_stopping) {
        known->is_taken = true;
        *ret_call       = known->frame;
        known->frame    = (struct chela__frame){0};
    }
    bool has_call = !link->is_stopping;
    pthread_mutex_unlock(&link->lock);
    return has_call;
}

void
chela__link_tell(struct chela__link *link, const struct chela__frame *frame)
{
    if (chela__frame_send(link->socket, frame, NULL) == CHELA_OK)
        return;
    pthread_mutex_lock(&link->lock); // the host would wait for ever for what is lost
    link->is_stopping = true;
    pthread_cond_broadcast(&link->changed);
    pthread_mutex_unlock(&link->lock);
}

chela_status
chela__link_ask(struct chela__link *link, struct chela__frame *frame, char *ret_text, size_t size,
                int *ret_fd)
{
    struct waiter waiter = {0};
    pthread_mutex_lock(&link->lock);
    waiter.seq    = ++link->last_seq;
    waiter.next   = link->waiters;
    link->waiters = &waiter;
    pthread_mutex_unlock(&link->lock);

    frame->seq          = waiter.seq;
    chela_status failed = chela__frame_send(link->socket, frame, NULL);

    pthread_mutex_lock(&link->lock);
    while (!waiter.is_answered && !link->is_stopping && failed == CHELA_OK)
        wait_for_news(link);
    if (!waiter.is_answered && failed == CHELA_OK)
        failed = CHELA_CANCELLED;
    struct waiter **at = &link->waiters;
    while (*at != &waiter)
        at = &(*at)->next;
    *at = waiter.next;
    pthread_mutex_unlock(&link->lock);
    if (failed < 0)
        return failed;

    const struct chela__wire_field *fields = waiter.answer.fields;
    chela_status                    status = (chela_status)fields[0].i;
    if (ret_text)
        snprintf(ret_text, size, "%s", fields[1].t);
    if (ret_fd) {
        *ret_fd = waiter.answer.file_count > 0 ? waiter.answer.files[0] : -1;
        if (*ret_fd >= 0)
            waiter.answer.files[0] = -1;
    }
    chela__frame_done(&waiter.answer);
    return status;
}

bool
chela__link_cancelled(struct chela__link *link, uint64_t call)
{
    pthread_mutex_lock(&link->lock);
    while (!link->is_reading && read_one(link, false))
        ;
    const struct known *known        = *find_call(link, call);
    bool                is_cancelled = link->is_stopping || (known && known->is_cancelled);
    pthread_mutex_unlock(&link->lock);
    return is_cancelled;
}

void
chela__link_forget(struct chela__link *link, uint64_t call)
{
    pthread_mutex_lock(&link->lock);
    struct known **at    = find_call(link, call);
    struct known  *known = *at;
    if (known)
        *at = known->next;
    pthread_mutex_unlock(&link->lock);
    free(known);
}
