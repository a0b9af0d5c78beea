// bench.h - what a subject of chela-bench uses: samples, and rows of the table.
#ifndef CHELA_TESTS_BENCH_H
#define CHELA_TESTS_BENCH_H

#include <stddef.h>

struct bench;

// One figure. `unit`: "us", "ms", "KiB" ...
void
bench_row(struct bench *bench, const char *what, double value, const char *unit);

// Durations of one thing, done many times.
#define BENCH_SAMPLES 20000
struct bench_samples {
    double us[BENCH_SAMPLES];
    size_t count;
};
double
bench_now_us(void);
// Adds the time since `began_us`; a full list drops it.
void
bench_sample(struct bench_samples *samples, double began_us);
// The rows "WHAT p50" and "WHAT p99", and empties the samples.
void
bench_percentiles(struct bench *bench, const char *what, struct bench_samples *samples);

// Ends the program with a sentence: a figure of something that failed is none.
__attribute__((format(printf, 1, 2), noreturn)) void
bench_fail(const char *format, ...);

// The subjects, in the order of the table.
#define BENCH_SUBJECTS(X) X(state)
#define BENCH_DECLARE(name) void bench_##name(struct bench *bench);
BENCH_SUBJECTS(BENCH_DECLARE)
#undef BENCH_DECLARE

#endif
