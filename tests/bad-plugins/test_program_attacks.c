// test_program_attacks.c - what other people's programs may not do: each attack of program/attack.c
// ends as its row says in the *program* profile, and succeeds outside of it (the control).
//
// As root and as an ordinary user; each run is a process of its own. `--explore` prints the rows.
#include "fixtures/program.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "apart.h"

#define ATTACK_PROGRAM CHELA_BUILD "/tests/program-attack"
#define LEAKED_FD 100
#define MIB ((int64_t)1024 * 1024)

// BOTH: the control succeeds for root and an ordinary user; AS_ROOT: the kernel refuses the latter
// in any case; MACHINE: for whom the machine allows it, which is said.
enum control { MACHINE, AS_ROOT, BOTH };
static const struct {
    const char  *name;
    const char  *end; // what it sees: an errno, or "killed"; one of these
    enum control control;
} attacks[] = {
#define ROW(name, end, control) {name, end, control},
#include "program_attacks.def"
#undef ROW
};
#define COUNT ((int)(sizeof(attacks) / sizeof(*attacks)))

struct result {
    bool has_run;
    bool succeeded;
    char end[64];
};

// ---- the host of one attack, in a process of its own ----

static uint16_t
lay_out(const char *folder)
{
    char               path[128];
    struct sockaddr_un local = {.sun_family = AF_UNIX}, name = {.sun_family = AF_UNIX};
    struct sockaddr_in at     = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          len    = sizeof(at);
    int                secret = -1, tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    chmod(folder, 0777);
    snprintf(path, sizeof(path), "%s/secret", folder);
    secret = open(path, O_CREAT | O_RDWR, 0600);
    ck_assert_int_eq(dup2(secret, LEAKED_FD), LEAKED_FD); // without close-on-exec: a host's mistake
    for (int i = 1; i < 5; i++)
        ck_assert_int_eq(dup2(secret, LEAKED_FD + i), LEAKED_FD + i);
    ck_assert_int_eq(bind(tcp, (struct sockaddr *)&at, len), 0);
    ck_assert_int_eq(listen(tcp, 8), 0);
    ck_assert_int_eq(getsockname(tcp, (struct sockaddr *)&at, &len), 0);
    int unix_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(local.sun_path, sizeof(local.sun_path), "%s/socket", folder);
    ck_assert_int_eq(bind(unix_fd, (struct sockaddr *)&local, sizeof(local)), 0);
    ck_assert_int_eq(listen(unix_fd, 8), 0);
    int abstract = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int count =
        snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "chela-program-%d", (int)getpid());
    ck_assert_int_eq(bind(abstract, (struct sockaddr *)&name,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)count)),
                     0);
    ck_assert_int_eq(listen(abstract, 8), 0);
    return ntohs(at.sin_port);
}

// The program's end of a terminal.
static int
open_terminal(void)
{
    int  terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    char name[64];
    if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0 ||
        ptsname_r(terminal, name, sizeof(name)) != 0)
        return -1;
    return open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static void
judge(const struct test_program *self, int code, struct result *result)
{
    char text[64] = "";
    sscanf(self->text, "%60s", text);
    result->has_run   = self->status == CHELA_OK;
    result->succeeded = code == 0;
    snprintf(result->end, sizeof(result->end), "%s", code > 128 ? "killed" : text);
    if (!result->has_run)
        snprintf(result->end, sizeof(result->end), "%.60s", self->why);
}

static void
run_outside(struct test_program *self, const char *const *arguments)
{
    int status   = 0;
    self->output = memfd_create("output", MFD_CLOEXEC);
    pid_t pid    = fork();
    if (pid == 0) {
        setsid();
        dup2(self->input, 0);
        ioctl(0, TIOCSCTTY, 0);
        dup2(self->output, 1);
        const char *argv[] = {"attack",     arguments[0], arguments[1],
                              arguments[2], arguments[3], NULL};
        execv(ATTACK_PROGRAM, (char *const *)argv);
        _exit(2);
    }
    waitpid(pid, &status, 0);
    ssize_t len                   = pread(self->output, self->text, sizeof(self->text) - 1, 0);
    self->text[len > 0 ? len : 0] = 0;
    self->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
host_attack(const char *name, enum user user, bool is_inside, struct result *result)
{
    struct test_program self;
    char                host[16], port[16], *path = NULL;
    become(user);
    test_program_open(&self);
    self.profile.memory    = 512 * MIB;
    self.profile.file_size = 32 * MIB;
    snprintf(host, sizeof(host), "%d", (int)getpid());
    snprintf(port, sizeof(port), "%u", lay_out(self.folder));
    self.input              = open_terminal();
    const char *arguments[] = {name, self.folder, host, port, NULL};
    if (is_inside) {
        ck_assert_int_eq(chela__program_find(ATTACK_PROGRAM, &self.profile, &path, NULL), CHELA_OK);
        test_program_run(&self, path, arguments);
        free(path);
    } else {
        run_outside(&self, arguments);
    }
    judge(&self, self.code, result);
    test_program_close(&self);
}

static struct result
run(const char *name, enum user user, bool is_inside)
{
    struct result result = {.end = "its host died"};
    int           ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return result;
    pid_t pid = fork();
    if (pid == 0) {
        host_attack(name, user, is_inside, &result);
        _exit(write(ends[1], &result, sizeof(result)) != sizeof(result));
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof(result)) != sizeof(result))
        snprintf(result.end, sizeof(result.end), "its host died");
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return result;
}

// ---- what the table claims ----

static unsigned
check(int i, enum user user)
{
    struct result inside = run(attacks[i].name, user, true);
    unsigned      faults = 0;
    if (!inside.has_run || inside.succeeded || !strstr(attacks[i].end, inside.end)) {
        printf("FAULT %s as %s: %s, ended by \"%s\"\n", attacks[i].name, user_names[user],
               inside.succeeded ? "it succeeded" : "it was stopped", inside.end);
        faults++;
    }
    if (attacks[i].control == AS_ROOT && user != ROOT_USER)
        return faults;
    struct result outside = run(attacks[i].name, user, false);
    if (!outside.succeeded && attacks[i].control == MACHINE) {
        printf("no control of %s as %s: this machine refuses it too (%s)\n", attacks[i].name,
               user_names[user], outside.end);
    } else if (!outside.succeeded) {
        printf("FAULT %s as %s proves nothing: outside it ends by \"%s\" too\n", attacks[i].name,
               user_names[user], outside.end);
        faults++;
    }
    return faults;
}

static void
explore(const char *name)
{
    struct result root = run(name, ROOT_USER, true), ordinary = run(name, ORDINARY_USER, true);
    struct result outside = run(name, ROOT_USER, false), theirs = run(name, ORDINARY_USER, false);
    printf("ROW(\"%s\", \"%s\", %s)%s%s%s%s%s\n", name, root.end,
           outside.succeeded && theirs.succeeded ? "BOTH"
           : outside.succeeded                   ? "AS_ROOT"
                                                 : "MACHINE",
           root.succeeded || ordinary.succeeded ? " // SUCCEEDS" : "",
           strcmp(root.end, ordinary.end) != 0 ? " // ends differ: " : "", ordinary.end,
           outside.succeeded ? "" : " // outside: ", outside.succeeded ? "" : outside.end);
}

int
main(int argc, char **argv)
{
    unsigned faults = 0;
    if (test_program_missing()) {
        printf("skipped: %s\n", test_program_missing());
        return 77;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 2; i < argc && strcmp(argv[1], "--explore") == 0; i++)
        explore(argv[i]);
    if (argc > 1)
        return 0;
    for (int user = 0; user < USERS; user++) {
        if (!can_be((enum user)user))
            continue;
        for (int i = 0; i < COUNT; i++)
            faults += check(i, (enum user)user);
        printf("as %s: %d attacks\n", user_names[user], COUNT);
    }
    printf("%u faults\n", faults);
    return faults != 0;
}
