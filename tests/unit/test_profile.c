// Tests of core/sandbox/profile.c: what a manifest declares, and nothing else, is in the profile.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/sandbox.h"

static struct chela__manifest plugin = {.id = "org.example.lamp", .tier = CHELA__SIDELOAD};
static struct chela_error     err;

static chela_status
derive(const char *members, const char *config, struct chela__profile *profile)
{
    json_t *json = json_loads(members, 0, NULL), *settings = json_loads(config, 0, NULL);
    struct chela__places places = {"/home/u", "/data/lamp", "/cache/lamp", settings};
    ck_assert(json && settings);
    plugin.json         = json;
    err                 = (struct chela_error)CHELA_ERROR_INIT;
    chela_status status = chela__profile_derive(&plugin, &places, profile, &err);
    json_decref(json);
    json_decref(settings);
    return status;
}

START_TEST(gives_nothing_to_who_asks_for_nothing)
{
    struct chela__profile profile;
    ck_assert_int_eq(derive("{\"libraries\":[\"libjansson.so.4\"]}", "{}", &profile), CHELA_OK);
    ck_assert_uint_eq(profile.flags, CHELA__PROFILE_FLOOR | CHELA__PROFILE_NAMESPACES);
    ck_assert_ptr_null(strstr(profile.paths, "\nw "));
    ck_assert_ptr_null(strstr(profile.paths, "/home"));
    ck_assert_ptr_null(strstr(profile.paths, "/data"));
    ck_assert_int_eq(profile.file_size, 0);
    ck_assert_uint_eq(chela__profile_calls(&profile), 1);
    chela__profile_done(&profile);
}
END_TEST

START_TEST(resolves_the_words_for_places)
{
    struct chela__profile profile;
    ck_assert_int_eq(
        derive("{\"sandbox\":[\"files:$data:rw\",\"files:$cache/x:r\",\"files:~/Pictures:r\","
               "\"files:/srv/photos:r\",\"files:$config/folders:rw\"]}",
               "{\"folders\":[\"~/A\",\"/b\"]}", &profile),
        CHELA_OK);
    ck_assert_ptr_nonnull(strstr(profile.paths, "\nw /data/lamp\n"));
    ck_assert_ptr_nonnull(strstr(profile.paths, "\nr /cache/lamp/x\n"));
    ck_assert_ptr_nonnull(strstr(profile.paths, "\nr /home/u/Pictures\n"));
    ck_assert_ptr_nonnull(strstr(profile.paths, "\nr /srv/photos\n"));
    ck_assert_ptr_nonnull(strstr(profile.paths, "\nw /home/u/A\nw /b\n"));
    ck_assert_uint_eq(profile.flags & CHELA__PROFILE_FILES, CHELA__PROFILE_FILES);
    ck_assert_int_eq(profile.uid, -1);
    chela__profile_done(&profile);
}
END_TEST

START_TEST(refuses_settings_that_lead_elsewhere)
{
    struct chela__profile profile;
    const char           *sandbox = "{\"sandbox\":[\"files:$config/folder:rw\"]}";
    ck_assert_int_eq(derive(sandbox, "{\"folder\":\"relative\"}", &profile), CHELA_INVALID);
    ck_assert_int_eq(derive(sandbox, "{\"folder\":\"/a/../etc\"}", &profile), CHELA_INVALID);
    ck_assert_int_eq(derive(sandbox, "{\"folder\":\"/a\\nw /etc\"}", &profile), CHELA_INVALID);
    ck_assert_int_eq(derive(sandbox, "{\"folder\":5}", &profile), CHELA_OK);
    chela__profile_done(&profile);
}
END_TEST

START_TEST(opens_more_for_libraries_and_threads)
{
    struct chela__profile profile;
    ck_assert_int_eq(derive("{\"libraries\":[\"libvips.so.42\"],\"sandbox\":[\"threads\"],"
                            "\"limits\":{\"threads\":1000,\"memory\":1073741824,\"files\":100000}}",
                            "{}", &profile),
                     CHELA_OK);
    ck_assert(profile.flags & CHELA__PROFILE_LIBRARIES);
    ck_assert(profile.flags & CHELA__PROFILE_THREADS);
    ck_assert_ptr_nonnull(strstr(profile.paths, "\nr /etc/fonts\n"));
    ck_assert_int_eq(profile.threads, 64);
    ck_assert_int_eq(profile.memory, 1073741824);
    ck_assert_int_eq(profile.files, 1024);
    chela__profile_done(&profile);
}
END_TEST

START_TEST(says_it_in_words)
{
    struct chela__profile profile;
    struct chela__buffer  text = CHELA__BUFFER_INIT;
    ck_assert_int_eq(derive("{\"sandbox\":[\"files:~/Pictures:r\"]}", "{}", &profile), CHELA_OK);
    chela__profile_describe(&profile, &text);
    ck_assert_ptr_nonnull(strstr(text.data, "reads /home/u/Pictures\n"));
    ck_assert_ptr_null(strstr(text.data, "reads and writes"));
    ck_assert_ptr_nonnull(strstr(text.data, "at most 256 MiB of memory"));
    chela__buffer_done(&text);
    chela__profile_done(&profile);
}
END_TEST

START_TEST(survives_the_frame)
{
    struct chela__profile profile, back;
    struct chela__frame   frame;
    ck_assert_int_eq(derive("{\"sandbox\":[\"files:$data:rw\"]}", "{}", &profile), CHELA_OK);
    chela__profile_to_frame(&profile, &frame);
    chela__profile_from_frame(&frame, &back);
    ck_assert_str_eq(back.paths, profile.paths);
    ck_assert(back.flags == profile.flags && back.uid == profile.uid &&
              back.memory == profile.memory && back.file_size == profile.file_size &&
              back.files == profile.files && back.threads == profile.threads &&
              back.stack == profile.stack);
    chela__profile_done(&profile);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("profile");
    TCase *tcase = tcase_create("profile");
    tcase_add_test(tcase, gives_nothing_to_who_asks_for_nothing);
    tcase_add_test(tcase, resolves_the_words_for_places);
    tcase_add_test(tcase, refuses_settings_that_lead_elsewhere);
    tcase_add_test(tcase, opens_more_for_libraries_and_threads);
    tcase_add_test(tcase, says_it_in_words);
    tcase_add_test(tcase, survives_the_frame);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
