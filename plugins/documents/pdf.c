// pdf.c - the text of PDF documents, through poppler.
#include "documents.chela.h" // generated from manifest.json: prototypes and tables

#include <stdbool.h>
#include <unistd.h>

#include <chela/sdk.h>
#include <poppler.h>

#define TEXT_MAX ((size_t)512 * 1024) // bytes of text in one answer; the rest is cut
#define PAGES_MAX 5000

// Appends a page; false when the limit cut it.
static bool
add_page(PopplerDocument *document, int index, GString *text)
{
    PopplerPage *page = poppler_document_get_page(document, index);
    if (!page)
        return true;
    char *part = poppler_page_get_text(page);
    if (part && text->len > 0)
        g_string_append(text, "\n\n");
    if (part)
        g_string_append(text, part);
    g_free(part);
    g_object_unref(page);
    if (text->len <= TEXT_MAX)
        return true;
    const char *end = NULL;
    g_utf8_validate(text->str, (gssize)TEXT_MAX, &end);
    g_string_truncate(text, (gsize)(end - text->str));
    return false;
}

static chela_status
reply_text(struct chela_call *call, PopplerDocument *document, int64_t page)
{
    int  pages  = poppler_document_get_n_pages(document);
    bool is_cut = false;
    if (page > pages)
        return chela_failf(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT,
                           "there is no page %lld: the document has %d", (long long)page, pages);
    GString *text = g_string_new(NULL);
    int      last = page ? (int)page : pages < PAGES_MAX ? pages : PAGES_MAX;
    for (int i = page ? (int)page - 1 : 0; i < last && !is_cut && !chela_cancelled(call); i++) {
        is_cut = !add_page(document, i, text);
        chela_progress(call, (double)(i + 1) / last, NULL);
    }
    chela_status status = chela_replyf(call, "{s:s, s:i, s:b}", "text", text->str, "pages", pages,
                                       "cut", is_cut || last < (page ? last : pages));
    g_string_free(text, TRUE);
    return status;
}

chela_status
pdf_text(struct chela_call *call, int file, int64_t page)
{
    GError          *error    = NULL;
    int              copy     = dup(file); // poppler closes the one that it gets
    PopplerDocument *document = copy < 0 ? NULL : poppler_document_new_from_fd(copy, NULL, &error);
    if (!document) {
        chela_status status = chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                                          "this is not a PDF that can be read: %s",
                                          error ? error->message : "it cannot be opened");
        g_clear_error(&error);
        return status;
    }
    chela_status status = reply_text(call, document, page);
    g_object_unref(document);
    return status;
}
