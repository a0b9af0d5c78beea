// unsealed-body - passes a large body that it can still change.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    struct {
        uint32_t magic;
        uint16_t version, type;
        uint32_t len, flags;
        uint64_t call;
        uint32_t seq, zero;
    } header                                    = {0x414C4843, 1, 8, 100000, 1, 1, 1, 0};
    struct iovec  data                          = {&header, sizeof(header)};
    char          room[CMSG_SPACE(sizeof(int))] = {0};
    struct msghdr message                       = {
                              .msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room)};
    struct cmsghdr *files = CMSG_FIRSTHDR(&message);
    int             fd    = memfd_create("body", 0);
    (void)call;
    if (ftruncate(fd, 100000) < 0)
        return CHELA_FAILED;
    *files = (struct cmsghdr){CMSG_LEN(sizeof(fd)), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(files), &fd, sizeof(fd));
    (void)!sendmsg(3, &message, 0);
    return CHELA_PENDING;
}

BAD_PLUGIN();
