// tools.h - the capabilities of the fault tests' plugin: every class once.
#define LEDGER_ID "org.example.ledger"
#define LEDGER_TOOLS(X)                                                                            \
    X(look, "ledger.look", LOOK)                                                                   \
    X(find, "ledger.find", FIND)                                                                   \
    X(set, "ledger.set", APPEND)                                                                   \
    X(keyed, "ledger.keyed", KEYED)                                                                \
    X(once, "ledger.once", APPEND)                                                                 \
    X(blind, "ledger.blind", APPEND)                                                               \
    X(final, "ledger.final", APPEND)                                                               \
    X(drop, "ledger.drop", KEYED)
