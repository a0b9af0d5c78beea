// deep-json - replies with a hundred thousand brackets.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    static char text[200001];
    memset(text, '[', 100000);
    memset(text + 100000, ']', 100000);
    return reply_text(call, text);
}

BAD_PLUGIN();
