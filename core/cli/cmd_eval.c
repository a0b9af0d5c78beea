// cmd_eval.c - `chela eval CASES.jsonl`: predictions of the embedded backend, one JSON object a
// line.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "base/json.h"
#include "base/value/value.h"
#include "cli/commands.h"
#include "cli/eval_prediction.h"
#include "cli/out.h"

struct evaluation {
    struct chela__backend      *backend;
    struct chela__eval_catalogs catalogs;
    const struct chela__cli    *cli;
    json_t                     *prediction; // of the line in work
};

static chela_status
predict_value(struct evaluation *evaluation, const json_t *line, struct chela_error *err)
{
    char         zone[40];
    int64_t      now;
    json_t      *value  = NULL;
    chela_status status = chela__eval_now(line, &now, zone, err);
    if (status < 0)
        return status;
    struct chela__value_context context = {chela__json_str(line, "lang"), now, zone, NULL};
    const char                 *dim     = chela__json_str(line, "dim");
    double                      start   = chela__eval_ms();
    status = chela__values_predict(chela__text(chela__json_str(line, "text")), dim ? dim : "time",
                                   &context, &value, err);
    if (status < 0)
        return status;
    evaluation->prediction =
        json_pack("{s:o, s:f}", "value", value, "ms", chela__eval_ms() - start);
    return CHELA_OK;
}

static chela_status
predict(struct evaluation *evaluation, const char *text, size_t len, struct chela_error *err)
{
    json_t      *line    = NULL;
    bool         explain = chela__cli_option(evaluation->cli, "explain") != NULL;
    chela_status status  = chela__json_read(text, len, NULL, &line, err);
    if (status < 0)
        return status;
    status = json_object_get(line, "text")
                 ? predict_value(evaluation, line, err)
                 : chela__eval_plan(line, evaluation->backend, &evaluation->catalogs, explain,
                                    &evaluation->prediction, err);
    if (status >= 0) {
        json_object_set(evaluation->prediction, "id", json_object_get(line, "id"));
        status                 = chela__out_json_take(evaluation->cli, evaluation->prediction);
        evaluation->prediction = NULL;
    }
    json_decref(line);
    return status;
}

static chela_status
predict_all(struct evaluation *evaluation, FILE *file, struct chela_error *err)
{
    char        *text   = NULL;
    size_t       size   = 0;
    chela_status status = CHELA_OK;
    for (ssize_t len; status >= 0 && (len = getline(&text, &size, file)) > 0;)
        if (len > 1)
            status = predict(evaluation, text, (size_t)len, err);
    free(text);
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error err        = CHELA_ERROR_INIT;
    struct evaluation  evaluation = {.cli = cli};
    const char        *path       = chela__cli_argument(cli, 0);
    const char        *folder     = chela__cli_option(cli, "catalogs");
    const char        *slash      = strrchr(path, '/');
    char               beside[4096];
    snprintf(beside, sizeof beside, "%.*s../catalogs", slash ? (int)(slash + 1 - path) : 0, path);
    evaluation.catalogs.folder = folder ? folder : beside;
    FILE        *file          = fopen(path, "re");
    chela_status status        = file ? chela__backend_embedded_new(&evaluation.backend, &err)
                                      : chela__error(&err, CHELA_NOT_FOUND, "%s: cannot be read", path);
    if (status >= 0)
        status = predict_all(&evaluation, file, &err);
    if (file)
        fclose(file);
    if (evaluation.backend)
        evaluation.backend->methods->free(evaluation.backend);
    chela__eval_catalogs_done(&evaluation.catalogs);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"catalogs", "DIR", "folder of the shared catalogues (../catalogs beside the cases)"},
    {"explain", NULL, "write what each part found into \"trail\""},
    {NULL, NULL, NULL}};

const struct chela__command chela__cmd_eval = {
    .name    = "eval",
    .summary = "predict what requests of a file would call",
    .usage   = "eval CASES.jsonl",
    .help    = "Reads requests, one JSON object a line, and writes for each what the embedded\n"
               "backend would do with the capabilities that the request brings.",
    .options = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
