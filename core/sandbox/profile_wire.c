// profile_wire.c - a profile as the worker's first frame; the half that host and worker share.
#include <string.h>

#include "sandbox/sandbox.h"

size_t
chela__profile_calls(const struct chela__profile *profile)
{
    if (!(profile->flags & CHELA__PROFILE_PARALLEL))
        return 1;
    int64_t calls = profile->threads > CHELA__WORKER_CALLS ? CHELA__WORKER_CALLS : profile->threads;
    return calls > 0 ? (size_t)calls : 1;
}

void
chela__profile_to_frame(const struct chela__profile *profile, struct chela__frame *ret_frame)
{
    *ret_frame = (struct chela__frame){
        .type   = CHELA__WIRE_PROFILE,
        .fields = {{.t = profile->paths, .len = strlen(profile->paths)},
                   {.i = profile->flags},
                   {.i = profile->uid},
                   {.i = profile->memory},
                   {.i = profile->file_size},
                   {.i = profile->files},
                   {.i = profile->threads},
                   {.i = profile->stack}},
    };
}

void
chela__profile_from_frame(const struct chela__frame *frame, struct chela__profile *ret_profile)
{
    const struct chela__wire_field *fields = frame->fields;
    *ret_profile                           = (struct chela__profile){
                                  .paths     = (char *)fields[0].t,
                                  .flags     = (uint32_t)fields[1].i,
                                  .uid       = fields[2].i,
                                  .memory    = fields[3].i,
                                  .file_size = fields[4].i,
                                  .files     = fields[5].i,
                                  .threads   = fields[6].i,
                                  .stack     = fields[7].i,
    };
}
