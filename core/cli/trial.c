// trial.c - see trial.h.
#include "cli/trial.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/loop.h"
#include "call/call.h"
#include "package/types.h"

#define HOME_IN_EXAMPLES "/home/user"
#define NOW_MS 1795363200000 // 2026-11-22T17:00:00+01:00
#define ZONE "Europe/Paris"
#define MAX_BINARY ((size_t)96 * 1024 * 1024)
#define CALL_LIMIT_MS 60000

// All that one example runs in.
struct trial {
    struct chela__cli           *cli;
    const struct chela__project *project;
    const char                  *types; // JSON text
    const void                  *binary;
    size_t                       binary_len;
    struct chela__loop          *loop;
    struct chela__policy        *policy;
    struct chela__calls         *calls;
    struct chela__files         *files;
    char                         home[64];
    char                         data[96]; // what calls_options borrow
    char                         cache[96];
};

// How a call ended, copied.
struct ending {
    bool         is_done;
    chela_status status;
    json_t      *output;
    int64_t      elapsed_us;
    char         text[CHELA_ERROR_TEXT];
};

static int64_t
trial_now(void *user)
{
    (void)user;
    return NOW_MS;
}

static const struct chela__clock trial_clock = {trial_now, NULL, ZONE};

// ---- the place ----

// The plugin that is tried instead of an installed one.
static chela_status
load(void *user, const char *id, const char *version, struct chela__loadable *ret_loadable,
     struct chela_error *err)
{
    struct trial *trial = user;
    (void)id;
    (void)version;
    ret_loadable->folder        = NULL;
    ret_loadable->so_fd         = -1;
    ret_loadable->manifest_text = strdup(trial->project->text);
    if (!ret_loadable->manifest_text)
        return chela__error_memory(err);
    chela_status status =
        chela__manifest_read(trial->project->text, trial->project->len, trial->types,
                             strlen(trial->types), &ret_loadable->manifest, err);
    if (status < 0)
        return status;
    ret_loadable->manifest->tier = CHELA__VENDOR; // reserved names are the store's business
    return chela__memfd_sealed("plugin", trial->binary, trial->binary_len, &ret_loadable->so_fd,
                               err);
}

static void
show_log(void *user, const char *plugin, int level, const char *text)
{
    (void)user;
    (void)plugin;
    if (level >= CHELA_LOG_INFO)
        (void)fprintf(stderr, "    log: %s\n", text);
}

// Makes the folder that "~/X" names.
static chela_status
make_home_folder(const struct trial *trial, const char *path, struct chela_error *err)
{
    if (!path || strncmp(path, "~/", 2) != 0)
        return CHELA_OK;
    char *folder = chela__path(trial->home, path + 2);
    if (!folder)
        return chela__error_memory(err);
    chela_status status = chela__make_folder(folder, err);
    free(folder);
    return status;
}

// Those that the sandbox names, itself or by the default of a setting.
static chela_status
make_folders(const struct trial *trial, struct chela_error *err)
{
    const json_t *json   = trial->project->manifest->json;
    chela_status  status = CHELA_OK;
    size_t        i, k;
    json_t       *reach, *path;
    json_array_foreach(json_object_get(json, "sandbox"), i, reach)
    {
        char pointer[128], name[96];
        if (sscanf(json_string_value(reach), "files:%95[^:]", name) != 1)
            continue;
        if (status == CHELA_OK)
            status = make_home_folder(trial, name, err);
        if (strncmp(name, "$config/", 8) != 0)
            continue;
        snprintf(pointer, sizeof pointer, "/config/properties/%.60s/default", name + 8);
        json_t *value = chela__json_at(json, pointer);
        if (status == CHELA_OK)
            status = make_home_folder(trial, json_string_value(value), err);
        json_array_foreach(value, k, path) if (status == CHELA_OK) status =
            make_home_folder(trial, json_string_value(path), err);
    }
    return status;
}

static chela_status
trial_open(struct trial *trial, struct chela_error *err)
{
    snprintf(trial->home, sizeof trial->home, "/var/tmp/chela-trial-XXXXXX");
    if (!mkdtemp(trial->home))
        return chela__error(err, CHELA_IO, "/var/tmp: cannot make a folder");
    snprintf(trial->data, sizeof trial->data, "%s/.chela/data", trial->home);
    snprintf(trial->cache, sizeof trial->cache, "%s/.chela/cache", trial->home);
    const struct chela__calls_options options = {
        .policy     = trial->policy,
        .clock      = &trial_clock,
        .user_home  = trial->home,
        .data_root  = trial->data,
        .cache_root = trial->cache,
        .worker     = trial->cli->place.worker,
        .lang       = "en",
        .log        = show_log,
        .load       = load,
        .user       = trial,
    };
    struct chela__calls_options with_loop = options;
    chela_status                status    = make_folders(trial, err);
    if (status == CHELA_OK)
        status = chela__loop_new(&trial->loop, err);
    with_loop.loop = trial->loop;
    if (status == CHELA_OK)
        status = chela__calls_new(&with_loop, &trial->calls, err);
    if (status == CHELA_OK)
        status = chela__files_new(&trial->files, err);
    return status;
}

static void
trial_close(struct trial *trial)
{
    chela__calls_free(trial->calls);
    chela__files_free(trial->files);
    chela__loop_free(trial->loop);
    trial->calls = NULL;
    trial->files = NULL;
    trial->loop  = NULL;
    (void)chela__remove_tree(AT_FDCWD, trial->home, NULL);
}

// ---- one call ----

// A copy with /home/user as the trial's home.
static json_t *
at_home(const struct trial *trial, const json_t *value)
{
    const char *key, *text = json_string_value(value);
    size_t      len = strlen(HOME_IN_EXAMPLES), i;
    json_t     *member;
    if (text && !strncmp(text, HOME_IN_EXAMPLES, len) && (!text[len] || text[len] == '/'))
        return json_sprintf("%s%s", trial->home, text + len);
    json_t *copy = json_copy((json_t *)(uintptr_t)value);
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
        json_object_set_new(copy, key, at_home(trial, member));
    json_array_foreach(value, i, member) json_array_set_new(copy, i, at_home(trial, member));
    return copy;
}

static void
take_ending(void *user, const struct chela__outcome *outcome)
{
    struct ending *ending = user;
    ending->is_done       = true;
    ending->status        = outcome->status;
    ending->output        = json_incref(outcome->output);
    ending->elapsed_us    = outcome->elapsed_us;
    snprintf(ending->text, sizeof ending->text, "%s", outcome->text ? outcome->text : "");
}

static void
call_and_wait(struct trial *trial, const char *capability, const json_t *with,
              struct ending *ret_ending)
{
    struct chela_error         err     = CHELA_ERROR_INIT;
    struct chela__call        *call    = NULL;
    json_t                    *input   = with ? at_home(trial, with) : json_object();
    struct chela__call_request request = {
        .capability = chela__manifest_find(trial->project->manifest, capability),
        .input      = input,
        .now_ms     = NOW_MS,
        .files      = trial->files,
        .done       = take_ending,
        .user       = ret_ending,
    };
    memset(ret_ending, 0, sizeof *ret_ending);
    chela_status status =
        request.capability
            ? chela__call_start(trial->calls, &request, &call, &err)
            : chela__error(&err, CHELA_NOT_FOUND, "there is no capability \"%s\"", capability);
    while (status >= 0 && !ret_ending->is_done)
        status = chela__loop_dispatch(trial->loop, CALL_LIMIT_MS, &err);
    if (status < 0) {
        ret_ending->status = status;
        snprintf(ret_ending->text, sizeof ret_ending->text, "%s", err.text);
    }
    json_decref(input);
}

// ---- one example ----

// Whether everything in `wanted` is in `got` too.
static bool
has_all(const json_t *got, const json_t *wanted)
{
    const char *key;
    json_t     *member;
    if (!json_is_object(wanted))
        return json_equal((json_t *)(uintptr_t)got, (json_t *)(uintptr_t)wanted);
    json_object_foreach((json_t *)(uintptr_t)wanted, key,
                        member) if (!has_all(json_object_get(got, key), member)) return false;
    return true;
}

static void
run_example(struct trial *trial, const char *capability, const json_t *example,
            struct ending *ret_ending)
{
    const json_t *gives = json_object_get(example, "x-gives");
    size_t        i;
    json_t       *before;
    memset(ret_ending, 0, sizeof *ret_ending);
    json_array_foreach(json_object_get(example, "x-before"), i, before)
    {
        const char *use = chela__json_str(before, "use");
        call_and_wait(trial, use ? use : "", json_object_get(before, "with"), ret_ending);
        json_decref(ret_ending->output);
        ret_ending->output = NULL;
        if (ret_ending->status < 0)
            return;
    }
    call_and_wait(trial, capability, json_object_get(example, "with"), ret_ending);
    json_t *wanted = gives ? at_home(trial, gives) : NULL;
    if (ret_ending->status == CHELA_OK && wanted && !has_all(ret_ending->output, wanted)) {
        ret_ending->status = CHELA_INVALID;
        snprintf(ret_ending->text, sizeof ret_ending->text, "the output lacks what x-gives says");
    }
    json_decref(wanted);
}

static bool
is_runnable(const struct chela__capability *capability, const json_t *example)
{
    const json_t *with = json_object_get(example, "with");
    size_t        i;
    json_t       *name;
    json_array_foreach(json_object_get(capability->input, "required"), i,
                       name) if (!json_object_get(with, json_string_value(name))) return false;
    return with != NULL;
}

struct reporting {
    void (*report)(void *user, const struct chela__trial_result *result);
    void                       *user;
    struct chela__trial_counts *counts;
};

static chela_status
run_capability(struct trial *trial, const struct chela__capability *capability,
               const struct reporting *reporting, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    size_t       i;
    json_t      *example;
    json_array_foreach(json_object_get(capability->json, "examples"), i, example)
    {
        struct ending ending;
        if (status < 0 || !is_runnable(capability, example)) {
            reporting->counts->skipped++;
            continue;
        }
        status = trial_open(trial, err);
        if (status == CHELA_OK) {
            run_example(trial, capability->name, example, &ending);
            const struct chela__trial_result result = {
                capability->name, i,
                ending.status,    ending.status < 0 ? ending.text : NULL,
                ending.output,    ending.elapsed_us};
            reporting->counts->run++;
            reporting->counts->failed += ending.status < 0;
            reporting->report(reporting->user, &result);
            json_decref(ending.output);
        }
        trial_close(trial);
    }
    return status;
}

chela_status
chela__trial_run(struct chela__cli *cli, const struct chela__project *project, const char *binary,
                 void (*report)(void *user, const struct chela__trial_result *result), void *user,
                 struct chela__trial_counts *ret_counts, struct chela_error *err)
{
    struct trial           trial     = {.cli = cli, .project = project};
    const struct reporting reporting = {report, user, ret_counts};
    char                  *data = NULL, *types = chela__json_text(project->manifest->types);
    *ret_counts         = (struct chela__trial_counts){0, 0, 0};
    chela_status status = types ? CHELA_OK : chela__error_memory(err);
    if (status == CHELA_OK)
        status = chela__file_read(AT_FDCWD, binary, MAX_BINARY, &data, &trial.binary_len, err);
    if (status == CHELA_OK)
        status = chela__policy_new(NULL, &trial.policy, err);
    trial.types  = types;
    trial.binary = data;
    for (size_t i = 0; status == CHELA_OK && i < project->manifest->capability_count; i++)
        status = run_capability(&trial, project->manifest->capabilities[i], &reporting, err);
    chela__policy_free(trial.policy);
    free(data);
    free(types);
    return status;
}
