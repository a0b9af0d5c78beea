// bus.c - starts xdg-dbus-proxy with the declared rules and connects to it; called by broker.c.
//
// The proxy's socket is unlinked as soon as it listens and from then on reached through a
// descriptor: no other process can connect, and nothing stays behind. The proxy ends when the
// host's end of its pipe closes, also when the host is killed. Each connection is logged in here
// (bus_auth.h says why) and then carried by a relay.
#include "sandbox/bus.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/relay.h"

#define START_MS 3000
#define READY_FD 3 // in the proxy
#define ADDRESS_MAX 512

struct chela__bus_wait {
    struct chela__bus_wait  *next;
    struct chela__bus_proxy *proxy;
    int                      fd; // being logged in; -1 until the proxy listens
    struct chela__bus_auth   auth;
    struct chela__source    *on_login;
    chela__bus_connected     done;
    void                    *user;
};

// A connection that was handed over.
struct carried {
    struct carried          *next;
    struct chela__bus_proxy *proxy;
    struct chela__relay     *relay;
};

struct chela__bus_proxy {
    struct chela__loop     *loop;
    pid_t                   pid; // 0: it has ended
    int                     ready_fd;
    int                     socket_fd; // O_PATH; -1 until it listens
    char                    folder[96], path[108];
    struct chela__source   *on_ready, *on_time;
    struct chela__bus_wait *waits; // oldest first
    struct carried         *carried;
};

const char *
chela__bus_proxy_program(void)
{
    static const char *const places[] = {"/usr/bin/" CHELA__BUS_PROXY,
                                         "/usr/local/bin/" CHELA__BUS_PROXY};
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
        if (access(places[i], X_OK) == 0)
            return places[i];
    return NULL;
}

// ---- the end ----

static void
remove_socket(struct chela__bus_proxy *proxy)
{
    unlink(proxy->path);
    rmdir(proxy->folder);
}

static void
end(struct chela__bus_proxy *proxy)
{
    chela__loop_remove(proxy->on_ready);
    chela__loop_remove(proxy->on_time);
    proxy->on_ready = proxy->on_time = NULL;
    if (proxy->pid > 0) {
        kill(proxy->pid, SIGKILL); // our child, not yet waited for: the number is still its own
        while (waitpid(proxy->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    proxy->pid = 0;
    if (proxy->ready_fd >= 0)
        close(proxy->ready_fd);
    if (proxy->socket_fd >= 0)
        close(proxy->socket_fd);
    else
        remove_socket(proxy);
    proxy->ready_fd = proxy->socket_fd = -1;
}

void
chela__bus_wait_cancel(struct chela__bus_wait *wait)
{
    if (!wait)
        return;
    struct chela__bus_wait **at = &wait->proxy->waits;
    while (*at != wait)
        at = &(*at)->next;
    *at = wait->next;
    chela__loop_remove(wait->on_login);
    if (wait->fd >= 0)
        close(wait->fd);
    free(wait);
}

static void
carried_free(struct carried *carried)
{
    struct carried **at = &carried->proxy->carried;
    while (*at != carried)
        at = &(*at)->next;
    *at = carried->next;
    chela__relay_free(carried->relay);
    free(carried);
}

static void
answer(struct chela__bus_wait *wait, int fd, const char *why)
{
    chela__bus_connected done = wait->done;
    void                *user = wait->user;
    chela__bus_wait_cancel(wait);
    done(user, fd, why);
}

static void
fail(struct chela__bus_proxy *proxy, const char *why)
{
    end(proxy);
    while (proxy->waits)
        answer(proxy->waits, -1, why);
}

bool
chela__bus_proxy_is_gone(const struct chela__bus_proxy *proxy)
{
    return proxy->pid == 0;
}

void
chela__bus_proxy_free(struct chela__bus_proxy *proxy)
{
    if (!proxy)
        return;
    end(proxy);
    while (proxy->waits)
        chela__bus_wait_cancel(proxy->waits);
    while (proxy->carried)
        carried_free(proxy->carried);
    free(proxy);
}

// ---- connections ----

// Never waits: a proxy that does not accept has its backlog full.
static int
connect_to(const struct chela__bus_proxy *proxy)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int                fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    snprintf(to.sun_path, sizeof(to.sun_path), "/proc/self/fd/%d", proxy->socket_fd);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void
on_relay_gone(void *user)
{
    carried_free(user);
}

static void
hand_over(struct chela__bus_wait *wait)
{
    struct chela__bus_proxy *proxy   = wait->proxy;
    struct carried          *carried = calloc(1, sizeof(*carried));
    int                      fd = -1, bus_fd = wait->fd;
    if (carried) {
        *carried       = (struct carried){.next = proxy->carried, .proxy = proxy};
        proxy->carried = carried;
        wait->fd       = -1;
        chela__loop_remove(wait->on_login);
        wait->on_login = NULL;
        if (chela__relay_new(proxy->loop, bus_fd, wait->auth.guid, on_relay_gone, carried,
                             &carried->relay, &fd, NULL) < 0)
            carried_free(carried);
    }
    answer(wait, fd, fd < 0 ? "out of memory" : "");
}

// What the login wants sent is a line: it fits.
static bool
send_lines(int fd, struct chela__buffer *out)
{
    bool is_sent = !out->failed && (out->len == 0 || send(fd, out->data, out->len, MSG_NOSIGNAL) ==
                                                         (ssize_t)out->len);
    chela__buffer_done(out);
    return is_sent;
}

static void
on_login(void *user, uint32_t events)
{
    struct chela__bus_wait *wait = user;
    struct chela__buffer    out  = CHELA__BUFFER_INIT;
    char                    data[256];
    ssize_t                 got = recv(wait->fd, data, sizeof(data), 0);
    (void)events;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0 || chela__bus_login_feed(&wait->auth, data, (size_t)got, &out) < 0 ||
        !send_lines(wait->fd, &out)) {
        chela__buffer_done(&out);
        answer(wait, -1, "the bus is not there, or does not know this user");
    } else if (wait->auth.is_done) {
        hand_over(wait);
    }
}

static void
start_login(struct chela__bus_wait *wait)
{
    struct chela__buffer out = CHELA__BUFFER_INIT;
    wait->fd                 = connect_to(wait->proxy);
    chela__bus_login_start(&wait->auth, &out);
    if (wait->fd < 0 || !send_lines(wait->fd, &out) ||
        chela__loop_add_fd(wait->proxy->loop, wait->fd, EPOLLIN, on_login, wait, &wait->on_login,
                           NULL) < 0) {
        chela__buffer_done(&out);
        answer(wait, -1, CHELA__BUS_PROXY " does not accept connections");
    }
}

static void
start_logins(struct chela__bus_proxy *proxy)
{
    struct chela__bus_wait *next;
    for (struct chela__bus_wait *each = proxy->waits; each; each = next) {
        next = each->next;
        if (each->fd < 0)
            start_login(each);
    }
}

static void
on_time(void *user)
{
    struct chela__bus_proxy *proxy = user;
    proxy->on_time                 = NULL;
    if (proxy->socket_fd >= 0)
        start_logins(proxy);
    else
        fail(proxy, CHELA__BUS_PROXY " did not start in time");
}

// One byte when it listens, the end of the pipe when it has ended.
static void
on_ready(void *user, uint32_t events)
{
    struct chela__bus_proxy *proxy = user;
    char                     byte;
    (void)events;
    if (read(proxy->ready_fd, &byte, 1) != 1) {
        fail(proxy, CHELA__BUS_PROXY " ended");
        return;
    }
    if (proxy->socket_fd >= 0)
        return;
    chela__loop_remove(proxy->on_time);
    proxy->on_time   = NULL;
    proxy->socket_fd = open(proxy->path, O_PATH | O_CLOEXEC);
    remove_socket(proxy);
    if (proxy->socket_fd < 0)
        fail(proxy, CHELA__BUS_PROXY " does not listen");
    else
        start_logins(proxy);
}

chela_status
chela__bus_proxy_connect(struct chela__bus_proxy *proxy, chela__bus_connected done, void *user,
                         struct chela__bus_wait **ret_wait, struct chela_error *err)
{
    struct chela__bus_wait  *wait = calloc(1, sizeof(*wait));
    struct chela__bus_wait **at   = &proxy->waits;
    if (!wait)
        return chela__error_memory(err);
    *wait = (struct chela__bus_wait){.proxy = proxy, .fd = -1, .done = done, .user = user};
    while (*at)
        at = &(*at)->next;
    *at = wait;
    if (!proxy->on_time) // it listens already: answer from the loop
        chela__loop_add_timer(proxy->loop, 0, on_time, proxy, &proxy->on_time, NULL);
    *ret_wait = wait;
    return CHELA_OK;
}

// ---- starting ----

static void
bus_address(enum chela__bus bus, char ret_address[ADDRESS_MAX])
{
    const char *given  = secure_getenv(bus == CHELA__BUS_SESSION ? "DBUS_SESSION_BUS_ADDRESS"
                                                                 : "DBUS_SYSTEM_BUS_ADDRESS");
    const char *folder = secure_getenv("XDG_RUNTIME_DIR");
    if (given)
        snprintf(ret_address, ADDRESS_MAX, "%s", given);
    else if (bus == CHELA__BUS_SYSTEM)
        snprintf(ret_address, ADDRESS_MAX, "unix:path=/run/dbus/system_bus_socket");
    else if (folder)
        snprintf(ret_address, ADDRESS_MAX, "unix:path=%s/bus", folder);
    else
        snprintf(ret_address, ADDRESS_MAX, "unix:path=/run/user/%d/bus", (int)geteuid());
}

static int
make_folder(struct chela__bus_proxy *proxy)
{
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    bool        is_good = runtime && strlen(runtime) < 64 && access(runtime, W_OK) == 0;
    snprintf(proxy->folder, sizeof(proxy->folder), "%s/chela-bus-XXXXXX",
             is_good ? runtime : "/tmp");
    if (!mkdtemp(proxy->folder))
        return errno;
    snprintf(proxy->path, sizeof(proxy->path), "%s/bus", proxy->folder);
    return 0;
}

// Nothing of the host but the pipe reaches the proxy: no descriptor, no environment, no terminal.
static int
spawn(struct chela__bus_proxy *proxy, const char *program, char **argv, int pipe_end)
{
    static char                path[] = "PATH=/usr/bin:/bin", *environment[] = {path, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t          attributes;
    sigset_t                   none;
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&files);
    int failed = posix_spawn_file_actions_adddup2(&files, pipe_end, READY_FD);
    for (int i = 0; i < 3 && !failed; i++)
        failed = posix_spawn_file_actions_addopen(&files, i, "/dev/null", O_RDWR, 0);
    if (!failed)
        failed = posix_spawn_file_actions_addclosefrom_np(&files, READY_FD + 1);
    if (!failed)
        failed = posix_spawn(&proxy->pid, program, &files, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

static int
start(struct chela__bus_proxy *proxy, const char *program, const struct chela__reach *reach,
      enum chela__bus bus)
{
    char  address[ADDRESS_MAX], ready[16];
    char *argv[CHELA__REACH_MAX + 8] = {(char *)CHELA__BUS_PROXY, ready, address, proxy->path,
                                        (char *)"--filter"};
    int   pipe_ends[2];
    int   failed = make_folder(proxy);
    if (failed)
        return failed;
    snprintf(ready, sizeof(ready), "--fd=%d", READY_FD);
    bus_address(bus, address);
    for (size_t i = 0; i < reach->rule_count[bus]; i++)
        argv[5 + i] = reach->rules[bus][i];
    if (pipe2(pipe_ends, O_CLOEXEC) < 0)
        return errno;
    proxy->ready_fd = pipe_ends[0];
    failed          = spawn(proxy, program, argv, pipe_ends[1]);
    close(pipe_ends[1]);
    return failed;
}

static chela_status
watch(struct chela__bus_proxy *proxy, struct chela_error *err)
{
    chela_status status = chela__loop_add_fd(proxy->loop, proxy->ready_fd, EPOLLIN, on_ready, proxy,
                                             &proxy->on_ready, err);
    return status == CHELA_OK
               ? chela__loop_add_timer(proxy->loop, START_MS, on_time, proxy, &proxy->on_time, err)
               : status;
}

chela_status
chela__bus_proxy_new(struct chela__loop *loop, const char *program,
                     const struct chela__reach *reach, enum chela__bus bus,
                     struct chela__bus_proxy **ret_proxy, struct chela_error *err)
{
    program = program ? program : chela__bus_proxy_program();
    if (!program || access(program, X_OK) < 0)
        return chela__error(err, CHELA_UNAVAILABLE,
                            "D-Bus needs the program " CHELA__BUS_PROXY
                            ", which is not here: install the package " CHELA__BUS_PROXY);
    struct chela__bus_proxy *proxy = calloc(1, sizeof(*proxy));
    if (!proxy)
        return chela__error_memory(err);
    proxy->loop     = loop;
    proxy->ready_fd = proxy->socket_fd = -1;
    int          failed                = start(proxy, program, reach, bus);
    chela_status status = failed ? chela__error_errno(err, failed, "%s cannot be started", program)
                                 : watch(proxy, err);
    if (status < 0) {
        chela__bus_proxy_free(proxy);
        return status;
    }
    *ret_proxy = proxy;
    return CHELA_OK;
}
