// fuzz_hand.c - any bytes on the socket of `chela serve`: messages are read whole or refused, and
// say the same when they are sent on.
#include <string.h>

#include "base/json.h"
#include "cli/hand.h"
#include "fuzz/fuzz.h"

static void
check(json_t *message)
{
    struct chela__hand hand  = CHELA__HAND_INIT;
    json_t            *again = NULL;
    FUZZ_CHECK(json_is_object(message));
    FUZZ_CHECK(chela__hand_put_take(&hand, json_incref(message), NULL) == CHELA_OK);
    FUZZ_CHECK(chela__hand_next(&hand.out, &again, NULL) == CHELA_OK);
    FUZZ_CHECK(json_equal(message, again) && hand.out.len == 0);
    json_decref(again);
    chela__hand_close(&hand);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__buffer in      = CHELA__BUFFER_INIT;
    struct chela_error   err     = CHELA_ERROR_INIT;
    json_t              *message = NULL;
    chela_status         status;
    chela__buffer_add(&in, data, size);
    while ((status = chela__hand_next(&in, &message, &err)) == CHELA_OK) {
        check(message);
        json_decref(message);
        message = NULL;
    }
    FUZZ_CHECK(status == CHELA_PENDING || (err.status < 0 && err.text[0]));
    FUZZ_CHECK(in.len <= size);
    chela__buffer_done(&in);
    return 0;
}
