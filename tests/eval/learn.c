// learn.c - learns the table of core/backend/embedded/weights.c from cases with answers.
//
// usage: learn CATALOGS PREDICTIONS CASES.jsonl ... > weights.c
//
// For each parameter of each right call, the offers whose value the answer accepts should beat all
// others: a softmax over the offers, AdaGrad, L2. Each case belongs to one of `FOLDS` parts; for
// each part the table is learned from the others, and what the whole backend then proposes for the
// cases of that part is written to PREDICTIONS: how requests fare that were not learned from.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/embedded/fill.h"
#include "base/buffer.h"
#include "base/json.h"
#include "cli/eval_prediction.h"
#include "cli/eval_request.h"

#define FOLDS 5
#define OF_SEVERAL 0.12f // what an argument counts whose call is one of several
#define EPOCHS 12
#define RATE 0.12f
#define DECAY 1e-3f
#define KEPT 60 // wrong offers of an instance that are learned from
#define SMALLEST 0.03f

struct item {
    uint16_t feature;
    float    value;
};
struct choice {
    struct item *items;
    uint16_t     count;
    bool         right;
};
struct instance {
    struct choice *choices;
    uint16_t       count;
    uint8_t        want;
    uint8_t        fold;
    float          weight;
};

extern float chela__weights[CHELA__FEATURES][CHELA__WANTS]; // learn_table.c
#define table chela__weights

static struct instance *instances;
static size_t           instance_count;
static float            squares[CHELA__FEATURES][CHELA__WANTS];
static size_t           reachable, unreachable[CHELA__WANTS];

static void *
must(void *memory)
{
    if (!memory)
        exit(2);
    return memory;
}

// ---- what an answer accepts ----

static void
simple(const char *text, char *out, size_t size)
{
    size_t len = 0;
    for (; *text && len + 1 < size; text++)
        if (!strchr(" ,./-_*^", *text))
            out[len++] = *text == '\'' ? '"' : (char)tolower((unsigned char)*text);
    out[len] = 0;
}

static bool
same(const json_t *value, const json_t *gold)
{
    if (json_is_string(value) && json_is_string(gold)) {
        char a[1024], b[1024];
        simple(json_string_value(value), a, sizeof a);
        simple(json_string_value(gold), b, sizeof b);
        return strcmp(a, b) == 0;
    }
    if (json_is_number(value) && json_is_number(gold))
        return fabs(json_number_value(value) - json_number_value(gold)) < 1e-9;
    if (json_is_array(value) && json_is_array(gold)) {
        if (json_array_size(value) != json_array_size(gold))
            return false;
        for (size_t i = 0; i < json_array_size(gold); i++)
            if (!same(json_array_get(value, i), json_array_get(gold, i)))
                return false;
        return true;
    }
    if (json_is_string(gold) && json_is_number(value))
        return atof(json_string_value(gold)) == json_number_value(value) &&
               isdigit((unsigned char)*json_string_value(gold));
    return json_equal((json_t *)value, (json_t *)gold);
}

static bool
close_to(const json_t *value, const json_t *gold)
{
    if (!json_is_string(value) || !json_is_string(gold))
        return same(value, gold);
    char a[1024], b[1024];
    simple(json_string_value(value), a, sizeof a);
    simple(json_string_value(gold), b, sizeof b);
    return strstr(a, b) && strlen(a) <= strlen(b) * 3 / 2 + 4;
}

struct gold {         // of one parameter
    json_t *accepted; // array of values
    bool    absent;   // it may stay out
};

// Walks to "/a/b" through objects; alternatives are flattened on the way.
static struct gold
gold_of(const json_t *args, const char *pointer, bool alternatives)
{
    struct gold gold = {json_array(), false};
    json_t     *at   = json_array();
    json_array_append(at, (json_t *)args);
    bool plain = !alternatives;
    while (*pointer) {
        pointer++;
        size_t  len  = strcspn(pointer, "/");
        json_t *next = json_array();
        for (size_t i = 0; i < json_array_size(at); i++) {
            json_t *member = json_object_getn(json_array_get(at, i), pointer, len);
            if (!member)
                gold.absent = true;
            else if (plain || !json_is_array(member))
                json_array_append(next, member);
            else
                json_array_extend(next, member);
        }
        json_decref(at);
        at = next;
        pointer += len;
    }
    for (size_t i = 0; i < json_array_size(at); i++) {
        json_t *value = json_array_get(at, i);
        if (json_is_string(value) && !json_string_length(value))
            gold.absent = true;
        else
            json_array_append(gold.accepted, value);
    }
    json_decref(at);
    return gold;
}

// ---- making instances ----

static bool
accepts(const struct gold *gold, const json_t *value, bool exactly)
{
    for (size_t i = 0; i < json_array_size(gold->accepted); i++) {
        const json_t *right = json_array_get(gold->accepted, i);
        if (exactly ? same(value, right) : close_to(value, right))
            return true;
    }
    return false;
}

static bool
is_right(const struct chela__case *it, const struct chela__offer *offer, const struct gold *gold,
         const struct chela__value_context *context, bool exactly)
{
    if (offer->kind == CHELA__OFFER_NONE)
        return gold->absent;
    json_t *value = NULL;
    if (chela__fill_value(it->reading, &it->shape->params[it->param], offer, context, &value,
                          NULL) < 0)
        return false;
    bool right = accepts(gold, value, exactly);
    json_decref(value);
    return right;
}

static void
take_choice(struct instance *instance, const struct chela__case *it,
            const struct chela__offer *offer, bool right)
{
    struct chela__evidence evidence;
    chela__offer_evidence(it, offer, &evidence);
    struct choice *choice = &instance->choices[instance->count++];
    choice->right         = right;
    choice->count         = (uint16_t)evidence.count;
    choice->items         = must(calloc(evidence.count + 1, sizeof *choice->items));
    for (size_t i = 0; i < evidence.count; i++)
        choice->items[i] = (struct item){evidence.items[i].feature, evidence.items[i].value};
}

static void
make_instance(const struct chela__case *it, const struct gold *gold, struct chela__scratch *arena,
              const struct chela__value_context *context, uint8_t fold, float weight)
{
    static unsigned          seed = 1;
    struct chela__offer_list offers;
    if (chela__offers_make(it, arena, &offers) < 0)
        exit(2);
    chela__offers_score(it, &offers);
    bool  *right   = chela__scratch_get(arena, offers.count + 1, sizeof *right);
    size_t correct = 0;
    for (int pass = 0; pass < 2 && !correct; pass++)
        for (size_t i = 0; i < offers.count; i++)
            correct += right[i] = is_right(it, &offers.items[i], gold, context, pass == 0);
    if (!correct) {
        unreachable[it->shape->params[it->param].want]++;
        return;
    }
    reachable++;
    struct instance *instance = &instances[instance_count++];
    instance->want            = (uint8_t)it->shape->params[it->param].want;
    instance->fold            = fold;
    instance->weight          = weight;
    instance->choices         = must(calloc(offers.count, sizeof *instance->choices));
    for (size_t i = 0; i < offers.count; i++) {
        seed      = seed * 1103515245u + 12345u;
        bool keep = right[i] || offers.items[i].kind == CHELA__OFFER_NONE || i < KEPT / 2 ||
                    (seed >> 8) % offers.count < KEPT / 2;
        if (keep)
            take_choice(instance, it, &offers.items[i], right[i]);
    }
}

// The right calls; the first of several right answers.
static const json_t *
calls_of(const json_t *gold)
{
    const json_t *calls = json_object_get(gold, "calls");
    return calls ? calls : json_array_get(json_object_get(gold, "alternatives"), 0);
}

// Whether no other call is for the same capability: then its arguments are its own.
static bool
is_alone(const json_t *calls, size_t at)
{
    const char *name = chela__json_str(json_array_get(calls, at), "name");
    for (size_t i = 0; i < json_array_size(calls); i++)
        if (i != at && strcmp(chela__json_str(json_array_get(calls, i), "name"), name) == 0)
            return false;
    return true;
}

static chela_status
note_question(const struct chela__eval_request *request, struct chela__reading *reading,
              struct chela__scratch *arena)
{
    const json_t *turns = request->dialogue.turns;
    const char   *first = json_string_value(json_array_get(turns, request->dialogue.earlier));
    const json_t *text  = chela__json_at(request->dialogue.open, "/question/text");
    if (!text || json_array_size(turns) < request->dialogue.earlier + 2)
        return CHELA_OK;
    return chela__reading_asked(reading, json_string_value(text), strlen(first) + 1, arena, NULL);
}

struct lesson { // one request
    struct chela__eval_request  request;
    struct chela__scratch       arena;
    struct chela__reading       reading;
    struct chela__value_context context;
    bool                        alternatives; // arguments are lists of what is accepted
    uint8_t                     fold;
    float                       weight;
};

static chela_status
learn_call(struct lesson *lesson, const json_t *call, struct chela_error *err)
{
    struct chela__capability *capability;
    struct chela__shape       shape;
    struct chela__marks       marks;
    size_t                    index;
    const json_t             *args = json_object_get(call, "args");
    const char               *name = chela__json_str(call, "name");
    if (chela__catalog_find(lesson->request.catalog, name, NULL, &index, err) < 0 ||
        chela__catalog_capability(lesson->request.catalog, index, &capability, err) < 0 ||
        chela__shape_read(capability, lesson->request.lang, &lesson->arena, &shape, err) < 0 ||
        chela__marks_make(&lesson->reading, &shape, &lesson->arena, &marks) < 0)
        return CHELA_INVALID;
    for (size_t i = 0; i < shape.count; i++) {
        if (strstr(shape.params[i].pointer, "/*"))
            continue;
        struct chela__case it = {
            &lesson->reading, &shape, &marks, i, 0, lesson->reading.tokens.count};
        struct gold gold = gold_of(args, shape.params[i].pointer, lesson->alternatives);
        make_instance(&it, &gold, &lesson->arena, &lesson->context, lesson->fold, lesson->weight);
        json_decref(gold.accepted);
    }
    return CHELA_OK;
}

static chela_status
read_lesson(struct lesson *lesson, struct chela__buffer *text, struct chela_error *err)
{
    const json_t *turns = lesson->request.dialogue.turns;
    for (size_t i = lesson->request.dialogue.earlier; i < json_array_size(turns); i++)
        chela__buffer_format(text, "%s%s", text->len ? "\n" : "",
                             json_string_value(json_array_get(turns, i)));
    lesson->context = (struct chela__value_context){lesson->request.lang, lesson->request.now_ms,
                                                    lesson->request.zone, NULL};
    chela_status status =
        chela__reading_make((struct chela_text){text->data, text->len}, &lesson->context,
                            &lesson->arena, &lesson->reading, err);
    return status < 0 ? status : note_question(&lesson->request, &lesson->reading, &lesson->arena);
}

static void
learn_from(const json_t *line, struct chela__eval_catalogs *catalogs, uint8_t fold)
{
    const json_t        *calls  = calls_of(json_object_get(line, "gold"));
    const char          *match  = chela__json_str(line, "match");
    struct chela_error   err    = CHELA_ERROR_INIT;
    struct chela__buffer text   = CHELA__BUFFER_INIT;
    struct lesson        lesson = {.alternatives = strcmp(match, "bfcl") == 0, .fold = fold};
    if (!json_array_size(calls) || strcmp(match, "nested") == 0 ||
        chela__eval_request_read(line, catalogs, &lesson.request, &err) < 0)
        return;
    lesson.weight       = json_array_size(calls) == 1 ? 1 : OF_SEVERAL;
    chela_status status = read_lesson(&lesson, &text, &err);
    for (size_t i = 0; status >= 0 && i < json_array_size(calls); i++)
        if (is_alone(calls, i))
            status = learn_call(&lesson, json_array_get(calls, i), &err);
    if (status < 0)
        fprintf(stderr, "%s: %s\n", chela__json_str(line, "id"), err.text);
    chela__reading_done(&lesson.reading);
    chela__scratch_done(&lesson.arena);
    chela__buffer_done(&text);
    chela__eval_request_done(&lesson.request);
}

// ---- learning ----

static float
score_of(const struct choice *choice, int want)
{
    float score = 0;
    for (size_t k = 0; k < choice->count; k++)
        score += choice->items[k].value * table[choice->items[k].feature][want];
    return score;
}

static void
step(const struct instance *instance)
{
    float scores[4096], top = -1e9f, all = 0, right = 0;
    int   want = instance->want;
    for (size_t i = 0; i < instance->count; i++) {
        scores[i] = score_of(&instance->choices[i], want);
        top       = scores[i] > top ? scores[i] : top;
    }
    for (size_t i = 0; i < instance->count; i++) {
        scores[i] = expf(scores[i] - top);
        all += scores[i];
        right += instance->choices[i].right ? scores[i] : 0;
    }
    for (size_t i = 0; i < instance->count; i++) {
        const struct choice *choice   = &instance->choices[i];
        float                wanted   = choice->right && right > 0 ? scores[i] / right : 0;
        float                gradient = instance->weight * (wanted - scores[i] / all);
        if (fabsf(gradient) < 1e-4f)
            continue;
        for (size_t k = 0; k < choice->count; k++) {
            float *weight = &table[choice->items[k].feature][want];
            float *square = &squares[choice->items[k].feature][want];
            float  slope  = gradient * choice->items[k].value - DECAY * *weight;
            *square += slope * slope;
            *weight += RATE * slope / sqrtf(*square + 1e-6f);
        }
    }
}

static const struct choice *
best_of(const struct instance *instance)
{
    const struct choice *best = &instance->choices[0];
    for (size_t i = 1; i < instance->count; i++)
        if (score_of(&instance->choices[i], instance->want) > score_of(best, instance->want))
            best = &instance->choices[i];
    return best;
}

struct count {
    size_t right[CHELA__WANTS], all[CHELA__WANTS];
};

static void
count_fold(uint8_t fold, bool within, struct count *count)
{
    for (size_t n = 0; n < instance_count; n++) {
        if ((instances[n].fold == fold) != within)
            continue;
        count->right[instances[n].want] += best_of(&instances[n])->right;
        count->all[instances[n].want]++;
    }
}

static void
print_count(const char *what, const struct count *count)
{
    static const char *const names[] = {"text", "number", "time", "choice", "flag", "list"};
    fprintf(stderr, "%s:", what);
    for (int i = 0; i < CHELA__WANTS; i++)
        fprintf(stderr, "  %s %.1f %% of %zu", names[i],
                count->all[i] ? 100.0 * (double)count->right[i] / (double)count->all[i] : 0.0,
                count->all[i]);
    fprintf(stderr, "\n");
}

// What the cases cannot teach, for they bring no examples: set by hand.
static void
set_by_hand(void)
{
    float *cut = &table[CHELA__FEATURE_SINGLE + CHELA__SINGLE_CUTS_VALUE][CHELA__WANT_TEXT];
    *cut       = *cut < -2.5f ? *cut : -2.5f;
    for (int w = 0; w < CHELA__WANTS; w++) {
        table[CHELA__FEATURE_SINGLE + CHELA__SINGLE_EXAMPLE_LEFT][w]  = 2.5f;
        table[CHELA__FEATURE_SINGLE + CHELA__SINGLE_EXAMPLE_RIGHT][w] = 1.5f;
        table[CHELA__FEATURE_SINGLE + CHELA__SINGLE_EXAMPLE_BOTH][w]  = 3.0f;
    }
}

static void
print_table(void)
{
    printf(
        "// weights.c - how much each feature counts, a column for each kind of parameter.\n"
        "//\n"
        "// Learned by tests/eval/learn.c from the development half of the public cases\n"
        "// (%zu parameters): softmax over the offers of a parameter, AdaGrad, L2 %g, %d rounds.\n"
        "// The rows of examples are set by hand in learn.c. Do not edit; rows that count nothing\n"
        "// are left out.\n"
        "#include \"backend/embedded/weights.h\"\n\n"
        "// clang-format off\n"
        "const float chela__weights[CHELA__FEATURES][CHELA__WANTS] = {\n"
        "    //       text  number    time  choice    flag    list\n",
        instance_count, (double)DECAY, EPOCHS);
    for (int f = 0; f < CHELA__FEATURES; f++) {
        bool any = false;
        char name[96];
        for (int w = 0; w < CHELA__WANTS; w++)
            any |= fabsf(table[f][w]) >= SMALLEST;
        if (!any)
            continue;
        chela__feature_name(f, name, sizeof name);
        printf("    [%3d] = {", f);
        for (int w = 0; w < CHELA__WANTS; w++)
            printf("%5.2ff%s", (double)table[f][w], w + 1 < CHELA__WANTS ? ", " : "}, ");
        printf("// %s\n", name);
    }
    printf("};\n// clang-format on\n");
}

typedef void (*case_fn)(const json_t *line, struct chela__eval_catalogs *catalogs, uint8_t fold);

static void
read_cases(const char *path, struct chela__eval_catalogs *catalogs, case_fn use)
{
    FILE  *file = must(fopen(path, "re"));
    char  *text = NULL;
    size_t size = 0, number = 0;
    for (ssize_t len; (len = getline(&text, &size, file)) > 1; number++) {
        json_t *line = NULL;
        if (chela__json_read(text, (size_t)len, NULL, &line, NULL) == CHELA_OK)
            use(line, catalogs, (uint8_t)(number % FOLDS));
        json_decref(line);
    }
    free(text);
    fclose(file);
}

static void
forget(void)
{
    for (size_t n = 0; n < instance_count; n++) {
        for (size_t i = 0; i < instances[n].count; i++)
            free(instances[n].choices[i].items);
        free(instances[n].choices);
        instances[n] = (struct instance){0};
    }
    instance_count = reachable = 0;
    memset(unreachable, 0, sizeof unreachable);
}

// The table from all parts but one; FOLDS: from all.
static void
learn(uint8_t without)
{
    memset(table, 0, sizeof table);
    memset(squares, 0, sizeof squares);
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (size_t n = 0; n < instance_count; n++)
            if (instances[n].fold != without)
                step(&instances[n]);
    set_by_hand();
}

static struct {
    struct chela__backend *backend;
    FILE                  *file;
    uint8_t                fold;
} predicting;

static void
predict(const json_t *line, struct chela__eval_catalogs *catalogs, uint8_t fold)
{
    json_t *prediction = NULL;
    if (fold != predicting.fold ||
        chela__eval_plan(line, predicting.backend, catalogs, false, &prediction, NULL) < 0)
        return;
    json_object_set(prediction, "id", json_object_get(line, "id"));
    json_dumpf(prediction, predicting.file, JSON_COMPACT);
    fputc('\n', predicting.file);
    json_decref(prediction);
}

static void
predict_unseen(int count, char **paths, struct chela__eval_catalogs *catalogs)
{
    struct count seen = {{0}, {0}}, unseen = {{0}, {0}};
    for (uint8_t fold = 0; fold < FOLDS; fold++) {
        learn(fold);
        count_fold(fold, false, &seen);
        count_fold(fold, true, &unseen);
        predicting.fold = fold;
        for (int i = 0; i < count; i++)
            read_cases(paths[i], catalogs, predict);
    }
    print_count("learned", &seen);
    print_count("unseen", &unseen);
}

int
main(int argc, char **argv)
{
    struct chela__eval_catalogs catalogs = {.folder = argc > 1 ? argv[1] : "."};
    instances                            = must(calloc(60000, sizeof *instances));
    if (argc < 4 || chela__backend_embedded_new(&predicting.backend, NULL) < 0)
        return 2;
    predicting.file = must(fopen(argv[2], "we"));
    for (int round = 0; round < 2; round++) { // the second from offers that the first prefers
        forget();
        for (int i = 3; i < argc; i++)
            read_cases(argv[i], &catalogs, learn_from);
        if (round == 0)
            learn(FOLDS);
    }
    fprintf(stderr,
            "%zu parameters; without a right offer: text %zu number %zu time %zu choice %zu "
            "flag %zu list %zu\n",
            reachable, unreachable[0], unreachable[1], unreachable[2], unreachable[3],
            unreachable[4], unreachable[5]);
    predict_unseen(argc - 3, argv + 3, &catalogs);
    learn(FOLDS);
    print_table();
    return fclose(predicting.file) != 0;
}
