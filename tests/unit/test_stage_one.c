// Tests of core/sandbox/stage_one.c: the order of its steps, and that each ends the worker with its
// own exit code. A filter in the child refuses the calls of one step and of all later ones, so that
// the code that comes back is that of the first.
#include <check.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/enforce.h"

#define ANY UINT32_MAX
#define NO_CALL -1

static const struct step {
    int      code;
    int      call;     // the system call that is refused
    uint32_t argument; // only with this first argument
    bool     for_root; // an ordinary user has nothing to do there
} steps[] = {
    {CHELA__EXIT_NAMESPACES, SYS_chroot, ANY, true},
    {CHELA__EXIT_BOUNDING, SYS_prctl, PR_CAPBSET_DROP, true},
    {CHELA__EXIT_UID, SYS_setresuid, ANY, true},
    {CHELA__EXIT_CAPABILITIES, SYS_capset, ANY, false},
    {CHELA__EXIT_DEATH_SIGNAL, SYS_prctl, PR_SET_PDEATHSIG, false},
    {CHELA__EXIT_PARENT, NO_CALL, 0, false},
    {CHELA__EXIT_DUMPABLE, SYS_prctl, PR_SET_DUMPABLE, false},
    {CHELA__EXIT_NO_NEW_PRIVS, SYS_prctl, PR_SET_NO_NEW_PRIVS, false},
    {CHELA__EXIT_RLIMIT, SYS_prlimit64, ANY, false},
    {CHELA__EXIT_LANDLOCK, SYS_landlock_restrict_self, ANY, false},
    {CHELA__EXIT_SECCOMP, SYS_seccomp, ANY, false},
};
#define COUNT ((int)(sizeof(steps) / sizeof(*steps)))

static void
refuse_from(int first)
{
    struct sock_filter code[6 * COUNT + 2];
    size_t             len = 0;
    for (int i = first; i < COUNT; i++) {
        if (steps[i].call == NO_CALL)
            continue;
        bool any    = steps[i].argument == ANY;
        code[len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                   offsetof(struct seccomp_data, nr));
        code[len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                   (uint32_t)steps[i].call, 0, any ? 1 : 3);
        if (!any) {
            code[len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                       offsetof(struct seccomp_data, args));
            code[len++] =
                (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, steps[i].argument, 0, 1);
        }
        code[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL);
    }
    code[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog filter = {(unsigned short)len, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
        _exit(1);
}

static int
code_of_stage_one(int first)
{
    int   status = 0;
    pid_t host   = getpid();
    pid_t pid    = fork();
    if (pid == 0) {
        const struct chela__profile profile = {
            .paths   = (char *)"x /usr\n",
            .flags   = CHELA__PROFILE_FLOOR | (geteuid() == 0 ? CHELA__PROFILE_NAMESPACES : 0),
            .uid     = geteuid() == 0 ? 0x48000001 : -1,
            .memory  = INT64_MAX,
            .files   = 32,
            .threads = 8};
        bool is_orphan = first < COUNT && steps[first].code <= CHELA__EXIT_PARENT;
        const struct chela__identity user = {is_orphan ? 1 : host, geteuid(), getegid()};
        refuse_from(first);
        chela__stage_one(&profile, &user, -1);
        syscall(SYS_exit_group, 0);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool
has_private_root(void)
{
    int   status = 1;
    pid_t pid    = fork();
    if (pid == 0)
        _exit(unshare(CLONE_NEWNS) < 0);
    waitpid(pid, &status, 0);
    return status == 0;
}

START_TEST(ends_with_the_code_of_the_first_step_that_fails)
{
    if (steps[_i].for_root && geteuid() != 0)
        return;
    if (steps[_i].code == CHELA__EXIT_NAMESPACES && !has_private_root())
        return;
    if (steps[_i].code == CHELA__EXIT_LANDLOCK && chela__landlock_version() == 0)
        return;
    ck_assert_int_eq(code_of_stage_one(_i), steps[_i].code);
}
END_TEST

START_TEST(passes_when_nothing_fails)
{
    ck_assert_int_eq(code_of_stage_one(COUNT), 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("stage one");
    TCase *tcase = tcase_create("stage one");
    tcase_add_loop_test(tcase, ends_with_the_code_of_the_first_step_that_fails, 0, COUNT);
    tcase_add_test(tcase, passes_when_nothing_fails);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
