// test_sweep.c - every system call number in a loaded worker: ended, refused or in the table.
//
// What is expected is worked out from sandbox/syscalls.h, not from the filter's program; what
// happens is what a plugin of tier sideload meets after both stages. All arguments are -1, so that
// a call that is let through finds nothing to work with.
#include <asm/unistd.h>
#include <errno.h>
#include <string.h>

#include "fixtures/worker.h"
#include "sandbox/syscalls.h"

#include "apart.h"

#define REACHED "reached" // the filter let it through: whatever the kernel says of -1
#define KILLED "SIGSYS"
#define X32 0x40000000L
#define PROBE "end or ENXIO"
#define UPROBE_RETURN 335
#define UPROBE 336

// ---- what the table says ----

enum kind { ALLOWED, FOR_FILES, TESTED, REFUSED, FOR_LIBRARIES, FOR_CONNECTIONS };
static const struct row {
    long        number;
    enum kind   kind;
    int         error; // 0: the end
    const char *test;  // of a connection's call
} table[] = {
#define ROW_A(call) {__NR_##call, ALLOWED, 0, NULL},
#define ROW_F(call) {__NR_##call, FOR_FILES, EACCES, NULL},
#define ROW_T(call, test, error) {__NR_##call, TESTED, error, NULL},
#define ROW_N(call, error) {__NR_##call, REFUSED, error, NULL},
#define ROW_L(call, error) {__NR_##call, FOR_LIBRARIES, error, NULL},
#define ROW_C(call, test, error) {__NR_##call, FOR_CONNECTIONS, error, #test},
    CHELA__SYSCALLS(ROW_A, ROW_F, ROW_T, ROW_N, ROW_L, ROW_C)
        CHELA__SYSCALLS_OLD(ROW_A, ROW_F, ROW_T, ROW_N, ROW_L, ROW_C)};

static const struct {
    const char *name;
    uint32_t    flags;
} profiles[] = {
    {"nothing declared", 0},
    {"files and threads", CHELA__PROFILE_FILES | CHELA__PROFILE_THREADS},
    {"libraries", CHELA__PROFILE_LIBRARIES},
    {"connections", CHELA__PROFILE_NET},
};
#define PROFILES ((int)(sizeof(profiles) / sizeof(*profiles)))

static const char *
error_or_end(int error)
{
    return error ? strerrorname_np(error) : KILLED;
}

static const char *
expected(long number, uint32_t flags)
{
    const struct row *row = table, *end = table + sizeof(table) / sizeof(*table);
    bool              may_run = flags & CHELA__PROFILE_LIBRARIES;
    while (row < end && row->number != number)
        row++;
    if (number == __NR_exit || number == __NR_exit_group)
        return "exit";
    if (number == __NR_rt_sigreturn)
        return "SIGSEGV"; // there is no frame to return to
#if defined(__x86_64__)
    // Calls of the kernel's own probes (6.11, 6.18), which pass every filter; without a probe they
    // are an illegal instruction and ENXIO. Older kernels have no such calls.
    if (number == UPROBE_RETURN || number == UPROBE)
        return PROBE;
#endif
    if (row == end || number == __NR_seccomp)
        return KILLED;
    if ((number == __NR_mmap || number == __NR_mprotect) && !may_run)
        return "EACCES"; // -1 asks for code too
    if (row->kind == FOR_LIBRARIES && !may_run)
        return KILLED;
    if (row->kind == FOR_CONNECTIONS && !(flags & CHELA__PROFILE_CONNECTS))
        return may_run ? error_or_end(row->error) : KILLED;
    if (row->kind == FOR_CONNECTIONS && strcmp(row->test, "ANY") == 0)
        return REACHED;
    if (row->kind == ALLOWED || (row->kind == FOR_FILES && (flags & CHELA__PROFILE_FILES)))
        return REACHED;
    return error_or_end(row->error);
}

// ---- what happens ----

struct sweep {
    enum user          user;
    int                profile;
    struct test_worker worker;
    unsigned           numbers, killed, refused, reached, faults;
};

static void
judge(struct sweep *self, long number, const char *got)
{
    const char *want     = expected(number, profiles[self->profile].flags);
    bool        is_well  = strcmp(want, got) == 0;
    bool        has_name = strcmp(got, KILLED) != 0 && strcmp(got, "exit") != 0 &&
                    strcmp(got, "SIGILL") != 0 && strcmp(got, "SIGSEGV") != 0;
    if (strcmp(want, REACHED) == 0)
        is_well = has_name;
    if (strcmp(want, PROBE) == 0)
        is_well = !has_name || strcmp(got, "ENXIO") == 0;
    self->numbers++;
    self->killed += strcmp(want, KILLED) == 0;
    self->reached += strcmp(want, REACHED) == 0;
    self->refused += has_name && strcmp(want, REACHED) != 0;
    if (is_well)
        return;
    self->faults++;
    printf("FAULT call %#lx as %s, %s: expected %s, got %s\n", number, user_names[self->user],
           profiles[self->profile].name, want, got);
}

static const char *
end_of(struct sweep *self)
{
    static char why[160];
    bool        is_clean;
    chela__worker_reap(&self->worker.worker, &is_clean, why);
    return strstr(why, "the sandbox stopped it") ? KILLED
           : strstr(why, "ended by itself")      ? "exit"
           : strstr(why, "Illegal instruction")  ? "SIGILL"
           : strstr(why, "Segmentation fault")   ? "SIGSEGV"
           : is_clean                            ? "exit"
                                                 : why;
}

// Reads what the plugin tells, until it has done all or died of one; the number of the last.
static long
listen(struct sweep *self, long from, long to)
{
    long last  = from - 1;
    bool is_in = false; // between before and after
    while (true) {
        struct chela__frame frame;
        struct pollfd       ready = {self->worker.worker.socket, POLLIN, 0};
        ck_assert_int_eq(poll(&ready, 1, WORKER_WAIT_MS), 1);
        if (chela__frame_receive(self->worker.worker.socket, false, CHELA__FROM_WORKER, &frame,
                                 NULL) != CHELA_OK)
            break;
        if (frame.type == CHELA__WIRE_PROGRESS) {
            last  = (long)frame.fields[0].d;
            is_in = !*frame.fields[1].t;
            if (!is_in)
                judge(self, last, frame.fields[1].t);
        } else if (frame.type == CHELA__WIRE_REPLY) {
            chela__worker_kill(&self->worker.worker);
        }
        chela__frame_done(&frame);
    }
    const char *end = end_of(self);
    if (is_in)
        judge(self, last, end);
    ck_assert(is_in || last == to);
    return last;
}

static void
sweep_range(struct sweep *self, const struct chela__profile *profile, long from, long to)
{
    while (from <= to) {
        struct chela__frame ready;
        char                input[64];
        test_worker_start(&self->worker, "every-call", profile, &ready);
        ck_assert_msg(ready.type == CHELA__WIRE_READY && ready.fields[0].i == CHELA_OK,
                      "not ready");
        chela__frame_done(&ready);
        snprintf(input, sizeof(input), "{\"from\":%ld,\"to\":%ld}", from, to);
        test_worker_call(&self->worker, 1, "bad.act", input);
        from = listen(self, from, to) + 1;
    }
}

// As for a plugin that was loaded: the manifest's profile, with the rights of the row.
static void
take_profile(uint32_t flags, struct chela__profile *profile)
{
    const struct chela__places places = {"/nowhere", "/nowhere", "/nowhere", NULL};
    struct chela__manifest    *manifest;
    size_t                     len;
    char                      *text = test_plugin_file("every-call", "manifest.json", &len);
    ck_assert_int_eq(chela__manifest_read(text, len, NULL, 0, &manifest, NULL), CHELA_OK);
    manifest->tier = CHELA__SIDELOAD;
    ck_assert_int_eq(chela__profile_derive(manifest, &places, profile, NULL), CHELA_OK);
    profile->flags |= flags;
    chela__manifest_free(manifest);
    free(text);
}

static unsigned
sweep(enum user user, int profile_index, bool is_full)
{
    struct sweep          self = {.user = user, .profile = profile_index};
    struct chela__profile profile;
    become(user);
    take_profile(profiles[profile_index].flags, &profile);
    sweep_range(&self, &profile, 0, 511);
    if (profile_index == 0) {
        sweep_range(&self, &profile, 512, is_full ? 1200 : 560); // none yet, and x32's own
        sweep_range(&self, &profile, X32, X32 + (is_full ? 600 : 40));
        sweep_range(&self, &profile, 0x7ffffff8, 0x80000008); // huge, and just negative
        sweep_range(&self, &profile, -8, -1);
    }
    printf("as %s, %s: %u numbers, %u end the worker, %u are refused, %u are in the table, "
           "%u faults\n",
           user_names[user], profiles[profile_index].name, self.numbers, self.killed, self.refused,
           self.reached, self.faults);
    return self.faults;
}

int
main(int argc, char **argv)
{
    bool is_full = argc > 1 && strcmp(argv[1], "--all") == 0;
    int  failed  = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int user = 0; user < USERS; user++) {
        for (int i = 0; can_be(user) && i < PROFILES; i++) {
            int   status = 1;
            pid_t pid    = fork();
            if (pid == 0)
                _exit(sweep(user, i, is_full) != 0);
            waitpid(pid, &status, 0);
            failed |= status;
        }
    }
    return failed != 0;
}
