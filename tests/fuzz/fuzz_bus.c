// fuzz_bus.c - both sides of D-Bus's authentication take any bytes, however they are cut. The first
// byte chooses the side, the second where the rest is cut in two.
#include <string.h>

#include "fuzz/fuzz.h"
#include "sandbox/bus_auth.h"

static void
log_in(const char *data, size_t size, size_t cut)
{
    struct chela__bus_auth auth;
    struct chela__buffer   out = CHELA__BUFFER_INIT;
    chela__bus_login_start(&auth, &out);
    if (chela__bus_login_feed(&auth, data, cut, &out) == CHELA_OK)
        (void)chela__bus_login_feed(&auth, data + cut, size - cut, &out);
    FUZZ_CHECK(!auth.is_done || strlen(auth.guid) == CHELA__BUS_GUID - 1);
    FUZZ_CHECK(out.len < 256);
    chela__buffer_done(&out);
}

// The same bytes in one piece and in two: the same answers, the same end.
static void
welcome(const char *data, size_t size, size_t cut)
{
    struct chela__bus_auth whole = {.guid = "0"}, parts = {.guid = "0"};
    struct chela__buffer   once = CHELA__BUFFER_INIT, twice = CHELA__BUFFER_INIT;
    size_t                 used = 0, first = 0, second = 0;
    chela_status           status = chela__bus_welcome_feed(&whole, data, size, &once, &used);
    chela_status           again  = chela__bus_welcome_feed(&parts, data, cut, &twice, &first);
    if (again == CHELA_OK)
        again = chela__bus_welcome_feed(&parts, data + cut, size - cut, &twice, &second);
    FUZZ_CHECK(status == again && whole.is_done == parts.is_done);
    FUZZ_CHECK(status < 0 || used == first + second);
    FUZZ_CHECK(once.len == twice.len && (!once.len || !memcmp(once.data, twice.data, once.len)));
    chela__buffer_done(&once);
    chela__buffer_done(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const char *bytes = (const char *)data + 2;
    size_t      cut   = data[1] < size - 2 ? data[1] : size - 2;
    if (data[0] & 1)
        log_in(bytes, size - 2, cut);
    else
        welcome(bytes, size - 2, cut);
    return 0;
}
