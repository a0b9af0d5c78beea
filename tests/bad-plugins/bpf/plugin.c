// bpf - runs code in the kernel.
#include "bad.h"

#include <linux/bpf.h>

static long
attack(const struct target *at)
{
    static union bpf_attr attributes = {
        .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
    (void)at;
    return syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes));
}

ATTACK();
