// tamper.c - changes one record at a time of a long audit log; each change has to be found.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "state/state.h"

#define RECORDS 10000
#define STRIDE 101

#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static char                 folder[64], path[96];
static struct chela__state *state;
static char                *whole; // the honest file
static size_t               whole_len;
static size_t               lines[RECORDS + RECORDS / 100]; // where each begins, and the end
static size_t               count;
static unsigned long        tried, missed;

static void
write_log(void)
{
    json_t *facts =
        json_pack("{s:s, s:s}", "use", "org.example.notes/notes.create", "effect", "write");
    for (int i = 0; i < RECORDS; i++)
        NEED(chela__audit_write(state, "call", facts, false, NULL) == CHELA_OK);
    json_decref(facts);
    NEED(chela__file_read(AT_FDCWD, path, (size_t)1 << 26, &whole, &whole_len, NULL) == CHELA_OK);
    for (char *at = whole; at < whole + whole_len; at = strchr(at, '\n') + 1)
        lines[count++] = (size_t)(at - whole);
    lines[count] = whole_len;
}

static bool
holds(void)
{
    struct chela__audit_report report;
    return chela__audit_verify(state, &report, NULL) == CHELA_OK;
}

static void
put(const char *head, size_t head_len, const char *middle, size_t middle_len, const char *tail,
    size_t tail_len)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    NEED(fd >= 0 && chela__write_all(fd, head, head_len, NULL) == CHELA_OK);
    NEED(chela__write_all(fd, middle, middle_len, NULL) == CHELA_OK);
    NEED(chela__write_all(fd, tail, tail_len, NULL) == CHELA_OK);
    close(fd);
}

static void
must_be_found(const char *what, size_t record)
{
    tried++;
    if (!holds())
        return;
    missed++;
    printf("missed: record %zu %s\n", record + 1, what);
}

static void
flip(size_t record, unsigned *seed)
{
    size_t at  = lines[record] + (size_t)rand_r(seed) % (lines[record + 1] - lines[record]);
    char   old = whole[at];
    if (at + 1 == whole_len) // the last newline: an unfinished line is none
        return;
    whole[at] = (char)(old ^ (1 << rand_r(seed) % 8));
    put(whole, whole_len, NULL, 0, NULL, 0);
    must_be_found("flipped", record);
    whole[at] = old;
}

static void
leave_out(size_t record)
{
    if (record + 1 == count)
        return; // that is a cut
    put(whole, lines[record], NULL, 0, whole + lines[record + 1], whole_len - lines[record + 1]);
    must_be_found("deleted", record);
}

static void
swap(size_t record)
{
    size_t a = lines[record], b = lines[record + 1];
    if (record + 1 == count)
        return;
    size_t end  = lines[record + 2];
    char  *both = malloc(end - a);
    NEED(both);
    memcpy(both, whole + b, end - b);
    memcpy(both + (end - b), whole + a, b - a);
    put(whole, a, both, end - a, whole + end, whole_len - end);
    must_be_found("moved", record);
    free(both);
}

static void
cut(size_t record, size_t last_checkpoint)
{
    if (record > last_checkpoint)
        return;
    put(whole, lines[record], NULL, 0, NULL, 0);
    must_be_found("and all behind it cut off", record);
}

int
main(int argc, char **argv)
{
    bool     full = argc > 1 && !strcmp(argv[1], "--full");
    unsigned seed = 11;
    // In memory, where a sync costs nothing.
    snprintf(folder, sizeof folder, "%s/chela-audit-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    NEED(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/audit.log", folder);
    NEED(chela__state_open(folder, chela__clock_system(), &state, NULL) == CHELA_OK);
    write_log();
    size_t last = count - 1;
    while (!strstr(whole + lines[last], "\"kind\":\"checkpoint\""))
        last--;
    NEED(holds());
    for (size_t record = 0; record < count; record += full ? 1 : STRIDE) {
        flip(record, &seed);
        leave_out(record);
        swap(record);
        cut(record, last);
    }
    put(whole, whole_len, NULL, 0, NULL, 0);
    NEED(holds());
    printf("%zu records, the last checkpoint is %zu: %lu changes, %lu missed\n", count, last + 1,
           tried, missed);
    chela__state_close(state);
    NEED(chela__remove_tree(AT_FDCWD, folder, NULL) == CHELA_OK);
    free(whole);
    return missed != 0;
}
