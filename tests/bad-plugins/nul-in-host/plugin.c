// nul-in-host - asks by a message of its own for a name that goes on behind a NUL.
#include "bad.h"

#include "sandbox/wire.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    static const char name[] = "other.example\0.inside.example";
    struct {
        uint32_t magic;
        uint16_t version, type;
        uint32_t len, flags;
        uint64_t call;
        uint32_t seq, zero;
        char     body[64];
    } message   = {.magic = CHELA__WIRE_MAGIC, .version = 1, .type = CHELA__WIRE_CONNECT};
    uint32_t len = sizeof(name) - 1;
    (void)call;
    (void)input;
    memcpy(message.body, &len, 4);
    memcpy(message.body + 4, name, sizeof(name));
    message.len = 4 + sizeof(name) + 8;
    (void)!write(3, &message, 32 + message.len);
    return CHELA_PENDING;
}

BAD_PLUGIN();
