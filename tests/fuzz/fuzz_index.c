// fuzz_index.c - an index of any bytes answers or refuses; nothing it says leads out of it.
#include "catalog/catalog.h"
#include "fuzz/fuzz.h"

static void
look_at_text(struct chela_text text)
{
    volatile char last = text.len ? text.data[text.len - 1] : 0;
    (void)last;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__catalog *catalog = NULL;
    struct chela__hit      hits[8];
    size_t                 count = 0, at = 0;
    if (chela__catalog_from_image(data, size, &catalog, NULL) < 0)
        return 0;
    for (size_t i = 0; i < chela__catalog_count(catalog) && i < 16; i++) {
        struct chela__entry       entry;
        struct chela__capability *capability = NULL;
        if (chela__catalog_entry(catalog, i, "zh-CN", &entry, NULL) == CHELA_OK) {
            look_at_text(entry.name);
            look_at_text(entry.summary);
            look_at_text(entry.path);
        }
        (void)chela__catalog_capability(catalog, i, &capability, NULL);
    }
    for (size_t i = 0; i < chela__catalog_plugin_count(catalog) && i < 16; i++) {
        struct chela__plugin_entry entry;
        if (chela__catalog_plugin(catalog, i, "en", &entry, NULL) == CHELA_OK)
            look_at_text(entry.digest);
    }
    if (chela__catalog_search(catalog, "note 便签 alarm", 17, NULL, hits, 8, &count, NULL) ==
        CHELA_OK)
        FUZZ_CHECK(count <= 8);
    (void)chela__catalog_find(catalog, "notes.create", "org.example.notes", &at, NULL);
    at = 0;
    (void)chela__catalog_provider(catalog, "chela.due/1", "take", &at);
    chela__catalog_free(catalog);
    return 0;
}
