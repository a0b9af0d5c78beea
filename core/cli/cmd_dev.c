// cmd_dev.c - `chela dev`: builds, checks, tests, packs and signs a project, again on every change.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/out.h"

#define SETTLE_MS 150 // an editor writes more than once
#define PATH_SIZE 4096
#define CHANGES (IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE)

struct dev {
    struct chela__cli *cli;
    const char        *folder;
    char               self[PATH_SIZE], build[PATH_SIZE], stage[PATH_SIZE], package[PATH_SIZE];
    char               key[PATH_SIZE], key_file[PATH_SIZE]; // NAME and NAME.key
    char               tool[PATH_SIZE + 16];                // -DCHELA=SELF
};

static bool
run_program(const char *const *argv)
{
    pid_t pid;
    int   status;
    if (posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)(uintptr_t)argv, environ) != 0)
        return false;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
exists(const char *path)
{
    return access(path, F_OK) == 0;
}

// The key of this user's own trials, made on first use.
static bool
have_key(struct dev *dev)
{
    const char *const keygen[] = {dev->self, "keygen", dev->key, NULL};
    return exists(dev->key_file) ||
           (chela__make_folder(dev->cli->place.data, NULL) == CHELA_OK && run_program(keygen));
}

// One round; stops at the first step that fails.
static bool
run_round(struct dev *dev)
{
    char cache[PATH_SIZE + 16];
    snprintf(cache, sizeof cache, "%s/CMakeCache.txt", dev->build);
    const char *const configure[] = {"cmake",    "-S",      dev->folder,           "-B",
                                     dev->build, dev->tool, "--log-level=WARNING", NULL};
    const char *const build[]     = {"cmake", "--build", dev->build, NULL};
    const char *const check[]     = {dev->self, "check", dev->folder, NULL};
    const char *const test[]      = {dev->self, "test", dev->folder, NULL};
    const char *const pack[]      = {dev->self, "pack", dev->stage, "--out", dev->package, NULL};
    const char *const sign[]      = {dev->self, "sign", dev->package, "--key", dev->key_file, NULL};
    return (exists(cache) || run_program(configure)) && run_program(build) && run_program(check) &&
           run_program(test) && have_key(dev) && run_program(pack) && run_program(sign);
}

// Waits for a change of the project's own files, and until it is quiet again.
static bool
wait_for_change(int watch)
{
    char          events[4096];
    struct pollfd ready   = {watch, POLLIN, 0};
    int           timeout = -1;
    for (;;) {
        int got = poll(&ready, 1, timeout);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if (read(watch, events, sizeof events) <= 0)
            return false;
        timeout = SETTLE_MS;
    }
}

static int
watch_folder(const struct dev *dev)
{
    char assets[PATH_SIZE + 16];
    int  watch = inotify_init1(IN_CLOEXEC);
    snprintf(assets, sizeof assets, "%s/assets", dev->folder);
    if (watch >= 0 && inotify_add_watch(watch, dev->folder, CHANGES) < 0) {
        close(watch);
        return -1;
    }
    if (watch >= 0 && exists(assets))
        (void)inotify_add_watch(watch, assets, CHANGES);
    return watch;
}

static chela_status
dev_init(struct dev *dev, struct chela__cli *cli, struct chela_error *err)
{
    ssize_t len                  = readlink("/proc/self/exe", dev->self, sizeof dev->self - 1);
    dev->cli                     = cli;
    dev->folder                  = cli->count ? cli->arguments[0] : ".";
    dev->self[len > 0 ? len : 0] = '\0';
    if (len <= 0 || strlen(dev->folder) + 32 >= PATH_SIZE)
        return chela__error(err, CHELA_FAILED, "%s: the path is too long", dev->folder);
    snprintf(dev->build, sizeof dev->build, "%s/build", dev->folder);
    snprintf(dev->stage, sizeof dev->stage, "%s/build/package", dev->folder);
    snprintf(dev->package, sizeof dev->package, "%s/build/plugin.chela", dev->folder);
    snprintf(dev->key, sizeof dev->key, "%s/dev", cli->place.data);
    snprintf(dev->key_file, sizeof dev->key_file, "%s/dev.key", cli->place.data);
    snprintf(dev->tool, sizeof dev->tool, "-DCHELA=%s", dev->self);
    return CHELA_OK;
}

// Rounds until Ctrl+C, or one; whether the last one went well.
static bool
run_rounds(struct dev *dev, int watch)
{
    bool good = run_round(dev);
    while (!chela__cli_option(dev->cli, "once")) {
        chela__out_note(dev->cli, "%s; waiting for a change in %s (end with Ctrl+C)",
                        good ? "all is well" : "not well yet", dev->folder);
        if (!wait_for_change(watch))
            break;
        good = run_round(dev);
    }
    return good;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error err    = CHELA_ERROR_INIT;
    struct dev        *dev    = calloc(1, sizeof *dev);
    bool               good   = false;
    int                watch  = -1;
    chela_status       status = dev ? dev_init(dev, cli, &err) : chela__error_memory(&err);
    if (status == CHELA_OK && (watch = watch_folder(dev)) < 0)
        status = chela__error_errno(&err, errno, "%s: cannot be watched", dev->folder);
    if (status == CHELA_OK)
        good = run_rounds(dev, watch);
    if (watch >= 0)
        close(watch);
    free(dev);
    return status < 0 ? chela__cli_fail(cli, &err) : good ? CHELA__EXIT_DONE : CHELA__EXIT_FAILED;
}

static const struct chela__option options[] = {
    {"once", NULL, "one round, without waiting for changes"}, {NULL, NULL, NULL}};

const struct chela__command chela__cmd_dev = {
    .name    = "dev",
    .summary = "build, check, test, pack and sign a plugin on every change",
    .usage   = "dev [DIR] [--once]",
    .help =
        "Watches a project. After each change it is built with CMake, checked, its examples are\n"
        "run, and DIR/build/plugin.chela is packed and signed with a key of your own, which is\n"
        "made on first use. To install it: chela trust DEV.pub --tier sideload; chela install.",
    .options       = options,
    .min_arguments = 0,
    .max_arguments = 1,
    .run           = run,
};
