// qr.c - QR codes made with libqrencode and read with zbar; libvips turns them into pictures and
// back.
#include "documents.chela.h" // generated from manifest.json: prototypes and tables

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <chela/sdk.h>
#include <qrencode.h>
#include <vips/vips.h>
#include <zbar.h>

#include "pictures.h"

#define MODULE_PIXELS 8 // side of one module
#define QUIET_MODULES 4 // white border that ISO/IEC 18004 asks for
#define READ_SIDE 2400  // larger pictures are made smaller before they are searched
#define CODES_MAX 32
#define ECI_UTF8 26 // AIM ECI assignment

// One byte a pixel, white with black modules; g_free() it. NULL: out of memory.
static unsigned char *
paint(const QRcode *code, int *ret_side)
{
    int            modules = code->width + 2 * QUIET_MODULES;
    int            side    = modules * MODULE_PIXELS;
    unsigned char *pixels  = g_try_malloc((gsize)side * (gsize)side);
    if (!pixels)
        return NULL;
    memset(pixels, 255, (size_t)side * (size_t)side);
    for (int y = 0; y < code->width * MODULE_PIXELS; y++)
        for (int x = 0; x < code->width * MODULE_PIXELS; x++) {
            int module = y / MODULE_PIXELS * code->width + x / MODULE_PIXELS;
            int offset = QUIET_MODULES * MODULE_PIXELS;
            if (code->data[module] & 1)
                pixels[(size_t)(y + offset) * (size_t)side + (size_t)(x + offset)] = 0;
        }
    *ret_side = side;
    return pixels;
}

static int
to_png(const unsigned char *pixels, int side, void **ret_data, size_t *ret_len)
{
    VipsImage *image = vips_image_new_from_memory(pixels, (size_t)side * (size_t)side, side, side,
                                                  1, VIPS_FORMAT_UCHAR);
    if (!image)
        return -1;
    int failed = vips_pngsave_buffer(image, ret_data, ret_len, "strip", TRUE, NULL);
    g_object_unref(image);
    return failed;
}

// Text beyond ASCII is announced as UTF-8 (an ECI header), or readers guess at its encoding.
static QRcode *
encode(const char *text)
{
    QRinput *input    = QRinput_new2(0, QR_ECLEVEL_M);
    bool     is_ascii = true;
    for (const char *at = text; *at; at++)
        is_ascii = is_ascii && (unsigned char)*at < 0x80;
    if (!input)
        return NULL;
    int failed = is_ascii ? 0 : QRinput_appendECIheader(input, ECI_UTF8);
    if (!failed)
        failed = QRinput_append(input, QR_MODE_8, (int)strlen(text), (const unsigned char *)text);
    QRcode *code = failed ? NULL : QRcode_encodeInput(input);
    QRinput_free(input);
    return code;
}

chela_status
qr_make(struct chela_call *call, const char *text, const char *name)
{
    char    path[PICTURE_PATH];
    int     side = 0;
    void   *png  = NULL;
    size_t  len  = 0;
    QRcode *code = encode(text);
    if (!code)
        return chela_fail(call, errno == ENOMEM ? CHELA_NO_MEMORY : CHELA_LIMIT, CHELA_NO_EFFECT,
                          "text: it is empty or too long for a QR code");
    unsigned char *pixels = paint(code, &side);
    QRcode_free(code);
    chela_status status =
        pixels && to_png(pixels, side, &png, &len) == 0 ? CHELA_OK : CHELA_NO_MEMORY;
    if (status == CHELA_OK)
        status = pictures_save(call, name ? name : "qr-code", ".png", png, len, path);
    g_free(pixels);
    g_free(png);
    return status == CHELA_OK ? chela_replyf(call, "{s:s}", "path", path) : status;
}

// The picture as grey pixels, made smaller when it is huge; g_free() them.
static unsigned char *
grey_pixels(int fd, int *ret_width, int *ret_height)
{
    VipsImage  *small  = NULL;
    VipsImage  *flat   = NULL;
    VipsImage  *grey   = NULL;
    void       *pixels = NULL;
    size_t      len    = 0;
    VipsSource *source = vips_source_new_from_descriptor(fd);
    if (source &&
        vips_thumbnail_source(source, &small, READ_SIDE, "height", READ_SIDE, "size",
                              VIPS_SIZE_DOWN, NULL) == 0 &&
        (vips_image_hasalpha(small) ? vips_flatten(small, &flat, NULL)
                                    : vips_copy(small, &flat, NULL)) == 0 &&
        vips_colourspace(flat, &grey, VIPS_INTERPRETATION_B_W, NULL) == 0) {
        *ret_width  = vips_image_get_width(grey);
        *ret_height = vips_image_get_height(grey);
        pixels      = vips_image_write_to_memory(grey, &len);
    }
    VipsImage *const images[] = {grey, flat, small};
    for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++)
        if (images[i])
            g_object_unref(images[i]);
    if (source)
        g_object_unref(source);
    return pixels;
}

// Text of a code as UTF-8; bytes that are none are replaced.
static json_t *
code_of(const zbar_symbol_t *symbol)
{
    char   *text = g_utf8_make_valid(zbar_symbol_get_data(symbol),
                                     (gssize)zbar_symbol_get_data_length(symbol));
    json_t *code = json_pack("{s:s, s:s}", "kind",
                             zbar_get_symbol_name(zbar_symbol_get_type(symbol)), "text", text);
    g_free(text);
    return code;
}

static json_t *
scan(const unsigned char *pixels, int width, int height)
{
    json_t               *codes   = json_array();
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t         *image   = zbar_image_create();
    if (codes && scanner && image) {
        // Bytes as they are: zbar would take UTF-8 for Shift-JIS now and then.
        zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
        zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
        zbar_image_set_size(image, (unsigned)width, (unsigned)height);
        zbar_image_set_data(image, pixels, (unsigned long)width * (unsigned long)height, NULL);
        zbar_scan_image(scanner, image);
        const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
        for (; symbol && json_array_size(codes) < CODES_MAX; symbol = zbar_symbol_next(symbol))
            json_array_append_new(codes, code_of(symbol));
    }
    zbar_image_destroy(image);
    zbar_image_scanner_destroy(scanner);
    return codes;
}

chela_status
qr_read(struct chela_call *call, int image)
{
    int            width  = 0;
    int            height = 0;
    unsigned char *pixels = grey_pixels(image, &width, &height);
    if (!pixels) {
        vips_error_clear();
        return chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT,
                          "this is not a picture that can be read");
    }
    json_t *codes = scan(pixels, width, height);
    g_free(pixels);
    if (json_array_size(codes) == 0) {
        json_decref(codes);
        return chela_fail(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT,
                          "there is no code in the picture");
    }
    return chela_reply_take(call, json_pack("{s:o}", "codes", codes));
}
