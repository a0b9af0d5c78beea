// test_documents.c - the handlers on real files: a code that is read back, a photo with a place in
// it, a PDF, and what is none of them.
#include "documents.chela.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chela/fake.h>
#include <chela/file.h>
#include <libexif/exif-data.h>
#include <vips/vips.h>

static char               root[] = "/tmp/chela-documents-XXXXXX";
static struct chela_fake *fake;
static void              *state;

static void
setup(void)
{
    char text[256];
    memcpy(root + sizeof(root) - 7, "XXXXXX", 7);
    ck_assert_ptr_nonnull(mkdtemp(root));
    fake = chela_fake_new(root);
    snprintf(text, sizeof(text), "{\"folder\": \"%s/Pictures\"}", root);
    chela_fake_set(fake, "config", text);
    chela_fake_set(fake, "key", "first");
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
}

static void
teardown(void)
{
    char command[300];
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    ck_assert_int_eq(system(command), 0);
}

static const char *
replied(const char *member)
{
    return json_string_value(json_object_get(chela_fake_reply(fake), member));
}

// A JPEG of 64 by 32 pixels that names its camera; an open descriptor.
static int
photo(void)
{
    char       path[256];
    VipsImage *image = NULL;
    snprintf(path, sizeof(path), "%s/photo.jpg", root);
    ck_assert_int_eq(vips_black(&image, 64, 32, "bands", 3, NULL), 0);
    vips_image_set_string(image, "exif-ifd0-Make",
                          "Secret camera (Secret camera, ASCII, 14 components, 14 bytes)");
    ck_assert_int_eq(vips_jpegsave(image, path, NULL), 0);
    g_object_unref(image);
    int fd = open(path, O_RDONLY);
    ck_assert_int_ge(fd, 0);
    return fd;
}

static bool
contains(const char *path, const char *text)
{
    char  *data = NULL;
    size_t len  = 0;
    ck_assert_int_eq(chela_file_read(AT_FDCWD, path, 1 << 20, &data, &len), CHELA_OK);
    bool found = memmem(data, len, text, strlen(text)) != NULL;
    free(data);
    return found;
}

START_TEST(a_code_says_what_it_was_made_of)
{
    ck_assert_int_eq(qr_make(chela_fake_call(fake), "https://example.org/茶", NULL), CHELA_OK);
    char *path = strdup(replied("path"));
    int   fd   = open(path, O_RDONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(qr_read(chela_fake_call(fake), fd), CHELA_OK);
    json_t *code = json_array_get(json_object_get(chela_fake_reply(fake), "codes"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(code, "text")), "https://example.org/茶");
    close(fd);
    free(path);
}
END_TEST

START_TEST(never_overwrites_and_repeats_under_one_key)
{
    ck_assert_int_eq(qr_make(chela_fake_call(fake), "one", "../menu"), CHELA_OK);
    char *first = strdup(replied("path"));
    ck_assert_ptr_nonnull(strstr(first, "/Pictures/-"));
    ck_assert_int_eq(qr_make(chela_fake_call(fake), "one", "../menu"), CHELA_OK);
    ck_assert_str_eq(replied("path"), first);
    chela_fake_set(fake, "key", "second");
    ck_assert_int_eq(qr_make(chela_fake_call(fake), "two", "../menu"), CHELA_OK);
    ck_assert_str_ne(replied("path"), first);
    free(first);
}
END_TEST

START_TEST(what_was_made_is_taken_back_and_brought_back)
{
    ck_assert_int_eq(qr_make(chela_fake_call(fake), "one", "menu"), CHELA_OK);
    char *path = strdup(replied("path"));
    ck_assert_int_eq(documents_discard(chela_fake_call(fake), path), CHELA_OK);
    ck_assert_int_lt(access(path, F_OK), 0);
    ck_assert_int_eq(documents_discard(chela_fake_call(fake), path), CHELA_OK);
    ck_assert_int_eq(documents_restore(chela_fake_call(fake), path), CHELA_OK);
    ck_assert_int_eq(access(path, F_OK), 0);
    ck_assert_int_lt(documents_discard(chela_fake_call(fake), "/etc/passwd"), 0);
    free(path);
}
END_TEST

START_TEST(a_smaller_copy_keeps_its_shape)
{
    int fd = photo();
    ck_assert_int_eq(image_resize(chela_fake_call(fake), fd, 16, NULL), CHELA_OK);
    json_t *reply = chela_fake_reply(fake);
    ck_assert_int_eq(json_integer_value(json_object_get(reply, "width")), 16);
    ck_assert_int_eq(json_integer_value(json_object_get(reply, "height")), 8);
    ck_assert_int_eq(access(replied("path"), F_OK), 0);
    close(fd);
}
END_TEST

START_TEST(the_clean_copy_has_no_metadata)
{
    char path[256];
    int  fd = photo();
    snprintf(path, sizeof(path), "%s/photo.jpg", root);
    ck_assert(contains(path, "Secret camera"));
    ck_assert_int_eq(image_strip_metadata(chela_fake_call(fake), fd, "clean"), CHELA_OK);
    ck_assert(!contains(replied("path"), "Secret camera"));
    ck_assert(!contains(replied("path"), "Exif"));
    close(fd);
}
END_TEST

START_TEST(says_what_is_not_a_picture)
{
    const char *text = NULL;
    int         fd   = memfd_create("text", 0);
    ck_assert_int_eq(write(fd, "hello", 5), 5);
    ck_assert_int_lt(image_resize(chela_fake_call(fake), fd, 16, NULL), 0);
    ck_assert_int_eq(chela_fake_failure(fake, &text), CHELA_INVALID);
    ck_assert_int_lt(image_strip_metadata(chela_fake_call(fake), fd, NULL), 0);
    ck_assert_int_lt(qr_read(chela_fake_call(fake), fd), 0);
    ck_assert_int_lt(pdf_text(chela_fake_call(fake), fd, 0), 0);
    ck_assert_int_eq(chela_fake_failure(fake, &text), CHELA_INVALID);
    close(fd);
}
END_TEST

START_TEST(reads_a_pdf_by_page)
{
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 42>>stream\nBT /F 12 Tf 20 100 Td (Invoice 86.40) Tj ET\nendstream "
        "endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "6 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n"
        "trailer<</Root 1 0 R/Size 7>>\n%%EOF\n";
    int fd = memfd_create("pdf", 0);
    ck_assert_int_eq(write(fd, pdf, sizeof(pdf) - 1), (ssize_t)sizeof(pdf) - 1);
    ck_assert_int_eq(pdf_text(chela_fake_call(fake), fd, 0), CHELA_OK);
    ck_assert_ptr_nonnull(strstr(replied("text"), "Invoice 86.40"));
    ck_assert_int_eq(json_integer_value(json_object_get(chela_fake_reply(fake), "pages")), 2);
    ck_assert_int_eq(pdf_text(chela_fake_call(fake), fd, 2), CHELA_OK);
    ck_assert_ptr_null(strstr(replied("text"), "Invoice"));
    ck_assert_int_lt(pdf_text(chela_fake_call(fake), fd, 3), 0);
    close(fd);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("documents");
    TCase *tcase = tcase_create("documents");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_code_says_what_it_was_made_of);
    tcase_add_test(tcase, never_overwrites_and_repeats_under_one_key);
    tcase_add_test(tcase, what_was_made_is_taken_back_and_brought_back);
    tcase_add_test(tcase, a_smaller_copy_keeps_its_shape);
    tcase_add_test(tcase, the_clean_copy_has_no_metadata);
    tcase_add_test(tcase, says_what_is_not_a_picture);
    tcase_add_test(tcase, reads_a_pdf_by_page);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
