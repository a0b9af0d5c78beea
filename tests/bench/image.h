// image.h - homes to measure in: the bundled image alone, or an index of 1,000 more plugins.
#ifndef CHELA_TESTS_BENCH_IMAGE_H
#define CHELA_TESTS_BENCH_IMAGE_H

#include "catalog/catalog.h"
#include "cli/place.h"

#define BENCH_PLUGINS 1000 // generated ones, of BENCH_CAPABILITIES each
#define BENCH_CAPABILITIES 3

struct bench_image {
    char                folder[64]; // a home of its own; nothing is installed in it
    struct chela__place place;
};

// The bundled plugins of this build, and nothing else.
void
bench_image_open(struct bench_image *ret_image);
// Puts generated plugins into the home's index. They are in no store: what lists, searches and
// plans reads the index alone.
void
bench_image_fill(struct bench_image *image);
void
bench_image_close(struct bench_image *image);

// Caller frees with chela__catalog_free().
struct chela__catalog *
bench_image_catalog(const struct bench_image *image);

#endif
