// @NAME@ - says hello.
#include "@NAME@.chela.h" // generated from manifest.json: prototypes and tables

#include <chela/sdk.h>

chela_status @NAME @_greet(struct chela_call *call, const char *name)
{
    return chela_reply_take(call, json_pack("{s:o}", "text", json_sprintf("Hello, %s!", name)));
}

CHELA_PLUGIN(@NAME @, .open = NULL);
