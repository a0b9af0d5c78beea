// program.c - one program in bubblewrap: its start, its first process, its end; see program.h.
//
// Bubblewrap starts chela-program as the first process inside (program_main.c), which is sent what
// to run over its socket, asks over it for connections, and tells whether the program could be
// started.
#include "sandbox/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FILE (CHELA__PROGRAM_SOCKET + 1)

struct chela__program {
    struct chela__loop *loop;
    void (*ended)(void *user, chela_status status, int code, const char *why);
    void (*connect)(void *user, const char *host, int64_t port, uint32_t seq);
    void                 *user;
    struct chela__source *on_socket, *on_exit;
    int                   socket, pidfd, log_fd; // of bubblewrap
    bool                  is_started;            // the program itself runs, or ran
    char                  why[160];              // it did not
};

// ---- what it says ----

// A first process that does not read its answers is none that serves.
void
chela__program_answer(struct chela__program *program, uint32_t seq, int fd)
{
    const struct chela__frame frame = {
        .type       = CHELA__WIRE_ANSWER,
        .seq        = seq,
        .fields     = {{.i = fd >= 0 ? CHELA_OK : CHELA_DENIED}, {.t = "", .len = 0}},
        .files      = {fd},
        .file_count = fd >= 0};
    if (chela__frame_send(program->socket, &frame, NULL) == CHELA_BUSY)
        chela__program_kill(program);
}

static void
on_frame(struct chela__program *self, const struct chela__frame *frame)
{
    if (frame->type == CHELA__WIRE_READY) {
        self->is_started = frame->fields[0].i == CHELA_OK;
        snprintf(self->why, sizeof(self->why), "%s", frame->fields[1].t);
    } else if (frame->type == CHELA__WIRE_CONNECT && self->connect) {
        self->connect(self->user, frame->fields[0].t, frame->fields[1].i, frame->seq);
    } else if (frame->type == CHELA__WIRE_CONNECT) {
        chela__program_answer(self, frame->seq, -1);
    }
}

// What else it says is of no interest; what is not the protocol ends it.
static void
on_socket(void *user, uint32_t events)
{
    struct chela__program *self = user;
    struct chela__frame    frame;
    chela_status           status;
    (void)events;
    while ((status = chela__frame_receive(self->socket, false, CHELA__FROM_WORKER, &frame, NULL)) ==
           CHELA_OK) {
        on_frame(self, &frame);
        chela__frame_done(&frame);
    }
    if (status == CHELA_BUSY)
        return;
    chela__loop_remove(self->on_socket);
    self->on_socket = NULL;
    if (status != CHELA_UNAVAILABLE)
        chela__program_kill(self);
}

// ---- its end ----

// What bubblewrap said, in one line.
static void
read_log(struct chela__program *self)
{
    char    text[120];
    ssize_t len               = pread(self->log_fd, text, sizeof(text) - 1, 0);
    text[len > 0 ? len : 0]   = 0;
    text[strcspn(text, "\n")] = 0;
    snprintf(self->why, sizeof(self->why), "its sandbox cannot be made: %s",
             len > 0 ? text : "bubblewrap ended without a word");
}

static int
reap(struct chela__program *self)
{
    siginfo_t info = {0};
    if (waitid(P_PIDFD, (id_t)self->pidfd, &info, WEXITED) < 0)
        return 255;
    return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

static void
on_exit_of_process(void *user, uint32_t events)
{
    struct chela__program *self = user;
    (void)events;
    if (self->on_socket) { // what it said before
        on_socket(self, EPOLLIN);
        chela__loop_remove(self->on_socket);
    }
    chela__loop_remove(self->on_exit);
    self->on_socket = self->on_exit = NULL;
    int code                        = reap(self);
    close(self->pidfd);
    self->pidfd = -1;
    if (!self->is_started && !*self->why)
        read_log(self);
    self->ended(self->user, self->is_started ? CHELA_OK : CHELA_UNAVAILABLE, code, self->why);
}

void
chela__program_kill(struct chela__program *program)
{
    if (program->pidfd >= 0)
        pidfd_send_signal(program->pidfd, SIGKILL, NULL, 0);
}

void
chela__program_free(struct chela__program *program)
{
    if (!program)
        return;
    chela__loop_remove(program->on_socket);
    chela__loop_remove(program->on_exit);
    chela__program_kill(program);
    if (program->pidfd >= 0) {
        reap(program);
        close(program->pidfd);
    }
    if (program->socket >= 0)
        close(program->socket);
    if (program->log_fd >= 0)
        close(program->log_fd);
    free(program);
}

// ---- its start ----

static struct chela__wire_field
text_field(const char *text)
{
    return (struct chela__wire_field){.t = text, .len = strlen(text)};
}

static chela_status
send_orders(struct chela__program *self, const struct chela__program_start *start,
            struct chela_error *err)
{
    struct chela__frame profile;
    struct chela__frame frame = {
        .type       = CHELA__WIRE_PROGRAM,
        .fields     = {text_field(start->path),
                       text_field(start->arguments),
                       text_field(start->environment),
                       text_field(start->folder),
                       text_field(start->targets),
                       {.i = start->standard}},
        .file_count = start->file_count,
    };
    memcpy(frame.files, start->files, sizeof(int) * start->file_count);
    chela__profile_to_frame(start->profile, &profile);
    chela_status status = chela__frame_send(self->socket, &profile, err);
    return status == CHELA_OK ? chela__frame_send(self->socket, &frame, err) : status;
}

// The socket and everything that bubblewrap reads, in the order of its descriptors.
static chela_status
launch(struct chela__program *self, const struct chela__program_start *start, int bwrap, int null,
       int theirs, struct chela_error *err)
{
    char  args[16], init[PATH_MAX];
    char *argv[] = {
        (char *)"bwrap", (char *)"--args", args, (char *)"--", (char *)CHELA__PROGRAM_INIT, NULL};
    char                *env[] = {NULL};
    pid_t                pid;
    struct chela__launch launch = {.exe        = bwrap,
                                   .argv       = argv,
                                   .env        = env,
                                   .files      = {null, null, self->log_fd, theirs},
                                   .file_count = FIRST_FILE + CHELA__BWRAP_FILES,
                                   .uid        = geteuid() == 0 ? start->profile->uid : -1};
    const char          *worker = chela__spawner_path(start->spawner);
    const char          *slash  = strrchr(worker, '/');
    snprintf(args, sizeof(args), "%d", FIRST_FILE);
    snprintf(init, sizeof(init), "%.*schela-program", slash ? (int)(slash - worker + 1) : 0,
             worker);
    chela_status status = chela__bwrap_files(start->profile, init, start->targets, FIRST_FILE,
                                             launch.files + FIRST_FILE, err);
    if (status < 0)
        return status;
    int failed = chela__launch(start->spawner, &launch, &pid, &self->pidfd);
    for (size_t i = FIRST_FILE; i < launch.file_count; i++)
        close(launch.files[i]);
    return failed ? chela__error_errno(err, failed, "bubblewrap cannot be started") : CHELA_OK;
}

static chela_status
start_it(struct chela__program *self, const struct chela__program_start *start,
         struct chela_error *err)
{
    int sockets[2]      = {-1, -1};
    int bwrap           = open(CHELA__BWRAP, O_PATH | O_CLOEXEC);
    int null            = open("/dev/null", O_RDWR | O_CLOEXEC);
    self->log_fd        = memfd_create("chela-bwrap", MFD_CLOEXEC);
    chela_status status = CHELA_OK;
    if (bwrap < 0)
        status = chela__error(err, CHELA_UNAVAILABLE,
                              "other people's programs run in bubblewrap, which is not installed "
                              "(package bubblewrap)");
    else if (null < 0 || self->log_fd < 0 ||
             socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
        status = chela__error_errno(err, errno, "a program cannot be started");
    if (status == CHELA_OK) {
        self->socket = sockets[0];
        status       = launch(self, start, bwrap, null, sockets[1], err);
    }
    if (status == CHELA_OK && fcntl(self->socket, F_SETFL, O_NONBLOCK) < 0)
        status = chela__error_errno(err, errno, "a program cannot be started");
    if (status == CHELA_OK)
        status = send_orders(self, start, err);
    const int ours[] = {bwrap, null, sockets[1]};
    for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
        if (ours[i] >= 0)
            close(ours[i]);
    return status;
}

chela_status
chela__program_new(const struct chela__program_start *start, struct chela__program **ret_program,
                   struct chela_error *err)
{
    struct chela__program *self = calloc(1, sizeof(*self));
    if (!self)
        return chela__error_memory(err);
    *self               = (struct chela__program){.loop    = start->loop,
                                                  .connect = start->connect,
                                                  .ended   = start->ended,
                                                  .user    = start->user,
                                                  .socket  = -1,
                                                  .pidfd   = -1,
                                                  .log_fd  = -1};
    chela_status status = start_it(self, start, err);
    if (status == CHELA_OK)
        status = chela__loop_add_fd(self->loop, self->socket, EPOLLIN, on_socket, self,
                                    &self->on_socket, err);
    if (status == CHELA_OK)
        status = chela__loop_add_fd(self->loop, self->pidfd, EPOLLIN, on_exit_of_process, self,
                                    &self->on_exit, err);
    if (status < 0) {
        chela__program_free(self);
        return status;
    }
    *ret_program = self;
    return CHELA_OK;
}
