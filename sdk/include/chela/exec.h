// exec.h - chela.exec/1: other people's programs, started by the host in a sandbox of their own.
//
// A plugin that "requires" the service and names a program in its sandbox ("exec:ffmpeg") may run
// it, and no other. The program sees the system read-only, the plugin's declared files, a /tmp and
// a HOME of its own that end with it, and of the network what the manifest declares ("net:...").
#ifndef CHELA_EXEC_H
#define CHELA_EXEC_H

#include <stddef.h>

#include <chela/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_EXEC_SERVICE "chela.exec/1"

#define CHELA_EXEC_FILES 12       // descriptors beside standard input, output and error
#define CHELA_EXEC_PROGRAMS 4     // of one call at once
#define CHELA_EXEC_TEXT_MAX 49152 // bytes of all arguments and of all environment together

// What to run. Everything is copied; descriptors stay the caller's.
struct chela_exec_start {
    uint32_t           struct_size;
    uint32_t           flags;
    const char        *program;   // as the manifest names it
    const char *const *arguments; // NULL-terminated, without the program's own name; NULL: none
    const char *const
        *environment;      // "NAME=value", NULL-terminated, beside HOME, PATH, LANG, TZ and
                           // TMPDIR; names that steer the loader (LD_...) are refused; NULL
    const char    *folder; // where it starts: a declared path; NULL: its HOME
    int32_t        input;  // descriptors of standard input, output and error; -1: none
    int32_t        output;
    int32_t        error;
    const int32_t *files; // further ones, 3, 4 ... for the program; NULL: none
    uint64_t       file_count;
};

// Every function takes the call, whose end is the end of all its programs. [any]
struct chela_exec {
    uint32_t struct_size;
    uint32_t flags;

    // CHELA_DENIED: not declared. CHELA_UNAVAILABLE: not installed, or no sandbox for it here. Why
    // is in the log. `ret_program` stands for it in the functions below.
    chela_status (*start)(struct chela_call *call, const struct chela_exec_start *start,
                          int64_t *ret_program);

    // Blocks until it has ended. `ret_code` is its exit code, or 128 + the signal that ended it.
    // CHELA_CANCELLED: the call is being ended and the program with it.
    chela_status (*wait)(struct chela_call *call, int64_t program, int32_t *ret_code);

    // Kills it and all it has started. It is still waited for.
    chela_status (*kill)(struct chela_call *call, int64_t program);
};

#ifdef __cplusplus
}
#endif

#endif
