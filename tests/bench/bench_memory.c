// bench_memory.c - what an idle host occupies, and how large the library and the worker are.
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/image.h"

#define IDLE_GOAL_KIB 1600

// ---- an idle host ----

struct idle {
    pid_t pid;
    int   input; // closing it ends the host
};

static struct idle
idle_start(const struct bench_image *image)
{
    int  input[2], output[2];
    char byte;
    if (pipe(input) < 0 || pipe(output) < 0)
        bench_fail("no pipes");
    pid_t pid = fork();
    if (pid == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        for (int fd = 3; fd < 64; fd++)
            close(fd);
        execl(CHELA_BUILD "/bin/bench-host", "bench-host", image->folder, CHELA_BUILD "/image",
              CHELA_BUILD "/bin/chela-worker", (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    if (pid < 0 || read(output[0], &byte, 1) != 1)
        bench_fail("bench-host does not start");
    close(output[0]);
    return (struct idle){pid, input[1]};
}

// KiB of a line such as "Private_Dirty:   123 kB" in smaps_rollup.
static double
rollup(pid_t pid, const char *name)
{
    char path[64], line[256];
    long kib = -1;
    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
    FILE *file = fopen(path, "r");
    while (file && kib < 0 && fgets(line, sizeof(line), file))
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtol(line + strlen(name), NULL, 10);
    if (file)
        fclose(file);
    if (kib < 0)
        bench_fail("%s has no %s", path, name);
    return (double)kib;
}

static void
measure_idle(struct bench *bench, const struct bench_image *image, const char *suffix)
{
    static const struct {
        const char *name, *what;
        double      goal;
    } lines[]        = {{"Private_Dirty:", "idle host%s, private dirty", IDLE_GOAL_KIB},
                        {"Pss:", "idle host%s, its share (PSS)", 0},
                        {"Rss:", "idle host%s, all (RSS)", 0}};
    struct idle idle = idle_start(image);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        char what[96];
        snprintf(what, sizeof(what), lines[i].what, suffix);
        bench_row(bench, what, rollup(idle.pid, lines[i].name), "KiB", lines[i].goal);
    }
    close(idle.input);
    waitpid(idle.pid, NULL, 0);
}

// ---- files ----

static double
size_kib(const char *path)
{
    struct stat info;
    if (stat(path, &info) < 0)
        bench_fail("%s is not there", path);
    return (double)info.st_size / 1024;
}

static void
measure_file(struct bench *bench, const struct bench_image *image, const char *name,
             const char *path)
{
    char what[96], stripped[128], command[512];
    snprintf(what, sizeof(what), "%s with debug information", name);
    bench_row(bench, what, size_kib(path), "KiB", 0);
    snprintf(what, sizeof(what), "%s stripped", name);
    snprintf(stripped, sizeof(stripped), "%s/stripped", image->folder);
    snprintf(command, sizeof(command), "strip -o '%s' '%s' 2>/dev/null", stripped, path);
    if (system(command) == 0)
        bench_row(bench, what, size_kib(stripped), "KiB", 0);
    else
        bench_skip(bench, what, "no program strip");
}

void
bench_memory(struct bench *bench)
{
    struct bench_image image;
    bench_image_open(&image);
    measure_idle(bench, &image, "");
    bench_image_fill(&image);
    measure_idle(bench, &image, ", 1,000 more plugins");
    measure_file(bench, &image, "libchela.so", CHELA_BUILD "/lib/libchela.so");
    measure_file(bench, &image, "chela-worker", CHELA_BUILD "/bin/chela-worker");
    measure_file(bench, &image, "chela", CHELA_BUILD "/bin/chela");
    bench_image_close(&image);
}
