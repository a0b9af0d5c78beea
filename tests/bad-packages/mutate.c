// mutate.c - attacks one package with every single-bit flip, every truncation length, appended
// bytes and seeded structural mutants: all must be refused, none may crash.
//
//   mutate                a sample: every 97th bit, every 31st length, 2,000 mutants
//   mutate --seconds N    the sample, then mutants until N seconds have passed
//   mutate --full         all bits and lengths, 1,000,000 mutants
//
// Mutants that are signed again by the trusted key test the parsers behind the signature: they may
// be accepted when they say the same, and are counted apart.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "make.h"

#define SIZE ((size_t)32 * 1024)
#define SEED 0x1234567u

static struct make_keys keys;
static uint64_t         random_state = SEED;
static unsigned long    accepted, tried;

// xorshift64*: the same mutants in every run.
static uint64_t
random_number(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 2685821657736338717u;
}

static bool
is_accepted(const void *data, size_t len)
{
    struct chela__package package;
    struct chela_error    err = CHELA_ERROR_INIT;
    // A copy of exactly this size, so that a sanitizer sees a read behind the end.
    void *copy = malloc(len ? len : 1);
    if (!copy)
        abort();
    memcpy(copy, data, len);
    bool good = chela__package_verify(copy, len, keys.ring, &package, &err) == CHELA_OK;
    if (good)
        chela__package_done(&package);
    free(copy);
    tried++;
    return good;
}

static void
must_refuse(const void *data, size_t len, const char *what, size_t at)
{
    if (!is_accepted(data, len))
        return;
    printf("accepted: %s %zu\n", what, at);
    accepted++;
}

// A package of 32 KiB: assets that do not compress fill it up.
static struct chela__buffer
make_large(const char *version)
{
    struct chela__tree tree  = make_tree(version);
    unsigned char     *noise = malloc(SIZE);
    if (!noise)
        abort();
    for (size_t i = 0; i < SIZE; i++)
        noise[i] = (unsigned char)(random_number() >> 32);
    make_file(&tree, "assets/noise", noise, SIZE - 4608);
    free(noise);
    make_files_json(&tree, version);
    return make_package(&tree, &keys.publisher);
}

static void
flip_bits(struct chela__buffer *package, size_t stride)
{
    for (size_t bit = 0; bit < package->len * 8; bit += stride) {
        package->data[bit / 8] ^= (char)(1 << bit % 8);
        must_refuse(package->data, package->len, "bit", bit);
        package->data[bit / 8] ^= (char)(1 << bit % 8);
    }
}

static void
truncate_all(const struct chela__buffer *package, size_t stride)
{
    for (size_t len = 0; len < package->len; len += stride)
        must_refuse(package->data, len, "length", len);
}

static void
append_some(struct chela__buffer *package)
{
    for (size_t extra = 1; extra <= 64; extra++) {
        chela__buffer_byte(package, (char)extra);
        must_refuse(package->data, package->len, "appended", extra);
    }
    package->len -= 64;
}

// Moves, copies, removes, repeats or overwrites a piece; numbers at the end get values of interest.
static struct chela__buffer
mutate(const char *data, size_t len)
{
    static const uint32_t values[] = {0, 1, 8, 9, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    struct chela__buffer  mutant   = CHELA__BUFFER_INIT;
    size_t                at = random_number() % len, from = random_number() % len;
    size_t                piece = random_number() % (len - (at > from ? at : from)) + 1;
    uint32_t              value = values[random_number() % (sizeof values / sizeof *values)];
    chela__buffer_add(&mutant, data, len);
    switch (random_number() % 5) {
    case 0:
        memmove(mutant.data + at, mutant.data + from, piece);
        break;
    case 1:
        memmove(mutant.data + at, mutant.data + at + piece, len - at - piece);
        mutant.len -= piece;
        break;
    case 2:
        chela__buffer_add(&mutant, data + from, piece);
        break;
    case 3:
        memset(mutant.data + at, (int)value, piece);
        break;
    default:
        if (len > 400)
            memcpy(mutant.data + len - 4 - random_number() % 300, &value, sizeof value);
        break;
    }
    return mutant;
}

static void
mutants(const struct chela__buffer *package, unsigned long count)
{
    for (unsigned long i = 0; i < count; i++) {
        struct chela__buffer mutant = mutate(package->data, package->len);
        if (mutant.len != package->len || memcmp(mutant.data, package->data, package->len) != 0)
            must_refuse(mutant.data, mutant.len, "mutant", i);
        chela__buffer_done(&mutant);
    }
}

static double
seconds_since(const struct timespec *begin)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) + (double)(now.tv_nsec - begin->tv_nsec) * 1e-9;
}

static void
mutants_until(const struct chela__buffer *package, const struct timespec *begin, double seconds)
{
    while (seconds_since(begin) < seconds)
        mutants(package, 100);
}

// The archive's bytes changed and signed again: whatever the parsers make of it, they survive.
static unsigned long
signed_mutants(unsigned long count)
{
    unsigned long      good = 0;
    struct chela__tree tree = make_tree("1.2.0");
    struct make_entry  entries[16];
    size_t             number = 0;
    for (size_t i = 0; i < tree.count; i++)
        entries[number++] =
            (struct make_entry){tree.files[i].path, '0', tree.files[i].data, tree.files[i].len, 0};
    struct chela__buffer           tar   = make_tar(entries, number);
    const struct chela__tree_file *files = chela__tree_find(&tree, "files.json");
    for (unsigned long i = 0; i < count; i++) {
        struct chela__buffer mutant = mutate(tar.data, tar.len);
        struct chela__buffer package =
            make_signed(&mutant, files->data, files->len, &keys.publisher);
        good += is_accepted(package.data, package.len);
        chela__buffer_done(&package);
    }
    chela__buffer_done(&tar);
    chela__tree_done(&tree);
    return good;
}

static void
accept_valid(void)
{
    for (int i = 0; i < 100; i++) {
        char version[8];
        snprintf(version, sizeof version, "1.%d.%d", 2 + i / 10 % 8, i % 10);
        struct chela__buffer package = make_large(version);
        if (!is_accepted(package.data, package.len)) {
            printf("refused: valid package %d\n", i);
            accepted++;
        }
        chela__buffer_done(&package);
    }
}

int
main(int argc, char **argv)
{
    bool            full    = argc > 1 && !strcmp(argv[1], "--full");
    double          seconds = argc > 2 && !strcmp(argv[1], "--seconds") ? atof(argv[2]) : 0;
    struct timespec begin;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    make_keys(&keys);
    struct chela__buffer package = make_large("1.2.0");
    flip_bits(&package, full ? 1 : 97);
    truncate_all(&package, full ? 1 : 31);
    append_some(&package);
    mutants(&package, full ? 1000000 : 2000);
    unsigned long same = signed_mutants(full ? 100000 : 1000);
    accept_valid();
    mutants_until(&package, &begin, seconds);
    printf(
        "%zu bytes, seed %u: %lu packages tried, %lu wrongly judged; %lu signed mutants said the "
        "same\n",
        package.len, SEED, tried, accepted, same);
    chela__buffer_done(&package);
    make_keys_done(&keys);
    return accepted != 0;
}
