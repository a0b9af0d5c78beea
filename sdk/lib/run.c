// run.c - a program's output through a pipe, bounded; see run.h.
#include <chela/run.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 16384

struct output {
    char  *data;
    size_t len, max;
};

// One read more. CHELA_PENDING: there may be more to come.
static chela_status
read_some(int fd, struct output *output)
{
    size_t room = output->max - output->len;
    char  *more = realloc(output->data, output->len + (room < CHUNK ? room : CHUNK) + 2);
    if (!more)
        return CHELA_NO_MEMORY;
    output->data = more;
    ssize_t got  = read(fd, more + output->len, (room < CHUNK ? room : CHUNK) + 1);
    if (got < 0)
        return errno == EINTR ? CHELA_PENDING : CHELA_IO;
    if ((size_t)got > room)
        return CHELA_LIMIT;
    output->len += (size_t)got;
    return got == 0 ? CHELA_OK : CHELA_PENDING;
}

// Until the program and all that holds its output have closed it.
static chela_status
read_all(struct chela_call *call, int fd, struct output *output)
{
    struct pollfd fds[]  = {{fd, POLLIN, 0}, {call->runtime->cancel_fd(call), POLLIN, 0}};
    chela_status  status = CHELA_PENDING;
    while (status == CHELA_PENDING) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return CHELA_IO;
        if (fds[1].revents)
            return CHELA_CANCELLED;
        if (fds[0].revents)
            status = read_some(fd, output);
    }
    return status;
}

chela_status
chela_run(struct chela_call *call, const struct chela_exec_start *start, size_t max,
          struct chela_run_result *ret_result)
{
    const struct chela_exec *exec   = call->runtime->service(call, CHELA_EXEC_SERVICE);
    struct chela_exec_start  own    = *start;
    struct output            output = {.max = max};
    int                      ends[2];
    int64_t                  program;
    if (!exec)
        return CHELA_UNSUPPORTED;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return CHELA_IO;
    own.output = own.error = ends[1];
    chela_status status    = exec->start(call, &own, &program);
    close(ends[1]);
    if (status == CHELA_OK) {
        status = read_all(call, ends[0], &output);
        if (status < 0)
            exec->kill(call, program);
        int32_t      code  = 0;
        chela_status ended = exec->wait(call, program, &code);
        status             = status < 0 ? status : ended;
        ret_result->code   = status < 0 ? ret_result->code : code;
    }
    close(ends[0]);
    if (status < 0) {
        free(output.data);
        return status;
    }
    output.data[output.len] = 0;
    ret_result->output      = output.data;
    ret_result->len         = output.len;
    return CHELA_OK;
}
