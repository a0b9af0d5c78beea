// bench_start.c - how long the command takes from its start to its end, beside /bin/true.
//
// Each round runs every program once, so that a busy moment of the machine hits all of them.
#include "bench/bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/image.h"

#define ROUNDS 400

static const char chela[] = CHELA_BUILD "/bin/chela";

enum program { TRUE, HELP, LIST, LIST_MANY, INSPECT_MANY, PROGRAMS };

static posix_spawn_file_actions_t to_null;

static void
run(const char *const *argv)
{
    pid_t pid;
    int   status = 0;
    if (posix_spawn(&pid, argv[0], &to_null, NULL, (char *const *)argv, environ) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0)
        bench_fail("%s %s failed", argv[0], argv[1] ? argv[1] : "");
}

void
bench_start(struct bench *bench)
{
    static struct bench_samples samples[PROGRAMS];
    struct bench_image          few, many;
    bench_image_open(&few);
    bench_image_open(&many);
    bench_image_fill(&many);
    const char *const programs[PROGRAMS][8] = {
        [TRUE]         = {"/bin/true"},
        [HELP]         = {chela, "--help"},
        [LIST]         = {chela, "list", "--home", few.folder, "--image", CHELA_BUILD "/image"},
        [LIST_MANY]    = {chela, "list", "--home", many.folder, "--image", CHELA_BUILD "/image"},
        [INSPECT_MANY] = {chela, "inspect", "org.chela.calc", "--home", many.folder, "--image",
                          CHELA_BUILD "/image"}};
    posix_spawn_file_actions_init(&to_null);
    posix_spawn_file_actions_addopen(&to_null, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS); round++)
        for (size_t i = 0; i < PROGRAMS; i++) {
            double began = bench_now_us();
            run(programs[i]);
            bench_sample(&samples[i], began);
        }
    posix_spawn_file_actions_destroy(&to_null);
    double peer = bench_percentiles(bench, "/bin/true", &samples[TRUE], "ms", 0);
    double help = bench_percentiles(bench, "chela --help", &samples[HELP], "ms", 0);
    double list = bench_percentiles(bench, "chela list", &samples[LIST], "ms", 0);
    double all  = bench_percentiles(bench, "chela list, 1,000 more plugins (3,000 lines)",
                                    &samples[LIST_MANY], "ms", 0);
    double one  = bench_percentiles(bench, "chela inspect of one, 1,000 more plugins",
                                    &samples[INSPECT_MANY], "ms", 0);
    bench_ratio(bench, "chela --help / true", help, peer, 0);
    bench_ratio(bench, "chela list / true", list, peer, 1.5);
    bench_ratio(bench, "chela list, 1,000 more plugins / true", all, peer, 0);
    bench_ratio(bench, "chela inspect of one, 1,000 more / true", one, peer, 0);
    bench_image_close(&few);
    bench_image_close(&many);
}
