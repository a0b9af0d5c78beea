// canaries.c HOME DATA IMAGE WORKER COUNT [leaky] - a host agent that carries out COUNT tasks, each
// with a canary in its words, its arguments and its undo arguments, and then looks for them in its
// own memory, and in a core of itself: first while the undo windows are open, then once they have
// closed.
//
// No canary stands in this program: the pattern that is looked for is masked, and each is wiped as
// soon as it was handed over. `leaky` keeps Jansson from wiping, and they must be found. Run by
// canaries.py, which looks at the disk.
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chela/host.h>

#define MASK 0x5a
#define PATTERN 12 // bytes that all canaries begin with
#define CHUNK ((size_t)1 << 20)
#define DAY ((int64_t)24 * 3600 * 1000)

// "Zq7canaryW4v", masked.
static const unsigned char masked[PATTERN] = {'Z' ^ MASK, 'q' ^ MASK, '7' ^ MASK, 'c' ^ MASK,
                                              'a' ^ MASK, 'n' ^ MASK, 'a' ^ MASK, 'r' ^ MASK,
                                              'y' ^ MASK, 'W' ^ MASK, '4' ^ MASK, 'v' ^ MASK};

static int64_t        now_ms = 1795363200000; // 2026-11-22T16:00:00Z
static unsigned char *window;                 // what is scanned is read into, and never scanned
static int            ended_badly;

static int64_t
clock_now(void *user)
{
    (void)user;
    return now_ms;
}

static void
on_card(void *user, struct chela_conversation *conversation, const struct chela_card *card)
{
    (void)user;
    (void)card;
    (void)chela_consent(conversation, true, NULL);
}

static void
on_result(void *user, const struct chela_result *result)
{
    if (user && result->status < 0 && ended_badly++ < 3)
        fprintf(stderr, "a task ended with %d: %s\n", (int)result->status, result->text);
}

// ---- tasks ----

static void
write_canary(char text[160], const char *before, int number, const char *after)
{
    size_t len = strlen(before);
    memcpy(text, before, len);
    for (size_t i = 0; i < PATTERN; i++)
        text[len++] = (char)(masked[i] ^ MASK);
    (void)snprintf(text + len, 160 - len, "%06d%s", number, after);
}

static void
must(chela_status status, const struct chela_error *err)
{
    if (status >= 0)
        return;
    fprintf(stderr, "canaries: %s\n", err->text);
    exit(2);
}

static void
run_task(struct chela_conversation *dry, struct chela_conversation *real, int number)
{
    struct chela_error err = CHELA_ERROR_INIT;
    char               text[160];
    write_canary(text, "note ", number, " for later");
    must(chela_ask(dry, text, &err), &err);
    explicit_bzero(text, sizeof text);
    (void)chela_wait(dry, &err);
    write_canary(text, "{\"after\": \"", number, "\"}");
    must(chela_call(real, "ledger.keyed", text, &err), &err);
    explicit_bzero(text, sizeof text);
    (void)chela_wait(real, &err);
}

static struct chela_conversation *
open_conversation(struct chela_host *host, uint32_t flags)
{
    struct chela_error                err          = CHELA_ERROR_INIT;
    struct chela_conversation_options options      = CHELA_CONVERSATION_OPTIONS_INIT;
    struct chela_conversation        *conversation = NULL;
    options.flags                                  = flags;
    options.card                                   = on_card;
    options.result                                 = on_result;
    options.user                                   = flags ? NULL : &ended_badly;
    must(chela_conversation_open(host, &options, &conversation, &err), &err);
    return conversation;
}

// ---- looking ----

static size_t
scan(const unsigned char *data, size_t len, const char *where)
{
    size_t found = 0;
    for (size_t at = 0; at + PATTERN <= len; at++) {
        size_t same = 0;
        while (same < PATTERN && (data[at + same] ^ MASK) == masked[same])
            same++;
        if (same == PATTERN && ++found <= 3)
            fprintf(stderr, "found at %zx of %s: \"%.24s\" before \"%.18s\"\n", at, where,
                    at > 24 ? (const char *)data + at - 24 : "", (const char *)data + at);
    }
    return found;
}

static size_t
scan_fd(int fd, off_t from, off_t to, const char *where)
{
    size_t found = 0;
    for (off_t at = from; at < to;) {
        size_t  most = (size_t)(to - at) < CHUNK ? (size_t)(to - at) : CHUNK;
        ssize_t got  = pread(fd, window, most, at);
        if (got <= 0)
            break;
        found += scan(window, (size_t)got, where);
        at += got > PATTERN && (size_t)got == CHUNK ? got - PATTERN + 1 : got;
    }
    explicit_bzero(window, CHUNK);
    return found;
}

static size_t
scan_self(void)
{
    char   line[512];
    size_t found = 0;
    FILE  *maps  = fopen("/proc/self/maps", "re");
    int    mem   = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    while (maps && fgets(line, sizeof line, maps)) {
        uintmax_t from, to;
        char      rights[8];
        if (sscanf(line, "%" SCNxMAX "-%" SCNxMAX " %7s", &from, &to, rights) != 3 ||
            rights[0] != 'r' || strstr(line, "[v"))
            continue;
        if ((uintptr_t)window >= from && (uintptr_t)window < to)
            continue;
        line[strcspn(line, "\n")] = 0;
        found += scan_fd(mem, (off_t)from, (off_t)to, line);
    }
    if (maps)
        fclose(maps);
    close(mem);
    return found;
}

static long
scan_core(const char *folder)
{
    char command[512], path[256];
    (void)snprintf(command, sizeof command, "gcore -o %s/core %d >/dev/null 2>&1", folder,
                   (int)getpid());
    if (system(command) != 0)
        return -1;
    (void)snprintf(path, sizeof path, "%s/core.%d", folder, (int)getpid());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t found = scan_fd(fd, 0, lseek(fd, 0, SEEK_END), "core");
    close(fd);
    unlink(path);
    return (long)found;
}

static void
leave(void *memory)
{
    free(memory);
}

static void
look(const char *when, const char *folder)
{
    printf("{\"when\": \"%s\", \"memory\": %zu, \"core\": %ld, \"badly\": %d}\n", when, scan_self(),
           scan_core(folder), ended_badly);
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    struct chela_error        err     = CHELA_ERROR_INIT;
    struct chela_host_options options = CHELA_HOST_OPTIONS_INIT;
    struct chela_host        *host    = NULL;
    if (argc < 6)
        return 2;
    if (argc > 6)
        json_set_alloc_funcs(malloc, leave);
    options.home   = argv[1];
    options.data   = argv[2];
    options.image  = argv[3];
    options.worker = argv[4];
    options.now_ms = clock_now;
    options.zone   = "UTC";
    window         = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(chela_host_open(&options, &host, &err), &err);
    struct chela_conversation *dry  = open_conversation(host, CHELA_DRY_RUN);
    struct chela_conversation *real = open_conversation(host, 0);
    for (int i = 0; i < atoi(argv[5]); i++)
        run_task(dry, real, i);
    chela_conversation_close(dry);
    chela_conversation_close(real);
    look("ended", argv[1]);
    now_ms += DAY;
    real = open_conversation(host, 0); // anything that ends closes what is due
    must(chela_call(real, "ledger.look", "{}", &err), &err);
    (void)chela_wait(real, &err);
    chela_conversation_close(real);
    look("closed", argv[1]);
    chela_host_close(host);
    return 0;
}
