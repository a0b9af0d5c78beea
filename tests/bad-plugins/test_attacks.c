// test_attacks.c - each attack of attacks.def ends as its row says, and would succeed without the
// layers that its row names.
//
// To add one: a folder NAME/plugin.c with `static long attack(const struct target *at)` and
// ATTACK() (bad.h; NEEDS_ in CMakeLists.txt for a right in its manifest), and a row in attacks.def.
// `test_attacks --explore NAME` tries every layer alone and prints the row. A layer that is not
// there yet: a line in layers.h, and in open_worker.c or open_host.c the call that makes it.
//
// For every row, as root and as an ordinary user (each run is a host and a worker of its own):
//   all layers         ended by the row's signal or errno
//   without the row's  it succeeds: the positive control
//   each of the row's  alone of them, it still does not succeed (with --all)
#include "fixtures/calls.h"

#include <arpa/inet.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "apart.h"
#include "open_host.h"

#define SKIPPED 77 // for ctest
#define LEAKED_FD 100
#define ALL ((1u << LAYER_COUNT) - 1)
#define NEVER (1u << 31) // no layer: the kernel refuses this user in any case

struct attack {
    const char *name;
    const char *end;           // "SIGSYS", or the errno that the plugin sees
    unsigned    layers[USERS]; // as root, as an ordinary user: each alone stops it
};
static const struct attack attacks[] = {
#define ROW(name, end, as_root, as_user) {name, end, {as_root, as_user}},
#include "attacks.def"
#undef ROW
};
#define COUNT ((int)(sizeof(attacks) / sizeof(*attacks)))

static const char *const layer_names[] = {
#define LAYER_NAME(name) #name,
    LAYERS(LAYER_NAME)};

// How a run ended, from the process that was its host.
struct result {
    bool has_ended; // the host itself lived
    bool succeeded;
    char end[24]; // "SIGSYS", "EACCES"
    char text[200];
};

// ---- the host of one attack, in a process of its own ----

struct laid_out {
    struct test_calls host;
    char              input[512];
    char              folder[64];
    int               tcp; // where it listens
};

static int
listen_at(int domain, int type, const struct sockaddr *address, socklen_t len)
{
    int fd = socket(domain, type | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, address, len), 0);
    if (type == SOCK_STREAM)
        ck_assert_int_eq(listen(fd, 8), 0);
    return fd;
}

static int
loopback_port(int type)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          len     = sizeof(address);
    int                fd      = listen_at(AF_INET, type, (struct sockaddr *)&address, len);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    return ntohs(address.sin_port);
}

static void
local_socket(const char *folder, const char *name, int type)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", folder, name);
    listen_at(AF_UNIX, type, (struct sockaddr *)&address, sizeof(address));
    chmod(address.sun_path, 0666);
}

// A name without a file; of the process's number, so that runs do not meet.
static void
abstract_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int                len =
        snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "chela-attack-%d", getpid());
    listen_at(AF_UNIX, SOCK_STREAM, (struct sockaddr *)&address,
              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len));
}

static int
make_file(const char *folder, const char *name, mode_t mode)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "the host's\n", 11), 11);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    return fd;
}

static void
lay_out(struct laid_out *self)
{
    char dir[96];
    strcpy(self->folder, "/tmp/chela-attack-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(self->folder));
    chmod(self->folder, 0777);
    close(make_file(self->folder, "open", 0666));
    int secret = make_file(self->folder, "secret", 0600);
    ck_assert_int_eq(dup2(secret, LEAKED_FD), LEAKED_FD); // without close-on-exec: a host's mistake
    snprintf(dir, sizeof(dir), "%s/dir", self->folder);
    mkdir(dir, 0777);
    chmod(dir, 0777);
    snprintf(dir, sizeof(dir), "%s/link", self->folder);
    ck_assert_int_eq(symlink("secret", dir), 0);
    setenv("CHELA_TEST_SECRET", "of the host", 1);
    local_socket(self->folder, "stream", SOCK_STREAM);
    local_socket(self->folder, "datagram", SOCK_DGRAM);
    abstract_socket();
    self->tcp = loopback_port(SOCK_STREAM);
    snprintf(self->input, sizeof(self->input),
             "{\"folder\":\"%s\",\"host\":%d,\"udp\":%d,\"tcp\":%d,\"fd\":%d}", self->folder,
             getpid(), loopback_port(SOCK_DGRAM), self->tcp, LEAKED_FD);
}

// To the broker every name leads to this machine.
static void
resolve(void *user, const char *host, struct chela__addresses *ret_addresses)
{
    (void)user;
    (void)host;
    ret_addresses->count = chela__address_parse("127.0.0.1", &ret_addresses->list[0]);
}

// The port that a manifest may name by its setting.
static void
write_settings(const struct test_calls *host, const char *name, int port)
{
    char path[160];
    snprintf(path, sizeof(path), "%s/config", host->folder);
    ck_assert_int_eq(chela__make_folder(path, NULL), CHELA_OK);
    snprintf(path, sizeof(path), "%s/config/org.example.%s.json", host->folder, name);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "{\"port\": %d}", port);
    ck_assert_int_eq(fclose(file), 0);
}

// An attack may also leave a mark that only a success leaves.
static bool
is_marked(const struct laid_out *self)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/mark", self->folder);
    return access(path, F_OK) == 0;
}

static void
judge(const struct laid_out *self, const struct test_outcome *outcome, struct result *result)
{
    const char *by    = json_string_value(json_object_get(outcome->output, "by"));
    result->has_ended = true;
    result->succeeded =
        is_marked(self) || json_is_false(json_object_get(outcome->output, "blocked"));
    snprintf(result->text, sizeof(result->text), "%.199s", outcome->text);
    snprintf(result->end, sizeof(result->end), "%s",
             by                                                ? by
             : strstr(outcome->text, "the sandbox stopped it") ? "SIGSYS"
             : strstr(outcome->text, "Segmentation fault")     ? "SIGSEGV"
             : strstr(outcome->text, "executable stack")       ? "no load"
             : strstr(outcome->text, "sealed memfd")           ? "sealed memfd"
                                                               : "");
}

static void
host_attack(const struct attack *attack, int user, unsigned off, struct result *result)
{
    struct laid_out      self = {0};
    struct test_outcome  outcome;
    struct chela__files *files;
    open_host(off);
    become(user);
    lay_out(&self);
    ck_assert_int_eq(chela__files_new(&files, NULL), CHELA_OK);
    test_calls_open_as(
        &self.host,
        &(struct test_setup){.tier    = CHELA__SIDELOAD,
                             .resolve = resolve,
                             .worker  = off ? CHELA_BUILD "/tests/chela-worker-open" : NULL});
    write_settings(&self.host, attack->name, self.tcp);
    test_start(&self.host, attack->name, "bad.act", self.input, files, 0, &outcome);
    test_wait(&self.host, &outcome);
    judge(&self, &outcome, result);
    json_decref(outcome.output);
    chela__files_free(files);
    test_calls_close(&self.host);
    chela__remove_tree(AT_FDCWD, self.folder, NULL);
}

static struct result
run(const struct attack *attack, int user, unsigned off)
{
    struct result result = {.text = "its host died"};
    int           ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return result;
    pid_t pid = fork();
    if (pid == 0) {
        host_attack(attack, user, off, &result);
        _exit(write(ends[1], &result, sizeof(result)) != sizeof(result));
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof(result)) != sizeof(result))
        snprintf(result.text, sizeof(result.text), "its host died");
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return result;
}

// ---- what the table claims ----

static struct {
    unsigned attacks, controls, alone, impossible, faults;
} counts[USERS];

static void
fault(const struct attack *attack, int user, const char *what, const struct result *result)
{
    counts[user].faults++;
    printf("FAULT %s as %s, %s: %s, ended by \"%s\" %s\n", attack->name, user_names[user], what,
           !result->has_ended  ? "the host died"
           : result->succeeded ? "it succeeded"
                               : "it was stopped",
           result->end, result->text);
}

static bool check_each; // --all

static void
check_alone(const struct attack *attack, int user, unsigned layers)
{
    for (unsigned i = 0; i < LAYER_COUNT; i++) {
        if (!(layers & 1u << i) || layers == 1u << i)
            continue;
        char          what[64];
        struct result result = run(attack, user, layers & ~(1u << i));
        counts[user].alone++;
        snprintf(what, sizeof(what), "with %s alone of its layers", layer_names[i]);
        if (!result.has_ended || result.succeeded)
            fault(attack, user, what, &result);
    }
}

static void
check(const struct attack *attack, int user)
{
    unsigned      layers = attack->layers[user];
    struct result result = run(attack, user, 0);
    counts[user].attacks++;
    if (!result.has_ended || result.succeeded || strcmp(result.end, attack->end) != 0)
        fault(attack, user, "under all layers", &result);
    if (layers == NEVER) {
        counts[user].impossible++;
        return;
    }
    result = run(attack, user, layers);
    counts[user].controls++;
    if (!result.succeeded)
        fault(attack, user, "without its layers", &result);
    if (check_each)
        check_alone(attack, user, layers);
}

// ---- a kernel without Landlock ----

// What Landlock would stop, the private root stops; without either nothing starts.
static void
check_without_landlock(int user)
{
    for (int i = 0; i < COUNT; i++) {
        if (!(attacks[i].layers[user] & LANDLOCK) || attacks[i].layers[user] == NEVER)
            continue;
        struct result result = run(&attacks[i], user, KERNEL_WITHOUT_LANDLOCK);
        counts[user].alone++;
        if (!result.has_ended || result.succeeded || strcmp(result.end, attacks[i].end) != 0)
            fault(&attacks[i], user, "on a kernel without Landlock", &result);
    }
    struct result result = run(&attacks[0], user, KERNEL_WITHOUT_LANDLOCK | ROOT | NAMESPACES);
    if (!strstr(result.text, "neither Landlock nor"))
        fault(&attacks[0], user, "below the floor", &result);
}

// ---- finding a row ----

static void
print_layers(const struct attack *attack, int user)
{
    struct result open  = run(attack, user, ALL);
    bool          first = true;
    if (!open.succeeded)
        printf(" NEVER /* %s %s */", open.end, open.text);
    for (unsigned i = 0; open.succeeded && i < LAYER_COUNT; i++) {
        struct result result = run(attack, user, ALL & ~(1u << i));
        if (!result.succeeded)
            printf("%s%s", first ? " " : " | ", layer_names[i]);
        first = first && result.succeeded;
    }
    if (open.succeeded && first)
        printf(" NO_LAYER");
}

static void
explore(const struct attack *attack)
{
    struct result as_root = run(attack, 0, 0), as_user = run(attack, 1, 0);
    printf("ROW(\"%s\", \"%s\",", attack->name, as_root.end);
    print_layers(attack, 0);
    printf(",");
    print_layers(attack, 1);
    printf(")%s%s\n", as_root.succeeded || as_user.succeeded ? " // SUCCEEDS" : "",
           strcmp(as_root.end, as_user.end) != 0 ? " // ends differ" : "");
}

int
main(int argc, char **argv)
{
    const char *only      = argc > 2 ? argv[2] : NULL;
    bool        exploring = argc > 1 && strcmp(argv[1], "--explore") == 0;
    check_each            = argc > 1 && strcmp(argv[1], "--all") == 0;
    unsigned faults = 0, ran = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 2; exploring && i < argc; i++)
        explore(&(struct attack){.name = argv[i]});
    if (exploring && only)
        return 0;
    for (int user = 0; user < USERS; user++) {
        if (!can_be(user) || !can_enforce(user))
            continue;
        ran++;
        for (int i = 0; i < COUNT; i++)
            check(&attacks[i], user);
        check_without_landlock(user);
        printf("as %s: %u attacks, %u controls, %u runs with one layer alone, %u that the kernel "
               "refuses in any case, %u faults\n",
               user_names[user], counts[user].attacks, counts[user].controls, counts[user].alone,
               counts[user].impossible, counts[user].faults);
        faults += counts[user].faults;
    }
    return faults != 0 ? 1 : ran == 0 ? SKIPPED : 0;
}
