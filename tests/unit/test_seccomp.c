// The worker's filter, run in an interpreter instead of the kernel: the same test holds for x86-64
// and, under an emulator that has no seccomp, for aarch64.
#include "sandbox/enforce.h"

#include <asm/unistd.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#define OTHER_ARCH AUDIT_ARCH_AARCH64
#else
#define ARCH AUDIT_ARCH_AARCH64
#define OTHER_ARCH AUDIT_ARCH_X86_64
#endif
#define KILL SECCOMP_RET_KILL_PROCESS
#define ALLOW SECCOMP_RET_ALLOW
#define ERROR(error) (SECCOMP_RET_ERRNO | (uint32_t)(error))
#define THREAD                                                                                     \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |            \
     CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

static struct sock_filter code[CHELA__SECCOMP_MAX];
static size_t             length;

static void
make(uint32_t flags, enum chela__stage stage)
{
    const struct chela__profile profile = {.flags = flags};
    length                              = chela__seccomp_program(&profile, stage, code);
    ck_assert_uint_gt(length, 0);
}

// One step; true with *ret_answer at a return. What the kernel would refuse to load fails the test.
static bool
step(const struct seccomp_data *data, size_t *at, uint32_t *a, uint32_t *ret_answer)
{
    const struct sock_filter *in = &code[(*at)++];
    uint32_t                  word;
    bool                      yes = false;
    switch (in->code) {
    case BPF_LD | BPF_W | BPF_ABS:
        ck_assert_uint_le(in->k + 4, sizeof(*data));
        ck_assert_uint_eq(in->k % 4, 0);
        memcpy(&word, (const char *)data + in->k, sizeof(word));
        *a = word;
        return false;
    case BPF_ALU | BPF_AND | BPF_K:
        *a &= in->k;
        return false;
    case BPF_RET | BPF_K:
        *ret_answer = in->k;
        return true;
    case BPF_JMP | BPF_JA:
        *at += in->k;
        return false;
    case BPF_JMP | BPF_JGT | BPF_K:
        yes = *a > in->k;
        break;
    case BPF_JMP | BPF_JEQ | BPF_K:
        yes = *a == in->k;
        break;
    case BPF_JMP | BPF_JGE | BPF_K:
        yes = *a >= in->k;
        break;
    case BPF_JMP | BPF_JSET | BPF_K:
        yes = (*a & in->k) != 0;
        break;
    default:
        ck_abort_msg("instruction %zu: code %#x", *at - 1, in->code);
    }
    *at += yes ? in->jt : in->jf;
    return false;
}

static uint32_t
answer_to(uint32_t arch, int number, const uint64_t args[6])
{
    struct seccomp_data data = {.nr = number, .arch = arch};
    uint32_t            a = 0, answer = 0;
    size_t              at = 0;
    if (args)
        memcpy(data.args, args, sizeof(data.args));
    while (!step(&data, &at, &a, &answer))
        ck_assert_uint_lt(at, length); // no jump leads out of it
    return answer;
}

#define ANSWER(call, ...) answer_to(ARCH, __NR_##call, (const uint64_t[6]){__VA_ARGS__})

START_TEST(other_machines_calls_end_the_process)
{
    const enum chela__stage stages[] = {CHELA__STAGE_LOAD, CHELA__STAGE_RUN};
    make(CHELA__PROFILE_FILES | CHELA__PROFILE_LIBRARIES | CHELA__PROFILE_CONNECTS, stages[_i]);
    for (int number = 0; number < 1024; number++) {
        ck_assert_uint_eq(answer_to(OTHER_ARCH, number, NULL), KILL);
        ck_assert_uint_eq(answer_to(AUDIT_ARCH_I386, number, NULL), KILL);
        ck_assert_uint_eq(answer_to(AUDIT_ARCH_ARM, number, NULL), KILL);
        ck_assert_uint_eq(answer_to(ARCH, number | 0x40000000, NULL), KILL); // x32
    }
    ck_assert_uint_eq(answer_to(ARCH, -1, NULL), KILL);
}
END_TEST

// Calls that no profile opens.
static const int never[] = {
    __NR_execve,
    __NR_execveat,
    __NR_connect,
    __NR_bind,
    __NR_listen,
    __NR_accept,
    __NR_accept4,
    __NR_ptrace,
    __NR_kill,
    __NR_tkill,
    __NR_mount,
    __NR_umount2,
    __NR_setns,
    __NR_unshare,
    __NR_bpf,
    __NR_keyctl,
    __NR_add_key,
    __NR_perf_event_open,
    __NR_userfaultfd,
    __NR_process_vm_readv,
    __NR_pidfd_open,
    __NR_pidfd_getfd,
    __NR_init_module,
    __NR_io_uring_enter,
    __NR_pivot_root,
    __NR_reboot,
    __NR_shmget,
    __NR_msgget,
    __NR_semget,
    __NR_mq_open,
    __NR_name_to_handle_at,
    __NR_open_by_handle_at,
    __NR_setuid,
    __NR_setresuid,
    __NR_sethostname,
    __NR_swapon,
    __NR_personality,
    __NR_mlockall,
};

START_TEST(some_calls_are_never_allowed)
{
    make(_i ? ~CHELA__PROFILE_FLOOR : 0, CHELA__STAGE_LOAD);
    for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
        ck_assert_msg(answer_to(ARCH, never[i], NULL) == KILL, "call %d", never[i]);
    for (int number = 460; number < 1024; number++) // newer than this Chela
        ck_assert_uint_eq(answer_to(ARCH, number, NULL), KILL);
}
END_TEST

START_TEST(what_is_not_declared_is_closed)
{
    make(0, CHELA__STAGE_LOAD);
    ck_assert_uint_eq(ANSWER(read, 3), ALLOW);
    ck_assert_uint_eq(ANSWER(futex, 0), ALLOW);
    ck_assert_uint_eq(ANSWER(mkdirat, 0), ERROR(EACCES));
    ck_assert_uint_eq(ANSWER(unlinkat, 0), ERROR(EACCES));
    ck_assert_uint_eq(ANSWER(socket, AF_INET, SOCK_STREAM, 0), KILL);
    ck_assert_uint_eq(ANSWER(recvfrom, 0), KILL);
    ck_assert_uint_eq(ANSWER(io_uring_setup, 1), KILL);
    ck_assert_uint_eq(ANSWER(clone, THREAD), ERROR(EAGAIN));
    ck_assert_uint_eq(ANSWER(clone, SIGCHLD), KILL);
    ck_assert_uint_eq(ANSWER(clone3, 0), ERROR(ENOSYS));
    ck_assert_uint_eq(ANSWER(prlimit64, 0, 0, 0, 1), ALLOW);
    ck_assert_uint_eq(ANSWER(prlimit64, 0, 0, (uint64_t)1 << 40, 0), ERROR(EPERM));
    ck_assert_uint_eq(ANSWER(prlimit64, 0, 0, 1, 0), ERROR(EPERM));
    ck_assert_uint_eq(ANSWER(fcntl, 0, F_GETFL), ALLOW);
    ck_assert_uint_eq(ANSWER(fcntl, 0, F_SETOWN), ERROR(EPERM));
    ck_assert_uint_eq(ANSWER(tgkill, (uint64_t)getpid()), ALLOW);
    ck_assert_uint_eq(ANSWER(tgkill, (uint64_t)getppid()), KILL);
}
END_TEST

START_TEST(what_is_declared_is_open)
{
    make(CHELA__PROFILE_FILES | CHELA__PROFILE_THREADS | CHELA__PROFILE_LIBRARIES |
             CHELA__PROFILE_CONNECTS,
         CHELA__STAGE_LOAD);
    ck_assert_uint_eq(ANSWER(mkdirat, 0), ALLOW);
    ck_assert_uint_eq(ANSWER(clone, THREAD), ALLOW);
    ck_assert_uint_eq(ANSWER(clone, THREAD | CLONE_NEWUSER), KILL);
    ck_assert_uint_eq(ANSWER(recvfrom, 0), ALLOW);
    ck_assert_uint_eq(ANSWER(sendto, 3, 1, 1, 0, 0, 0), ALLOW);
    ck_assert_uint_eq(ANSWER(sendto, 3, 1, 1, MSG_FASTOPEN, 0, 0), ERROR(EOPNOTSUPP));
    ck_assert_uint_eq(ANSWER(sendto, 3, 1, 1, 0, 0x1000, 16), ERROR(EOPNOTSUPP));
    ck_assert_uint_eq(ANSWER(sendto, 3, 1, 1, 0, (uint64_t)1 << 33, 16), ERROR(EOPNOTSUPP));
    ck_assert_uint_eq(ANSWER(socket, AF_INET, SOCK_STREAM, 0), ERROR(EACCES));
    ck_assert_uint_eq(ANSWER(socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), ALLOW);
    ck_assert_uint_eq(ANSWER(socketpair, AF_UNIX, SOCK_DGRAM, 0), ERROR(EACCES));
    ck_assert_uint_eq(ANSWER(setsockopt, 3, SOL_SOCKET, SO_KEEPALIVE), ALLOW);
    ck_assert_uint_eq(ANSWER(setsockopt, 3, SOL_SOCKET, SO_ATTACH_FILTER), ERROR(ENOPROTOOPT));
}
END_TEST

// The second stage: no new code, and no other filter.
START_TEST(no_new_code_once_it_runs)
{
    make(0, CHELA__STAGE_RUN);
    ck_assert_uint_eq(ANSWER(mmap, 0, 4096, PROT_READ | PROT_WRITE), ALLOW);
    ck_assert_uint_eq(ANSWER(mmap, 0, 4096, PROT_READ | PROT_EXEC), ERROR(EACCES));
    ck_assert_uint_eq(ANSWER(mprotect, 0, 4096, PROT_EXEC), ERROR(EACCES));
    ck_assert_uint_eq(ANSWER(seccomp, 1), KILL);
    make(CHELA__PROFILE_LIBRARIES, CHELA__STAGE_RUN);
    ck_assert_uint_eq(ANSWER(mmap, 0, 4096, PROT_READ | PROT_EXEC), ALLOW); // gconv
    ck_assert_uint_eq(ANSWER(seccomp, 1), KILL);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("seccomp");
    TCase *tests = tcase_create("seccomp");
    tcase_add_loop_test(tests, other_machines_calls_end_the_process, 0, 2);
    tcase_add_loop_test(tests, some_calls_are_never_allowed, 0, 2);
    tcase_add_test(tests, what_is_not_declared_is_closed);
    tcase_add_test(tests, what_is_declared_is_open);
    tcase_add_test(tests, no_new_code_once_it_runs);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
