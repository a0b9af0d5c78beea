// bench.h - what a subject of chela-bench uses: samples, and rows of the table.
//
// Subjects run inside one Check test, so that they can use the fixtures of the tests.
#ifndef CHELA_TESTS_BENCH_H
#define CHELA_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>

struct bench;

// One figure. `unit`: "us", "ms", "KiB" ... `goal`: the most that is wanted, 0: no goal.
void
bench_row(struct bench *bench, const char *what, double value, const char *unit, double goal);
// "WHAT: N times the peer".
void
bench_ratio(struct bench *bench, const char *what, double ours, double peer, double goal);
// What cannot be measured here, and why.
void
bench_skip(struct bench *bench, const char *what, const char *why);

// How often to do a thing: `full`, or a few times in a smoke run.
size_t
bench_rounds(const struct bench *bench, size_t full);

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
// The same for `times` repetitions that lie between.
void
bench_sample_each(struct bench_samples *samples, double began_us, size_t times);
// A row with median and 99th percentile in "ns", "us" or "ms"; returns the median in us. Empties
// the samples.
double
bench_percentiles(struct bench *bench, const char *what, struct bench_samples *samples,
                  const char *unit, double goal);

// Keeps this process and all it starts on one core, until bench_spread().
void
bench_pin(void);
void
bench_spread(void);

// Ends the program with a sentence: a figure of something that failed is none.
__attribute__((format(printf, 1, 2), noreturn)) void
bench_fail(const char *format, ...);

// The subjects, in the order of the table.
#define BENCH_SUBJECTS(X)                                                                          \
    X(start)                                                                                       \
    X(memory)                                                                                      \
    X(worker)                                                                                      \
    X(call)                                                                                        \
    X(schema)                                                                                      \
    X(package)                                                                                     \
    X(plan)                                                                                        \
    X(state)
#define BENCH_DECLARE(name) void bench_##name(struct bench *bench);
BENCH_SUBJECTS(BENCH_DECLARE)
#undef BENCH_DECLARE

#endif
