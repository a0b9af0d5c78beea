// Every capability of the plugin on real files in a temporary folder: what it did, and what it must
// not have done.
#include "files.chela.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chela/fake.h>

static char               home[64];
static struct chela_fake *fake;
static void              *state;

static const char *
at(const char *name)
{
    static char paths[4][256];
    static int  next;
    char       *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", home, name);
    return path;
}

static void
put(const char *name, const char *text)
{
    FILE *file = fopen(at(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static const char *
get(const char *name)
{
    static char text[256];
    FILE       *file = fopen(at(name), "r");
    if (!file)
        return "(none)";
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static bool
exists(const char *name)
{
    return access(at(name), F_OK) == 0;
}

static int
remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void
setup(void)
{
    char config[256];
    snprintf(home, sizeof home, "/var/tmp/chela-files-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
    mkdir(at("data"), 0700);
    mkdir(at("Documents"), 0755);
    mkdir(at("Downloads"), 0755);
    mkdir(at("private"), 0755);
    put("private/key.txt", "secret");
    put("Documents/solar budget.csv", "item,total\nbattery,3890\n");
    put("Downloads/invoice-17.pdf", "%PDF");
    put("Downloads/invoice-18.pdf", "%PDF");
    put("Downloads/letter.txt", "about the heat pump");
    put("Downloads/beach.jpg", "jpeg");
    fake = chela_fake_new(at("data"));
    snprintf(config, sizeof config, "{\"folders\": [\"%s/Documents\", \"%s/Downloads\"]}", home,
             home);
    chela_fake_set(fake, "config", config);
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
}

static void
teardown(void)
{
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
    nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *
text_of(const char *name)
{
    const char *text = json_string_value(json_object_get(chela_fake_reply(fake), name));
    return text ? text : "";
}

static size_t
count_of(const char *name)
{
    return json_array_size(json_object_get(chela_fake_reply(fake), name));
}

static const char *
failure(void)
{
    const char *text = NULL;
    chela_fake_failure(fake, &text);
    return text ? text : "";
}

static size_t
search(const char *query, const char *folder, int32_t where)
{
    ck_assert_int_eq(files_search(chela_fake_call(fake), query, folder, where, false, false, 100),
                     CHELA_OK);
    return count_of("files");
}

static const char *
found(size_t index, const char *member)
{
    json_t *files = json_object_get(chela_fake_reply(fake), "files");
    return json_string_value(json_object_get(json_array_get(files, index), member));
}

// A JSON array with one path below home.
static const char *
list(const char *name)
{
    static char json[512];
    snprintf(json, sizeof json, "[\"%s/%s\"]", home, name);
    return json;
}

// ---- search, list, read ----

START_TEST(finds_by_name)
{
    ck_assert_uint_eq(search("the solar budget", NULL, FILES_SEARCH_WHERE_ANY), 1);
    ck_assert_str_eq(found(0, "path"), at("Documents/solar budget.csv"));
    ck_assert_uint_eq(search("invoices", "Downloads", FILES_SEARCH_WHERE_ANY), 2);
    ck_assert_uint_eq(search("发票", NULL, FILES_SEARCH_WHERE_ANY), 0);
    ck_assert_uint_eq(search("PDFs", "下载", FILES_SEARCH_WHERE_ANY), 2);
    ck_assert_uint_eq(search("photos", NULL, FILES_SEARCH_WHERE_ANY), 1);
    ck_assert_uint_eq(search("invoice files", "my downloads", FILES_SEARCH_WHERE_ANY), 2);
    ck_assert_uint_eq(search("key", NULL, FILES_SEARCH_WHERE_ANY), 0); // outside
}
END_TEST

START_TEST(finds_by_content)
{
    ck_assert_uint_eq(search("heat pump", NULL, FILES_SEARCH_WHERE_CONTENT), 1);
    ck_assert_str_eq(found(0, "name"), "letter.txt");
    ck_assert_uint_eq(search("heat pump", NULL, FILES_SEARCH_WHERE_ANY), 1);
    ck_assert_uint_eq(search("heat pump", NULL, FILES_SEARCH_WHERE_NAME), 0);
    ck_assert_int_eq(files_search(chela_fake_call(fake), "Battery", NULL,
                                  FILES_SEARCH_WHERE_CONTENT, true, false, 100),
                     CHELA_OK);
    ck_assert_uint_eq(count_of("files"), 0); // case
    ck_assert_int_eq(files_search(chela_fake_call(fake), "batter", NULL, FILES_SEARCH_WHERE_CONTENT,
                                  false, true, 100),
                     CHELA_OK);
    ck_assert_uint_eq(count_of("files"), 0); // whole words
}
END_TEST

START_TEST(lists_a_folder)
{
    put("Downloads/.hidden", "");
    ck_assert_int_eq(files_list(chela_fake_call(fake), "the Downloads folder", false), CHELA_OK);
    ck_assert_uint_eq(count_of("files"), 4);
    ck_assert_str_eq(found(0, "name"), "beach.jpg");
    ck_assert_int_eq(files_list(chela_fake_call(fake), "下载文件夹", true), CHELA_OK);
    ck_assert_uint_eq(count_of("files"), 5);
    ck_assert_int_eq(files_list(chela_fake_call(fake), "Nowhere", false), CHELA_NOT_FOUND);
}
END_TEST

START_TEST(reads_texts_of_several_encodings)
{
    put("Documents/latin.txt", "caf\xe9");
    put("Documents/mark.txt", "\xef\xbb\xbfhello");
    ck_assert_int_eq(files_read_text(chela_fake_call(fake), at("Documents/latin.txt")), CHELA_OK);
    ck_assert_str_eq(text_of("text"), "café");
    ck_assert_int_eq(files_read_text(chela_fake_call(fake), at("Documents/mark.txt")), CHELA_OK);
    ck_assert_str_eq(text_of("text"), "hello");
    FILE *file = fopen(at("Documents/data.bin"), "w");
    fwrite("a\0b", 1, 3, file);
    fclose(file);
    ck_assert_int_eq(files_read_text(chela_fake_call(fake), at("Documents/data.bin")),
                     CHELA_INVALID);
}
END_TEST

START_TEST(stays_inside_its_folders)
{
    ck_assert_int_eq(symlink(at("private"), at("Documents/way")), 0);
    ck_assert_int_eq(symlink(at("private/key.txt"), at("Documents/link.txt")), 0);
    ck_assert_int_eq(files_read_text(chela_fake_call(fake), at("private/key.txt")), CHELA_DENIED);
    ck_assert_int_lt(files_read_text(chela_fake_call(fake), at("Documents/way/key.txt")), 0);
    ck_assert_int_lt(files_read_text(chela_fake_call(fake), at("Documents/link.txt")), 0);
    ck_assert_int_eq(files_read_text(chela_fake_call(fake), at("Documents/../private/key.txt")),
                     CHELA_DENIED);
    ck_assert_int_eq(files_trash(chela_fake_call(fake), list("private/key.txt")), CHELA_DENIED);
    ck_assert_int_eq(files_trash(chela_fake_call(fake), list("Documents")), CHELA_DENIED);
    ck_assert_str_eq(get("private/key.txt"), "secret");
}
END_TEST

START_TEST(opens_a_handle)
{
    ck_assert_int_eq(files_open(chela_fake_call(fake), at("Downloads/letter.txt")), CHELA_OK);
    ck_assert_int_eq(strncmp(text_of("file"), "file:", 5), 0);
    char    text[6] = "";
    ssize_t got     = pread(chela_fake_attached(fake), text, 5, 0);
    ck_assert_int_eq(got, 5);
    ck_assert_str_eq(text, "about");
}
END_TEST

// ---- writing and moving ----

START_TEST(writes_without_overwriting)
{
    ck_assert_int_eq(files_write_text(chela_fake_call(fake), "milk", "list", "Documents"), 0);
    ck_assert_str_eq(text_of("path"), at("Documents/list.txt"));
    ck_assert_int_eq(files_write_text(chela_fake_call(fake), "eggs", "list", "Documents"), 0);
    ck_assert_str_eq(text_of("path"), at("Documents/list (2).txt"));
    ck_assert_str_eq(get("Documents/list.txt"), "milk");
    ck_assert_int_eq(files_write_text(chela_fake_call(fake), "x", "../escape", "Documents"),
                     CHELA_INVALID);
    ck_assert_int_eq(files_write_text(chela_fake_call(fake), "x", ".profile", "Documents"),
                     CHELA_INVALID);
}
END_TEST

START_TEST(a_repeated_key_writes_once)
{
    chela_fake_set(fake, "key", "k1");
    files_write_text(chela_fake_call(fake), "milk", "list", "Documents");
    files_write_text(chela_fake_call(fake), "milk", "list", "Documents");
    ck_assert_str_eq(text_of("path"), at("Documents/list.txt"));
    ck_assert(!exists("Documents/list (2).txt"));
}
END_TEST

START_TEST(saves_a_handle)
{
    FILE *source = fopen(at("Downloads/beach.jpg"), "r");
    ck_assert_int_eq(files_save(chela_fake_call(fake), fileno(source), "door.jpg", "Documents"), 0);
    fclose(source);
    ck_assert_str_eq(get("Documents/door.jpg"), "jpeg");
}
END_TEST

START_TEST(moves_and_puts_back)
{
    ck_assert_int_eq(files_move(chela_fake_call(fake), list("Downloads/invoice-17.pdf"), "文档"),
                     CHELA_OK);
    ck_assert(exists("Documents/invoice-17.pdf") && !exists("Downloads/invoice-17.pdf"));
    char *moves = json_dumps(json_object_get(chela_fake_reply(fake), "moves"), 0);
    ck_assert_int_eq(files_put_back(chela_fake_call(fake), moves), CHELA_OK);
    ck_assert(!exists("Documents/invoice-17.pdf") && exists("Downloads/invoice-17.pdf"));
    free(moves);
}
END_TEST

START_TEST(moves_all_or_nothing)
{
    char paths[512];
    put("Documents/invoice-18.pdf", "mine");
    snprintf(paths, sizeof paths,
             "[\"%s/Downloads/invoice-17.pdf\", \"%s/Downloads/invoice-18.pdf\"]", home, home);
    ck_assert_int_eq(files_move(chela_fake_call(fake), paths, "Documents"), CHELA_CONFLICT);
    ck_assert_ptr_nonnull(strstr(failure(), "invoice-18.pdf is there already"));
    ck_assert(exists("Downloads/invoice-17.pdf") && exists("Downloads/invoice-18.pdf"));
    ck_assert_str_eq(get("Documents/invoice-18.pdf"), "mine");
}
END_TEST

START_TEST(finds_folders_by_name)
{
    mkdir(at("Documents/Taxes"), 0755);
    ck_assert_int_eq(files_move(chela_fake_call(fake), list("Downloads/invoice-17.pdf"), "taxes"),
                     CHELA_OK);
    ck_assert(exists("Documents/Taxes/invoice-17.pdf"));
    ck_assert_int_eq(
        files_move(chela_fake_call(fake), list("Downloads/invoice-18.pdf"), "Documents/Taxes"),
        CHELA_OK);
    mkdir(at("Downloads/Taxes"), 0755);
    ck_assert_int_eq(files_list(chela_fake_call(fake), "Taxes", false), CHELA_CONFLICT);
}
END_TEST

// ---- trash ----

START_TEST(trashes_lists_and_restores)
{
    ck_assert_int_eq(files_trash(chela_fake_call(fake), list("Downloads/letter.txt")), CHELA_OK);
    ck_assert_uint_eq(count_of("ids"), 1);
    ck_assert(!exists("Downloads/letter.txt"));
    ck_assert_int_eq(files_list_trash(chela_fake_call(fake), "letter"), CHELA_OK);
    ck_assert_uint_eq(count_of("files"), 1);
    ck_assert_str_eq(found(0, "path"), at("Downloads/letter.txt"));
    ck_assert_str_eq(found(0, "deleted"), "2026-11-22T17:00:00+01:00");
    put("Downloads/letter.txt", "a new one");
    ck_assert_int_eq(files_restore(chela_fake_call(fake), "[\"trash-1\"]"), CHELA_OK);
    ck_assert_str_eq(get("Downloads/letter.txt"), "a new one");
    ck_assert_str_eq(get("Downloads/letter (2).txt"), "about the heat pump");
    ck_assert_int_eq(files_restore(chela_fake_call(fake), "[\"trash-1\"]"), CHELA_NOT_FOUND);
}
END_TEST

START_TEST(no_trash_number_comes_twice)
{
    files_trash(chela_fake_call(fake), list("Downloads/letter.txt"));
    files_restore(chela_fake_call(fake), "[\"trash-1\"]");
    files_trash(chela_fake_call(fake), list("Downloads/beach.jpg"));
    ck_assert_int_eq(files_restore(chela_fake_call(fake), "[\"trash-1\"]"), CHELA_NOT_FOUND);
    ck_assert_int_eq(files_restore(chela_fake_call(fake), "[\"trash-2\"]"), CHELA_OK);
    ck_assert(exists("Downloads/beach.jpg"));
}
END_TEST

START_TEST(trashes_a_whole_folder)
{
    mkdir(at("Documents/old"), 0755);
    put("Documents/old/a.txt", "a");
    ck_assert_int_eq(files_trash(chela_fake_call(fake), list("Documents/old")), CHELA_OK);
    ck_assert(!exists("Documents/old"));
    ck_assert_int_eq(files_restore(chela_fake_call(fake), "[\"trash-1\"]"), CHELA_OK);
    ck_assert_str_eq(get("Documents/old/a.txt"), "a");
}
END_TEST

// ---- archives ----

START_TEST(zips_and_unzips)
{
    char paths[512];
    snprintf(paths, sizeof paths,
             "[\"%s/Downloads/invoice-17.pdf\", \"%s/Downloads/invoice-18.pdf\"]", home, home);
    ck_assert_int_eq(files_zip(chela_fake_call(fake), paths, NULL, NULL), CHELA_OK);
    ck_assert_str_eq(text_of("path"), at("Downloads/invoice.zip"));
    ck_assert(exists("Downloads/invoice-17.pdf"));
    ck_assert_int_eq(files_unzip(chela_fake_call(fake), at("Downloads/invoice.zip"), "Documents"),
                     CHELA_OK);
    ck_assert_str_eq(text_of("folder"), at("Documents/invoice"));
    ck_assert_str_eq(get("Documents/invoice/invoice-18.pdf"), "%PDF");
}
END_TEST

START_TEST(zips_folders_with_chinese_names)
{
    mkdir(at("Documents/发票"), 0755);
    put("Documents/发票/一月.txt", "一");
    ck_assert_int_eq(files_zip(chela_fake_call(fake), list("Documents/发票"), NULL, "下载"), 0);
    ck_assert_str_eq(text_of("path"), at("Downloads/发票.zip"));
    ck_assert_int_eq(files_unzip(chela_fake_call(fake), at("Downloads/发票.zip"), NULL), 0);
    ck_assert_str_eq(get("Downloads/发票/发票/一月.txt"), "一");
}
END_TEST

// A tar with one entry whose name or kind is hostile.
static void
put_tar(const char *file, const char *name, char kind, const char *link)
{
    unsigned char header[1536] = {0};
    unsigned      sum          = 0;
    snprintf((char *)header, 100, "%s", name);
    memcpy(header + 100, "0000644", 8);
    memcpy(header + 124, "00000000000", 12);
    memcpy(header + 136, "00000000000", 12);
    memset(header + 148, ' ', 8);
    header[156] = (unsigned char)kind;
    snprintf((char *)header + 157, 100, "%s", link);
    memcpy(header + 257, "ustar", 6);
    header[263] = header[264] = '0';
    for (size_t i = 0; i < 512; i++)
        sum += header[i];
    snprintf((char *)header + 148, 8, "%06o", sum);
    FILE *out = fopen(at(file), "w");
    fwrite(header, 1, sizeof header, out);
    fclose(out);
}

START_TEST(hostile_archives_leave_nothing)
{
    static const struct {
        const char *name;
        char        kind;
        const char *link;
    } bad[] = {{"../escape.txt", '0', ""},      {"/etc/escape.txt", '0', ""},
               {"a/../../escape.txt", '0', ""}, {"link", '2', "/etc/passwd"},
               {"hard", '1', "/etc/passwd"},    {"pipe", '6', ""}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_tar("Downloads/bad.tar", bad[i].name, bad[i].kind, bad[i].link);
        ck_assert_int_eq(files_unzip(chela_fake_call(fake), at("Downloads/bad.tar"), NULL),
                         CHELA_INVALID);
        ck_assert(!exists("Downloads/bad") && !exists("escape.txt") &&
                  !exists("Downloads/escape.txt"));
    }
    put("Downloads/broken.zip", "PK\x03\x04 broken");
    ck_assert_int_eq(files_unzip(chela_fake_call(fake), at("Downloads/broken.zip"), NULL),
                     CHELA_INVALID);
    ck_assert(!exists("Downloads/broken"));
}
END_TEST

START_TEST(a_bomb_is_stopped)
{
    char command[512];
    snprintf(command, sizeof command,
             "cd %s/Downloads && head -c 100000000 /dev/zero > zero && tar cf - zero | xz -0 > "
             "bomb.tar.xz && rm zero",
             home);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(files_unzip(chela_fake_call(fake), at("Downloads/bomb.tar.xz"), NULL),
                     CHELA_LIMIT);
    ck_assert(!exists("Downloads/bomb"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("files");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, finds_by_name);
    tcase_add_test(tests, finds_by_content);
    tcase_add_test(tests, lists_a_folder);
    tcase_add_test(tests, reads_texts_of_several_encodings);
    tcase_add_test(tests, stays_inside_its_folders);
    tcase_add_test(tests, opens_a_handle);
    tcase_add_test(tests, writes_without_overwriting);
    tcase_add_test(tests, a_repeated_key_writes_once);
    tcase_add_test(tests, saves_a_handle);
    tcase_add_test(tests, moves_and_puts_back);
    tcase_add_test(tests, moves_all_or_nothing);
    tcase_add_test(tests, finds_folders_by_name);
    tcase_add_test(tests, trashes_lists_and_restores);
    tcase_add_test(tests, no_trash_number_comes_twice);
    tcase_add_test(tests, trashes_a_whole_folder);
    tcase_add_test(tests, zips_and_unzips);
    tcase_add_test(tests, zips_folders_with_chinese_names);
    tcase_add_test(tests, hostile_archives_leave_nothing);
    tcase_add_test(tests, a_bomb_is_stopped);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
