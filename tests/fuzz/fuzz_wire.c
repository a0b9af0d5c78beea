// fuzz_wire.c - a frame from either side is refused or says the same when it is sent on. The first
// byte chooses the side.
#include <string.h>

#include "fuzz/fuzz.h"
#include "sandbox/list.h"
#include "sandbox/program.h"
#include "sandbox/wire.h"

static void
check(const struct chela__frame *frame, const char *data, size_t size)
{
    struct chela__packet packet;
    FUZZ_CHECK(chela__packet_make(frame, &packet, NULL) == CHELA_OK);
    FUZZ_CHECK(packet.len == size && memcmp(packet.data, data, size) == 0);
    chela__packet_done(&packet);
}

// The lists of texts in what starts programs: cut to pieces, nothing is lost.
static void
split(const struct chela__frame *frame, size_t field)
{
    const char *texts[64 + 1];
    size_t      count = 0, len = 0;
    if (chela__list_split((char *)frame->fields[field].t, texts, 64, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        len += strlen(texts[i]) + 1;
    FUZZ_CHECK(len == frame->fields[field].len && !texts[count]);
    for (size_t i = 0; i < count && frame->type == CHELA__WIRE_PROGRAM && field == 4; i++) {
        char address[CHELA__INSIDE_SIZE], host[256];
        int  port = 0;
        if (chela__inside_address(texts, i, address, host, &port) == CHELA_OK)
            FUZZ_CHECK(*address && *host && port > 0 && port < 65536);
    }
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
    for (size_t i = 1; i < 5 && frame.type == CHELA__WIRE_PROGRAM; i++)
        split(&frame, i);
    for (size_t i = 1; i < 3 && frame.type == CHELA__WIRE_EXEC; i++)
        split(&frame, i);
    chela__frame_done(&frame);
    return 0;
}
