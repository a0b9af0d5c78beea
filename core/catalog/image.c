// image.c - reads the index file; every offset is checked before it is followed.
#include "catalog/image.h"

#include <string.h>

const uint32_t chela__image_record[CHELA__IMAGE_TABLES] = {
    [CHELA__PLUGINS] = CHELA__PLUGIN_SIZE,      [CHELA__CAPABILITIES] = CHELA__CAPABILITY_SIZE,
    [CHELA__LOCALIZED] = CHELA__LOCALIZED_SIZE, [CHELA__BY_NAME] = 1,
    [CHELA__TERMS] = CHELA__TERM_SIZE,          [CHELA__POSTINGS] = CHELA__POSTING_SIZE,
};

static uint32_t
load(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static chela_status
fault(struct chela_error *err, const char *what)
{
    return chela__error(err, CHELA_INVALID, "index: %s: make it anew with chela index", what);
}

static chela_status
open_tables(struct chela__image *image, struct chela_error *err)
{
    for (uint32_t table = 0; table < CHELA__IMAGE_TABLES; table++) {
        const unsigned char *at    = image->data + (size_t)4 * (3 + 2 * table);
        uint64_t             bytes = (uint64_t)load(at + 4) * chela__image_record[table] * 4;
        image->offset[table]       = load(at);
        image->count[table]        = load(at + 4);
        if (image->offset[table] > image->len || bytes > image->len - image->offset[table])
            return fault(err, "a table lies outside of the file");
    }
    return CHELA_OK;
}

chela_status
chela__image_open(const void *data, size_t len, struct chela__image *ret_image,
                  struct chela_error *err)
{
    struct chela__image image = {.data = data, .len = len};
    if (len < (size_t)4 * CHELA__IMAGE_HEADER || load(image.data) != CHELA__IMAGE_MAGIC)
        return fault(err, "this is no index");
    if (load(image.data + 4) != CHELA__IMAGE_FORMAT)
        return fault(err, "it has another format");
    if (load(image.data + 8) != len)
        return fault(err, "it is cut short");
    chela_status status = open_tables(&image, err);
    if (status == CHELA_OK)
        *ret_image = image;
    return status;
}

uint32_t
chela__image_number(const struct chela__image *image, enum chela__image_table table,
                    uint32_t record, uint32_t field)
{
    size_t number = (size_t)record * chela__image_record[table] + field;
    return load(image->data + image->offset[table] + 4 * number);
}

chela_status
chela__image_text(const struct chela__image *image, enum chela__image_table table, uint32_t record,
                  uint32_t field, struct chela_text *ret_text, struct chela_error *err)
{
    uint32_t offset = chela__image_number(image, table, record, field);
    uint32_t len    = chela__image_number(image, table, record, field + 1);
    if (offset > image->len || len > image->len - offset)
        return fault(err, "a text lies outside of the file");
    *ret_text = (struct chela_text){(const char *)image->data + offset, len};
    return CHELA_OK;
}

chela_status
chela__image_range(const struct chela__image *image, enum chela__image_table table, uint32_t record,
                   uint32_t field, enum chela__image_table of, uint32_t *ret_first,
                   uint32_t *ret_count, struct chela_error *err)
{
    uint32_t first = chela__image_number(image, table, record, field);
    uint32_t count = chela__image_number(image, table, record, field + 1);
    if (first > image->count[of] || count > image->count[of] - first)
        return fault(err, "a list leaves its table");
    *ret_first = first;
    *ret_count = count;
    return CHELA_OK;
}

// 3 exact, 2 the primary subtag, 1 English, 0 any.
static int
language_rank(struct chela_text lang, const char *wanted)
{
    size_t primary = wanted ? strcspn(wanted, "-_") : 0;
    if (wanted && chela__text_is(lang, wanted))
        return 3;
    if (wanted && lang.len == primary && !memcmp(lang.data, wanted, primary))
        return 2;
    return chela__text_is(lang, "en");
}

chela_status
chela__image_localized(const struct chela__image *image, enum chela__image_table table,
                       uint32_t record, uint32_t field, const char *lang,
                       struct chela_text *ret_text, struct chela_error *err)
{
    uint32_t          first, count;
    int               best = -1;
    struct chela_text text = {"", 0}, found = {"", 0};
    chela_status      status =
        chela__image_range(image, table, record, field, CHELA__LOCALIZED, &first, &count, err);
    for (uint32_t i = first; status == CHELA_OK && i < first + count; i++) {
        status = chela__image_text(image, CHELA__LOCALIZED, i, CHELA__LOCALIZED_LANG, &found, err);
        if (status < 0 || language_rank(found, lang) <= best)
            continue;
        best   = language_rank(found, lang);
        status = chela__image_text(image, CHELA__LOCALIZED, i, CHELA__LOCALIZED_TEXT, &text, err);
    }
    if (status == CHELA_OK)
        *ret_text = text;
    return status;
}
