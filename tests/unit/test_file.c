// test_file.c - whole files, folders and memory files, in a folder of the test's own.
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[64];

static void
make_root(void)
{
    strcpy(folder, "/tmp/chela-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
remove_root(void)
{
    ck_assert_int_eq(chela__remove_tree(AT_FDCWD, folder, NULL), CHELA_OK);
    ck_assert_int_ne(access(folder, F_OK), 0);
}

START_TEST(writes_and_reads_back)
{
    char              *path = chela__path(folder, "a.txt");
    char              *data = NULL;
    size_t             len  = 0;
    struct chela_error err  = {0};
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, "one", 3, &err), CHELA_OK);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, "t\0wo", 4, &err), CHELA_OK);
    ck_assert_int_eq(chela__file_read(AT_FDCWD, path, 4, &data, &len, &err), CHELA_OK);
    ck_assert_int_eq(len, 4);
    ck_assert_mem_eq(data, "t\0wo", 5);
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
    free(data);
    free(path);
}
END_TEST

START_TEST(keeps_the_maximum)
{
    char              *path = chela__path(folder, "big");
    char              *data = NULL;
    struct chela_error err  = {0};
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, "12345", 5, NULL), CHELA_OK);
    ck_assert_int_eq(chela__file_read(AT_FDCWD, path, 4, &data, NULL, &err), CHELA_LIMIT);
    ck_assert_ptr_null(data);
    ck_assert_ptr_nonnull(strstr(err.text, "larger than 4 bytes"));
    free(path);
}
END_TEST

START_TEST(reads_regular_files_only)
{
    char *path = chela__path(folder, "fifo");
    char *data = NULL;
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(chela__file_read(AT_FDCWD, path, 9, &data, NULL, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela__file_read(AT_FDCWD, folder, 9, &data, NULL, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela__file_read(AT_FDCWD, "/nowhere/x", 9, &data, NULL, NULL),
                     CHELA_NOT_FOUND);
    free(path);
}
END_TEST

START_TEST(failed_write_leaves_nothing_behind)
{
    char *path = chela__path(folder, "sub");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    char *inner = chela__path(path, "kept");
    ck_assert_int_eq(chela__file_write(AT_FDCWD, inner, 0600, "x", 1, NULL), CHELA_OK);
    // A folder with something in it cannot be replaced by a file.
    struct chela_error err = {0};
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, "x", 1, &err), CHELA_IO);
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    ck_assert_int_eq(fchdir(fd), 0);
    close(fd);
    ck_assert_int_ne(system("ls -A | grep -q '[.]sub[.]'"), 0);
    free(inner);
    free(path);
}
END_TEST

START_TEST(makes_folders_on_the_way)
{
    char *path = chela__path(folder, "a/b//c/");
    ck_assert_int_eq(chela__make_folder(path, NULL), CHELA_OK);
    ck_assert_int_eq(chela__make_folder(path, NULL), CHELA_OK);
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0700);
    ck_assert_int_eq(chela__make_folder("", NULL), CHELA_INVALID);
    ck_assert_int_lt(chela__make_folder("/proc/nowhere", NULL), 0);
    free(path);
}
END_TEST

START_TEST(removal_follows_no_link)
{
    char *outside = chela__path(folder, "outside");
    char *tree    = chela__path(folder, "tree");
    char *kept    = chela__path(outside, "kept");
    char *link    = chela__path(tree, "link");
    ck_assert_int_eq(chela__make_folder(outside, NULL), CHELA_OK);
    ck_assert_int_eq(chela__make_folder(tree, NULL), CHELA_OK);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, kept, 0600, "x", 1, NULL), CHELA_OK);
    ck_assert_int_eq(symlink(outside, link), 0);
    ck_assert_int_eq(chela__remove_tree(AT_FDCWD, tree, NULL), CHELA_OK);
    ck_assert_int_eq(access(kept, F_OK), 0);
    ck_assert_int_ne(access(tree, F_OK), 0);
    ck_assert_int_eq(chela__remove_tree(AT_FDCWD, tree, NULL), CHELA_OK);
    free(outside);
    free(tree);
    free(kept);
    free(link);
}
END_TEST

START_TEST(sealed_memory_cannot_change)
{
    int fd = -1;
    ck_assert_int_eq(chela__memfd_sealed("test", "abc", 3, &fd, NULL), CHELA_OK);
    ck_assert_int_lt(write(fd, "x", 1), 0);
    ck_assert_int_ne(ftruncate(fd, 0), 0);
    char text[4] = "";
    ck_assert_int_eq(pread(fd, text, 3, 0), 3);
    ck_assert_str_eq(text, "abc");
    close(fd);
}
END_TEST

START_TEST(joins_paths)
{
    char *path = chela__path("/", "a");
    ck_assert_str_eq(path, "/a");
    free(path);
    path = chela__path("/b", "a");
    ck_assert_str_eq(path, "/b/a");
    free(path);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("file");
    TCase *tests = tcase_create("file");
    tcase_add_checked_fixture(tests, make_root, remove_root);
    tcase_add_test(tests, writes_and_reads_back);
    tcase_add_test(tests, keeps_the_maximum);
    tcase_add_test(tests, reads_regular_files_only);
    tcase_add_test(tests, failed_write_leaves_nothing_behind);
    tcase_add_test(tests, makes_folders_on_the_way);
    tcase_add_test(tests, removal_follows_no_link);
    tcase_add_test(tests, sealed_memory_cannot_change);
    tcase_add_test(tests, joins_paths);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
