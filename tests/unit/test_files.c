// Tests of core/call/files.c: handles stand for bytes that no longer change.
#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "call/private.h"

static struct chela__files *files;
static struct chela_error   err;

static chela_status
add(int fd, char ref[CHELA_REF_SIZE])
{
    err = (struct chela_error)CHELA_ERROR_INIT;
    if (!files)
        ck_assert_int_eq(chela__files_new(&files, NULL), CHELA_OK);
    return chela__files_add(files, fd, "text/plain", "folder/name.txt", ref, &err);
}

static int
file_with(const char *text)
{
    int fd = memfd_create("test", MFD_ALLOW_SEALING);
    ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
    return fd;
}

START_TEST(keeps_the_bytes_of_the_moment)
{
    struct chela__file_info info;
    char                    ref[CHELA_REF_SIZE], text[16] = "";
    int                     fd = file_with("before"), copy;
    ck_assert_int_eq(add(fd, ref), CHELA_OK);
    ck_assert_int_eq(pwrite(fd, "after!", 6, 0), 6);
    ck_assert_int_eq(chela__files_open(files, ref, &copy, NULL), CHELA_OK);
    ck_assert_int_eq(read(copy, text, sizeof(text)), 6);
    ck_assert_str_eq(text, "before");
    ck_assert_int_lt(write(copy, "x", 1), 0);
    ck_assert_int_eq(chela__files_get(files, ref, &info, NULL), CHELA_OK);
    ck_assert_str_eq(info.name, "name.txt");
    ck_assert_int_eq(info.size, 6);
    close(copy);
    close(fd);
    chela__files_free(files);
}
END_TEST

START_TEST(gives_each_reader_its_own_position)
{
    char ref[CHELA_REF_SIZE], byte = 0;
    int  fd = file_with("ab"), first, second;
    ck_assert_int_eq(add(fd, ref), CHELA_OK);
    ck_assert_int_eq(chela__files_open(files, ref, &first, NULL), CHELA_OK);
    ck_assert_int_eq(chela__files_open(files, ref, &second, NULL), CHELA_OK);
    ck_assert(read(first, &byte, 1) == 1 && byte == 'a');
    ck_assert(read(second, &byte, 1) == 1 && byte == 'a');
    close(first);
    close(second);
    close(fd);
    chela__files_free(files);
}
END_TEST

START_TEST(refuses_what_gives_no_right_to_read)
{
    char ref[CHELA_REF_SIZE];
    int  name = open("/etc/passwd", O_PATH), writer = open("/dev/null", O_WRONLY), ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(add(name, ref), CHELA_DENIED);
    ck_assert_int_eq(add(writer, ref), CHELA_DENIED);
    ck_assert_int_eq(add(ends[0], ref), CHELA_INVALID);
    close(name);
    close(writer);
    close(ends[0]);
    close(ends[1]);
    chela__files_free(files);
}
END_TEST

START_TEST(knows_only_its_own_references)
{
    char ref[CHELA_REF_SIZE];
    int  fd = file_with("x"), copy;
    ck_assert_int_eq(add(fd, ref), CHELA_OK);
    ref[10] ^= 1;
    ck_assert_int_eq(chela__files_open(files, ref, &copy, NULL), CHELA_NOT_FOUND);
    ck_assert_int_eq(chela__files_open(NULL, ref, &copy, NULL), CHELA_NOT_FOUND);
    close(fd);
    chela__files_free(files);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("files");
    TCase *tcase = tcase_create("files");
    tcase_add_test(tcase, keeps_the_bytes_of_the_moment);
    tcase_add_test(tcase, gives_each_reader_its_own_position);
    tcase_add_test(tcase, refuses_what_gives_no_right_to_read);
    tcase_add_test(tcase, knows_only_its_own_references);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
