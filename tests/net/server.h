// server.h - programs that a test needs beside it: started, waited for, and ended with it.
#ifndef TESTS_NET_SERVER_H
#define TESTS_NET_SERVER_H

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "fixtures/calls.h"

#define SERVER_TRIES 500 // of 10 ms

// ctest's way of saying "skipped".
#define SKIPPED 77

static inline bool
is_there(const char *program)
{
    return access(program, X_OK) == 0;
}

static inline bool
has_plugin(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), CHELA_BUILD "/tests/plugins/%s/plugin.so", name);
    return access(path, R_OK) == 0;
}

// The child ends with the test, however that ends.
static inline pid_t
server_start(char *const *argv)
{
    pid_t parent = getpid();
    pid_t pid    = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent)
            execv(argv[0], argv);
        _exit(127);
    }
    ck_assert_int_gt(pid, 0);
    return pid;
}

static inline void
server_stop(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

// A port that was free a moment ago.
static inline uint16_t
free_port(void)
{
    struct sockaddr_in at   = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          size = sizeof(at);
    int                fd   = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, size), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    close(fd);
    return ntohs(at.sin_port);
}

static inline void
wait_for_port(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < SERVER_TRIES; i++) {
        int  fd      = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool is_open = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;
        close(fd);
        if (is_open)
            return;
        usleep(10000);
    }
    ck_abort_msg("nobody listens on port %u", port);
}

// The settings of a plugin, in the folder of a test that has been opened.
static inline void
write_settings(const struct test_calls *host, const char *plugin, const char *target, uint16_t port)
{
    char path[160], text[160];
    snprintf(path, sizeof(path), "%s/config", host->folder);
    ck_assert_int_eq(chela__make_folder(path, NULL), CHELA_OK);
    snprintf(path, sizeof(path), "%s/config/org.example.%s.json", host->folder, plugin);
    snprintf(text, sizeof(text), "{\"host\": \"%s\", \"port\": %u}", target, port);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static inline const char *
output_text(const struct test_outcome *outcome, const char *name)
{
    ck_assert_msg(outcome->status == CHELA_OK, "%s", outcome->text);
    const char *text = json_string_value(json_object_get(outcome->output, name));
    return text ? text : "";
}

#endif
