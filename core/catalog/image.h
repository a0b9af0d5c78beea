// image.h - the index file's format, and reading it without trusting it; private to the folder.
//
// All numbers are little-endian u32; all offsets count from the start of the file; a text is
// {offset, length}. The tables are checked once when the image is opened, every text on access.
//
//   header      magic "CHLX", format, size of the file, then {offset, count} of each table
//   plugins     id, version, path, name list, summary list, manifest, types, digest (texts);
//               tier; first capability; number of capabilities
//   capabilities  name, reserved role ("chela.due/1 take" or empty; texts); plugin; effect;
//               summary list
//   localized   language, text (texts); a list is {first, count} into this table
//   by_name     capability numbers, sorted by name, tier, plugin id
//   terms       text; postings {first, count}; sorted by bytes
//   postings    capability number, weight (the bits of a float)
#ifndef CHELA_CATALOG_IMAGE_H
#define CHELA_CATALOG_IMAGE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

#define CHELA__IMAGE_MAGIC 0x584C4843u // "CHLX"
#define CHELA__IMAGE_FORMAT 2u         // raise it when the layout, the terms or the weights change
#define CHELA__IMAGE_MAX_BYTES ((size_t)256 * 1024 * 1024)

enum chela__image_table {
    CHELA__PLUGINS,
    CHELA__CAPABILITIES,
    CHELA__LOCALIZED,
    CHELA__BY_NAME,
    CHELA__TERMS,
    CHELA__POSTINGS,
    CHELA__IMAGE_TABLES
};

// Places of the fields in a record, in numbers (u32) from its start.
enum chela__image_plugin {
    CHELA__PLUGIN_ID        = 0,
    CHELA__PLUGIN_VERSION   = 2,
    CHELA__PLUGIN_PATH      = 4,
    CHELA__PLUGIN_NAMES     = 6,
    CHELA__PLUGIN_SUMMARIES = 8,
    CHELA__PLUGIN_MANIFEST  = 10,
    CHELA__PLUGIN_TYPES     = 12,
    CHELA__PLUGIN_DIGEST    = 14,
    CHELA__PLUGIN_TIER      = 16,
    CHELA__PLUGIN_FIRST     = 17,
    CHELA__PLUGIN_COUNT     = 18,
    CHELA__PLUGIN_SIZE      = 19
};
enum chela__image_capability {
    CHELA__CAPABILITY_NAME      = 0,
    CHELA__CAPABILITY_ROLE      = 2,
    CHELA__CAPABILITY_PLUGIN    = 4,
    CHELA__CAPABILITY_EFFECT    = 5,
    CHELA__CAPABILITY_SUMMARIES = 6,
    CHELA__CAPABILITY_SIZE      = 8
};
enum chela__image_localized {
    CHELA__LOCALIZED_LANG = 0,
    CHELA__LOCALIZED_TEXT = 2,
    CHELA__LOCALIZED_SIZE = 4
};
enum chela__image_term { CHELA__TERM_TEXT = 0, CHELA__TERM_POSTINGS = 2, CHELA__TERM_SIZE = 4 };
enum chela__image_posting {
    CHELA__POSTING_CAPABILITY = 0,
    CHELA__POSTING_WEIGHT     = 1,
    CHELA__POSTING_SIZE       = 2
};

// Numbers in front of the tables: magic, format, size, then two for each table.
#define CHELA__IMAGE_HEADER (3 + 2 * CHELA__IMAGE_TABLES)

extern const uint32_t chela__image_record[CHELA__IMAGE_TABLES]; // numbers in a record

struct chela__image {
    const unsigned char *data;
    size_t               len;
    uint32_t             offset[CHELA__IMAGE_TABLES];
    uint32_t             count[CHELA__IMAGE_TABLES];
};

// Checks header and tables. The bytes are borrowed.
chela_status
chela__image_open(const void *data, size_t len, struct chela__image *ret_image,
                  struct chela_error *err);

// A number of a record that exists (the caller has compared with `count`).
uint32_t
chela__image_number(const struct chela__image *image, enum chela__image_table table,
                    uint32_t record, uint32_t field);

// A text of a record that exists; CHELA_INVALID when it lies outside of the file.
chela_status
chela__image_text(const struct chela__image *image, enum chela__image_table table, uint32_t record,
                  uint32_t field, struct chela_text *ret_text, struct chela_error *err);

// {first, count} of a record as a range of another table; CHELA_INVALID when it leaves it.
chela_status
chela__image_range(const struct chela__image *image, enum chela__image_table table, uint32_t record,
                   uint32_t field, enum chela__image_table of, uint32_t *ret_first,
                   uint32_t *ret_count, struct chela_error *err);

// The text of a list in the best language for `lang` (exact, primary subtag, "en", first); empty
// when the list is.
chela_status
chela__image_localized(const struct chela__image *image, enum chela__image_table table,
                       uint32_t record, uint32_t field, const char *lang,
                       struct chela_text *ret_text, struct chela_error *err);

#endif
