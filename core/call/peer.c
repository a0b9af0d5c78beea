// peer.c - socket, process and thread behind one plugin; called by slot.c.
#include "call/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "sandbox/serve.h"

#define QUEUE_MAX ((size_t)1024 * 1024) // bytes that may wait for a peer that does not read
#define QUEUE_FRAME 256                 // what a waiting frame counts beside its bytes
#define FRAMES_A_TURN 32                // so that one peer does not keep the loop from the others
#define NOISE_MAX 65536                 // bytes of log, progress and the like in one window
#define NOISE_FRAME 64                  // what a frame counts beside its bytes
#define NOISE_WINDOW_MS 1000

// A packet that did not fit into the socket; owns copies of its descriptors.
struct waiting {
    struct waiting      *next;
    struct chela__packet packet;
};

struct chela__peer {
    struct chela__loop       *loop;
    struct chela__peer_events events;
    int                       socket;
    struct chela__source     *on_socket, *on_exit, *on_resume;
    struct waiting           *queue, *queue_end;
    size_t                    queued; // bytes
    bool                      is_gone;
    char                      why[160]; // of a kill; "" otherwise
    size_t                    noise;    // bytes since it was last not listened to
    size_t                    told;     // bytes in this window
    int64_t                   window_ms;
    // a process
    struct chela__worker worker; // pidfd -1: a thread
    int                  core;   // where it was placed; -1: anywhere
    // a thread
    struct thread_start *thread_start;
    pthread_t            thread;
};

// Owned by both sides; the later one frees it, so that a stuck thread can be left behind.
struct thread_start {
    pthread_mutex_t lock; // guards `owners`
    int             owners;
    int             socket;
    int             so_fd;
    uint32_t        flags; // of the profile
    size_t          calls;
};

static void
on_socket(void *user, uint32_t events);

// ---- the end ----

static void
drop_queue(struct chela__peer *peer)
{
    while (peer->queue) {
        struct waiting *first = peer->queue;
        peer->queue           = first->next;
        for (size_t i = first->packet.is_large; i < first->packet.file_count; i++)
            close(first->packet.files[i]);
        chela__packet_done(&first->packet);
        free(first);
    }
    peer->queued = 0;
}

static void
forget_sources(struct chela__peer *peer)
{
    chela__loop_remove(peer->on_socket);
    chela__loop_remove(peer->on_exit);
    chela__loop_remove(peer->on_resume);
    peer->on_socket = peer->on_exit = peer->on_resume = NULL;
}

static void
thread_start_unref(struct thread_start *start)
{
    pthread_mutex_lock(&start->lock);
    int owners = --start->owners;
    pthread_mutex_unlock(&start->lock);
    if (owners > 0)
        return;
    pthread_mutex_destroy(&start->lock);
    free(start);
}

// Collects what is left of it; `ret_why` gets how a process ended.
static bool
bury(struct chela__peer *peer, char ret_why[160])
{
    bool is_clean = true;
    ret_why[0]    = 0;
    forget_sources(peer);
    drop_queue(peer);
    if (peer->worker.pidfd >= 0) {
        chela__worker_reap(&peer->worker, &is_clean, ret_why);
    } else {
        close(peer->socket);
        thread_start_unref(peer->thread_start);
    }
    peer->is_gone = true;
    return is_clean;
}

static void
end(struct chela__peer *peer)
{
    char why[160];
    bool is_clean = bury(peer, why) && !*peer->why;
    peer->events.gone(peer->events.user, is_clean, *peer->why ? peer->why : why);
}

void
chela__peer_kill(struct chela__peer *peer, const char *why)
{
    if (peer->is_gone || *peer->why)
        return;
    snprintf(peer->why, sizeof(peer->why), "%s", why);
    if (peer->worker.pidfd >= 0)
        chela__worker_kill(&peer->worker);
    else
        shutdown(peer->socket, SHUT_RDWR); // on_socket() sees the end; the thread is left behind
}

static void
on_exit_of_process(void *user, uint32_t events)
{
    struct chela__peer *peer = user;
    (void)events;
    on_socket(peer, EPOLLHUP); // what it said before it ended
    if (!peer->is_gone)
        end(peer);
}

// ---- receiving ----

static void
on_resume(void *user)
{
    struct chela__peer *peer = user;
    peer->on_resume          = NULL;
    peer->noise              = 0;
    if (peer->on_socket)
        chela__loop_set_events(peer->on_socket, EPOLLIN | (peer->queue ? EPOLLOUT : 0));
}

// Frames that nobody asked for are counted; what is too much of them in one second is not passed
// on, and who goes on is not listened to for a while.
static bool
is_noise(struct chela__peer *peer, const struct chela__frame *frame)
{
    if (frame->type != CHELA__WIRE_LOG && frame->type != CHELA__WIRE_PROGRESS &&
        frame->type != CHELA__WIRE_RETURNED)
        return false;
    size_t  size = NOISE_FRAME + frame->fields[0].len + frame->fields[1].len;
    int64_t now  = chela__monotonic_ms();
    if (now - peer->window_ms >= NOISE_WINDOW_MS) {
        peer->window_ms = now;
        peer->noise     = 0;
        peer->told      = 0;
    }
    peer->noise += size;
    peer->told += size;
    return peer->told > NOISE_MAX && frame->type != CHELA__WIRE_RETURNED;
}

static void
pause_reading(struct chela__peer *peer)
{
    if (peer->on_resume || !peer->on_socket)
        return;
    if (chela__loop_add_timer(peer->loop, NOISE_WINDOW_MS / 10, on_resume, peer, &peer->on_resume,
                              NULL) == CHELA_OK)
        chela__loop_set_events(peer->on_socket, peer->queue ? EPOLLOUT : 0);
}

// The socket is closed. A process is waited for; with a thread that is all there is.
static void
on_closed(struct chela__peer *peer)
{
    chela__loop_remove(peer->on_socket);
    peer->on_socket = NULL;
    if (peer->worker.pidfd < 0)
        end(peer);
}

static void
receive(struct chela__peer *peer, bool is_last)
{
    struct chela_error err = CHELA_ERROR_INIT;
    for (int i = 0; (i < FRAMES_A_TURN || is_last) && !peer->on_resume && peer->on_socket; i++) {
        struct chela__frame frame;
        chela_status        status =
            chela__frame_receive(peer->socket, false, CHELA__FROM_WORKER, &frame, &err);
        if (status == CHELA_BUSY)
            return;
        if (status == CHELA_UNAVAILABLE) {
            on_closed(peer);
            return;
        }
        if (status < 0) {
            char why[160];
            snprintf(why, sizeof(why), "it broke the protocol (%.120s)", err.text);
            chela__loop_remove(peer->on_socket);
            peer->on_socket = NULL;
            chela__peer_kill(peer, why);
            return;
        }
        bool is_dropped = is_noise(peer, &frame);
        if (!*peer->why && !is_dropped)
            peer->events.frame(peer->events.user, &frame);
        chela__frame_done(&frame);
        if (peer->noise > NOISE_MAX && !is_last)
            pause_reading(peer);
    }
}

// ---- sending ----

static void
flush(struct chela__peer *peer)
{
    while (peer->queue) {
        struct waiting *first = peer->queue;
        if (chela__packet_send(peer->socket, &first->packet, NULL) == CHELA_BUSY)
            return;
        peer->queue = first->next;
        peer->queued -= first->packet.len + QUEUE_FRAME;
        for (size_t i = first->packet.is_large; i < first->packet.file_count; i++)
            close(first->packet.files[i]);
        chela__packet_done(&first->packet);
        free(first);
    }
    chela__loop_set_events(peer->on_socket, peer->on_resume ? 0 : EPOLLIN);
}

static void
on_socket(void *user, uint32_t events)
{
    struct chela__peer *peer    = user;
    bool                is_last = events & (EPOLLHUP | EPOLLERR);
    if ((events & EPOLLOUT) && peer->queue)
        flush(peer);
    if (is_last && peer->on_resume) {
        chela__loop_remove(peer->on_resume);
        peer->on_resume = NULL;
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(peer, is_last);
}

// The caller's descriptors are closed when this returns, so the waiting packet gets its own.
static chela_status
enqueue(struct chela__peer *peer, struct chela__packet *packet, struct chela_error *err)
{
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    if (!waiting || peer->queued + packet->len + QUEUE_FRAME > QUEUE_MAX) {
        free(waiting);
        chela__peer_kill(peer, "it does not read its messages");
        return chela__error(err, CHELA_BUSY, "the plugin does not read its messages");
    }
    for (size_t i = packet->is_large; i < packet->file_count; i++)
        packet->files[i] = fcntl(packet->files[i], F_DUPFD_CLOEXEC, 0);
    waiting->packet = *packet;
    *packet         = (struct chela__packet){0};
    if (peer->queue)
        peer->queue_end->next = waiting;
    else
        peer->queue = waiting;
    peer->queue_end = waiting;
    peer->queued += waiting->packet.len + QUEUE_FRAME;
    if (peer->on_socket)
        chela__loop_set_events(peer->on_socket, (peer->on_resume ? 0 : EPOLLIN) | EPOLLOUT);
    return CHELA_OK;
}

chela_status
chela__peer_send(struct chela__peer *peer, const struct chela__frame *frame,
                 struct chela_error *err)
{
    struct chela__packet packet = {0};
    if (peer->is_gone)
        return chela__error(err, CHELA_UNAVAILABLE, "the plugin has ended");
    chela_status status = chela__packet_make(frame, &packet, err);
    if (status < 0)
        return status;
    status = peer->queue ? CHELA_BUSY : chela__packet_send(peer->socket, &packet, err);
    if (status == CHELA_BUSY)
        status = enqueue(peer, &packet, err);
    chela__packet_done(&packet);
    return status;
}

// ---- starting ----

static void *
run_thread(void *user)
{
    struct thread_start              *start   = user;
    struct chela_error                err     = CHELA_ERROR_INIT;
    const struct chela__serve_options options = {.socket = start->socket,
                                                 .so_fd  = start->so_fd,
                                                 .flags  = start->flags,
                                                 .calls  = start->calls};
    chela__serve(&options, &err);
    close(start->socket); // the host's side sees the end
    thread_start_unref(start);
    return NULL;
}

static chela_status
start_thread(struct chela__peer *peer, const struct chela__peer_start *start,
             struct chela_error *err)
{
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
        return chela__error_errno(err, errno, "a plugin cannot be started");
    struct thread_start *own = calloc(1, sizeof(*own));
    if (own) {
        *own = (struct thread_start){.owners = 2,
                                     .socket = sockets[1],
                                     .so_fd  = fcntl(start->so_fd, F_DUPFD_CLOEXEC, 0),
                                     .flags  = start->profile->flags,
                                     .calls  = chela__profile_calls(start->profile)};
        pthread_mutex_init(&own->lock, NULL);
    }
    if (!own || pthread_create(&peer->thread, NULL, run_thread, own) != 0) {
        free(own);
        close(sockets[0]);
        close(sockets[1]);
        return chela__error_memory(err);
    }
    pthread_detach(peer->thread);
    fcntl(sockets[0], F_SETFL, O_NONBLOCK);
    peer->thread_start = own;
    peer->socket       = sockets[0];
    return CHELA_OK;
}

static chela_status
watch(struct chela__peer *peer, struct chela_error *err)
{
    chela_status status = chela__loop_add_fd(peer->loop, peer->socket, EPOLLIN, on_socket, peer,
                                             &peer->on_socket, err);
    if (status == CHELA_OK && peer->worker.pidfd >= 0)
        status = chela__loop_add_fd(peer->loop, peer->worker.pidfd, EPOLLIN, on_exit_of_process,
                                    peer, &peer->on_exit, err);
    return status;
}

chela_status
chela__peer_new(const struct chela__peer_start *start, struct chela__peer **ret_peer,
                struct chela_error *err)
{
    struct chela__peer *peer = calloc(1, sizeof(*peer));
    if (!peer)
        return chela__error_memory(err);
    peer->loop          = start->loop;
    peer->events        = start->events;
    peer->core          = -1;
    peer->worker.pidfd  = -1;
    chela_status status = start->spawner
                              ? chela__spawner_start(start->spawner, start->profile, start->so_fd,
                                                     start->env, &peer->worker, err)
                              : start_thread(peer, start, err);
    if (status < 0) {
        free(peer);
        return status;
    }
    if (start->spawner)
        peer->socket = peer->worker.socket;
    status = watch(peer, err);
    if (status < 0) {
        chela__peer_free(peer, 0);
        return status;
    }
    *ret_peer = peer;
    return CHELA_OK;
}

void
chela__peer_free(struct chela__peer *peer, int wait_ms)
{
    char why[160];
    if (!peer)
        return;
    if (!peer->is_gone && peer->worker.pidfd >= 0) {
        struct pollfd exit = {peer->worker.pidfd, POLLIN, 0};
        if (poll(&exit, 1, wait_ms) <= 0)
            chela__worker_kill(&peer->worker);
        poll(&exit, 1, -1);
    } else if (!peer->is_gone) {
        struct pollfd closed = {peer->socket, 0, 0}; // POLLHUP when the thread is done
        poll(&closed, 1, wait_ms);
    }
    if (!peer->is_gone)
        bury(peer, why);
    free(peer);
}

// A wake-up across cores costs several times one on the same core, so a worker that somebody waits
// for runs where the waiting happens; with several calls under way each may run anywhere.
void
chela__peer_place(struct chela__peer *peer, bool is_alone)
{
    int       core = is_alone ? sched_getcpu() : -1;
    cpu_set_t cores;
    if (peer->worker.pidfd < 0 || core == peer->core)
        return;
    CPU_ZERO(&cores);
    if (core >= 0)
        CPU_SET(core, &cores);
    else
        sched_getaffinity(0, sizeof(cores), &cores);
    sched_setaffinity(peer->worker.pid, sizeof(cores), &cores);
    peer->core = core;
}
