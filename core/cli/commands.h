// commands.h - the table of commands, one line each, in the order of `chela --help`.
#ifndef CHELA_CLI_COMMANDS_H
#define CHELA_CLI_COMMANDS_H

#include "cli/cli.h"

// clang-format off
#define CHELA__COMMANDS(X) \
    X(ask) \
    X(audit) \
    X(bind) \
    X(call) \
    X(check) \
    X(config) \
    X(dev) \
    X(doctor) \
    X(eval) \
    X(grants) \
    X(image) \
    X(index) \
    X(inspect) \
    X(install) \
    X(keygen) \
    X(list) \
    X(manual) \
    X(memory) \
    X(new) \
    X(pack) \
    X(policy) \
    X(remove) \
    X(revoke) \
    X(serve) \
    X(sign) \
    X(task) \
    X(test) \
    X(trust) \
    X(version)
// clang-format on

#define CHELA__COMMAND_DECLARE(name) extern const struct chela__command chela__cmd_##name;
CHELA__COMMANDS(CHELA__COMMAND_DECLARE)
#undef CHELA__COMMAND_DECLARE

#endif
