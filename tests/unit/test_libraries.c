// test_libraries.c - a real plugin with large libraries (libvips, GLib, libpng, ZBar) lives inside
// the profile that its manifest declares.
#include "fixtures/calls.h"

#include "cli/develop.h"

#include <sys/stat.h>

#define PLUGIN CHELA_BUILD "/plugins/documents/package"
#define SO PLUGIN "/lib/x86_64-linux-gnu/plugin.so"

static struct chela__project
read_project(void)
{
    struct chela__place   place   = {.sdk = (char *)CHELA_SOURCE "/sdk"};
    struct chela__project project = {0};
    struct chela_error    err     = CHELA_ERROR_INIT;
    ck_assert_msg(chela__project_read(&place, PLUGIN "/manifest.json", &project, &err) == CHELA_OK,
                  "%s", err.text);
    return project;
}

static chela_status
load_documents(void *user, const char *id, const char *version,
               struct chela__loadable *ret_loadable, struct chela_error *err)
{
    struct chela__project project = read_project();
    char                 *so      = NULL;
    size_t                len;
    (void)user, (void)id, (void)version;
    ck_assert_int_eq(chela__file_read(AT_FDCWD, SO, 64 << 20, &so, &len, err), CHELA_OK);
    ck_assert_int_eq(chela__memfd_sealed("plugin", so, len, &ret_loadable->so_fd, err), CHELA_OK);
    free(so);
    ret_loadable->manifest       = project.manifest;
    ret_loadable->manifest->tier = CHELA__REVIEWED;
    ret_loadable->manifest_text  = project.text;
    ret_loadable->folder         = project.folder;
    return CHELA_OK;
}

static struct test_calls     host;
static struct chela__project documents;
static struct chela__files  *files;

static struct test_outcome
call(const char *name, json_t *input)
{
    struct chela_error         err     = CHELA_ERROR_INIT;
    struct test_outcome        outcome = {0};
    struct chela__call_request request = {.capability =
                                              chela__manifest_find(documents.manifest, name),
                                          .input = input,
                                          .files = files,
                                          .done  = test_done,
                                          .user  = &outcome};
    ck_assert_ptr_nonnull(request.capability);
    ck_assert_msg(chela__call_start(host.calls, &request, NULL, &err) == CHELA_OK, "%s", err.text);
    json_decref(input);
    test_wait(&host, &outcome);
    ck_assert_msg(outcome.status == CHELA_OK, "%s: %s", name, outcome.text);
    return outcome;
}

// A handle for the file that an outcome names.
static void
take_picture(struct test_outcome *outcome, char ref[CHELA_REF_SIZE])
{
    const char *path = json_string_value(json_object_get(outcome->output, "path"));
    ck_assert_ptr_nonnull(path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(chela__files_add(files, fd, "image/png", "picture.png", ref, NULL), CHELA_OK);
    close(fd);
    json_decref(outcome->output);
}

START_TEST(pictures_are_made_scaled_and_read)
{
    char        ref[CHELA_REF_SIZE];
    struct stat info;
    if (stat(SO, &info) < 0)
        return; // another architecture, or a build without plugins
    test_calls_open_with(&host, CHELA__REVIEWED, NULL, load_documents);
    documents = read_project();
    ck_assert_int_eq(chela__files_new(&files, NULL), CHELA_OK);
    struct test_outcome outcome =
        call("qr.make", json_pack("{s:s}", "text", "https://example.org"));
    take_picture(&outcome, ref);
    outcome = call("image.resize", json_pack("{s:s, s:i}", "image", ref, "width", 600));
    take_picture(&outcome, ref);
    outcome    = call("qr.read", json_pack("{s:s}", "image", ref));
    char *text = json_dumps(outcome.output, 0);
    ck_assert_ptr_nonnull(strstr(text, "https://example.org"));
    free(text);
    json_decref(outcome.output);
    chela__files_free(files);
    chela__project_done(&documents);
    test_calls_close(&host);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("libraries");
    TCase *tcase = tcase_create("libraries");
    tcase_add_test(tcase, pictures_are_made_scaled_and_read);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
