// main.c - chela-bench [--json FILE] [SUBJECT ...]: runs the subjects and prints their figures.
#include "bench/bench.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct bench {
    const char *subject;
    json_t     *rows;
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

void
bench_row(struct bench *bench, const char *what, double value, const char *unit)
{
    printf("%-8s %-52s %12.1f %s\n", bench->subject, what, value, unit);
    fflush(stdout);
    if (json_array_append_new(bench->rows,
                              json_pack("{s:s, s:s, s:f, s:s}", "subject", bench->subject, "what",
                                        what, "value", value, "unit", unit)) < 0)
        bench_fail("out of memory");
}

double
bench_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

void
bench_sample(struct bench_samples *samples, double began_us)
{
    if (samples->count < BENCH_SAMPLES)
        samples->us[samples->count++] = bench_now_us() - began_us;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void
bench_percentiles(struct bench *bench, const char *what, struct bench_samples *samples)
{
    char name[128];
    if (samples->count == 0)
        bench_fail("%s: no samples", what);
    qsort(samples->us, samples->count, sizeof(samples->us[0]), compare);
    snprintf(name, sizeof(name), "%s p50", what);
    bench_row(bench, name, samples->us[samples->count / 2], "us");
    snprintf(name, sizeof(name), "%s p99", what);
    bench_row(bench, name, samples->us[samples->count * 99 / 100], "us");
    samples->count = 0;
}

static bool
is_wanted(const char *name, char **names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return count == 0;
}

static void
write_json(const char *path, const json_t *rows)
{
    if (json_dump_file(rows, path, JSON_INDENT(1)) < 0)
        bench_fail("%s cannot be written", path);
}

int
main(int argc, char **argv)
{
    const char *path  = argc > 2 && strcmp(argv[1], "--json") == 0 ? argv[2] : NULL;
    int         first = path ? 3 : 1;
    json_t     *rows  = json_array();
    for (size_t i = 0; i < SUBJECTS; i++) {
        struct bench bench = {subjects[i].name, rows};
        if (is_wanted(subjects[i].name, argv + first, argc - first))
            subjects[i].run(&bench);
    }
    if (path)
        write_json(path, rows);
    json_decref(rows);
    return 0;
}
