// half-a-message - sends a header without its body.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    unsigned char header[32] = {0x43, 0x48, 0x4C, 0x41, 1, 0, 8, 0, 16};
    (void)call;
    (void)!write(3, header, sizeof(header));
    return CHELA_PENDING;
}

BAD_PLUGIN();
