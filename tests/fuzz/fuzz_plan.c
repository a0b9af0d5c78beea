// fuzz_plan.c - any bytes as a proposed plan: read strictly, then checked over a small catalogue.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz/fuzz.h"
#include "plan/plan.h"

static const char tools[] =
    "[{\"name\":\"who.find\",\"effect\":\"read\",\"input\":{\"type\":\"object\",\"required\":"
    "[\"query\"],\"properties\":{\"query\":{\"type\":\"string\"}},\"additionalProperties\":false},"
    "\"output\":{\"type\":\"object\",\"properties\":{\"people\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":"
    "\"integer\"}}}}}}},{\"name\":\"note.make\",\"effect\":\"write\",\"input\":{\"type\":"
    "\"object\",\"required\":[\"text\"],\"properties\":{\"text\":{\"type\":\"string\"},\"stars\":{"
    "\"type\":\"integer\",\"maximum\":5},\"tags\":{\"type\":\"array\",\"items\":{\"type\":"
    "\"string\"}},\"colour\":{\"enum\":[\"red\",\"blue\"]}}}},{\"name\":\"home.events\",\"effect\":"
    "\"read\","
    "\"watch\":true,\"input\":{\"type\":\"object\",\"properties\":{\"device\":{\"type\":\"string\"}"
    "}},"
    "\"items\":{\"type\":\"object\",\"properties\":{\"state\":{\"type\":\"string\"},\"cursor\":{"
    "\"type\":"
    "\"string\"}}}}]";

static struct chela__catalog *
open_catalog(void)
{
    struct chela__manifest *manifest = NULL;
    struct chela__catalog  *catalog  = NULL;
    json_t                 *json     = NULL;
    FUZZ_CHECK(chela__json_read(tools, strlen(tools), NULL, &json, NULL) == CHELA_OK);
    FUZZ_CHECK(chela__manifest_from_tools("org.example.fake", json, &manifest, NULL) == CHELA_OK);
    FUZZ_CHECK(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL) == CHELA_OK);
    chela__manifest_free(manifest);
    json_decref(json);
    return catalog;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct chela__catalog *catalog; // kept: the same for every input
    struct chela_error            err  = CHELA_ERROR_INIT;
    json_t                       *json = NULL;
    struct chela__plan           *plan = NULL;
    if (!catalog)
        catalog = open_catalog();
    if (chela__json_read((const char *)data, size, NULL, &json, NULL) < 0)
        return 0;
    struct chela__check_options options = {.catalog = catalog};
    chela_status                status  = chela__plan_read(json, &plan, &err);
    if (status >= 0)
        status = chela__plan_check(plan, &options, &err);
    FUZZ_CHECK(status == CHELA_OK || (err.status < 0 && err.text[0]));
    chela__plan_free(plan);
    json_decref(json);
    return 0;
}
