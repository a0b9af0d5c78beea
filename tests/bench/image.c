// image.c - homes to measure in; see image.h.
#include "bench/image.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bench/bench.h"
#include "cli/installed.h"

static struct chela_error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            bench_fail("%s: %s", #call, err.text);                                                 \
    } while (0)

void
bench_image_open(struct bench_image *ret_image)
{
    struct bench_image image = {.folder = "/tmp/chela-bench-XXXXXX"};
    if (!mkdtemp(image.folder))
        bench_fail("%s cannot be made", image.folder);
    MUST(chela__place_find(image.folder, CHELA_BUILD "/image", &image.place, &err));
    *ret_image = image;
    chela__catalog_free(bench_image_catalog(&image)); // leaves the index on disk
}

void
bench_image_close(struct bench_image *image)
{
    MUST(chela__remove_tree(AT_FDCWD, image->folder, &err));
    chela__place_done(&image->place);
}

struct chela__catalog *
bench_image_catalog(const struct bench_image *image)
{
    struct chela__catalog *catalog = NULL;
    MUST(chela__cli_catalog_open(&image->place, &catalog, &err));
    return catalog;
}

// ---- generated plugins ----

static const char *const nouns[] = {
    "invoice", "kettle",  "garden",  "printer", "parcel",  "ticket",  "recipe",  "bicycle",
    "window",  "heater",  "camera",  "podcast", "lecture", "museum",  "tram",    "ferry",
    "harvest", "orchard", "scooter", "locker",  "laundry", "paint",   "guitar",  "compass",
    "tent",    "candle",  "mirror",  "ladder",  "basket",  "blanket", "curtain", "drawer",
    "engine",  "fridge",  "glove",   "hammer",  "island",  "jacket",  "kitchen", "lamp"};
static const char *const verbs[] = {
    "order",      "track",   "share",  "measure", "repair",  "rent",    "sell",  "clean",  "lock",
    "photograph", "review",  "print",  "rename",  "compare", "archive", "mark",  "export", "import",
    "label",      "reserve", "return", "weigh",   "paint",   "inspect", "donate"};
#define NOUNS (sizeof(nouns) / sizeof(nouns[0]))
#define VERBS (sizeof(verbs) / sizeof(verbs[0]))
_Static_assert(NOUNS *VERBS >= BENCH_PLUGINS, "more words are needed");

static void
add_capability(FILE *out, const char *noun, const char *verb)
{
    fprintf(
        out,
        "\"%s.%s\": {\"summary\": {\"en\": \"%c%s a %s by its name.\"},"
        " \"card\": {\"en\": \"%s the %s {name}\"},"
        " \"examples\": [{\"say\": {\"en\": \"%s the old %s\"}, \"with\": {\"name\": \"old\"}}],"
        " \"texts\": {\"/input/name\": {\"en\": \"name, title\"}},"
        " \"input\": {\"type\": \"object\", \"required\": [\"name\"], \"properties\":"
        " {\"name\": {\"type\": \"string\"}, \"count\": {\"type\": \"integer\", \"default\": 1}}},"
        " \"output\": {\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}},"
        " \"effect\": \"write\", \"idempotency\": \"keyed\"}",
        noun, verb, verb[0] - 'a' + 'A', verb + 1, noun, verb, noun, verb, noun);
}

static struct chela__manifest *
generate(size_t number)
{
    struct chela__manifest *manifest = NULL;
    char                   *text     = NULL;
    size_t                  len      = 0;
    const char             *noun     = nouns[number % NOUNS];
    FILE                   *out      = open_memstream(&text, &len);
    fprintf(out,
            "{\"chela\": 1, \"id\": \"org.example.%s%zu\", \"version\": \"1.0.0\","
            " \"license\": \"MIT\", \"name\": {\"en\": \"%s\"},"
            " \"summary\": {\"en\": \"Looks after the %s.\"}, \"capabilities\": {",
            noun, number, noun, noun);
    for (size_t i = 0; i < BENCH_CAPABILITIES; i++) {
        fputs(i ? ", " : "", out);
        add_capability(out, noun, verbs[(number / NOUNS + i) % VERBS]);
    }
    fputs("}}", out);
    fclose(out);
    MUST(chela__manifest_read(text, len, NULL, 0, &manifest, &err));
    free(text);
    return manifest;
}

// The manifests of the bundled plugins stay the first.
static size_t
bundled(struct chela__catalog *catalog, struct chela__manifest **manifests)
{
    size_t count = chela__catalog_plugin_count(catalog);
    for (size_t i = 0; i < count; i++) {
        struct chela__manifest *manifest = NULL;
        MUST(chela__catalog_manifest(catalog, i, &manifest, &err));
        manifests[i] = chela__manifest_ref(manifest);
    }
    return count;
}

void
bench_image_fill(struct bench_image *image)
{
    struct chela__buffer     index     = CHELA__BUFFER_INIT;
    struct chela__catalog   *catalog   = bench_image_catalog(image);
    size_t                   room      = chela__catalog_plugin_count(catalog) + BENCH_PLUGINS;
    struct chela__manifest **manifests = calloc(room, sizeof(*manifests));
    char                    *store     = chela__cli_image_store(&image->place);
    char                    *path      = chela__stores_index_ready(store, image->place.store);
    if (!manifests || !path)
        bench_fail("the index of %s is not there", image->folder);
    size_t count = bundled(catalog, manifests);
    while (count < room) {
        manifests[count] = generate(count - (room - BENCH_PLUGINS));
        count++;
    }
    MUST(chela__index_build(manifests, NULL, count, &index, &err));
    MUST(chela__file_write(AT_FDCWD, path, 0644, index.data, index.len, &err));
    for (size_t i = 0; i < count; i++)
        chela__manifest_free(manifests[i]);
    free(manifests);
    free(store);
    free(path);
    chela__buffer_done(&index);
    chela__catalog_free(catalog);
}
