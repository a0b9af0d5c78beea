// bench_plan.c - how long the embedded backend takes from a sentence to a proposal.
#include "bench/bench.h"

#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "bench/image.h"

#define ROUNDS 200
#define SHORTLIST 48
#define NOW_MS 1795363200000 // 2026-11-22T16:00:00Z

static struct bench_samples samples;
static struct chela_error   err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            bench_fail("%s: %s", #call, err.text);                                                 \
    } while (0)

static const struct {
    const char *text, *lang;
} requests[] = {{"create a note that the plumber's code is 41", "en"},
                {"what did I write about the plumber", "en"},
                {"set an alarm for 6:30 tomorrow", "en"},
                {"明天早上七点叫我起床", "zh"},
                {"zip the invoices in Downloads and move the zip to Documents", "en"},
                {"what is 18% of 46.20", "en"},
                {"how far is 5 miles in kilometers", "en"},
                {"make a QR code of https://example.org", "en"},
                {"find the solar budget in my documents, zip it and remind me tomorrow at 9 to "
                 "send it",
                 "en"},
                {"order me a pizza", "en"}};
#define REQUESTS (sizeof(requests) / sizeof(requests[0]))

static void
on_proposal(void *user, chela_status status, const struct chela__proposal *proposal,
            const struct chela_error *fault)
{
    size_t *plans = user;
    if (status < 0)
        bench_fail("no proposal: %s", fault ? fault->text : "");
    *plans += proposal->kind == CHELA__PROPOSE_PLAN;
}

static void
plan_one(struct chela__backend *backend, struct chela__catalog *catalog, size_t at, size_t *plans)
{
    struct chela__hit             hits[SHORTLIST];
    json_t                       *turns   = json_pack("[s]", requests[at].text);
    struct chela__backend_request request = {.turns     = turns,
                                             .lang      = requests[at].lang,
                                             .zone      = "Europe/Paris",
                                             .now_ms    = NOW_MS,
                                             .catalog   = catalog,
                                             .shortlist = hits};
    MUST(chela__catalog_search(catalog, requests[at].text, strlen(requests[at].text),
                               requests[at].lang, hits, SHORTLIST, &request.shortlist_count, &err));
    MUST(backend->methods->propose(backend, &request, on_proposal, plans, &err));
    json_decref(turns);
}

static void
measure(struct bench *bench, const struct bench_image *image, const char *out_of)
{
    struct chela__backend *backend;
    struct chela__catalog *catalog = bench_image_catalog(image);
    size_t                 plans   = 0;
    char                   what[96];
    MUST(chela__backend_embedded_new(&backend, &err));
    double began = bench_now_us();
    plan_one(backend, catalog, 0, &plans);
    snprintf(what, sizeof(what), "first request after the start%s", out_of);
    bench_row(bench, what, (bench_now_us() - began) / 1e3, "ms", 0);
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS) * REQUESTS; round++) {
        began = bench_now_us();
        plan_one(backend, catalog, round % REQUESTS, &plans);
        bench_sample(&samples, began);
    }
    snprintf(what, sizeof(what), "ten requests%s, each", out_of);
    bench_percentiles(bench, what, &samples, "ms", 0);
    if (plans == 0)
        bench_fail("no request became a plan");
    backend->methods->free(backend);
    chela__catalog_free(catalog);
}

static void
measure_search(struct bench *bench, const struct bench_image *image)
{
    struct chela__catalog *catalog = bench_image_catalog(image);
    struct chela__hit      hits[SHORTLIST];
    size_t                 count;
    for (size_t round = 0; round < bench_rounds(bench, ROUNDS) * REQUESTS; round++) {
        const char *text  = requests[round % REQUESTS].text;
        double      began = bench_now_us();
        MUST(chela__catalog_search(catalog, text, strlen(text), NULL, hits, SHORTLIST, &count,
                                   &err));
        bench_sample(&samples, began);
    }
    bench_percentiles(bench, "search alone, out of 3,000 more", &samples, "us", 0);
    chela__catalog_free(catalog);
}

void
bench_plan(struct bench *bench)
{
    struct bench_image image;
    bench_image_open(&image);
    measure(bench, &image, "");
    bench_image_fill(&image);
    measure(bench, &image, ", 3,000 more capabilities");
    measure_search(bench, &image);
    bench_image_close(&image);
}
