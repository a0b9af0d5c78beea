// apart.h - test programs whose every run is a process of its own, as this or that user.
#ifndef TESTS_BAD_PLUGINS_APART_H
#define TESTS_BAD_PLUGINS_APART_H

#include <check.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/sandbox.h"

#define ORDINARY 65534

enum user { ROOT_USER, ORDINARY_USER, USERS };
static const char *const user_names[USERS] = {"root", "an ordinary user"};

// What the fixtures' assertions call. Check itself is not linked: every run is a process already.
void
_mark_point(const char *file, int line)
{
    (void)file;
    (void)line;
}

void
_ck_assert_failed(const char *file, int line, const char *what, const char *why, ...)
{
    printf("%s:%d: %s %s\n", file, line, what, why ? why : "");
    _exit(1);
}

// For the rest of this process.
static inline void
become(enum user user)
{
    if (user == ROOT_USER || geteuid() != 0)
        return;
    ck_assert_int_eq(setgroups(0, NULL), 0);
    ck_assert_int_eq(setresgid(ORDINARY, ORDINARY, ORDINARY), 0);
    ck_assert_int_eq(setresuid(ORDINARY, ORDINARY, ORDINARY), 0);
    prctl(PR_SET_DUMPABLE, 1); // as after a login; the change of user took it
}

// A machine that lacks a layer cannot show what it stops; asked as this user.
static inline bool
can_enforce(enum user user)
{
    struct chela__layer layers[CHELA__LAYERS];
    int                 status = 1;
    pid_t               pid    = fork();
    if (pid == 0) {
        become(user);
        size_t count = chela__layers_probe(layers), missing = 0;
        for (size_t i = 0; i < count; i++) {
            if (!layers[i].is_on)
                printf("skipped as %s: this machine does not enforce %s\n", user_names[user],
                       layers[i].name);
            missing += !layers[i].is_on;
        }
        fflush(stdout);
        _exit(missing > 0);
    }
    return waitpid(pid, &status, 0) == pid && status == 0;
}

// Who cannot be: root without being it, and an ordinary user who may not read the build.
static inline bool
can_be(enum user user)
{
    int   status = 1;
    pid_t pid    = fork();
    if (pid == 0) {
        become(user);
        _exit(access(CHELA_BUILD "/bin/chela-worker", R_OK | X_OK) != 0);
    }
    bool may = (user != ROOT_USER || geteuid() == 0) && waitpid(pid, &status, 0) == pid;
    if (!may || status != 0)
        printf("skipped as %s: %s\n", user_names[user],
               may ? CHELA_BUILD " cannot be read" : "the test is not run by root");
    return may && status == 0;
}

#endif
