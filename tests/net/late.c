// late - says whether there is a service and what names lead to; with "late" it also asks for a
// connection, from a thread of its own, after its call is over.
#include "act.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static int port, told[2];

// 0 or an errno value.
static int
connect_now(void)
{
    struct sockaddr_in to     = {.sin_family      = AF_INET,
                                 .sin_port        = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                fd     = socket(AF_INET, SOCK_STREAM, 0);
    int                failed = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 ? 0 : errno;
    close(fd);
    return failed;
}

static void *
connect_late(void *user)
{
    char byte;
    int  failed = -1;
    (void)user;
    if (read(told[0], &byte, 1) == 1) { // the next call says that the first one is over
        usleep(50000);
        failed = connect_now();
    }
    return (void *)(intptr_t)failed;
}

static json_t *
act(struct chela_call *call, const json_t *input, char why[256])
{
    static pthread_t thread;
    struct addrinfo *found = NULL;
    void            *result;
    (void)why;
    if (json_object_get(input, "now")) {
        port = (int)json_integer_value(json_object_get(input, "now"));
        return json_pack("{s:s}", "error", strerror(connect_now()));
    }
    if (json_object_get(input, "late")) {
        port = (int)json_integer_value(json_object_get(input, "late"));
        if (pipe(told) < 0 || pthread_create(&thread, NULL, connect_late, NULL) != 0)
            return NULL;
        return json_object();
    }
    if (json_object_get(input, "go")) // and ends at once, before the thread goes on
        return write(told[1], "x", 1) == 1 ? json_object() : NULL;
    if (json_object_get(input, "what")) {
        pthread_join(thread, &result);
        return json_pack("{s:s}", "error", strerror((int)(intptr_t)result));
    }
    bool has_service = call->runtime->service(call, CHELA_NET_SERVICE) != NULL;
    bool has_names   = getaddrinfo("example.org", "80", NULL, &found) == 0;
    freeaddrinfo(found);
    return json_pack("{s:b, s:b}", "service", has_service, "names", has_names);
}
