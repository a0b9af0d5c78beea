// worker_main.c - the program chela-worker: closes its sandbox, then serves one plugin.
//
// Started by spawn.c with descriptor 3 the host's socket and 4 the sealed shared object. The order
// is the point: profile, stage 1, only then the plugin's code, stage 2, open(), calls.
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "sandbox/connect.h"
#include "sandbox/enforce.h"
#include "sandbox/serve.h"

#define SOCKET_FD 3
#define SO_FD 4
#define ARENAS 2 // of malloc; one for each thread would eat the address space

// The first process of a pid namespace gets no signal without a handler, not even its own abort().
static void
on_abort(int number)
{
    (void)number;
    _exit(CHELA__EXIT_ABORTED);
}

static void
prepare_process(const struct chela__profile *profile)
{
    sigset_t       none;
    pthread_attr_t attributes;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); // a write beyond the limit fails with EFBIG
    if (getpid() == 1)
        (void)signal(SIGABRT, on_abort);
    mallopt(M_ARENA_MAX, ARENAS);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)profile->stack);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}

// "PID UID GID" of the host.
static struct chela__identity
read_identity(const char *text)
{
    struct chela__identity user;
    char                  *at;
    user.parent = (pid_t)strtol(text, &at, 10);
    user.uid    = (uid_t)strtoul(at, &at, 10);
    user.gid    = (gid_t)strtoul(at, &at, 10);
    if (getpid() == 1)
        user.parent = 0;
    return user;
}

int
main(int argc, char **argv)
{
    struct chela_error    err = CHELA_ERROR_INIT;
    struct chela__frame   frame;
    struct chela__profile profile;

    if (argc < 2 || chela__frame_receive(SOCKET_FD, true, CHELA__FROM_HOST, &frame, &err) < 0 ||
        frame.type != CHELA__WIRE_PROFILE)
        _exit(CHELA__EXIT_PROTOCOL);
    chela__profile_from_frame(&frame, &profile);
    const struct chela__identity user = read_identity(argv[1]);
    prepare_process(&profile);
    chela__stage_one(&profile, &user, SOCKET_FD);
    const struct chela__serve_options options = {.socket  = SOCKET_FD,
                                                 .so_fd   = SO_FD,
                                                 .flags   = profile.flags,
                                                 .calls   = chela__profile_calls(&profile),
                                                 .profile = &profile,
                                                 .linked  = chela__connect_through};
    chela__serve(&options, &err);
    _exit(0); // no destructors: the plugin has had its close()
}
