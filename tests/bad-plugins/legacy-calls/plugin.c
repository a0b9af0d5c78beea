// legacy-calls - makes a system call of another architecture.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    long result = 20; // getpid of i386
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
    return result;
}

ATTACK();
