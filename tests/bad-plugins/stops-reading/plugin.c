// stops-reading - asks and never reads the answers.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    for (;;) {
        unsigned char header[32] = {0x43, 0x48, 0x4C, 0x41, 1, 0, 11};
        header[16]               = 0xFF; // a call that does not exist: each message is answered
        (void)!write(3, header, sizeof(header));
    }
}

BAD_PLUGIN();
