// Signed lists of what is revoked: whose count, that numbers never go back, that every byte counts.
#include "trust/list.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "fixtures/folder.h"

#define ID "org.example.torch"

static struct chela__key_pair platform, vendor, store, other_store, follower;
static struct chela__buffer   text;
static struct chela_error     err;
static char                   folder[4096];

static json_t *
entry(const struct chela__key_pair *pair, const char *tier, const char *role)
{
    char key[CHELA__KEY_TEXT];
    chela__key_text(pair->key, key);
    return json_pack("{s:s, s:s, s:s}", "key", key, "tier", tier, "role", role);
}

static struct chela__keyring *
ring_without(const struct chela__key_pair *revoked)
{
    struct chela__keyring *ring = NULL;
    char                   key[CHELA__KEY_TEXT];
    json_t                *policy =
        json_pack("{s:[o, o, o]}", "keys", entry(&platform, "platform", "publisher"),
                  entry(&vendor, "vendor", "publisher"), entry(&store, "vendor", "store"));
    json_t *trust =
        json_pack("{s:i, s:[o]}", "trust", 1, "keys", entry(&other_store, "reviewed", "store"));
    if (revoked) {
        chela__key_text(revoked->key, key);
        json_object_set_new(policy, "revoked", json_pack("{s:[s]}", "keys", key));
    }
    ck_assert_int_eq(chela__keyring_new(&ring, NULL), CHELA_OK);
    ck_assert_int_eq(chela__keyring_add_policy(ring, policy, NULL), CHELA_OK);
    ck_assert_int_eq(chela__keyring_add_user(ring, trust, NULL), CHELA_OK);
    json_decref(policy);
    json_decref(trust);
    return ring;
}

static void
setup(void)
{
    struct chela_error      fresh = CHELA_ERROR_INIT;
    struct chela__buffer    empty = CHELA__BUFFER_INIT;
    struct chela__key_pair *all[] = {&platform, &vendor, &store, &other_store};
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(chela__key_pair_new(NULL, all[i], NULL), CHELA_OK);
    ck_assert_int_eq(chela__key_pair_new(&store, &follower, NULL), CHELA_OK);
    folder_make(folder);
    err  = fresh;
    text = empty;
}

static void
teardown(void)
{
    chela__buffer_done(&text);
    folder_remove(folder);
}

// A list that revokes the torch from 1.1.0 to below `below`.
static void
make(const struct chela__key_pair *pair, int number, const char *below)
{
    json_t *list =
        json_pack("{s:i, s:i, s:{s:[{s:s, s:s, s:s}]}}", "revocations", 1, "number", number,
                  "revoked", "versions", "id", ID, "from", "1.1.0", "below", below);
    chela__buffer_done(&text);
    ck_assert_msg(chela__list_make(list, pair, &text, &err) == CHELA_OK, "%s", err.text);
    json_decref(list);
}

// What lies in the folder and what a fresh ring makes of it.
static struct chela__keyring *
read_back(const struct chela__key_pair *revoked)
{
    struct chela__keyring *ring = ring_without(revoked);
    ck_assert_msg(chela__keyring_add_list_file(ring, folder, &err) == CHELA_OK, "%s", err.text);
    return ring;
}

static chela_status
install(void)
{
    struct chela__keyring *ring  = read_back(NULL);
    json_t                *facts = NULL;
    struct chela_error     fresh = CHELA_ERROR_INIT;
    err                          = fresh;
    chela_status status = chela__list_install(ring, folder, text.data, text.len, &facts, &err);
    json_decref(facts);
    chela__keyring_free(ring);
    return status;
}

static bool
is_revoked(const char *version)
{
    struct chela__keyring *ring                        = read_back(NULL);
    unsigned char          digest[CHELA__DIGEST_BYTES] = {0};
    chela_status           status = chela__keyring_check_package(ring, digest, ID, version, NULL);
    chela__keyring_free(ring);
    return status == CHELA_UNTRUSTED;
}

START_TEST(a_stores_list_counts)
{
    const struct chela__key_pair *const signers[] = {&store, &other_store, &platform, &follower};
    make(signers[_i], 1, "1.2.0");
    ck_assert_msg(install() == CHELA_OK, "%s", err.text);
    ck_assert(!is_revoked("1.0.9"));
    ck_assert(is_revoked("1.1.0"));
    ck_assert(is_revoked("1.1.9"));
    ck_assert(!is_revoked("1.2.0"));
}
END_TEST

START_TEST(a_publishers_or_strangers_list_is_refused)
{
    struct chela__key_pair stranger;
    ck_assert_int_eq(chela__key_pair_new(NULL, &stranger, NULL), CHELA_OK);
    make(_i ? &stranger : &vendor, 1, "1.2.0");
    ck_assert_int_eq(install(), CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, "signed by a stranger") != NULL, "%s", err.text);
    ck_assert(!is_revoked("1.1.0"));
}
END_TEST

START_TEST(a_revoked_key_lists_nothing)
{
    json_t *facts = NULL;
    make(&store, 1, "1.2.0");
    ck_assert_int_eq(install(), CHELA_OK);
    struct chela__keyring *ring                        = read_back(&store);
    unsigned char          digest[CHELA__DIGEST_BYTES] = {0};
    ck_assert_int_eq(chela__keyring_check_package(ring, digest, ID, "1.1.0", NULL), CHELA_OK);
    make(&store, 2, "1.2.0");
    ck_assert_int_eq(chela__list_install(ring, folder, text.data, text.len, &facts, &err),
                     CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, "revoked: key") != NULL, "%s", err.text);
    make(&follower, 2, "1.2.0"); // it hands on nothing
    ck_assert_int_eq(chela__list_install(ring, folder, text.data, text.len, &facts, NULL),
                     CHELA_UNTRUSTED);
    chela__keyring_free(ring);
}
END_TEST

START_TEST(numbers_never_go_back)
{
    make(&store, 7, "1.2.0");
    ck_assert_int_eq(install(), CHELA_OK);
    ck_assert_int_eq(install(), CHELA_OK); // the very same
    make(&store, 7, "1.3.0");
    ck_assert_int_eq(install(), CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, "downgraded") != NULL, "%s", err.text);
    make(&follower, 6, "1.1.0"); // nor under a new key
    ck_assert_int_eq(install(), CHELA_UNTRUSTED);
    ck_assert(is_revoked("1.1.0"));
    make(&follower, 8, "1.3.0");
    ck_assert_int_eq(install(), CHELA_OK);
    ck_assert(is_revoked("1.2.9"));
    make(&other_store, 1, "1.5.0"); // another's numbers are its own
    ck_assert_int_eq(install(), CHELA_OK);
    ck_assert(is_revoked("1.4.0"));
    make(&store, 9, "1.1.1"); // its word alone
    ck_assert_int_eq(install(), CHELA_OK);
    ck_assert(is_revoked("1.4.0"));
}
END_TEST

START_TEST(every_changed_byte_is_refused)
{
    make(&follower, 3, "1.2.0");
    char                  *copy  = malloc(text.len);
    json_t                *facts = NULL;
    struct chela__keyring *ring  = ring_without(NULL);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < text.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            memcpy(copy, text.data, text.len);
            copy[at] = (char)(copy[at] ^ (1 << bit));
            ck_assert_msg(chela__list_install(ring, folder, copy, text.len, &facts, NULL) < 0,
                          "byte %zu, bit %d: %.*s", at, bit, (int)text.len, copy);
        }
    for (size_t len = 0; len < text.len; len++)
        ck_assert_int_lt(chela__list_install(ring, folder, text.data, len, &facts, NULL), 0);
    chela__buffer_byte(&text, '\n');
    ck_assert_int_lt(chela__list_install(ring, folder, text.data, text.len, &facts, NULL), 0);
    chela__keyring_free(ring);
    free(copy);
}
END_TEST

START_TEST(a_broken_file_is_named)
{
    struct chela__keyring *ring = ring_without(NULL);
    char                  *path = chela__path(folder, "revoked.list");
    make(&store, 1, "1.2.0");
    text.data[text.len - 5] ^= 1;
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, text.data, text.len, NULL), CHELA_OK);
    ck_assert_int_lt(chela__keyring_add_list_file(ring, folder, &err), 0);
    ck_assert_msg(strstr(err.text, "revoked.list") != NULL, "%s", err.text);
    free(path);
    chela__keyring_free(ring);
}
END_TEST

// What is signed may still be nonsense.
START_TEST(refuses_other_documents)
{
    static const char *const bad[] = {
        "{\"revocations\":2,\"number\":1,\"revoked\":{}}",
        "{\"revocations\":1,\"number\":0,\"revoked\":{}}",
        "{\"revocations\":1,\"number\":1.5,\"revoked\":{}}",
        "{\"revocations\":1,\"number\":1}",
        "{\"revocations\":1,\"number\":1,\"revoked\":{\"plugins\":[]}}",
        "{\"revocations\":1,\"number\":1,\"revoked\":{},\"more\":1}",
        "{\"revocations\":1,\"number\":1,\"revoked\":{\"versions\":[{\"id\":\"a.b\"}]}}",
    };
    json_t *list = json_loads(bad[_i], 0, NULL);
    ck_assert_int_eq(chela__list_make(list, &store, &text, &err), CHELA_INVALID);
    ck_assert_msg(strstr(err.text, "list of revocations: /") != NULL, "%s", err.text);
    json_decref(list);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("list");
    TCase *tests = tcase_create("list");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, a_stores_list_counts, 0, 4);
    tcase_add_loop_test(tests, a_publishers_or_strangers_list_is_refused, 0, 2);
    tcase_add_test(tests, a_revoked_key_lists_nothing);
    tcase_add_test(tests, numbers_never_go_back);
    tcase_add_test(tests, every_changed_byte_is_refused);
    tcase_add_test(tests, a_broken_file_is_named);
    tcase_add_loop_test(tests, refuses_other_documents, 0, 7);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
