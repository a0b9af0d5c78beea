// main.c - the program `chela`.
#include "cli/cli.h"

int
main(int argc, char **argv)
{
    return chela__cli_main(argc, argv);
}
