// main.c - the program `chela`. What it has in memory goes into no core.
#include <sys/resource.h>

#include "cli/cli.h"

int
main(int argc, char **argv)
{
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    return chela__cli_main(argc, argv);
}
