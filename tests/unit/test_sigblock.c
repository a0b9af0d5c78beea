// Signature blocks: what is signed holds, and nothing else does.
#include "trust/sigblock.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char archive[] = "the archive's bytes", files[] = "{\"files\":[]}";

// A package of a made-up archive, signed by `pair` as publisher.
static struct chela__buffer
make_package(const struct chela__key_pair *pair)
{
    struct chela__buffer   package = CHELA__BUFFER_INIT;
    struct chela__sigblock block   = {.signer_count = 0};
    chela__buffer_add(&package, archive, sizeof archive);
    if (pair)
        ck_assert_int_eq(chela__sigblock_sign(&block, pair, CHELA__PUBLISHER, archive,
                                              sizeof archive, files, sizeof files, NULL),
                         CHELA_OK);
    chela__package_join(&package, &block);
    return package;
}

static struct chela__key_pair
make_pair(const struct chela__key_pair *old)
{
    struct chela__key_pair pair;
    ck_assert_int_eq(chela__key_pair_new(old, &pair, NULL), CHELA_OK);
    return pair;
}

static chela_status
verify(const struct chela__buffer *package, struct chela_error *err)
{
    struct chela__sigblock block;
    size_t                 len;
    chela_status           status =
        chela__package_split((const unsigned char *)package->data, package->len, &len, &block, err);
    if (status == CHELA_OK)
        status = chela__sigblock_verify(&block, CHELA__SIGNED_ARCHIVE, package->data, len, err);
    if (status == CHELA_OK)
        status = chela__sigblock_verify(&block, CHELA__SIGNED_FILES, files, sizeof files, err);
    return status;
}

START_TEST(what_is_signed_verifies)
{
    struct chela__key_pair first = make_pair(NULL), second = make_pair(&first);
    struct chela__buffer   package = make_package(&second);
    ck_assert_int_eq(verify(&package, NULL), CHELA_OK);
    chela__buffer_done(&package);
}
END_TEST

START_TEST(every_flipped_bit_is_refused)
{
    struct chela__key_pair first = make_pair(NULL), second = make_pair(&first);
    struct chela__buffer   package = make_package(&second);
    for (size_t bit = 0; bit < package.len * 8; bit++) {
        package.data[bit / 8] ^= (char)(1 << bit % 8);
        ck_assert_msg(verify(&package, NULL) < 0, "bit %zu", bit);
        package.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    chela__buffer_done(&package);
}
END_TEST

START_TEST(every_truncation_is_called_so)
{
    struct chela__key_pair pair    = make_pair(NULL);
    struct chela__buffer   package = make_package(&pair);
    size_t                 whole   = package.len;
    for (package.len = 0; package.len < whole; package.len++) {
        struct chela_error err = CHELA_ERROR_INIT;
        ck_assert_int_eq(verify(&package, &err), CHELA_UNTRUSTED);
        ck_assert_msg(strstr(err.text, "truncated"), "%s", err.text);
    }
    package.len = whole;
    chela__buffer_done(&package);
}
END_TEST

START_TEST(appended_bytes_are_refused)
{
    struct chela__key_pair pair    = make_pair(NULL);
    struct chela__buffer   package = make_package(&pair);
    chela__buffer_byte(&package, 'x');
    ck_assert_int_eq(verify(&package, NULL), CHELA_UNTRUSTED);
    chela__buffer_done(&package);
}
END_TEST

START_TEST(a_role_is_part_of_what_is_signed)
{
    struct chela__key_pair pair       = make_pair(NULL);
    struct chela__buffer   package    = make_package(&pair);
    package.data[sizeof archive + 16] = CHELA__STORE;
    ck_assert_int_eq(verify(&package, NULL), CHELA_UNTRUSTED);
    chela__buffer_done(&package);
}
END_TEST

START_TEST(signing_again_replaces)
{
    struct chela__key_pair pair = make_pair(NULL), other = make_pair(NULL);
    struct chela__sigblock block = {.signer_count = 0};
    for (int i = 0; i < 3; i++) {
        chela__sigblock_sign(&block, &pair, CHELA__PUBLISHER, archive, i, files, 1, NULL);
        chela__sigblock_sign(&block, &other, CHELA__STORE, archive, i, files, 1, NULL);
    }
    ck_assert_uint_eq(block.signer_count, 2);
    ck_assert_int_eq(chela__sigblock_verify(&block, CHELA__SIGNED_ARCHIVE, archive, 2, NULL),
                     CHELA_OK);
}
END_TEST

START_TEST(a_key_file_comes_back)
{
    struct chela__key_pair first = make_pair(NULL), second = make_pair(&first), read;
    struct chela__buffer   text = CHELA__BUFFER_INIT;
    ck_assert_int_eq(chela__key_pair_write(&second, &text, NULL), CHELA_OK);
    ck_assert_int_eq(chela__key_pair_read(text.data, text.len, &read, NULL), CHELA_OK);
    ck_assert(!memcmp(&second, &read, sizeof read));
    text.data[20] ^= 1;
    ck_assert_int_lt(chela__key_pair_read(text.data, text.len, &read, NULL), 0);
    chela__buffer_done(&text);
}
END_TEST

START_TEST(keys_are_rotated_eight_times_at_most)
{
    struct chela__key_pair pair = make_pair(NULL);
    for (int i = 0; i < CHELA__ROTATIONS_MAX; i++)
        pair = make_pair(&pair);
    ck_assert_uint_eq(pair.rotation_count, CHELA__ROTATIONS_MAX);
    ck_assert_int_eq(chela__key_pair_new(&pair, &pair, NULL), CHELA_LIMIT);
}
END_TEST

START_TEST(keys_as_text_come_back)
{
    struct chela__key_pair pair = make_pair(NULL);
    unsigned char          key[CHELA__KEY_BYTES];
    char                   text[CHELA__KEY_TEXT];
    chela__key_text(pair.key, text);
    ck_assert_uint_eq(strlen(text), 43);
    ck_assert_int_eq(chela__key_parse(text, key, NULL), CHELA_OK);
    ck_assert(!memcmp(key, pair.key, sizeof key));
    ck_assert_int_eq(chela__key_parse("abc", key, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela__key_parse("", key, NULL), CHELA_INVALID);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("sigblock");
    TCase *tcase = tcase_create("sigblock");
    tcase_add_test(tcase, what_is_signed_verifies);
    tcase_add_test(tcase, every_flipped_bit_is_refused);
    tcase_add_test(tcase, every_truncation_is_called_so);
    tcase_add_test(tcase, appended_bytes_are_refused);
    tcase_add_test(tcase, a_role_is_part_of_what_is_signed);
    tcase_add_test(tcase, signing_again_replaces);
    tcase_add_test(tcase, a_key_file_comes_back);
    tcase_add_test(tcase, keys_are_rotated_eight_times_at_most);
    tcase_add_test(tcase, keys_as_text_come_back);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
