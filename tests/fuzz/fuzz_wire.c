// fuzz_wire.c - a frame from either side is refused or says the same when it is sent on. The first
// byte chooses the side.
#include <string.h>

#include "fuzz/fuzz.h"
#include "sandbox/wire.h"

static void
check(const struct chela__frame *frame, const char *data, size_t size)
{
    struct chela__packet packet;
    FUZZ_CHECK(chela__packet_make(frame, &packet, NULL) == CHELA_OK);
    FUZZ_CHECK(packet.len == size && memcmp(packet.data, data, size) == 0);
    chela__packet_done(&packet);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__frame frame;
    struct chela_error  err = CHELA_ERROR_INIT;
    if (size == 0)
        return 0;
    const char           *bytes = (const char *)data + 1;
    enum chela__wire_from from  = data[0] & 1 ? CHELA__FROM_HOST : CHELA__FROM_WORKER;
    if (chela__frame_decode(bytes, size - 1, from, &frame, &err) < 0) {
        FUZZ_CHECK(err.status < 0 && err.text[0]);
        return 0;
    }
    check(&frame, bytes, size - 1);
    chela__frame_done(&frame);
    return 0;
}
