// Keyring: which signers make which tier, who may say so, and what revocation ends.
#include "trust/trust.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "trust/sigblock.h"

static struct chela__key_pair pairs[6];
static char                   texts[6][CHELA__KEY_TEXT];
enum { PLATFORM, VENDOR, VENDOR_STORE, REVIEWER, FRIEND, STRANGER };

static void
make_keys(void)
{
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(chela__key_pair_new(NULL, &pairs[i], NULL), CHELA_OK);
        chela__key_text(pairs[i].key, texts[i]);
    }
}

static json_t *
entry(int key, const char *tier, const char *role)
{
    return json_pack("{s:s, s:s, s:s}", "key", texts[key], "tier", tier, "role", role);
}

static struct chela__keyring *
make_ring(json_t *user_revoked)
{
    struct chela__keyring *ring = NULL;
    json_t                *policy =
        json_pack("{s:[o, o, o]}", "keys", entry(PLATFORM, "platform", "publisher"),
                  entry(VENDOR, "vendor", "publisher"), entry(VENDOR_STORE, "vendor", "store"));
    json_t *trust =
        json_pack("{s:i, s:[o, o], s:o*}", "trust", 1, "keys", entry(REVIEWER, "reviewed", "store"),
                  entry(FRIEND, "sideload", "publisher"), "revoked", user_revoked);
    struct chela_error err = CHELA_ERROR_INIT;
    ck_assert_int_eq(chela__keyring_new(&ring, &err), CHELA_OK);
    chela__keyring_add_policy(ring, policy, &err);
    chela__keyring_add_user(ring, trust, &err);
    ck_assert_str_eq(err.text, "");
    json_decref(policy);
    json_decref(trust);
    return ring;
}

static void
sign(struct chela__sigblock *block, const struct chela__key_pair *pair, enum chela__role role)
{
    ck_assert_int_eq(chela__sigblock_sign(block, pair, role, "a", 1, "f", 1, NULL), CHELA_OK);
}

// Each row: who signs as publisher, who as store (-1: nobody), the tier or the message.
static const struct {
    int         publisher, store, tier;
    const char *message;
} rows[] = {
    {PLATFORM, -1, CHELA__PLATFORM, NULL},
    {VENDOR, VENDOR_STORE, CHELA__VENDOR, NULL},
    {VENDOR, -1, -1, "needs the signature of the store"},
    {STRANGER, VENDOR_STORE, -1, "needs the signature of a publisher"},
    {VENDOR, REVIEWER, CHELA__REVIEWED, NULL},
    {STRANGER, REVIEWER, CHELA__REVIEWED, NULL},
    {FRIEND, -1, CHELA__SIDELOAD, NULL},
    {FRIEND, REVIEWER, CHELA__REVIEWED, NULL},
    {STRANGER, -1, -1, "signed by a stranger"},
    {REVIEWER, -1, -1, "signed by a stranger"},
    {VENDOR_STORE, -1, -1, "signed by a stranger"},
    {-1, VENDOR_STORE, -1, "no publisher"},
    {-1, -1, -1, "unsigned"},
};

START_TEST(signers_make_a_tier)
{
    make_keys();
    struct chela__keyring  *ring  = make_ring(NULL);
    struct chela__sigblock  block = {.signer_count = 0};
    struct chela__judgement judgement;
    struct chela_error      err = CHELA_ERROR_INIT;
    if (rows[_i].publisher >= 0)
        sign(&block, &pairs[rows[_i].publisher], CHELA__PUBLISHER);
    if (rows[_i].store >= 0)
        sign(&block, &pairs[rows[_i].store], CHELA__STORE);
    chela_status status = chela__keyring_judge(ring, &block, &judgement, &err);
    if (rows[_i].message) {
        ck_assert_int_eq(status, CHELA_UNTRUSTED);
        ck_assert_msg(strstr(err.text, rows[_i].message), "%s", err.text);
    } else {
        ck_assert_str_eq(err.text, "");
        ck_assert_int_eq(judgement.tier, rows[_i].tier);
        ck_assert(!memcmp(judgement.publisher, pairs[rows[_i].publisher].key, CHELA__KEY_BYTES));
    }
    chela__keyring_free(ring);
}
END_TEST

START_TEST(a_user_makes_no_platform_key)
{
    make_keys();
    struct chela__keyring *ring = make_ring(NULL);
    json_t                *trust =
        json_pack("{s:i, s:[o]}", "trust", 1, "keys", entry(STRANGER, "platform", "publisher"));
    ck_assert_int_eq(chela__keyring_add_user(ring, trust, NULL), CHELA_DENIED);
    json_decref(trust);
    chela__keyring_free(ring);
}
END_TEST

START_TEST(a_revoked_key_ends_a_package)
{
    make_keys();
    struct chela__keyring  *ring  = make_ring(json_pack("{s:[s]}", "keys", texts[VENDOR_STORE]));
    struct chela__sigblock  block = {.signer_count = 0};
    struct chela__judgement judgement;
    struct chela_error      err = CHELA_ERROR_INIT;
    sign(&block, &pairs[VENDOR], CHELA__PUBLISHER);
    sign(&block, &pairs[VENDOR_STORE], CHELA__STORE);
    ck_assert_int_eq(chela__keyring_judge(ring, &block, &judgement, &err), CHELA_UNTRUSTED);
    ck_assert_msg(strstr(err.text, "revoked"), "%s", err.text);
    chela__keyring_free(ring);
}
END_TEST

START_TEST(a_rotated_key_inherits_unless_revoked)
{
    make_keys();
    struct chela__key_pair  second, third;
    struct chela__sigblock  block = {.signer_count = 0};
    struct chela__judgement judgement;
    chela__key_pair_new(&pairs[FRIEND], &second, NULL);
    chela__key_pair_new(&second, &third, NULL);
    sign(&block, &third, CHELA__PUBLISHER);

    struct chela__keyring *ring = make_ring(NULL);
    ck_assert_int_eq(chela__keyring_judge(ring, &block, &judgement, NULL), CHELA_OK);
    ck_assert_int_eq(judgement.tier, CHELA__SIDELOAD);
    ck_assert(chela__keyring_continues(ring, &block, pairs[FRIEND].key, third.key));
    ck_assert(!chela__keyring_continues(ring, &block, pairs[VENDOR].key, third.key));
    ck_assert(!chela__keyring_continues(ring, &block, third.key, second.key));
    chela__keyring_free(ring);

    char middle[CHELA__KEY_TEXT];
    chela__key_text(second.key, middle);
    ring = make_ring(json_pack("{s:[s]}", "keys", middle));
    ck_assert_int_eq(chela__keyring_judge(ring, &block, &judgement, NULL), CHELA_UNTRUSTED);
    ck_assert(!chela__keyring_continues(ring, &block, pairs[FRIEND].key, third.key));
    chela__keyring_free(ring);
}
END_TEST

START_TEST(packages_and_versions_are_revoked)
{
    make_keys();
    unsigned char digest[CHELA__DIGEST_BYTES], other[CHELA__DIGEST_BYTES];
    char          text[CHELA__DIGEST_TEXT];
    chela__digest("files", 5, digest);
    chela__digest("others", 6, other);
    chela__digest_text(digest, text);
    struct chela__keyring *ring =
        make_ring(json_pack("{s:[s], s:[{s:s, s:s}]}", "packages", text, "versions", "id",
                            "org.example.notes", "below", "1.2.0"));
    ck_assert_int_lt(chela__keyring_check_package(ring, digest, "org.a", "1.0.0", NULL), 0);
    ck_assert_int_eq(chela__keyring_check_package(ring, other, "org.a", "1.0.0", NULL), 0);
    ck_assert_int_lt(chela__keyring_check_package(ring, other, "org.example.notes", "1.1.9", NULL),
                     0);
    ck_assert_int_eq(chela__keyring_check_package(ring, other, "org.example.notes", "1.2.0", NULL),
                     0);
    chela__keyring_free(ring);
}
END_TEST

START_TEST(refuses_unknown_members)
{
    static const char *const bad[] = {
        "{\"trust\":1,\"key\":[]}",
        "{\"trust\":1,\"keys\":[{\"key\":\"x\",\"tier\":\"sideload\",\"role\":\"publisher\"}]}",
        "{\"trust\":1,\"revoked\":{\"packages\":[\"00\"]}}",
    };
    struct chela__keyring *ring  = NULL;
    json_t                *trust = json_loads(bad[_i], 0, NULL);
    ck_assert_int_eq(chela__keyring_new(&ring, NULL), CHELA_OK);
    ck_assert_int_eq(chela__keyring_add_user(ring, trust, NULL), CHELA_INVALID);
    json_decref(trust);
    chela__keyring_free(ring);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("keyring");
    TCase *tcase = tcase_create("keyring");
    tcase_add_loop_test(tcase, signers_make_a_tier, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tcase, a_user_makes_no_platform_key);
    tcase_add_test(tcase, a_revoked_key_ends_a_package);
    tcase_add_test(tcase, a_rotated_key_inherits_unless_revoked);
    tcase_add_test(tcase, packages_and_versions_are_revoked);
    tcase_add_loop_test(tcase, refuses_unknown_members, 0, 3);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
