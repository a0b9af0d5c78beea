// ocr - draws a line of text with leptonica and reads it with tesseract, which brings OpenMP.
#include "act.h"

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

static json_t *
act(struct chela_call *call, const json_t *input, char why[256])
{
    json_t      *output = NULL;
    TessBaseAPI *api    = TessBaseAPICreate();
    L_BMF       *font   = bmfCreate(NULL, 20);
    PIX         *page   = pixCreate(600, 80, 8);
    (void)call;
    snprintf(why, 256, "tesseract cannot be opened");
    pixSetAll(page);
    pixSetTextline(page, font, text_of(input, "text"), 0, 20, 50, NULL, NULL);
    PIX *large = pixScale(page, 3, 3);
    if (TessBaseAPIInit3(api, NULL, "eng") == 0) {
        TessBaseAPISetImage2(api, large);
        char *text = TessBaseAPIGetUTF8Text(api);
        output     = json_pack("{s:s}", "text", text ? text : "");
        TessDeleteText(text);
    }
    TessBaseAPIDelete(api);
    bmfDestroy(&font);
    pixDestroy(&page);
    pixDestroy(&large);
    return output;
}
