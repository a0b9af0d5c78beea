// dotdot-escape - leaves its folder upwards.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/../../../../../..%s", getenv("HOME"), in_folder(at, "open"));
    return open(path, O_RDONLY);
}

ATTACK();
