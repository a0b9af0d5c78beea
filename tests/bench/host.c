// host.c - the smallest host agent, for bench_memory.c: opens a host, says so, and waits.
#include <chela/host.h>

#include <stdio.h>
#include <unistd.h>

// host HOME IMAGE WORKER
int
main(int argc, char **argv)
{
    struct chela_host_options options = CHELA_HOST_OPTIONS_INIT;
    struct chela_error        err     = CHELA_ERROR_INIT;
    struct chela_host        *host    = NULL;
    char                      byte    = '.';
    if (argc != 4)
        return 2;
    options.home   = argv[1];
    options.image  = argv[2];
    options.worker = argv[3];
    if (chela_host_open(&options, &host, &err) < 0 || chela_dispatch(host, 0, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (write(STDOUT_FILENO, &byte, 1) == 1)
        (void)!read(STDIN_FILENO, &byte, 1); // until the one who measures closes it
    chela_host_close(host);
    return 0;
}
