// test_contacts.c - the handlers on a real folder of vCards, and the vCard reader on awkward lines.
#include "contacts.chela.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chela/fake.h>
#include <chela/file.h>
#include <fcntl.h>

#include "vcard.h"

static char               root[] = "/tmp/chela-contacts-XXXXXX";
static struct chela_fake *fake;
static void              *state;

static void
write_card(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/book/%s", root, name);
    ck_assert_int_eq(chela_file_write(AT_FDCWD, path, 0600, text, strlen(text)), CHELA_OK);
}

static void
setup(void)
{
    char text[256];
    memcpy(root + sizeof(root) - 7, "XXXXXX", 7);
    ck_assert_ptr_nonnull(mkdtemp(root));
    fake = chela_fake_new(root);
    snprintf(text, sizeof(text), "{\"folder\": \"%s/book\"}", root);
    chela_fake_set(fake, "config", text);
    ck_assert_int_eq(chela_plugin_v1.open(chela_fake_call(fake), &state), CHELA_OK);
    chela_fake_state(fake, state);
    write_card("sister.vcf",
               "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:My sister\r\nNICKNAME:sister,姐姐\r\n"
               "TEL;TYPE=cell:+33 1 99 00 11 01\r\nEMAIL:sister@exam\r\n ple.org\r\nEND:VCARD\r\n");
    write_card("dentist.vcf",
               "BEGIN:VCARD\nVERSION:4.0\nFN:The dentist\nitem1.TEL;VALUE=uri:tel:+33199001103\n"
               "X-KEEP:as it is\nEND:VCARD\n");
    write_card("notes.txt", "not a card");
}

static void
teardown(void)
{
    char command[300];
    chela_plugin_v1.close(state);
    chela_fake_free(fake);
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    ck_assert_int_eq(system(command), 0);
}

static const char *
found(const char *member, size_t index)
{
    json_t *contact = json_array_get(json_object_get(chela_fake_reply(fake), "contacts"), index);
    json_t *value   = json_object_get(contact, member);
    return json_string_value(json_is_array(value) ? json_array_get(value, 0) : value);
}

START_TEST(finds_by_words_of_a_sentence)
{
    ck_assert_int_eq(contacts_find(chela_fake_call(fake), "my sister"), CHELA_OK);
    ck_assert_str_eq(found("id", 0), "sister");
    ck_assert_str_eq(found("phones", 0), "+33199001101");
    ck_assert_str_eq(found("emails", 0), "sister@example.org");
    ck_assert_ptr_null(found("id", 1));
    ck_assert_int_eq(contacts_find(chela_fake_call(fake), "姐姐"), CHELA_OK);
    ck_assert_str_eq(found("id", 0), "sister");
    ck_assert_int_eq(contacts_find(chela_fake_call(fake), "the dentist's number"), CHELA_OK);
    ck_assert_str_eq(found("phones", 0), "+33199001103");
}
END_TEST

START_TEST(says_who_is_not_there)
{
    const char *text = NULL;
    ck_assert_int_lt(contacts_find(chela_fake_call(fake), "the baker"), 0);
    ck_assert_int_eq(chela_fake_failure(fake, &text), CHELA_NOT_FOUND);
    ck_assert_str_eq(text, "no contact for the baker");
}
END_TEST

START_TEST(knows_a_number_with_and_without_country)
{
    ck_assert_int_eq(contacts_who_is(chela_fake_call(fake), "0199001103"), CHELA_OK);
    ck_assert_str_eq(found("id", 0), "dentist");
    ck_assert_int_lt(contacts_who_is(chela_fake_call(fake), "0199001104"), 0);
}
END_TEST

START_TEST(creates_once_for_a_key)
{
    chela_fake_set(fake, "key", "k1");
    ck_assert_int_eq(
        contacts_create(chela_fake_call(fake), "the baker", "+33199001120", NULL, NULL), CHELA_OK);
    char *id = strdup(json_string_value(json_object_get(chela_fake_reply(fake), "id")));
    ck_assert_int_eq(
        contacts_create(chela_fake_call(fake), "the baker", "+33199001120", NULL, NULL), CHELA_OK);
    ck_assert_str_eq(json_string_value(json_object_get(chela_fake_reply(fake), "id")), id);
    ck_assert_int_eq(contacts_find(chela_fake_call(fake), "baker"), CHELA_OK);
    ck_assert_ptr_null(found("id", 1));
    chela_fake_set(fake, "key", "k2");
    ck_assert_int_eq(contacts_delete(chela_fake_call(fake), id), CHELA_OK);
    ck_assert_int_lt(contacts_find(chela_fake_call(fake), "baker"), 0);
    free(id);
}
END_TEST

START_TEST(an_update_is_taken_back_to_the_byte)
{
    char  *before = NULL;
    char  *after  = NULL;
    size_t len    = 0;
    char   path[300];
    snprintf(path, sizeof(path), "%s/book/dentist.vcf", root);
    ck_assert_int_eq(chela_file_read(AT_FDCWD, path, 10000, &before, &len), CHELA_OK);
    chela_fake_set(fake, "key", "u1");
    ck_assert_int_eq(contacts_update(chela_fake_call(fake), "dentist", NULL, "+33199001199", NULL),
                     CHELA_OK);
    char *revision = strdup(json_string_value(json_object_get(chela_fake_reply(fake), "revision")));
    ck_assert_int_eq(chela_file_read(AT_FDCWD, path, 10000, &after, &len), CHELA_OK);
    ck_assert_ptr_nonnull(strstr(after, "+33199001199"));
    ck_assert_ptr_nonnull(strstr(after, "X-KEEP:as it is"));
    free(after);
    ck_assert_int_eq(contacts_restore(chela_fake_call(fake), "dentist", revision), CHELA_OK);
    ck_assert_int_eq(chela_file_read(AT_FDCWD, path, 10000, &after, &len), CHELA_OK);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    free(revision);
}
END_TEST

START_TEST(a_deletion_is_repeated_and_taken_back)
{
    chela_fake_set(fake, "key", "d1");
    ck_assert_int_eq(contacts_delete(chela_fake_call(fake), "sister"), CHELA_OK);
    ck_assert_int_eq(contacts_delete(chela_fake_call(fake), "sister"), CHELA_OK);
    char *revision = strdup(json_string_value(json_object_get(chela_fake_reply(fake), "revision")));
    ck_assert_int_lt(contacts_find(chela_fake_call(fake), "my sister"), 0);
    ck_assert_int_eq(contacts_restore(chela_fake_call(fake), "sister", revision), CHELA_OK);
    ck_assert_int_eq(contacts_find(chela_fake_call(fake), "my sister"), CHELA_OK);
    free(revision);
    chela_fake_set(fake, "key", "d2");
    ck_assert_int_lt(contacts_delete(chela_fake_call(fake), "nobody"), 0);
}
END_TEST

START_TEST(refuses_ids_that_leave_the_folder)
{
    chela_fake_set(fake, "key", "x1");
    ck_assert_int_lt(contacts_delete(chela_fake_call(fake), "../book/sister"), 0);
    ck_assert_int_lt(contacts_restore(chela_fake_call(fake), "sister", "../../etc/passwd"), 0);
}
END_TEST

START_TEST(escapes_what_it_writes)
{
    char *card = vcard_set("BEGIN:VCARD\r\nEND:VCARD\r\n", "NOTE", "a,b;c\\d\ne");
    ck_assert_str_eq(card, "BEGIN:VCARD\r\nNOTE:a\\,b\\;c\\\\d e\r\nEND:VCARD\r\n");
    struct vcard_values values = {.count = 0};
    ck_assert_int_eq(vcard_get(card, "NOTE", &values), CHELA_OK);
    ck_assert_str_eq(values.items[0], "a,b;c\\d e");
    vcard_values_done(&values);
    free(card);
}
END_TEST

START_TEST(reads_broken_cards_without_harm)
{
    static const char *const broken[] = {"",  "TEL",        "TEL:",          "TEL;X=\"",  "\n\n",
                                         ":", "a.b.c:d\n ", "TEL:1\n \n \n", "END:VCARD", "\\"};
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        struct vcard_values values = {.count = 0};
        ck_assert_int_eq(vcard_get(broken[i], "TEL", &values), CHELA_OK);
        vcard_values_done(&values);
        char *made = vcard_set(broken[i], "TEL", "12");
        ck_assert_ptr_nonnull(made);
        free(made);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("contacts");
    TCase *tcase = tcase_create("contacts");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, finds_by_words_of_a_sentence);
    tcase_add_test(tcase, says_who_is_not_there);
    tcase_add_test(tcase, knows_a_number_with_and_without_country);
    tcase_add_test(tcase, creates_once_for_a_key);
    tcase_add_test(tcase, an_update_is_taken_back_to_the_byte);
    tcase_add_test(tcase, a_deletion_is_repeated_and_taken_back);
    tcase_add_test(tcase, refuses_ids_that_leave_the_folder);
    tcase_add_test(tcase, escapes_what_it_writes);
    tcase_add_test(tcase, reads_broken_cards_without_harm);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
