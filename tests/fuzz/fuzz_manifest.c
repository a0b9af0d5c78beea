// fuzz_manifest.c - a manifest that is read says what it holds; a refused one says why.
#include <string.h>

#include "fuzz/fuzz.h"
#include "package/manifest.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__manifest *manifest = NULL;
    struct chela_error      err      = {0};
    if (chela__manifest_read((const char *)data, size, "{}", 2, &manifest, &err) < 0) {
        FUZZ_CHECK(err.status < 0 && err.text[0] && !manifest);
        return 0;
    }
    FUZZ_CHECK(chela__plugin_id_valid(manifest->id) && chela__version_valid(manifest->version));
    for (size_t i = 0; i < manifest->capability_count; i++) {
        struct chela__capability *capability = manifest->capabilities[i];
        FUZZ_CHECK(chela__manifest_find(manifest, capability->name) == capability);
        FUZZ_CHECK(chela__localized(capability->json, "summary", "zh"));
        (void)chela__capability_schemas(capability, NULL);
    }
    chela__manifest_free(manifest);
    return 0;
}
