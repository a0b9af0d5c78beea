// Tests of core/policy/label.c and pattern.c.
#include "fixtures/capability.h"
#include "policy/private.h"

START_TEST(joins_to_the_higher)
{
    ck_assert_int_eq(chela__label_join(CHELA__PUBLIC, CHELA__SECRET), CHELA__SECRET);
    ck_assert_int_eq(chela__label_join(CHELA__PERSONAL, CHELA__DEVICE), CHELA__PERSONAL);
}
END_TEST

START_TEST(arguments_take_up_to_a_label)
{
    struct chela__capability *stays =
        capability_make("lamp.on", CHELA__VENDOR, "\"effect\": \"write\"");
    struct chela__capability *leaves =
        capability_make("lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"reaches\": [\"/to\"]");
    struct chela__capability *says = capability_make(
        "lamp.on", CHELA__VENDOR,
        "\"effect\": \"write\", \"accepts\": {\"/a\": \"device\", \"/a/b\": \"secret\"}");
    struct chela__capability *all =
        capability_make("lamp.on", CHELA__VENDOR, "\"effect\": \"write\", \"accepts\": \"public\"");
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__label_limit(stays, "/x"), CHELA__SENSITIVE);
    ck_assert_int_eq(chela__label_limit(leaves, "/x"), CHELA__PERSONAL);
    ck_assert_int_eq(chela__label_limit(says, "/a/c"), CHELA__DEVICE);
    ck_assert_int_eq(chela__label_limit(says, "/a/b"), CHELA__SECRET);
    ck_assert_int_eq(chela__label_limit(says, "/x"), CHELA__SENSITIVE);
    ck_assert_int_eq(chela__label_limit(all, "/x"), CHELA__PUBLIC);
    ck_assert_int_eq(chela__label_check(leaves, "/x", CHELA__PERSONAL, &err), CHELA_OK);
    ck_assert_int_eq(chela__label_check(leaves, "/x", CHELA__SENSITIVE, &err), CHELA_DENIED);
    ck_assert_str_eq(err.text,
                     "lamp.on: /x is sensitive, but only what is at most personal may go there");
    capability_free(stays);
    capability_free(leaves);
    capability_free(says);
    capability_free(all);
}
END_TEST

START_TEST(outputs_have_labels_by_member)
{
    struct chela__capability *capability = capability_make(
        "lamp.look", CHELA__VENDOR,
        "\"effect\": \"read\", \"label\": \"device\", \"labels\": {\"/owner\": \"personal\"}");
    ck_assert_int_eq(chela__label_of(capability, "/owner/name"), CHELA__PERSONAL);
    ck_assert_int_eq(chela__label_of(capability, "/owners"), CHELA__DEVICE);
    ck_assert_int_eq(chela__label_of(capability, ""), CHELA__DEVICE);
    capability_free(capability);
}
END_TEST

START_TEST(authority_reaches_down)
{
    struct chela__capability *capability = capability_make(
        "lamp.on", CHELA__VENDOR,
        "\"effect\": \"write\", \"authority\": {\"/to\": \"recipient\", \"/pay/*/sum\": "
        "\"amount\"}");
    ck_assert_str_eq(chela__authority(capability, "/to"), "recipient");
    ck_assert_str_eq(chela__authority(capability, "/to/0"), "recipient");
    ck_assert_str_eq(chela__authority(capability, "/pay/3/sum"), "amount");
    ck_assert_ptr_null(chela__authority(capability, "/pay/3"));
    ck_assert_ptr_null(chela__authority(capability, "/tone"));
    ck_assert_ptr_null(chela__authority(capability, ""));
    capability_free(capability);
}
END_TEST

START_TEST(pointers_meet_above_and_below)
{
    ck_assert(chela__pointers_meet("/a/*/b", "/a"));
    ck_assert(chela__pointers_meet("/a/*/b", "/a/0/b/c"));
    ck_assert(chela__pointers_meet("/a", ""));
    ck_assert(!chela__pointers_meet("/a/*/b", "/a/0/c"));
    ck_assert(!chela__pointers_meet("/ab", "/a"));
    ck_assert(!chela__pointer_below("/a/b", "/a"));
    ck_assert(chela__pointer_below("", "/a"));
}
END_TEST

START_TEST(names_match_to_their_star)
{
    ck_assert(chela__pattern_matches("*", "anything"));
    ck_assert(chela__pattern_matches("sms.*", "sms.send"));
    ck_assert(!chela__pattern_matches("sms.*", "sms"));
    ck_assert(!chela__pattern_matches("sms", "sms.send"));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("label");
    TCase *tests = tcase_create("label");
    tcase_add_test(tests, joins_to_the_higher);
    tcase_add_test(tests, arguments_take_up_to_a_label);
    tcase_add_test(tests, outputs_have_labels_by_member);
    tcase_add_test(tests, authority_reaches_down);
    tcase_add_test(tests, pointers_meet_above_and_below);
    tcase_add_test(tests, names_match_to_their_star);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
