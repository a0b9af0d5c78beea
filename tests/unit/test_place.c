// Places: which option, variable or marker decides where home, data and image are.
#include "cli/place.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct chela__place
find(const char *home, const char *image)
{
    struct chela__place place;
    struct chela_error  err = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__place_find(home, image, &place, &err), CHELA_OK);
    return place;
}

START_TEST(an_option_wins_over_a_variable)
{
    setenv("CHELA_HOME", "/variable", 1);
    setenv("XDG_DATA_HOME", "/elsewhere", 1);
    struct chela__place place = find("/option", NULL);
    ck_assert_str_eq(place.home, "/option");
    ck_assert_str_eq(place.data, "/option/.local/share/chela");
    ck_assert_str_eq(place.store, "/option/.local/share/chela/store");
    ck_assert_str_eq(place.cache, "/option/.cache/chela");
    chela__place_done(&place);
}
END_TEST

START_TEST(a_variable_wins_over_the_marker)
{
    setenv("CHELA_HOME", "/variable", 1);
    setenv("CHELA_IMAGE", "/image", 1);
    struct chela__place place = find(NULL, NULL);
    ck_assert_str_eq(place.home, "/variable");
    ck_assert_str_eq(place.image, "/image");
    chela__place_done(&place);
}
END_TEST

// The tests lie beside the marker of the build tree.
START_TEST(the_marker_keeps_a_build_to_itself)
{
    unsetenv("CHELA_HOME");
    unsetenv("CHELA_IMAGE");
    setenv("XDG_DATA_HOME", "/elsewhere", 1);
    struct chela__place place = find(NULL, NULL);
    ck_assert_str_eq(place.home, CHELA_BUILD "/home");
    ck_assert_str_eq(place.data, CHELA_BUILD "/home/.local/share/chela");
    ck_assert_str_eq(place.image, CHELA_BUILD "/image");
    ck_assert_str_eq(place.worker, CHELA_BUILD "/bin/chela-worker");
    ck_assert_str_eq(place.sdk, CHELA_SOURCE "/sdk");
    chela__place_done(&place);
}
END_TEST

START_TEST(relative_folders_start_here)
{
    struct chela__place place = find("some/home", "image");
    ck_assert_int_eq(place.home[0], '/');
    ck_assert_int_eq(place.image[0], '/');
    chela__place_done(&place);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("place");
    TCase *tcase = tcase_create("place");
    tcase_add_test(tcase, an_option_wins_over_a_variable);
    tcase_add_test(tcase, a_variable_wins_over_the_marker);
    tcase_add_test(tcase, the_marker_keeps_a_build_to_itself);
    tcase_add_test(tcase, relative_folders_start_here);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
