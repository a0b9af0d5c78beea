// documents - PDFs, pictures and QR codes: opening and closing of the libraries behind them.
#include "documents.chela.h" // generated from manifest.json: prototypes and tables

#include <chela/sdk.h>
#include <vips/vips.h>

#include "pictures.h"

static chela_status
documents_open(struct chela_call *opening, void **ret_state)
{
    if (VIPS_INIT("documents") != 0)
        return chela_fail(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "libvips does not start");
    vips_block_untrusted_set(TRUE); // only loaders that libvips itself holds fit for hostile files
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    return pictures_open(opening, (struct pictures **)ret_state);
}

static void
documents_close(void *state)
{
    pictures_close(state);
}

CHELA_PLUGIN(documents, .open = documents_open, .close = documents_close);
