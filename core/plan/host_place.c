// host_place.c - where a host agent's user data, image and worker are when it does not say.
//
// An installed libchela finds image and worker by its own place, so that a moved tree works.
#include <dlfcn.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan/session.h"

static const char *
nonempty(const char *variable)
{
    const char *value = secure_getenv(variable);
    return value && *value ? value : NULL;
}

static const char *
real_home(void)
{
    const struct passwd *entry = getpwuid(getuid());
    return nonempty("HOME") ? nonempty("HOME") : entry ? entry->pw_dir : "/";
}

// XDG folders count for the real home only.
static const char *
user_folder(struct chela_host *host, bool is_real, const char *variable, const char *otherwise)
{
    const char *base = is_real ? nonempty(variable) : NULL;
    if (base && *base == '/')
        return chela__pool_path(host->texts, base, "chela");
    base = chela__pool_path(host->texts, host->options.home, otherwise);
    return base ? chela__pool_path(host->texts, base, "chela") : NULL;
}

// A path relative to the folder that libchela.so lies in.
static const char *
beside_library(struct chela_host *host, const char *relative)
{
    Dl_info     info;
    const char *slash = dladdr((const void *)chela_host_open, &info) && info.dli_fname
                            ? strrchr(info.dli_fname, '/')
                            : NULL;
    if (!slash)
        return relative;
    const char *folder =
        chela__pool_text(host->texts, info.dli_fname, (size_t)(slash - info.dli_fname));
    return folder ? chela__pool_path(host->texts, folder, relative) : NULL;
}

chela_status
chela__host_place(struct chela_host *host, struct chela_error *err)
{
    struct chela_host_options *options = &host->options;
    const char                *home    = options->home ? options->home : nonempty("CHELA_HOME");
    bool                       is_real = !home;
    const char                *named   = home ? home : real_home();
    options->home                      = chela__pool_text(host->texts, named, strlen(named));
    if (!options->home)
        return chela__error_memory(err);
    if (!options->data)
        options->data = user_folder(host, is_real, "XDG_DATA_HOME", ".local/share");
    if (!options->cache)
        options->cache = user_folder(host, is_real, "XDG_CACHE_HOME", ".cache");
    if (!options->image)
        options->image = nonempty("CHELA_IMAGE");
    if (!options->image)
        options->image = beside_library(host, CHELA_LIB_TO_IMAGE);
    if (!options->worker)
        options->worker = beside_library(host, CHELA_LIB_TO_WORKER);
    if (!options->data || !options->cache || !options->image || !options->worker)
        return chela__error_memory(err);
    return CHELA_OK;
}
