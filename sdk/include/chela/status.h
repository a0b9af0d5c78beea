// status.h - the result of every fallible call in Chela, in the ABI and in the host API alike.
//
// 0 is done, CHELA_PENDING means "later", below 0 is a failure that the caller may name. A code
// that the reader does not know means "failed". Plain C11 and C++17; nothing to link.
#ifndef CHELA_STATUS_H
#define CHELA_STATUS_H

#include <stdint.h>

typedef int32_t chela_status;

#define CHELA_OK 0
#define CHELA_PENDING 1          // accepted; the reply follows later, exactly once
#define CHELA_FAILED (-1)        // none of the codes below says it better
#define CHELA_INVALID (-2)       // an argument, file or reply is not what its schema or format says
#define CHELA_NOT_FOUND (-3)     // the named thing does not exist
#define CHELA_DENIED (-4)        // policy, a grant, the user or the sandbox said no
#define CHELA_UNAVAILABLE (-5)   // a service or device is not there now; may be retried
#define CHELA_BUSY (-6)          // try again later; may be retried
#define CHELA_TIMEOUT (-7)       // the deadline passed; may be retried where the class allows
#define CHELA_CANCELLED (-8)     // the caller asked for the end
#define CHELA_NO_MEMORY (-9)     // an allocation failed
#define CHELA_LIMIT (-10)        // a stated maximum (bytes, depth, items, time) was exceeded
#define CHELA_UNSUPPORTED (-11)  // understood, but this version does not do it
#define CHELA_CONFLICT (-12)     // the thing exists already, or changed underneath
#define CHELA_UNTRUSTED (-13)    // a signature, digest, key or version does not hold
#define CHELA_NEEDS_ANSWER (-14) // the user has to answer a question first
#define CHELA_IO (-15)           // the operating system refused to read, write or start something

// What a failed call says of its effect.
#define CHELA_EFFECT_UNKNOWN 0
#define CHELA_NO_EFFECT 1
#define CHELA_EFFECT_DONE 2

#endif
