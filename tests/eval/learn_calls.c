// learn_calls.c - learns the table of core/backend/embedded/division_weights.c.
//
// usage: chela-learn-calls CATALOGS CASES.jsonl ... > division_weights.c
//
// A structured perceptron with averaging: where the best division of a request does not make the
// calls that the answer makes, the table moves from it towards the best of those that do. Which
// words belong to which call is not known and left to the search. The k-th of FOLDS tables leaves
// out every case whose number is k modulo FOLDS and is judged by those; the printed one has seen
// all. On stderr: the share of requests with the right calls, held out and learned, a line for each
// file; they stand in unseen_calls.json.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/embedded/clauses.h"
#include "base/buffer.h"
#include "base/json.h"
#include "cli/eval_request.h"

#define FOLDS 5
#define EPOCHS 3
#define RATE 0.02f
#define SEVERAL 3.0f  // how much more a request for several calls counts
#define FIT_SAID 0.5f // by hand: the cases bring no examples
#define CALLS_MAX 32
#define SHORTLIST 48

struct table {
    float  weights[CHELA__DIVISION_COUNT];
    double sums[CHELA__DIVISION_COUNT];
    size_t seen;
};

struct file {
    const char *path;
    size_t      all, held_out, learned, unreachable;
};

static struct table tables[FOLDS + 1];

static void
begin(void)
{
    for (int t = 0; t <= FOLDS; t++)
        memcpy(tables[t].weights, chela__division_weights, sizeof tables[t].weights);
}

static void
average(float weights[CHELA__DIVISION_COUNT], const struct table *table)
{
    for (int i = 0; i < (int)CHELA__DIVISION_COUNT; i++)
        weights[i] = (float)(table->sums[i] / (double)(table->seen ? table->seen : 1));
}

static size_t
read_wanted(const json_t *gold, const char *names[CALLS_MAX])
{
    const json_t *calls = json_object_get(gold, "calls");
    size_t        count = 0;
    if (!calls)
        calls = json_array_get(json_object_get(gold, "alternatives"), 0);
    for (; count < json_array_size(calls) && count < CALLS_MAX; count++)
        names[count] = chela__json_str(json_array_get(calls, count), "name");
    return count;
}

static bool
makes(const struct chela__division *division, const struct chela__wanted *wanted)
{
    if (!division || division->calls != wanted->count)
        return false;
    for (size_t i = 0; i < wanted->count; i++) {
        size_t has = 0, all = 0;
        for (const struct chela__division *d = division; d; d = d->before)
            if (d->option &&
                strcmp(d->option->given.shape->capability->name, wanted->names[i]) == 0)
                has += d->option->calls;
        for (size_t k = 0; k < wanted->count; k++)
            all += strcmp(wanted->names[k], wanted->names[i]) == 0;
        if (has != all)
            return false;
    }
    return true;
}

static const struct chela__division *
best_of(struct chela__lattice *lattice, const float *weights, const struct chela__wanted *wanted)
{
    const struct chela__division *best = NULL;
    if (chela__lattice_search(lattice, weights, wanted, &best) < 0)
        exit(2);
    return best;
}

static void
update(struct chela__lattice *lattice, struct table *table, const struct chela__wanted *wanted)
{
    const struct chela__division *best = best_of(lattice, table->weights, NULL);
    float                         rate = wanted->count > 1 ? RATE * SEVERAL : RATE;
    if (!makes(best, wanted)) {
        const struct chela__division *right = best_of(lattice, table->weights, wanted);
        for (int i = 0; right && i < (int)CHELA__DIVISION_COUNT; i++)
            table->weights[i] += rate * (right->features[i] - (best ? best->features[i] : 0));
    }
    for (int i = 0; i < (int)CHELA__DIVISION_COUNT; i++)
        table->sums[i] += (double)table->weights[i];
    table->seen++;
}

static void
count(struct chela__lattice *lattice, const struct chela__wanted *wanted, size_t fold,
      struct file *file)
{
    float weights[CHELA__DIVISION_COUNT];
    average(weights, &tables[fold]);
    file->held_out += makes(best_of(lattice, weights, NULL), wanted);
    average(weights, &tables[FOLDS]);
    file->learned += makes(best_of(lattice, weights, NULL), wanted);
    file->unreachable += !best_of(lattice, weights, wanted);
    file->all++;
}

// Draft and lattice of a case; what they need stays in `arena`.
static struct chela__lattice *
read_lattice(const struct chela__eval_request *request, struct chela__scratch *arena,
             struct chela__backend_request *asked, struct chela__buffer *text,
             struct chela__hit hits[SHORTLIST])
{
    struct chela__draft      *draft      = chela__scratch_get(arena, 1, sizeof *draft);
    struct chela__candidates *candidates = chela__scratch_get(arena, 1, sizeof *candidates);
    struct chela__lattice    *lattice    = chela__scratch_get(arena, 1, sizeof *lattice);
    if (!draft || !candidates || !lattice)
        exit(2);
    const json_t *turns   = request->dialogue.turns;
    size_t        earlier = request->dialogue.earlier;
    for (size_t i = earlier; i < json_array_size(turns); i++)
        chela__buffer_format(text, "%s%s", i > earlier ? "\n" : "",
                             json_string_value(json_array_get(turns, i)));
    size_t found = 0;
    if (chela__catalog_search(request->catalog, text->data, text->len, request->lang, hits,
                              SHORTLIST, &found, NULL) < 0)
        return NULL;
    *asked         = (struct chela__backend_request){.turns           = turns,
                                                     .earlier         = earlier,
                                                     .lang            = request->lang,
                                                     .zone            = request->zone,
                                                     .now_ms          = request->now_ms,
                                                     .catalog         = request->catalog,
                                                     .shortlist       = hits,
                                                     .shortlist_count = found};
    draft->request = asked;
    draft->arena   = arena;
    draft->context =
        (struct chela__value_context){request->lang, request->now_ms, request->zone, NULL};
    if (chela__reading_make((struct chela_text){text->data, text->len}, &draft->context, arena,
                            &draft->reading, NULL) < 0)
        return NULL;
    if (chela__candidates_read(draft, candidates, NULL) < 0)
        return NULL;
    lattice->draft      = draft;
    lattice->candidates = candidates;
    return lattice;
}

static void
learn_from(const json_t *line, struct chela__eval_catalogs *catalogs, size_t number, bool judge,
           struct file *file)
{
    struct chela__eval_request    request;
    struct chela__backend_request asked;
    struct chela__hit             hits[SHORTLIST];
    struct chela__scratch         arena = {0};
    struct chela__buffer          text  = CHELA__BUFFER_INIT;
    const char                   *names[CALLS_MAX];
    struct chela__wanted wanted = {names, read_wanted(json_object_get(line, "gold"), names)};
    if (!wanted.count || chela__eval_request_read(line, catalogs, &request, NULL) < 0)
        return;
    struct chela__lattice *lattice = read_lattice(&request, &arena, &asked, &text, hits);
    for (size_t t = 0; lattice && !judge && t <= FOLDS; t++)
        if (t != number % FOLDS)
            update(lattice, &tables[t], &wanted);
    if (lattice && judge)
        count(lattice, &wanted, number % FOLDS, file);
    if (lattice)
        chela__reading_done(&((struct chela__draft *)lattice->draft)->reading);
    chela__scratch_done(&arena);
    chela__buffer_done(&text);
    chela__eval_request_done(&request);
}

static void
read_cases(struct file *file, struct chela__eval_catalogs *catalogs, bool judge)
{
    FILE  *stream = fopen(file->path, "re");
    char  *text   = NULL;
    size_t size = 0, number = 0;
    if (!stream)
        exit(2);
    for (ssize_t len; (len = getline(&text, &size, stream)) > 1; number++) {
        json_t *line = NULL;
        if (chela__json_read(text, (size_t)len, NULL, &line, NULL) == CHELA_OK)
            learn_from(line, catalogs, number, judge, file);
        json_decref(line);
    }
    free(text);
    fclose(stream);
}

static void
print_table(void)
{
#define X(name, text) {#name, text},
    static const char *const names[][2] = {CHELA__DIVISION_FEATURES(X)};
#undef X
    float weights[CHELA__DIVISION_COUNT];
    average(weights, &tables[FOLDS]);
    weights[CHELA__DIVISION_FIT_SAID] = FIT_SAID;
    printf("// division_weights.c - how much each feature of a division counts.\n"
           "//\n"
           "// Learned by tests/eval/learn_calls.c from the development half of the public cases\n"
           "// (%zu requests): averaged structured perceptron, rate %g, %d rounds. Do not edit.\n"
           "#include \"backend/embedded/clauses.h\"\n\n"
           "// clang-format off\n"
           "const float chela__division_weights[CHELA__DIVISION_COUNT] = {\n",
           tables[FOLDS].seen / EPOCHS, (double)RATE, EPOCHS);
    for (int i = 0; i < (int)CHELA__DIVISION_COUNT; i++)
        printf("    [CHELA__DIVISION_%-14s] = %6.2ff, // %s\n", names[i][0], (double)weights[i],
               names[i][1]);
    printf("};\n// clang-format on\n");
}

int
main(int argc, char **argv)
{
    struct chela__eval_catalogs catalogs = {.folder = argc > 1 ? argv[1] : "."};
    begin();
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (int i = 2; i < argc; i++)
            read_cases(&(struct file){.path = argv[i]}, &catalogs, false);
    for (int i = 2; i < argc; i++) {
        struct file file = {.path = argv[i]};
        read_cases(&file, &catalogs, true);
        const char *name = strrchr(file.path, '/');
        fprintf(stderr, "%-62s %4zu  held out %5.1f  learned %5.1f  unreachable %5.1f\n",
                name ? name + 1 : file.path, file.all,
                100.0 * (double)file.held_out / (double)(file.all + !file.all),
                100.0 * (double)file.learned / (double)(file.all + !file.all),
                100.0 * (double)file.unreachable / (double)(file.all + !file.all));
    }
    chela__eval_catalogs_done(&catalogs);
    print_table();
    return 0;
}
