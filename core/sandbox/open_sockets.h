// open_sockets.h - which of the connections that were handed over are still open.
//
// The receiver may close a descriptor whenever it likes and tells nobody. A copy kept here would
// keep the connection open, so only its inode is kept and looked for in the kernel's own lists.
#ifndef CHELA_SANDBOX_OPEN_SOCKETS_H
#define CHELA_SANDBOX_OPEN_SOCKETS_H

#include <stddef.h>
#include <stdint.h>

#define CHELA__OPEN_SOCKETS 64

struct chela__open_sockets {
    uint64_t inodes[CHELA__OPEN_SOCKETS];
    size_t   count;
};

// Drops the oldest when there are too many.
void
chela__open_sockets_add(struct chela__open_sockets *sockets, int fd);

// Asks the kernel, and forgets what is closed.
size_t
chela__open_sockets_count(struct chela__open_sockets *sockets);

#endif
