// trust.c - what installing a package over another one leads to, for each row of standard input;
// called by trust.py.
//
// A key is rotated "rotations" times, K0 to Kn. Version 1.1.0, signed by K0, is installed, and
// removed again if the row says so; then something is revoked, then version "version" comes in,
// signed by Kn with "statements" of rotation (or by a key that was never in this line, which is
// trusted too).
//   {"rotations", "statements": "all|none|cut", "signer": "line|other", "knows": "first|last",
//    "version", "removed": bool, "revoked": "none|first|middle|last|package|versions",
//    "by": "user|policy|list"}
// The answer: what install said (ok, or the first word of the refusal), and the version that loads.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "bad-packages/make.h"
#include "package/store.h"
#include "trust/list.h"

#define ID "org.example.minimal"
#define MOST 8

static struct chela__key_pair line_keys[MOST + 1], other, store_key;

#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static bool
says(const json_t *row, const char *member, const char *word)
{
    return !strcmp(chela__json_str(row, member), word);
}

// ---- packages ----

static struct chela__buffer
package(const char *version, bool is_new, const struct chela__key_pair *pair)
{
    struct chela__tree tree = make_tree(version);
    if (is_new)
        make_file(&tree, "assets/new", "new", 3);
    make_files_json(&tree, version);
    return make_package(&tree, pair);
}

// The digest that `revoke` is given, of the package's files.json.
static void
digest_of(const struct chela__buffer *package, char ret_text[CHELA__DIGEST_TEXT])
{
    struct chela__sigblock block;
    struct chela__tree     tree = {NULL, 0};
    unsigned char          digest[CHELA__DIGEST_BYTES];
    size_t                 len = 0;
    NEED(chela__package_split((const unsigned char *)package->data, package->len, &len, &block,
                              NULL) == CHELA_OK);
    NEED(chela__archive_read(package->data, len, &tree, NULL) == CHELA_OK);
    const struct chela__tree_file *files = chela__tree_find(&tree, "files.json");
    chela__digest(files->data, files->len, digest);
    chela__digest_text(digest, ret_text);
    chela__tree_done(&tree);
}

// ---- rings ----

static json_t *
trusted(const struct chela__key_pair *pair, const char *tier, const char *role)
{
    char key[CHELA__KEY_TEXT];
    chela__key_text(pair->key, key);
    return json_pack("{s:s, s:s, s:s}", "key", key, "tier", tier, "role", role);
}

static json_t *
revoked_by(const json_t *row, const struct chela__buffer *next)
{
    size_t      n    = (size_t)chela__json_int(row, "rotations", 0);
    const char *what = chela__json_str(row, "revoked");
    char        key[CHELA__KEY_TEXT], digest[CHELA__DIGEST_TEXT];
    digest_of(next, digest);
    if (!strcmp(what, "none"))
        return json_object();
    if (!strcmp(what, "package"))
        return json_pack("{s:[s]}", "packages", digest);
    if (!strcmp(what, "versions"))
        return json_pack("{s:[{s:s, s:s, s:s}]}", "versions", "id", ID, "from", "1.1.0", "below",
                         "1.2.0");
    size_t at = !strcmp(what, "first") ? 0 : !strcmp(what, "last") ? n : n / 2;
    chela__key_text(line_keys[at].key, key);
    return json_pack("{s:[s]}", "keys", key);
}

static void
add_list(struct chela__keyring *ring, const json_t *revoked)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    json_t *list = json_pack("{s:i, s:i, s:O}", "revocations", 1, "number", 1, "revoked", revoked);
    NEED(chela__list_make(list, &store_key, &text, NULL) == CHELA_OK);
    NEED(chela__keyring_add_lists(ring, text.data, text.len, NULL) == CHELA_OK);
    chela__buffer_done(&text);
    json_decref(list);
}

// Who is trusted by the policy and by the user, and what each of them has revoked.
static struct chela__keyring *
ring_of(const struct chela__key_pair *known, const json_t *revoked, const char *by)
{
    struct chela__keyring *ring = NULL;
    json_t *policy = json_pack("{s:[o]}", "keys", trusted(&store_key, "vendor", "store"));
    json_t *trust =
        json_pack("{s:i, s:[o, o]}", "trust", 1, "keys", trusted(known, "sideload", "publisher"),
                  trusted(&other, "sideload", "publisher"));
    if (!strcmp(by, "policy"))
        json_object_set(policy, "revoked", (json_t *)revoked);
    if (!strcmp(by, "user"))
        json_object_set(trust, "revoked", (json_t *)revoked);
    NEED(chela__keyring_new(&ring, NULL) == CHELA_OK);
    NEED(chela__keyring_add_policy(ring, policy, NULL) == CHELA_OK);
    NEED(chela__keyring_add_user(ring, trust, NULL) == CHELA_OK);
    if (!strcmp(by, "list"))
        add_list(ring, revoked);
    json_decref(policy);
    json_decref(trust);
    return ring;
}

// ---- one row ----

static chela_status
install(const char *folder, const struct chela__keyring *ring, const struct chela__buffer *package,
        struct chela_error *err)
{
    struct chela__stores *stores = NULL;
    char                 *file = chela__path(folder, "one.chela"), *id = NULL;
    char                 *store = chela__path(folder, "store");
    NEED(file && store);
    NEED(chela__file_write(AT_FDCWD, file, 0600, package->data, package->len, NULL) == CHELA_OK);
    NEED(chela__stores_open(NULL, store, ring, &stores, NULL) == CHELA_OK);
    chela_status status = chela__store_install(stores, file, &id, err);
    if (status < 0 && strncmp(err->text, file, strlen(file)) == 0) // "FILE: reason"
        memmove(err->text, err->text + strlen(file) + 2, strlen(err->text + strlen(file) + 2) + 1);
    chela__stores_free(stores);
    free(store);
    free(file);
    free(id);
    return status;
}

// The version that a call would use, "-" when none.
static void
loads(const char *folder, const struct chela__keyring *ring, char ret_version[24])
{
    struct chela__stores  *stores = NULL;
    struct chela__loadable loadable;
    char                  *store = chela__path(folder, "store");
    NEED(chela__stores_open(NULL, store, ring, &stores, NULL) == CHELA_OK);
    strcpy(ret_version, "-");
    if (chela__store_load(stores, ID, NULL, &loadable, NULL) == CHELA_OK) {
        snprintf(ret_version, 24, "%s", loadable.manifest->version);
        chela__loadable_done(&loadable);
    }
    chela__stores_free(stores);
    free(store);
}

static struct chela__buffer
next_package(const json_t *row)
{
    size_t                 n      = (size_t)chela__json_int(row, "rotations", 0);
    struct chela__key_pair signer = says(row, "signer", "other") ? other : line_keys[n];
    if (says(row, "statements", "none"))
        signer.rotation_count = 0;
    else if (says(row, "statements", "cut"))
        signer.rotation_count--; // the newest one
    return package(chela__json_str(row, "version"), true, &signer);
}

static void
first_version(const char *folder, const json_t *row)
{
    struct chela__keyring *ring   = ring_of(&line_keys[0], NULL, "nobody");
    struct chela__buffer   first  = package("1.1.0", false, &line_keys[0]);
    struct chela__stores  *stores = NULL;
    struct chela_error     err    = CHELA_ERROR_INIT;
    char                  *store  = chela__path(folder, "store");
    NEED(install(folder, ring, &first, &err) == CHELA_OK);
    NEED(chela__stores_open(NULL, store, ring, &stores, NULL) == CHELA_OK);
    if (json_is_true(json_object_get(row, "removed")))
        NEED(chela__store_remove(stores, ID, NULL) == CHELA_OK);
    chela__stores_free(stores);
    chela__keyring_free(ring);
    chela__buffer_done(&first);
    free(store);
}

static void
answer(const json_t *row)
{
    char               folder[32], version[24];
    size_t             n   = (size_t)chela__json_int(row, "rotations", 0);
    struct chela_error err = CHELA_ERROR_INIT;
    // In memory, where a sync costs nothing.
    snprintf(folder, sizeof folder, "%s/chela-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    NEED(mkdtemp(folder));
    first_version(folder, row);
    struct chela__buffer   next    = next_package(row);
    json_t                *revoked = revoked_by(row, &next);
    struct chela__keyring *ring = ring_of(&line_keys[says(row, "knows", "first") ? 0 : n], revoked,
                                          chela__json_str(row, "by"));
    chela_status           status = install(folder, ring, &next, &err);
    loads(folder, ring, version);
    if (status == CHELA_OK)
        printf("ok %s\n", version);
    else
        printf("%.*s %s\n", (int)strcspn(err.text, ": "), err.text, version);
    chela__keyring_free(ring);
    chela__buffer_done(&next);
    json_decref(revoked);
    NEED(chela__remove_tree(AT_FDCWD, folder, NULL) == CHELA_OK);
}

int
main(void)
{
    static char line[4096];
    NEED(chela__key_pair_new(NULL, &line_keys[0], NULL) == CHELA_OK);
    for (size_t i = 1; i <= MOST; i++)
        NEED(chela__key_pair_new(&line_keys[i - 1], &line_keys[i], NULL) == CHELA_OK);
    NEED(chela__key_pair_new(NULL, &other, NULL) == CHELA_OK);
    NEED(chela__key_pair_new(NULL, &store_key, NULL) == CHELA_OK);
    while (fgets(line, sizeof line, stdin)) {
        json_t *row = json_loads(line, 0, NULL);
        NEED(row);
        answer(row);
        json_decref(row);
    }
    return EXIT_SUCCESS;
}
