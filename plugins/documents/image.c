// image.c - smaller and cleaner copies of pictures, through libvips; libexif proves the cleaning.
#include "documents.chela.h" // generated from manifest.json: prototypes and tables

#include <stdlib.h>
#include <string.h>

#include <chela/sdk.h>
#include <libexif/exif-data.h>
#include <vips/vips.h>

#include "pictures.h"

#define JPEG_QUALITY 90
#define SIDE_MAX 16384 // pixels

static chela_status
fail_vips(struct chela_call *call, const char *what)
{
    char text[300];
    snprintf(text, sizeof(text), "%s: %.200s", what, vips_error_buffer());
    vips_error_clear();
    for (char *at = text; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT, text);
}

// In the format that it came in; JPEG for what has no writer here. `strip` leaves only the pixels.
static int
encode(VipsImage *image, bool strip, void **ret_data, size_t *ret_len, const char **ret_suffix)
{
    const char *loader = "";
    if (vips_image_get_typeof(image, VIPS_META_LOADER))
        vips_image_get_string(image, VIPS_META_LOADER, &loader);
    gboolean clean = strip ? TRUE : FALSE;
    if (strncmp(loader, "png", 3) == 0) {
        *ret_suffix = ".png";
        return vips_pngsave_buffer(image, ret_data, ret_len, "strip", clean, NULL);
    }
    if (strncmp(loader, "webp", 4) == 0) {
        *ret_suffix = ".webp";
        return vips_webpsave_buffer(image, ret_data, ret_len, "strip", clean, "Q", JPEG_QUALITY,
                                    NULL);
    }
    *ret_suffix = ".jpg";
    return vips_jpegsave_buffer(image, ret_data, ret_len, "strip", clean, "Q", JPEG_QUALITY, NULL);
}

static chela_status
save(struct chela_call *call, VipsImage *image, bool strip, const char *name,
     char ret_path[PICTURE_PATH], bool (*fits)(const void *data, size_t len))
{
    void       *data   = NULL;
    size_t      len    = 0;
    const char *suffix = "";
    if (encode(image, strip, &data, &len, &suffix) != 0)
        return fail_vips(call, "the picture cannot be written");
    chela_status status = CHELA_OK;
    if (fits && !fits(data, len))
        status = chela_fail(call, CHELA_FAILED, CHELA_NO_EFFECT,
                            "the copy still has metadata, so it was not saved");
    if (status == CHELA_OK)
        status = pictures_save(call, name, suffix, data, len, ret_path);
    g_free(data);
    return status;
}

chela_status
image_resize(struct chela_call *call, int image, int64_t width, const char *name)
{
    char        path[PICTURE_PATH];
    char        plain[64];
    VipsImage  *small  = NULL;
    VipsSource *source = vips_source_new_from_descriptor(image);
    if (!source)
        return fail_vips(call, "the picture cannot be read");
    int failed = vips_thumbnail_source(source, &small, (int)width, "height", SIDE_MAX, NULL);
    g_object_unref(source);
    if (failed)
        return fail_vips(call, "this is not a picture that can be read");
    snprintf(plain, sizeof(plain), "picture-%lld", (long long)width);
    chela_status status = save(call, small, false, name ? name : plain, path, NULL);
    if (status == CHELA_OK)
        status = chela_replyf(call, "{s:s, s:i, s:i}", "path", path, "width",
                              vips_image_get_width(small), "height", vips_image_get_height(small));
    g_object_unref(small);
    return status;
}

// Reads the written copy again with another library: no EXIF block may be left.
static bool
has_no_exif(const void *data, size_t len)
{
    ExifData *exif = exif_data_new_from_data(data, (unsigned int)len);
    if (!exif)
        return true;
    bool is_clean = true;
    for (int i = 0; i < EXIF_IFD_COUNT; i++)
        is_clean = is_clean && (!exif->ifd[i] || exif->ifd[i]->count == 0);
    exif_data_unref(exif);
    return is_clean;
}

chela_status
image_strip_metadata(struct chela_call *call, int image, const char *name)
{
    char        path[PICTURE_PATH];
    VipsImage  *loaded  = NULL;
    VipsImage  *upright = NULL;
    VipsSource *source  = vips_source_new_from_descriptor(image);
    if (source)
        loaded = vips_image_new_from_source(source, "", NULL);
    // How the camera was held is metadata too: turned now, or it would be lost.
    int          failed = !loaded || vips_autorot(loaded, &upright, NULL);
    chela_status status =
        failed ? fail_vips(call, "this is not a picture that can be read")
               : save(call, upright, true, name ? name : "picture-clean", path, has_no_exif);
    if (upright)
        g_object_unref(upright);
    if (loaded)
        g_object_unref(loaded);
    if (source)
        g_object_unref(source);
    return status == CHELA_OK ? chela_replyf(call, "{s:s}", "path", path) : status;
}
