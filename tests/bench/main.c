// main.c - chela-bench [--quick] [--json FILE] [SUBJECT ...]: runs the subjects, prints a table.
#include "bench/bench.h"

#include <check.h>
#include <jansson.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define QUICK_ROUNDS 3

struct bench {
    const char *subject;
    json_t     *rows;
    bool        is_quick;
};

static const struct {
    const char *name;
    void (*run)(struct bench *bench);
} subjects[] = {
#define BENCH_ENTRY(name) {#name, bench_##name},
    BENCH_SUBJECTS(BENCH_ENTRY)
#undef BENCH_ENTRY
};
#define SUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

static struct {
    struct bench bench;
    const char  *json;   // where the rows go as JSON
    char       **wanted; // names of subjects; none: all
    int          wanted_count;
} run;

void
bench_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("chela-bench: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

// ---- rows ----

// Takes `row`.
static void
add_row(struct bench *bench, json_t *row)
{
    if (json_array_append_new(bench->rows, row) < 0)
        bench_fail("out of memory");
    fflush(stdout);
}

static void
print_row(const struct bench *bench, const char *what, double value, double p99, const char *unit,
          double goal)
{
    printf("%-8s %-48s %10.2f ", bench->subject, what, value);
    if (p99 > 0)
        printf("%10.2f %-4s", p99, unit);
    else
        printf("%10s %-4s", "", unit);
    if (goal > 0)
        printf(" <= %-6g %s", goal, value <= goal ? "yes" : "NO");
    putchar('\n');
}

static void
figure(struct bench *bench, const char *what, double value, double p99, const char *unit,
       double goal)
{
    json_t *row = json_pack("{s:s, s:s, s:f, s:s}", "subject", bench->subject, "what", what,
                            "value", value, "unit", unit);
    if (p99 > 0)
        json_object_set_new(row, "p99", json_real(p99));
    if (goal > 0)
        json_object_set_new(row, "goal", json_real(goal));
    print_row(bench, what, value, p99, unit, goal);
    add_row(bench, row);
}

void
bench_row(struct bench *bench, const char *what, double value, const char *unit, double goal)
{
    figure(bench, what, value, 0, unit, goal);
}

void
bench_ratio(struct bench *bench, const char *what, double ours, double peer, double goal)
{
    figure(bench, what, peer > 0 ? ours / peer : 0, 0, "x", goal);
}

void
bench_skip(struct bench *bench, const char *what, const char *why)
{
    printf("%-8s %-48s skipped: %s\n", bench->subject, what, why);
    add_row(bench,
            json_pack("{s:s, s:s, s:s}", "subject", bench->subject, "what", what, "skipped", why));
}

size_t
bench_rounds(const struct bench *bench, size_t full)
{
    return bench->is_quick && full > QUICK_ROUNDS ? QUICK_ROUNDS : full;
}

// ---- samples ----

double
bench_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

void
bench_sample_each(struct bench_samples *samples, double began_us, size_t times)
{
    if (samples->count < BENCH_SAMPLES)
        samples->us[samples->count++] = (bench_now_us() - began_us) / (double)times;
}

void
bench_sample(struct bench_samples *samples, double began_us)
{
    bench_sample_each(samples, began_us, 1);
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double
bench_percentiles(struct bench *bench, const char *what, struct bench_samples *samples,
                  const char *unit, double goal)
{
    double scale = strcmp(unit, "ms") == 0 ? 1e3 : strcmp(unit, "ns") == 0 ? 1e-3 : 1;
    if (samples->count == 0)
        bench_fail("%s: no samples", what);
    qsort(samples->us, samples->count, sizeof(samples->us[0]), compare);
    double p50 = samples->us[samples->count / 2], p99 = samples->us[samples->count * 99 / 100];
    figure(bench, what, p50 / scale, p99 / scale, unit, goal);
    samples->count = 0;
    return p50;
}

// ---- placement ----

static cpu_set_t all_cores;

void
bench_pin(void)
{
    cpu_set_t one;
    sched_getaffinity(0, sizeof(all_cores), &all_cores);
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof(one), &one);
}

void
bench_spread(void)
{
    sched_setaffinity(0, sizeof(all_cores), &all_cores);
}

// ---- the program ----

static bool
is_wanted(const char *name)
{
    for (int i = 0; i < run.wanted_count; i++)
        if (strcmp(run.wanted[i], name) == 0)
            return true;
    return run.wanted_count == 0;
}

static double
load_average(void)
{
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : 0;
}

START_TEST(run_subjects)
{
    printf("%-8s %-48s %10s %10s %-4s goal\n", "", "", "p50", "p99", "");
    for (size_t i = 0; i < SUBJECTS; i++) {
        run.bench.subject = subjects[i].name;
        if (is_wanted(subjects[i].name))
            subjects[i].run(&run.bench);
    }
}
END_TEST

static void
write_json(double load_before)
{
    json_t *document = json_pack("{s:b, s:f, s:f, s:O}", "quick", run.bench.is_quick, "load_before",
                                 load_before, "load_after", load_average(), "rows", run.bench.rows);
    if (!document || json_dump_file(document, run.json, JSON_INDENT(1)) < 0)
        bench_fail("%s cannot be written", run.json);
    json_decref(document);
}

static bool
is_subject(const char *name)
{
    for (size_t i = 0; i < SUBJECTS; i++)
        if (strcmp(subjects[i].name, name) == 0)
            return true;
    return false;
}

static void
read_options(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--quick") == 0)
            run.bench.is_quick = true;
        else if (strcmp(argv[at], "--json") == 0 && at + 1 < argc)
            run.json = argv[++at];
        else
            bench_fail("usage: chela-bench [--quick] [--json FILE] [SUBJECT ...]");
    }
    run.wanted       = argv + at;
    run.wanted_count = argc - at;
    for (; at < argc; at++)
        if (!is_subject(argv[at]))
            bench_fail("there is no subject \"%s\"", argv[at]);
}

int
main(int argc, char **argv)
{
    double load = load_average();
    read_options(argc, argv);
    run.bench.rows = json_array();
    Suite *suite   = suite_create("bench");
    TCase *tcase   = tcase_create("bench");
    tcase_add_test(tcase, run_subjects);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    if (failed)
        srunner_print(runner, CK_NORMAL);
    srunner_free(runner);
    if (!failed && run.json)
        write_json(load);
    json_decref(run.bench.rows);
    return failed != 0;
}
