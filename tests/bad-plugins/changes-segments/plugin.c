// changes-segments - writes its descriptor table.
#include "bad.h"

#include <asm/ldt.h>

static long
attack(const struct target *at)
{
    struct user_desc entry = {.entry_number = 1, .limit = 1, .seg_32bit = 1};
    (void)at;
    return syscall(SYS_modify_ldt, 1, &entry, sizeof(entry));
}

ATTACK();
