// seccomp.c - the worker's system call filter: our own BPF, default kill, in two stages.
//
// Stage 1 stands before the plugin's code is mapped and decides all reach; stage 2 only takes calls
// away. A later filter cannot allow what an earlier one refuses: the strictest answer wins.
// Numbers come from <asm/unistd.h> by name, so the same table serves x86-64 and aarch64.
#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/enforce.h"
#include "sandbox/syscalls.h"

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#error "seccomp.c knows x86-64 and aarch64"
#endif

#define LEAF 4              // rules that are looked through one by one
#define X32_BIT 0x40000000u // set in every call of the x32 ABI, in no other
#define KILL SECCOMP_RET_KILL_PROCESS
#define REFUSE(error) ((error) ? SECCOMP_RET_ERRNO | (uint32_t)(error) : KILL)

// What pthread_create() asks of clone, bit for bit.
#define THREAD_FLAGS                                                                               \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |            \
     CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

enum kind { ALLOWED, FOR_FILES, TESTED, REFUSED, FOR_LIBRARIES, FOR_CONNECTIONS };
enum test {
    NO_TEST,
    FCNTL,
    IOCTL,
    NO_PATH,
    OWN_PROCESS,
    NAMES,
    READ_LIMIT,
    THREAD,
    PLAIN,
    TO_NOBODY,
    OPTION,
    UNIX_STREAM,
    ANY
};

struct rule {
    int      number;
    uint8_t  kind;
    uint8_t  test;
    uint16_t error; // 0: end the process
};

#define ROW_A(call) {__NR_##call, ALLOWED, NO_TEST, 0},
#define ROW_F(call) {__NR_##call, FOR_FILES, NO_TEST, EACCES},
#define ROW_T(call, test, error) {__NR_##call, TESTED, test, error},
#define ROW_N(call, error) {__NR_##call, REFUSED, NO_TEST, error},
#define ROW_L(call, error) {__NR_##call, FOR_LIBRARIES, NO_TEST, error},
#define ROW_C(call, test, error) {__NR_##call, FOR_CONNECTIONS, test, error},
static const struct rule rules[] = {
    CHELA__SYSCALLS(ROW_A, ROW_F, ROW_T, ROW_N, ROW_L, ROW_C)
        CHELA__SYSCALLS_OLD(ROW_A, ROW_F, ROW_T, ROW_N, ROW_L, ROW_C)};

// ---- writing a program ----

struct program {
    size_t              len;
    struct sock_filter *code; // CHELA__SECCOMP_MAX of them
};

static void
add(struct program *program, uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
    if (program->len < CHELA__SECCOMP_MAX)
        program->code[program->len++] = (struct sock_filter){code, yes, no, k};
}

static void
answer(struct program *program, uint32_t value)
{
    add(program, BPF_RET | BPF_K, value, 0, 0);
}

// Both halves of an argument; the kernel's structure is little-endian here.
static void
load_argument(struct program *program, unsigned index, bool is_high)
{
    size_t at = offsetof(struct seccomp_data, args) + 8 * index + (is_high ? 4 : 0);
    add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)at, 0, 0);
}

static void
allow_if_equal(struct program *program, uint32_t value)
{
    add(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(program, SECCOMP_RET_ALLOW);
}

static void
allow_if_null(struct program *program, unsigned index)
{
    load_argument(program, index, true);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
    load_argument(program, index, false);
    allow_if_equal(program, 0);
}

static void
allow_if_one_of(struct program *program, unsigned index, const uint32_t *values, size_t count)
{
    load_argument(program, index, false);
    for (size_t i = 0; i < count; i++)
        allow_if_equal(program, values[i]);
}

// Connects as it sends, to an address that no filter can read: MSG_FASTOPEN.
static void
allow_if_plain(struct program *program, unsigned index)
{
    load_argument(program, index, false);
    add(program, BPF_JMP | BPF_JSET | BPF_K, MSG_FASTOPEN, 1, 0);
    answer(program, SECCOMP_RET_ALLOW);
}

// The options that libraries set and read; the first level is that of sockets, the second of TCP.
static void
allow_options(struct program *program)
{
    static const uint32_t sockets[] = {SO_TYPE,      SO_ERROR,    SO_SNDBUF,    SO_RCVBUF,
                                       SO_KEEPALIVE, SO_LINGER,   SO_PASSCRED,  SO_PEERCRED,
                                       SO_RCVTIMEO,  SO_SNDTIMEO, SO_PEERSEC,   SO_PEERGROUPS,
                                       SO_PROTOCOL,  SO_DOMAIN,   SO_ACCEPTCONN};
    static const uint32_t tcp[]     = {TCP_NODELAY,   TCP_CORK,         TCP_KEEPIDLE,
                                       TCP_KEEPINTVL, TCP_KEEPCNT,      TCP_QUICKACK,
                                       TCP_MAXSEG,    TCP_USER_TIMEOUT, TCP_INFO};
    size_t                count     = sizeof(sockets) / sizeof(*sockets);
    load_argument(program, 1, false);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, SOL_SOCKET, 0, (uint8_t)(1 + 2 * count));
    allow_if_one_of(program, 2, sockets, count);
    load_argument(program, 1, false);
    count = sizeof(tcp) / sizeof(*tcp);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, (uint8_t)(1 + 2 * count));
    allow_if_one_of(program, 2, tcp, count);
}

// A pair that is connected to itself: what the socket() of connect.c stands on.
static void
allow_unix_stream(struct program *program)
{
    const uint32_t type = SOCK_STREAM;
    load_argument(program, 0, false);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 4);
    load_argument(program, 1, false);
    add(program, BPF_ALU | BPF_AND | BPF_K, ~(uint32_t)(SOCK_CLOEXEC | SOCK_NONBLOCK), 0, 0);
    allow_if_equal(program, type);
}

// sendto() without an address is send().
static void
allow_to_nobody(struct program *program)
{
    load_argument(program, 4, true);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 5);
    load_argument(program, 4, false);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
    allow_if_plain(program, 3);
}

// The allowing half of a rule with a test; what falls through is refused by the caller.
static void
add_test(struct program *program, enum test test, uint32_t profile)
{
    // No leases, no notifications, no signal owner: those reach other processes.
    static const uint32_t fcntls[] = {F_DUPFD,     F_GETFD,     F_SETFD,         F_GETFL,
                                      F_SETFL,     F_GETLK,     F_SETLK,         F_SETLKW,
                                      F_OFD_GETLK, F_OFD_SETLK, F_DUPFD_CLOEXEC, F_OFD_SETLKW,
                                      F_ADD_SEALS, F_GET_SEALS};
    static const uint32_t ioctls[] = {FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
    static const uint32_t names[]  = {PR_SET_NAME, PR_GET_NAME};
    uint32_t              own      = (uint32_t)getpid();
    switch (test) {
    case FCNTL:
        allow_if_one_of(program, 1, fcntls, sizeof(fcntls) / sizeof(*fcntls));
        break;
    case IOCTL:
        allow_if_one_of(program, 1, ioctls, sizeof(ioctls) / sizeof(*ioctls));
        break;
    case NAMES:
        allow_if_one_of(program, 0, names, sizeof(names) / sizeof(*names));
        break;
    case OWN_PROCESS:
        allow_if_one_of(program, 0, &own, 1);
        break;
    case NO_PATH:
        if (profile & CHELA__PROFILE_FILES)
            allow_if_null(program, 1);
        break;
    case READ_LIMIT:
        allow_if_null(program, 2);
        break;
    case THREAD: // refused threads are an error that pthread_create() reports; a fork is the end
        load_argument(program, 0, false);
        add(program, BPF_JMP | BPF_JEQ | BPF_K, THREAD_FLAGS, 0, 1);
        answer(program, profile & CHELA__PROFILE_THREADS ? SECCOMP_RET_ALLOW : REFUSE(EAGAIN));
        break;
    case PLAIN:
        allow_if_plain(program, 2);
        break;
    case TO_NOBODY:
        allow_to_nobody(program);
        break;
    case OPTION:
        allow_options(program);
        break;
    case UNIX_STREAM:
        allow_unix_stream(program);
        break;
    case ANY:
        answer(program, SECCOMP_RET_ALLOW);
        break;
    case NO_TEST:
        break;
    }
}

static void
add_rule(struct program *program, const struct rule *rule, uint32_t profile)
{
    size_t jump = program->len;
    add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->number, 0, 0);
    if (rule->kind == ALLOWED || (rule->kind == FOR_FILES && (profile & CHELA__PROFILE_FILES))) {
        answer(program, SECCOMP_RET_ALLOW);
    } else if ((rule->kind == FOR_LIBRARIES && !(profile & CHELA__PROFILE_LIBRARIES)) ||
               (rule->kind == FOR_CONNECTIONS &&
                !(profile & (CHELA__PROFILE_LIBRARIES | CHELA__PROFILE_CONNECTS)))) {
        answer(program, KILL);
    } else if (rule->kind == FOR_CONNECTIONS && !(profile & CHELA__PROFILE_CONNECTS)) {
        answer(program, REFUSE(rule->error));
    } else {
        add_test(program, (enum test)rule->test, profile);
        answer(program, REFUSE(rule->error));
    }
    if (jump < CHELA__SECCOMP_MAX)
        program->code[jump].jf = (uint8_t)(program->len - jump - 1);
}

// Another architecture's numbers mean other calls: end.
static void
add_prologue(struct program *program)
{
    add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
    answer(program, KILL);
    add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
    add(program, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
    answer(program, KILL);
}

static int
by_number(const void *a, const void *b)
{
    return ((const struct rule *)a)->number - ((const struct rule *)b)->number;
}

// A binary search over sorted rules. The kernel runs a new filter once for every call there is, to
// learn which ones need no look at their arguments: through a plain list that took half a
// millisecond of each worker's start.
static void
write_search(struct program *program, const struct rule *sorted, size_t count, uint32_t profile)
{
    if (count <= LEAF) {
        for (size_t i = 0; i < count; i++)
            add_rule(program, &sorted[i], profile);
        answer(program, KILL);
        return;
    }
    size_t half = count / 2;
    add(program, BPF_JMP | BPF_JGE | BPF_K, (uint32_t)sorted[half].number, 0, 1);
    size_t jump = program->len;
    add(program, BPF_JMP | BPF_JA, 0, 0, 0);
    write_search(program, sorted, half, profile);
    if (jump < CHELA__SECCOMP_MAX)
        program->code[jump].k = (uint32_t)(program->len - jump - 1);
    write_search(program, sorted + half, count - half, profile);
}

static void
write_stage_one(struct program *program, uint32_t profile)
{
    struct rule sorted[sizeof(rules) / sizeof(*rules)];
    memcpy(sorted, rules, sizeof(rules));
    qsort(sorted, sizeof(rules) / sizeof(*rules), sizeof(*rules), by_number);
    write_search(program, sorted, sizeof(rules) / sizeof(*rules), profile);
}

// Code that appears from now on is not the plugin's; libraries may still bring modules (gconv).
static void
refuse_exec(struct program *program, uint32_t number)
{
    add(program, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4);
    load_argument(program, 2, false);
    add(program, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1);
    answer(program, REFUSE(EACCES));
    answer(program, SECCOMP_RET_ALLOW);
}

static void
write_stage_two(struct program *program, uint32_t profile)
{
    add(program, BPF_JMP | BPF_JEQ | BPF_K, __NR_seccomp, 0, 1);
    answer(program, KILL);
    if (!(profile & CHELA__PROFILE_LIBRARIES)) {
        refuse_exec(program, __NR_mmap);
        refuse_exec(program, __NR_mprotect);
    }
    answer(program, SECCOMP_RET_ALLOW);
}

size_t
chela__seccomp_program(const struct chela__profile *profile, enum chela__stage stage,
                       struct sock_filter *ret_code)
{
    struct program program = {.code = ret_code};
    add_prologue(&program);
    if (stage == CHELA__STAGE_LOAD)
        write_stage_one(&program, profile->flags);
    else
        write_stage_two(&program, profile->flags);
    return program.len == CHELA__SECCOMP_MAX ? 0 : program.len;
}

int
chela__seccomp_enforce(const struct chela__profile *profile, enum chela__stage stage)
{
    struct sock_filter code[CHELA__SECCOMP_MAX] = {{0}};
    size_t             len                      = chela__seccomp_program(profile, stage, code);
    if (len == 0)
        return E2BIG;
    const struct sock_fprog filter = {(unsigned short)len, code};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0
               ? 0
               : (errno ? errno : EBUSY); // TSYNC answers with the id of a thread that has its own
}
