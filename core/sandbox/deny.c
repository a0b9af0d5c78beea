// deny.c - the system calls that other people's programs may not make, as a filter for bubblewrap.
//
// They need much, so everything is allowed that is not listed: what reaches other processes,
// changes the machine or its mounts, or opens large parts of the kernel that programs do without.
#include <asm/unistd.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/file.h"
#include "sandbox/program.h"

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#error "deny.c knows x86-64 and aarch64"
#endif

#define X32_BIT 0x40000000u
#define REFUSE(error) (SECCOMP_RET_ERRNO | (uint32_t)(error))
#define NAMESPACE_FLAGS                                                                            \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |     \
     CLONE_NEWCGROUP)
#define CODE_MAX 512

struct denied {
    int      number;
    uint32_t error;
};

// clang-format off
#define P(call) {__NR_##call, EPERM}
#define S(call) {__NR_##call, ENOSYS}
static const struct denied denied[] = {
    // mounts and namespaces
    P(mount), P(umount2), P(pivot_root), P(chroot), P(unshare), P(setns), P(open_tree), P(move_mount),
    P(fsopen), P(fsconfig), P(fsmount), P(fspick), P(mount_setattr),
    // clone3's flags lie in memory; callers fall back to clone
    S(clone3),
    // other processes
    P(ptrace), P(process_vm_readv), P(process_vm_writev), P(pidfd_getfd), P(kcmp), P(process_madvise),
    // keys, and large parts of the kernel
    P(add_key), P(request_key), P(keyctl), P(bpf), P(perf_event_open), P(userfaultfd),
    S(io_uring_setup), S(io_uring_enter), S(io_uring_register),
    // files by handle, behind every view of the paths
    P(open_by_handle_at), P(name_to_handle_at), P(fanotify_init),
    // the machine
    P(init_module), P(finit_module), P(delete_module), P(kexec_load), P(reboot), P(swapon), P(swapoff),
    P(acct), P(quotactl), P(syslog), P(sethostname), P(setdomainname), P(settimeofday), P(clock_settime),
    P(clock_adjtime), P(adjtimex), P(vhangup), P(lookup_dcookie), P(nfsservctl), P(move_pages),
    P(migrate_pages), P(personality),
#if defined(__x86_64__)
    P(iopl), P(ioperm), P(modify_ldt), P(kexec_file_load), P(uselib), P(ustat), P(sysfs),
#endif
};
#undef P
#undef S
// clang-format on

// ---- writing it ----

struct filter {
    size_t             len;
    struct sock_filter code[CODE_MAX];
};

static void
add(struct filter *filter, uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
    if (filter->len < CODE_MAX)
        filter->code[filter->len++] = (struct sock_filter){code, yes, no, k};
}

static void
load(struct filter *filter, size_t offset)
{
    add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
load_argument(struct filter *filter, size_t index) // its low half; the kernel looks at no more
{
    load(filter, offsetof(struct seccomp_data, args) + 8 * index);
}

static void
answer(struct filter *filter, uint32_t value)
{
    add(filter, BPF_RET | BPF_K, value, 0, 0);
}

static void
add_prologue(struct filter *filter)
{
    load(filter, offsetof(struct seccomp_data, arch));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
    answer(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr));
    add(filter, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
    answer(filter, SECCOMP_RET_KILL_PROCESS);
}

// Begins a test of one call; what is between here and end_of() runs for that call alone.
static size_t
begin(struct filter *filter, int number)
{
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 0);
    return filter->len - 1;
}

static void
end_of(struct filter *filter, size_t jump)
{
    answer(filter, SECCOMP_RET_ALLOW);
    filter->code[jump].jf = (uint8_t)(filter->len - jump - 1);
}

static void
refuse_if_equal(struct filter *filter, uint32_t value, uint32_t error)
{
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(filter, REFUSE(error));
}

// New processes yes, new namespaces no.
static void
add_clone(struct filter *filter)
{
    size_t jump = begin(filter, __NR_clone);
    load_argument(filter, 0);
    add(filter, BPF_JMP | BPF_JSET | BPF_K, NAMESPACE_FLAGS, 0, 1);
    answer(filter, REFUSE(EPERM));
    end_of(filter, jump);
}

// Typing into a terminal.
static void
add_ioctl(struct filter *filter)
{
    size_t jump = begin(filter, __NR_ioctl);
    load_argument(filter, 1);
    refuse_if_equal(filter, TIOCSTI, EPERM);
    refuse_if_equal(filter, TIOCLINUX, EPERM);
    end_of(filter, jump);
}

// Ordinary families, and no raw kinds of them.
static void
add_socket(struct filter *filter)
{
    static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
    size_t                count      = sizeof(families) / sizeof(*families);
    size_t                jump       = begin(filter, __NR_socket);
    load_argument(filter, 0);
    for (size_t i = 0; i < count; i++)
        add(filter, BPF_JMP | BPF_JEQ | BPF_K, families[i], (uint8_t)(count - i), 0);
    answer(filter, REFUSE(EAFNOSUPPORT));
    // Netlink has but raw kinds; in a network of its own it shows only that.
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 4, 0);
    load_argument(filter, 1);
    add(filter, BPF_ALU | BPF_AND | BPF_K, 0xF, 0, 0); // without SOCK_CLOEXEC, SOCK_NONBLOCK
    refuse_if_equal(filter, SOCK_RAW, EPERM);
    end_of(filter, jump);
}

chela_status
chela__deny_filter(int *ret_fd, struct chela_error *err)
{
    struct filter filter = {0};
    add_prologue(&filter);
    for (size_t i = 0; i < sizeof(denied) / sizeof(*denied); i++)
        refuse_if_equal(&filter, (uint32_t)denied[i].number, denied[i].error);
    add_clone(&filter);
    add_ioctl(&filter);
    add_socket(&filter);
    answer(&filter, SECCOMP_RET_ALLOW);
    return chela__memfd_sealed("chela-deny", (const char *)filter.code,
                               filter.len * sizeof(*filter.code), ret_fd, err);
}
