// syscalls.h - the worker's system calls as a table that a reader checks by eye; see seccomp.c.
//
// Stage 1. What is not listed here ends the process. An entry whose call the machine does not have
// is left out by the preprocessor's number (calls of x86-64 that aarch64 never had).
//   A(call)               allowed
//   F(call)               allowed with the right to files, else EACCES
//   T(call, test, error)  allowed when its argument passes the test, else the error (0: end)
//   N(call, error)        never, but politely: libraries ask and go on without
//   L(call, error)        the same for plugins with libraries of their own; ends all others
//   C(call, test, error)  as T for plugins that are handed connections; others: the error with
//                         libraries of their own, else the end
#ifndef CHELA_SANDBOX_SYSCALLS_H
#define CHELA_SANDBOX_SYSCALLS_H

// clang-format off
#define CHELA__SYSCALLS(A, F, T, N, L, C)                                                             \
    /* the host, time, memory */                                                                   \
    A(recvmsg) T(sendmsg, PLAIN, EOPNOTSUPP) A(futex) A(clock_gettime) A(clock_getres) A(gettimeofday)                \
    A(clock_nanosleep) A(nanosleep) A(mmap) A(munmap) A(mprotect) A(mremap) A(brk) A(madvise)      \
    A(mincore) A(getrandom)                                                                        \
    /* open descriptors */                                                                         \
    A(read) A(write) A(readv) A(writev) A(pread64) A(pwrite64) A(preadv) A(pwritev) A(lseek)       \
    A(close) A(fstat) A(dup) A(dup3) A(ftruncate) A(fallocate) A(fsync) A(fdatasync) A(fadvise64)  \
    A(flock) A(copy_file_range) A(sendfile) A(memfd_create) A(pipe2) A(eventfd2) A(ppoll)          \
    A(pselect6) A(epoll_create1) A(epoll_ctl) A(epoll_pwait) A(timerfd_create) A(timerfd_settime)  \
    T(fcntl, FCNTL, EPERM) T(ioctl, IOCTL, ENOTTY)                                                 \
    /* paths: which ones is Landlock's to say */                                                   \
    A(openat) A(newfstatat) A(statx) A(readlinkat) A(faccessat) A(faccessat2) A(getcwd)            \
    A(getdents64) A(statfs) A(fstatfs) A(umask)                                                    \
    F(mkdirat) F(unlinkat) F(renameat) F(renameat2) F(linkat) F(symlinkat) F(fchdir) F(chdir)      \
    F(fchmod)                                                                                      \
    /* Landlock (of some kernels) does not see these: only what is open may be changed */          \
    N(truncate, EPERM) T(utimensat, NO_PATH, EPERM) N(fchmodat, EPERM) N(fchown, EPERM)            \
    N(fchownat, EPERM)                                                                             \
    N(getxattr, ENOTSUP) N(lgetxattr, ENOTSUP) N(fgetxattr, ENOTSUP) N(listxattr, ENOTSUP)         \
    N(llistxattr, ENOTSUP) N(flistxattr, ENOTSUP) N(openat2, ENOSYS)                               \
    /* the process itself */                                                                       \
    A(exit) A(exit_group) A(rt_sigreturn) A(restart_syscall) A(rt_sigaction) A(rt_sigprocmask)     \
    A(rt_sigtimedwait) A(sigaltstack) A(getpid) A(getppid) A(gettid) A(getuid) A(geteuid) A(getgid) \
    A(getegid) A(uname) A(sysinfo) A(getrusage) A(times) A(getcpu) A(seccomp)                      \
    T(tgkill, OWN_PROCESS, 0) T(prctl, NAMES, EPERM) T(prlimit64, READ_LIMIT, EPERM)               \
    N(sched_setaffinity, EPERM) N(setpriority, EPERM) N(getpriority, EPERM) N(mlock, EPERM)        \
    /* threads */                                                                                  \
    T(clone, THREAD, 0) N(clone3, ENOSYS) A(set_robust_list) A(rseq) A(sched_yield)                \
    A(sched_getaffinity) A(sched_getparam) A(sched_getscheduler) A(sched_get_priority_max)         \
    A(sched_get_priority_min)                                                                      \
    /* asked for by name services, event loops and allocators of ordinary libraries */             \
    L(socket, EACCES) L(inotify_init1, ENOSYS) L(signalfd4, ENOSYS)                                \
    L(membarrier, ENOSYS) L(sched_setscheduler, EPERM) L(sched_getattr, ENOSYS)                    \
    L(get_mempolicy, ENOSYS) L(mbind, ENOSYS) L(getgroups, EPERM) L(getresuid, EPERM)              \
    L(getresgid, EPERM) L(io_uring_setup, ENOSYS)                                                  \
    /* what may be done with a connection that the host has made; connect, bind, listen, accept    \
       and sending to an address are not here */                                                   \
    C(sendto, TO_NOBODY, EOPNOTSUPP) C(recvfrom, ANY, EACCES) C(shutdown, ANY, EACCES)             \
    C(getsockopt, OPTION, ENOPROTOOPT) C(setsockopt, OPTION, ENOPROTOOPT)                          \
    C(getsockname, ANY, EACCES) C(getpeername, ANY, EACCES) C(socketpair, UNIX_STREAM, EACCES)

// Older names of the above, which glibc still uses on x86-64.
#if defined(__x86_64__)
#define CHELA__SYSCALLS_OLD(A, F, T, N, L, C)                                                      \
    A(open) A(stat) A(lstat) A(access) A(readlink) A(poll) A(select) A(pipe) A(dup2) A(eventfd)    \
    A(epoll_wait) A(epoll_create) A(getrlimit) A(time) A(arch_prctl)                               \
    F(mkdir) F(rmdir) F(unlink) F(rename) F(link) F(symlink)                                       \
    N(chmod, EPERM) N(chown, EPERM) N(lchown, EPERM) N(utime, EPERM) N(utimes, EPERM)
#else
#define CHELA__SYSCALLS_OLD(A, F, T, N, L, C)
#endif
// clang-format on

#endif
