// catalog.c - opens an index and answers from it; a manifest is parsed when its capability is asked
// for. Called by everyone who wants to know what is installed.
#include "catalog/catalog_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

chela_status
chela__catalog_from_image(const void *image, size_t len, struct chela__catalog **ret_catalog,
                          struct chela_error *err)
{
    struct chela__catalog *catalog = calloc(1, sizeof *catalog);
    void                  *copy    = malloc(len ? len : 1);
    chela_status           status  = CHELA_OK;
    if (!catalog || !copy) {
        free(copy);
        free(catalog);
        return chela__error_memory(err);
    }
    memcpy(copy, image, len);
    catalog->owned = copy;
    status         = chela__image_open(copy, len, &catalog->image, err);
    if (status < 0)
        chela__catalog_free(catalog);
    else
        *ret_catalog = catalog;
    return status;
}

static chela_status
map_file(int fd, const char *path, struct chela__catalog *catalog, struct chela_error *err)
{
    struct stat info;
    if (fstat(fd, &info))
        return chela__error_errno(err, errno, "%s", path);
    if (!S_ISREG(info.st_mode) || info.st_size <= 0 ||
        (uint64_t)info.st_size > CHELA__IMAGE_MAX_BYTES)
        return chela__error(err, CHELA_INVALID, "%s: this is no index", path);
    size_t len  = (size_t)info.st_size;
    void  *data = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        return chela__error_errno(err, errno, "%s", path);
    catalog->mapped    = data;
    catalog->image.len = len;
    return chela__image_open(data, len, &catalog->image, err);
}

chela_status
chela__catalog_open(const char *path, struct chela__catalog **ret_catalog, struct chela_error *err)
{
    struct chela__catalog *catalog = calloc(1, sizeof *catalog);
    if (!catalog)
        return chela__error_memory(err);
    int          fd = open(path, O_RDONLY | O_CLOEXEC);
    chela_status status =
        fd < 0 ? chela__error_errno(err, errno, "%s", path) : map_file(fd, path, catalog, err);
    if (fd >= 0)
        close(fd);
    if (status < 0)
        chela__catalog_free(catalog);
    else
        *ret_catalog = catalog;
    return status;
}

static chela_status
make_cache(struct chela__catalog *catalog, struct chela_error *err)
{
    if (!catalog->manifests)
        catalog->manifests =
            calloc((size_t)catalog->image.count[CHELA__PLUGINS] + 1, sizeof *catalog->manifests);
    return catalog->manifests ? CHELA_OK : chela__error_memory(err);
}

chela_status
chela__catalog_from_manifests(struct chela__manifest *const *manifests, size_t count,
                              struct chela__catalog **ret_catalog, struct chela_error *err)
{
    struct chela__buffer   image   = CHELA__BUFFER_INIT;
    struct chela__catalog *catalog = NULL;
    chela_status           status  = chela__index_write(manifests, NULL, count, false, &image, err);
    if (status == CHELA_OK)
        status = chela__catalog_from_image(image.data, image.len, &catalog, err);
    if (status == CHELA_OK)
        status = make_cache(catalog, err);
    for (size_t i = 0; i < count && status == CHELA_OK; i++)
        catalog->manifests[i] = chela__manifest_ref(manifests[i]);
    chela__buffer_done(&image);
    if (status < 0)
        chela__catalog_free(catalog);
    else
        *ret_catalog = catalog;
    return status;
}

void
chela__catalog_free(struct chela__catalog *catalog)
{
    if (!catalog)
        return;
    for (uint32_t i = 0; catalog->manifests && i < catalog->image.count[CHELA__PLUGINS]; i++)
        chela__manifest_free(catalog->manifests[i]);
    free(catalog->manifests);
    if (catalog->mapped)
        munmap(catalog->mapped, catalog->image.len);
    free(catalog->owned);
    free(catalog);
}

size_t
chela__catalog_count(const struct chela__catalog *catalog)
{
    return catalog->image.count[CHELA__CAPABILITIES];
}

size_t
chela__catalog_plugin_count(const struct chela__catalog *catalog)
{
    return catalog->image.count[CHELA__PLUGINS];
}

enum chela__tier
chela__catalog_tier(const struct chela__catalog *catalog, uint32_t plugin)
{
    const struct chela__image *image = &catalog->image;
    uint32_t                   tier  = CHELA__SIDELOAD;
    if (plugin < image->count[CHELA__PLUGINS])
        tier = chela__image_number(image, CHELA__PLUGINS, plugin, CHELA__PLUGIN_TIER);
    return tier < CHELA__SIDELOAD ? (enum chela__tier)tier : CHELA__SIDELOAD;
}

static chela_status
out_of_range(struct chela_error *err)
{
    return chela__error(err, CHELA_INVALID, "index: a number leaves its table");
}

chela_status
chela__catalog_plugin(const struct chela__catalog *catalog, size_t index, const char *lang,
                      struct chela__plugin_entry *ret_entry, struct chela_error *err)
{
    const struct chela__image *image = &catalog->image;
    uint32_t                   at = (uint32_t)index, first = 0, count = 0;
    if (index >= image->count[CHELA__PLUGINS])
        return out_of_range(err);
    struct chela__plugin_entry entry = {.tier = chela__catalog_tier(catalog, at)};
    const struct {
        uint32_t           field;
        struct chela_text *text;
    } texts[]           = {{CHELA__PLUGIN_ID, &entry.id},
                           {CHELA__PLUGIN_VERSION, &entry.version},
                           {CHELA__PLUGIN_PATH, &entry.path},
                           {CHELA__PLUGIN_DIGEST, &entry.digest}};
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == CHELA_OK; i++)
        status = chela__image_text(image, CHELA__PLUGINS, at, texts[i].field, texts[i].text, err);
    if (status == CHELA_OK)
        status = chela__image_localized(image, CHELA__PLUGINS, at, CHELA__PLUGIN_NAMES, lang,
                                        &entry.name, err);
    if (status == CHELA_OK)
        status = chela__image_localized(image, CHELA__PLUGINS, at, CHELA__PLUGIN_SUMMARIES, lang,
                                        &entry.summary, err);
    if (status == CHELA_OK)
        status = chela__image_range(image, CHELA__PLUGINS, at, CHELA__PLUGIN_FIRST,
                                    CHELA__CAPABILITIES, &first, &count, err);
    entry.first = first;
    entry.count = count;
    if (status == CHELA_OK)
        *ret_entry = entry;
    return status;
}

chela_status
chela__catalog_entry(const struct chela__catalog *catalog, size_t index, const char *lang,
                     struct chela__entry *ret_entry, struct chela_error *err)
{
    const struct chela__image *image = &catalog->image;
    uint32_t                   at    = (uint32_t)index;
    struct chela_text          role  = {NULL, 0};
    if (index >= image->count[CHELA__CAPABILITIES])
        return out_of_range(err);
    uint32_t plugin = chela__image_number(image, CHELA__CAPABILITIES, at, CHELA__CAPABILITY_PLUGIN);
    uint32_t effect = chela__image_number(image, CHELA__CAPABILITIES, at, CHELA__CAPABILITY_EFFECT);
    if (plugin >= image->count[CHELA__PLUGINS] || effect > CHELA__IRREVERSIBLE)
        return out_of_range(err);
    struct chela__entry entry = {.tier   = chela__catalog_tier(catalog, plugin),
                                 .effect = (enum chela__effect)effect};
    const struct {
        enum chela__image_table table;
        uint32_t                record, field;
        struct chela_text      *text;
    } texts[]           = {{CHELA__CAPABILITIES, at, CHELA__CAPABILITY_NAME, &entry.name},
                           {CHELA__CAPABILITIES, at, CHELA__CAPABILITY_ROLE, &role},
                           {CHELA__PLUGINS, plugin, CHELA__PLUGIN_ID, &entry.plugin},
                           {CHELA__PLUGINS, plugin, CHELA__PLUGIN_VERSION, &entry.version},
                           {CHELA__PLUGINS, plugin, CHELA__PLUGIN_PATH, &entry.path}};
    chela_status status = chela__image_localized(
        image, CHELA__CAPABILITIES, at, CHELA__CAPABILITY_SUMMARIES, lang, &entry.summary, err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == CHELA_OK; i++)
        status = chela__image_text(image, texts[i].table, texts[i].record, texts[i].field,
                                   texts[i].text, err);
    if (status < 0)
        return status;
    entry.is_reserved = role.len > 0;
    *ret_entry        = entry;
    return CHELA_OK;
}

// Parses the manifest's text and gives it what the store knew about it.
static chela_status
read_manifest(struct chela__catalog *catalog, uint32_t plugin, struct chela_error *err)
{
    const struct chela__image *image = &catalog->image;
    struct chela__manifest    *read  = NULL;
    struct chela_text          json = {NULL, 0}, types = json, digest = json;
    chela_status               status =
        chela__image_text(image, CHELA__PLUGINS, plugin, CHELA__PLUGIN_MANIFEST, &json, err);
    if (status == CHELA_OK)
        status = chela__image_text(image, CHELA__PLUGINS, plugin, CHELA__PLUGIN_TYPES, &types, err);
    if (status == CHELA_OK)
        status =
            chela__image_text(image, CHELA__PLUGINS, plugin, CHELA__PLUGIN_DIGEST, &digest, err);
    if (status == CHELA_OK)
        status = chela__manifest_read(json.data, json.len, types.data, types.len, &read, err);
    if (!read)
        return status;
    if (digest.len == sizeof read->digest - 1)
        memcpy(read->digest, digest.data, digest.len);
    read->tier                 = chela__catalog_tier(catalog, plugin);
    catalog->manifests[plugin] = read;
    return CHELA_OK;
}

chela_status
chela__catalog_manifest(struct chela__catalog *catalog, size_t plugin,
                        struct chela__manifest **ret_manifest, struct chela_error *err)
{
    chela_status status = make_cache(catalog, err);
    if (status == CHELA_OK && plugin >= catalog->image.count[CHELA__PLUGINS])
        status = out_of_range(err);
    if (status == CHELA_OK && !catalog->manifests[plugin])
        status = read_manifest(catalog, (uint32_t)plugin, err);
    if (status == CHELA_OK)
        *ret_manifest = catalog->manifests[plugin];
    return status;
}

chela_status
chela__catalog_capability(struct chela__catalog *catalog, size_t index,
                          struct chela__capability **ret_capability, struct chela_error *err)
{
    const struct chela__image *image    = &catalog->image;
    struct chela__manifest    *manifest = NULL;
    if (index >= image->count[CHELA__CAPABILITIES])
        return out_of_range(err);
    uint32_t plugin =
        chela__image_number(image, CHELA__CAPABILITIES, (uint32_t)index, CHELA__CAPABILITY_PLUGIN);
    chela_status status = chela__catalog_manifest(catalog, plugin, &manifest, err);
    if (status < 0)
        return status;
    uint32_t first = chela__image_number(image, CHELA__PLUGINS, plugin, CHELA__PLUGIN_FIRST);
    if (index < first || index - first >= manifest->capability_count)
        return out_of_range(err);
    *ret_capability = manifest->capabilities[index - first];
    return CHELA_OK;
}
