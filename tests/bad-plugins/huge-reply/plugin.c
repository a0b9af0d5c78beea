// huge-reply - replies with more than a frame may hold.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    size_t size = 20u << 20;
    char  *text = malloc(size);
    if (!text)
        return CHELA_NO_MEMORY;
    memset(text, 'x', size);
    text[0] = text[size - 1] = '"';
    return call->runtime->reply(call, text, size);
}

BAD_PLUGIN();
