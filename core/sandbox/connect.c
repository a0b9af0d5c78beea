// connect.c - socket(), connect(), getaddrinfo() and freeaddrinfo() of chela-worker: libraries bind
// to the executable's symbols first, so ordinary ones reach the host's broker unchanged.
//
// A convenience, no boundary: the system calls of the same names are closed by seccomp. A socket is
// one end of a pair that leads nowhere, until connect() puts the descriptor over it that the host
// has connected. A name becomes an address that stands for it, which no host can have; the host
// looks the name up when it connects.
#include "sandbox/connect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "sandbox/net_service.h"
#include "sandbox/sandbox.h"
#include "sandbox/serve.h"

#define EXPORT __attribute__((visibility("default")))
#define NAMES_MAX 64
#define DESCRIPTORS 1024 // as many as a profile allows

// 0.1.0.1 and 100::1:1 stand for the first name: "this network" and the discarded one.
#define STAND_IN_IPV4 0x00010001u
static const uint8_t stand_in_ipv6[14] = {0x01, 0x00, [13] = 0x01};

static struct {
    pthread_mutex_t     lock; // guards names and their count
    struct chela__link *link;
    uint32_t            flags;
    char               *names[NAMES_MAX];
    size_t              count;
    _Atomic bool        is_loose[DESCRIPTORS]; // made by socket(), not connected
} self = {.lock = PTHREAD_MUTEX_INITIALIZER};

void
chela__connect_through(struct chela__link *link, uint32_t profile_flags)
{
    self.link  = link;
    self.flags = profile_flags & CHELA__PROFILE_CONNECTS;
}

// ---- names ----

// The number of the name, from 0; -1 when there is no more room.
static int
number_of(const char *name)
{
    int number = -1;
    pthread_mutex_lock(&self.lock);
    for (size_t i = 0; i < self.count && number < 0; i++)
        if (strcasecmp(self.names[i], name) == 0)
            number = (int)i;
    if (number < 0 && self.count < NAMES_MAX && (self.names[self.count] = strdup(name)))
        number = (int)self.count++;
    pthread_mutex_unlock(&self.lock);
    return number;
}

// Names stay for the life of the process.
static const char *
name_of(size_t number)
{
    pthread_mutex_lock(&self.lock);
    const char *name = number < self.count ? self.names[number] : NULL;
    pthread_mutex_unlock(&self.lock);
    return name;
}

// An address that stands for a name says that name, any other one itself. False: no address.
static bool
host_of(const struct sockaddr *address, socklen_t size, char ret_host[CHELA__HOST_SIZE],
        uint16_t *ret_port)
{
    const char *name = NULL;
    if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)address;
        *ret_port                      = ntohs(ipv4->sin_port);
        name                           = name_of(ntohl(ipv4->sin_addr.s_addr) - STAND_IN_IPV4);
        inet_ntop(AF_INET, &ipv4->sin_addr, ret_host, CHELA__HOST_SIZE);
    } else if (address->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6)) {
        const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)address;
        const uint8_t             *at   = ipv6->sin6_addr.s6_addr;
        *ret_port                       = ntohs(ipv6->sin6_port);
        if (memcmp(at, stand_in_ipv6, sizeof(stand_in_ipv6)) == 0)
            name = name_of((size_t)(at[14] << 8 | at[15]) - 1);
        inet_ntop(AF_INET6, at, ret_host, CHELA__HOST_SIZE);
    } else {
        return false;
    }
    if (name)
        snprintf(ret_host, CHELA__HOST_SIZE, "%s", name);
    return true;
}

// ---- getaddrinfo ----

struct found {
    struct addrinfo         info; // first: what freeaddrinfo() gets
    struct sockaddr_storage address;
    char                    name[CHELA__HOST_SIZE];
};

static int
found_new(const char *name, int family, uint16_t port, int flags, struct addrinfo **ret_info)
{
    struct found *found = calloc(1, sizeof(*found));
    if (!found)
        return EAI_MEMORY;
    struct sockaddr_in  *ipv4 = (struct sockaddr_in *)&found->address;
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)&found->address;
    bool is_ipv4 = family != AF_INET6 && inet_pton(AF_INET, name, &ipv4->sin_addr) == 1;
    bool is_ipv6 =
        !is_ipv4 && family != AF_INET && inet_pton(AF_INET6, name, &ipv6->sin6_addr) == 1;
    int number = is_ipv4 || is_ipv6 || (flags & AI_NUMERICHOST) ? -1 : number_of(name);
    if (!is_ipv4 && !is_ipv6 && number < 0) {
        free(found);
        return flags & AI_NUMERICHOST ? EAI_NONAME : EAI_MEMORY;
    }
    if (is_ipv6 || (number >= 0 && family == AF_INET6)) {
        ipv6->sin6_family = AF_INET6;
        ipv6->sin6_port   = htons(port);
        if (number >= 0) {
            memcpy(&ipv6->sin6_addr, stand_in_ipv6, sizeof(stand_in_ipv6));
            ipv6->sin6_addr.s6_addr[15] = (uint8_t)(number + 1);
        }
    } else {
        ipv4->sin_family = AF_INET;
        ipv4->sin_port   = htons(port);
        if (number >= 0)
            ipv4->sin_addr.s_addr = htonl(STAND_IN_IPV4 + (uint32_t)number);
    }
    snprintf(found->name, sizeof(found->name), "%s", name);
    found->info = (struct addrinfo){
        .ai_family    = found->address.ss_family,
        .ai_socktype  = SOCK_STREAM,
        .ai_protocol  = IPPROTO_TCP,
        .ai_addrlen   = found->address.ss_family == AF_INET ? sizeof(*ipv4) : sizeof(*ipv6),
        .ai_addr      = (struct sockaddr *)&found->address,
        .ai_canonname = flags & AI_CANONNAME ? found->name : NULL};
    *ret_info = &found->info;
    return 0;
}

EXPORT int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
            struct addrinfo **ret_info)
{
    int   family = hints ? hints->ai_family : AF_UNSPEC;
    int   type   = hints ? hints->ai_socktype : 0;
    char *end    = NULL;
    long  port   = service ? strtol(service, &end, 10) : 0;
    if (!(self.flags & CHELA__PROFILE_NET))
        return EAI_FAIL;
    if (!node || !*node || strlen(node) >= CHELA__HOST_SIZE)
        return EAI_NONAME; // nobody listens in a worker
    if (service && (*end || end == service || port < 0 || port > UINT16_MAX))
        return EAI_SERVICE;
    if (type != 0 && type != SOCK_STREAM)
        return EAI_SOCKTYPE;
    if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)
        return EAI_FAMILY;
    return found_new(node, family, (uint16_t)port, hints ? hints->ai_flags : 0, ret_info);
}

EXPORT void
freeaddrinfo(struct addrinfo *info)
{
    while (info) {
        struct addrinfo *next = info->ai_next;
        free(info); // the first member of a struct found
        info = next;
    }
}

// ---- sockets ----

// Refused families end as the filter wants it.
EXPORT int
socket(int family, int type, int protocol)
{
    bool is_net = (family == AF_INET || family == AF_INET6) && (self.flags & CHELA__PROFILE_NET);
    bool is_bus = family == AF_UNIX && (self.flags & CHELA__PROFILE_BUS);
    int  flags  = type & (SOCK_CLOEXEC | SOCK_NONBLOCK);
    int  pair[2];
    if (!self.flags)
        return (int)syscall(SYS_socket, family, type, protocol);
    if ((!is_net && !is_bus) || (type & ~flags) != SOCK_STREAM) {
        errno = EACCES;
        return -1;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | flags, 0, pair) < 0)
        return -1;
    close(pair[1]);
    if (pair[0] < DESCRIPTORS)
        self.is_loose[pair[0]] = true;
    return pair[0];
}

static int
error_of(chela_status status)
{
    switch (status) {
    case CHELA_DENIED:
    case CHELA_INVALID:
        return EACCES;
    case CHELA_TIMEOUT:
        return ETIMEDOUT;
    case CHELA_BUSY:
        return EADDRNOTAVAIL;
    case CHELA_CANCELLED:
        return ECONNABORTED;
    case CHELA_NO_MEMORY:
        return ENOMEM;
    case CHELA_IO:
        return EMFILE;
    default:
        return ECONNREFUSED;
    }
}

// Moves a connection over the library's socket, with the modes that the library has set on that.
static int
put_over(int from, int fd)
{
    static const int options[] = {SO_RCVTIMEO, SO_SNDTIMEO, SO_LINGER, SO_PASSCRED};
    int              mode      = fcntl(fd, F_GETFL);
    int              flags     = fcntl(fd, F_GETFD);
    int              failed    = 0;
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        char      value[64];
        socklen_t size = sizeof(value);
        if (getsockopt(fd, SOL_SOCKET, options[i], value, &size) == 0)
            (void)setsockopt(from, SOL_SOCKET, options[i], value, size);
    }
    if (fcntl(from, F_SETFL, mode) < 0 || dup3(from, fd, flags & FD_CLOEXEC ? O_CLOEXEC : 0) < 0)
        failed = errno;
    close(from);
    return failed;
}

static chela_status
ask_for(const struct sockaddr *address, socklen_t size, int *ret_fd)
{
    char     host[CHELA__HOST_SIZE], path[sizeof(struct sockaddr_un)] = "";
    uint16_t port = 0;
    uint64_t call = chela__serve_current_call();
    if (host_of(address, size, host, &port))
        return chela__net_ask(self.link, call, host, port, ret_fd, NULL, 0);
    if (address->sa_family == AF_UNIX && size > offsetof(struct sockaddr_un, sun_path))
        memcpy(path, ((const struct sockaddr_un *)address)->sun_path,
               size - offsetof(struct sockaddr_un, sun_path));
    if (strcmp(path, CHELA__BUS_PATH_SESSION) == 0)
        return chela__bus_ask(self.link, call, CHELA__BUS_SESSION, ret_fd, NULL, 0);
    if (strcmp(path, CHELA__BUS_PATH_SYSTEM) == 0)
        return chela__bus_ask(self.link, call, CHELA__BUS_SYSTEM, ret_fd, NULL, 0);
    return CHELA_DENIED;
}

static bool
is_socket(int fd)
{
    int       type;
    socklen_t size = sizeof(type);
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

// Waits until the connection is there, also on a non-blocking socket: it answers like one to a host
// that was very quick.
EXPORT int
connect(int fd, const struct sockaddr *address, socklen_t size)
{
    int fresh = -1;
    if (!self.flags)
        return (int)syscall(SYS_connect, fd, address, size);
    if (!is_socket(fd))
        return -1;
    if (!address || size < sizeof(sa_family_t) || size > sizeof(struct sockaddr_storage) ||
        (address->sa_family == AF_UNIX && size > sizeof(struct sockaddr_un))) {
        errno = EINVAL;
        return -1;
    }
    if (fd >= DESCRIPTORS || !self.is_loose[fd]) {
        errno = EISCONN;
        return -1;
    }
    chela_status status = ask_for(address, size, &fresh);
    errno               = status < 0 ? error_of(status) : put_over(fresh, fd);
    if (errno)
        return -1;
    self.is_loose[fd] = false;
    return 0;
}

static bool
has_credentials(const struct msghdr *message)
{
    struct msghdr   copy = *message; // CMSG_NXTHDR() takes no const
    struct cmsghdr *each = CMSG_FIRSTHDR(&copy);
    while (each && (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_CREDENTIALS))
        each = CMSG_NXTHDR(&copy, each);
    return each != NULL;
}

// GDBus sends who it is, which a user without a name in its namespace may not say. The host answers
// for the bus and does not ask.
EXPORT ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct msghdr plain = *message;
    if ((self.flags & CHELA__PROFILE_BUS) && has_credentials(message)) {
        plain.msg_control    = NULL;
        plain.msg_controllen = 0;
    }
    return syscall(SYS_sendmsg, fd, &plain, flags);
}
