// layers.h - the layers of the sandbox by name, for tests that leave some of them out.
//
// Nothing in the worker can be switched off. The tests link the worker's own objects, and the
// host's, with the system calls that make a layer wrapped by the linker (open_worker.c,
// open_host.c): a call that is "off" is not made and answers 0. What is released has neither.
#ifndef TESTS_BAD_PLUGINS_LAYERS_H
#define TESTS_BAD_PLUGINS_LAYERS_H

//        name           made by                                                     side
#define LAYERS(X)                                                                                  \
    X(FILTER)      /* seccomp stage 1, before the plugin's code             worker */             \
    X(FILTER2)     /* seccomp stage 2, after it is loaded                   worker */             \
    X(LANDLOCK)    /* landlock_restrict_self                                worker */             \
    X(MDWE)        /* prctl(PR_SET_MDWE): memory is written or run          worker */             \
    X(LIMITS)      /* setrlimit                                             worker */             \
    X(IDENTITY)    /* setresuid and friends, capset, bounding set           worker */             \
    X(ROOT)        /* unshare(CLONE_NEWNS): a root with declared paths      worker */             \
    X(NAMESPACES)  /* all others: users, processes, network, channels       both   */             \
    X(DESCRIPTORS) /* close_range before exec                               host   */             \
    X(ENVIRONMENT) /* the environment is the host's, not inherited          host   */             \
    X(SEALS)       /* F_GET_SEALS of what the worker sends                  host   */             \
    X(KIND)        /* fstat and F_GETFL of what the worker sends            host   */             \
    X(DECLARED)    /* the broker: chela__reach_find                         host   */             \
    X(RANGES)      /* the broker: chela__target_allows                      host   */

enum {
#define LAYER_NUMBER(name) NUMBER_##name,
    LAYERS(LAYER_NUMBER) LAYER_COUNT
};
enum {
#define LAYER_BIT(name) name = 1 << NUMBER_##name,
    LAYERS(LAYER_BIT) NO_LAYER = 0
};

// Not a layer: a kernel that has no Landlock at all. Private roots then stand in for it.
#define KERNEL_WITHOUT_LANDLOCK (1u << 30)

#define LAYERS_VARIABLE "CHELA_TEST_LAYERS_OFF" // read by the test's worker alone

#endif
