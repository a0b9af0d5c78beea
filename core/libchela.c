// libchela.c - names the public functions, so that libchela.so gets them, and of the objects only
// what they need. tests/abi compares this list with what the library exports.
#include <chela/host.h>

extern void (*const chela__api[])(void);

#define API(name) (void (*)(void))(name)
__attribute__((used)) void (*const chela__api[])(void) = {
    API(chela_host_open),
    API(chela_host_close),
    API(chela_host_fd),
    API(chela_host_wake),
    API(chela_dispatch),
    API(chela_run_due),
    API(chela_conversation_open),
    API(chela_conversation_close),
    API(chela_ask),
    API(chela_call),
    API(chela_undo),
    API(chela_consent),
    API(chela_grant),
    API(chela_grants),
    API(chela_revoke_grant),
    API(chela_memory_add),
    API(chela_memory_list),
    API(chela_memory_forget),
    API(chela_cancel),
    API(chela_wait),
    API(chela_task_list),
    API(chela_task_show),
};
