// attack.c - what a program in its sandbox might try; run by test_program_attacks.c, inside and, as
// the control, outside. "attack NAME FOLDER HOST PORT": exits with 0 when it succeeded.
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *folder;
static pid_t       host;
static int         port;
static char        own_path[512];

static const char *
in_folder(const char *name)
{
    static char path[512];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

// ---- files ----

static long
reads_home(void)
{
    return open(in_folder("secret"), O_RDONLY);
}

static long
stats_home(void)
{
    struct stat info;
    return stat(in_folder("secret"), &info);
}

static long
climbs_out(void)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/../secret", in_folder("read"));
    return open(path, O_RDONLY);
}

static long
follows_link_out(void)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/link", in_folder("write"));
    unlink(path);
    return symlink("../secret", path) < 0 ? -1 : open(path, O_RDONLY);
}

static long
writes_what_is_read(void)
{
    return open(in_folder("read/x"), O_CREAT | O_WRONLY, 0644);
}

static long
proc_root(void)
{
    char path[600];
    snprintf(path, sizeof(path), "/proc/1/root%s", in_folder("secret"));
    int fd = open(path, O_RDONLY);
    snprintf(path, sizeof(path), "/proc/%d/root%s", (int)host, in_folder("secret"));
    return fd >= 0 ? fd : open(path, O_RDONLY);
}

static long
proc_cwd(void)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/cwd/.", (int)host);
    return open(path, O_RDONLY | O_DIRECTORY);
}

static long
runs_what_it_wrote(void)
{
    char  path[600], buffer[65536];
    int   from = open(own_path, O_RDONLY), status = 0;
    snprintf(path, sizeof(path), "%s/copy", in_folder("write"));
    int     to = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0755);
    ssize_t len;
    while ((len = read(from, buffer, sizeof(buffer))) > 0)
        if (write(to, buffer, (size_t)len) != len)
            return -1;
    close(to);
    pid_t pid = fork();
    if (pid == 0) {
        execl(path, "copy", "nothing", folder, "0", "0", NULL);
        _exit(errno == EACCES ? 9 : 10);
    }
    waitpid(pid, &status, 0);
    return status == 0 ? 0 : (errno = EACCES, -1);
}

static long
changes_the_system(void)
{
    return open("/usr/share/chela-attack", O_CREAT | O_WRONLY, 0644) < 0
               ? -1
               : unlink("/usr/share/chela-attack");
}

static long
writes_settings(void)
{
    int fd = open("/proc/sys/kernel/core_pattern", O_WRONLY);
    return fd;
}

static long
makes_device(void)
{
    const char *path = in_folder("write/device");
    unlink(path);
    return mknod(path, S_IFCHR | 0666, makedev(1, 3)) < 0 ? -1 : open(path, O_RDWR);
}

static long
file_handle(void)
{
    union {
        struct file_handle handle;
        char               bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } at;
    int mount               = 0;
    at.handle.handle_bytes = MAX_HANDLE_SZ;
    return name_to_handle_at(AT_FDCWD, folder, &at.handle, &mount, 0);
}

// ---- filling up ----

static long
write_much(const char *path, size_t mib)
{
    static char block[1 << 20];
    int         fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < mib; i++)
        if (write(fd, block, sizeof(block)) != sizeof(block))
            return -1;
    return close(fd);
}

// Several files, each of a size that is allowed.
static long
fills_tmp(void)
{
    char path[64];
    long failed = 0;
    for (int i = 0; i < 5; i++) {
        snprintf(path, sizeof(path), "/tmp/chela-attack-%d-%d", (int)getpid(), i);
        failed = failed < 0 ? failed : write_much(path, 20);
    }
    int error = errno;
    for (int i = 0; i < 5; i++) {
        snprintf(path, sizeof(path), "/tmp/chela-attack-%d-%d", (int)getpid(), i);
        unlink(path);
    }
    errno = error;
    return failed;
}

static long
fills_folder(void)
{
    const char *path = in_folder("write/large");
    return write_much(path, 40) < 0 ? -1 : unlink(path);
}

static long
fills_memory(void)
{
    size_t size = (size_t)600 << 20;
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? -1
               : 0;
}

// As many as there may be; those that are left end with the first.
static long
fork_bomb(void)
{
    pid_t children[300];
    int   count = 0;
    while (count < 300 && (children[count] = fork()) > 0)
        count++;
    if (count < 300 && children[count] == 0) {
        sleep(5);
        _exit(0);
    }
    usleep(400000);
    for (int i = 0; i < count; i++)
        kill(children[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
    errno = EAGAIN;
    return count == 300 ? 0 : -1;
}

// ---- other processes ----

static long
signals_host(void)
{
    return kill(host, 0);
}

static long
ptraces_host(void)
{
    long done = ptrace(PTRACE_ATTACH, host, NULL, NULL);
    if (done == 0) {
        waitpid(host, NULL, __WALL);
        ptrace(PTRACE_DETACH, host, NULL, NULL);
    }
    return done;
}

static long
traces_itself(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long
reads_host_memory(void)
{
    char         byte;
    struct iovec own = {&byte, 1}, theirs = {(void *)4096, 1};
    long         done = process_vm_readv(getppid(), &own, 1, &theirs, 1, 0);
    return done < 0 && errno != EFAULT ? -1 : 0; // a bad address is one that was looked at
}

static long
sees_processes(void)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%d/status", (int)host);
    int fd = open(path, O_RDONLY);
    return fd < 0 ? -1 : kill(host, 0); // a process of that number inside is not the host
}

static long
takes_descriptors(void)
{
    int    count = 0;
    DIR   *fds   = opendir("/proc/self/fd");
    while (readdir(fds))
        count++;
    closedir(fds);
    errno = EBADF;
    return count > 6 ? 0 : -1; // ".", "..", 0, 1, 2 and the folder itself
}

// ---- the network ----

static long
connect_to(int domain, const void *address, socklen_t len)
{
    int fd = socket(domain, SOCK_STREAM, 0);
    return fd < 0 ? -1 : connect(fd, address, len);
}

static long
tcp_host(void)
{
    struct sockaddr_in at = {.sin_family      = AF_INET,
                             .sin_port        = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return connect_to(AF_INET, &at, sizeof(at));
}

static long
unix_host(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof(at.sun_path), "%.80s/socket", folder);
    return connect_to(AF_UNIX, &at, sizeof(at));
}

static long
abstract_host(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int len = snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1, "chela-program-%d", (int)host);
    return connect_to(AF_UNIX, &at,
                      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len));
}

static long
raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static long
packet_socket(void)
{
    return socket(AF_PACKET, SOCK_DGRAM, 0);
}

static long
vsock(void)
{
    return socket(AF_VSOCK, SOCK_STREAM, 0);
}

static long
sees_interfaces(void)
{
    FILE *file = fopen("/proc/net/dev", "r");
    char  line[256];
    int   others = 0;
    while (file && fgets(line, sizeof(line), file))
        others += strchr(line, ':') && !strstr(line, "lo:");
    errno = ENODEV;
    return others > 0 ? 0 : -1;
}

// ---- the kernel ----

static long
mounts(void)
{
    const char *path = in_folder("write");
    return mount("none", path, "tmpfs", 0, NULL) < 0 ? -1 : umount(path);
}

static long
unshares(void)
{
    return unshare(CLONE_NEWUSER);
}

static long
clones_namespace(void)
{
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0)
        _exit(0);
    return pid < 0 ? -1 : waitpid(pid, NULL, 0);
}

static long
keeps_keys(void)
{
    return syscall(SYS_add_key, "user", "chela-attack", "x", 1, -3);
}

static long
io_uring(void)
{
    struct io_uring_params params = {0};
    return syscall(SYS_io_uring_setup, 4, &params);
}

static long
bpf(void)
{
    union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4,
                           .max_entries = 1};
    return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static long
perf_events(void)
{
    struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr),
                                   .exclude_kernel = 1};
    return syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

static long
page_faults(void)
{
    return syscall(SYS_userfaultfd, 1);
}

static long
changes_root(void)
{
    return chroot("/");
}

static long
gains_privileges(void)
{
    errno = EPERM;
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? -1 : 0;
}

static long
has_capabilities(void)
{
    FILE              *file = fopen("/proc/self/status", "r");
    char               line[256];
    unsigned long long caps = 0;
    while (file && fgets(line, sizeof(line), file))
        sscanf(line, "CapBnd: %llx", &caps);
    errno = EPERM;
    return caps ? 0 : -1;
}

static long
types_into_terminal(void)
{
    return ioctl(0, TIOCSTI, "x");
}

static long
host_name(void)
{
    char name[128];
    gethostname(name, sizeof(name));
    errno = EPERM;
    return strcmp(name, "chela") == 0 ? -1 : 0;
}

static long
nothing(void)
{
    return 0;
}

#define A(name) {#name, name}
static const struct {
    const char *name;
    long (*run)(void);
} attacks[] = {
    A(reads_home), A(stats_home), A(climbs_out), A(follows_link_out), A(writes_what_is_read),
    A(proc_root), A(proc_cwd), A(runs_what_it_wrote), A(changes_the_system), A(writes_settings),
    A(makes_device), A(file_handle), A(fills_tmp), A(fills_folder), A(fills_memory), A(fork_bomb),
    A(signals_host), A(ptraces_host), A(traces_itself), A(reads_host_memory), A(sees_processes),
    A(takes_descriptors), A(tcp_host), A(unix_host), A(abstract_host), A(raw_socket),
    A(packet_socket), A(vsock), A(sees_interfaces), A(mounts), A(unshares), A(clones_namespace),
    A(keeps_keys), A(io_uring), A(bpf), A(perf_events), A(page_faults), A(changes_root),
    A(gains_privileges), A(has_capabilities), A(types_into_terminal), A(host_name), A(nothing),
};

int
main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    folder = argv[2];
    host   = (pid_t)strtol(argv[3], NULL, 10);
    port   = (int)strtol(argv[4], NULL, 10);
    if (readlink("/proc/self/exe", own_path, sizeof(own_path) - 1) < 0)
        return 2;
    for (size_t i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
        if (strcmp(attacks[i].name, argv[1]) != 0)
            continue;
        errno     = 0;
        long done = attacks[i].run();
        printf("%s\n", done >= 0 ? "succeeded" : strerrorname_np(errno));
        return done < 0;
    }
    return 2;
}
