// test_host.c - the host API as an agent uses it: over the bundled image, a recording, and a home
// that is made for each test.
#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/host.h>

#include "base/file.h"
#include "trust/list.h"

#define NOTE                                                                                       \
    "{\"turns\":[\"note milk\"],\"kind\":\"plan\",\"plan\":{\"steps\":[{\"id\":\"n\",\"use\":"     \
    "\"notes.create\",\"with\":{\"text\":{\"said\":[5,9]}}}]}}\n"
#define PICK                                                                                       \
    "{\"turns\":[\"drop it\"],\"kind\":\"plan\",\"plan\":{\"steps\":[{\"id\":\"f\",\"use\":"       \
    "\"notes.search\",\"with\":{\"query\":{\"const\":\"milk\"}}},{\"id\":\"d\",\"use\":"           \
    "\"notes.delete\",\"with\":{\"id\":{\"from\":\"f\",\"path\":\"/notes/*/id\",\"pick\":"         \
    "\"one\"}}}]}}\n"
#define OTHERS                                                                                     \
    "{\"turns\":[\"eh\"],\"kind\":\"question\",\"question\":{\"text\":\"What?\"}}\n"               \
    "{\"turns\":[\"eh\",\"note milk\"],\"kind\":\"answer\",\"text\":\"I see.\"}\n"                 \
    "{\"turns\":[\"note milk\",\"once "                                                            \
    "more\"],\"kind\":\"plan\",\"plan\":{\"steps\":[{\"id\":\"n\","                                \
    "\"use\":\"notes.create\",\"with\":{\"text\":{\"said\":[0,5,9]}}}]}}\n"                        \
    "{\"turns\":[\"no\"],\"kind\":\"refusal\",\"text\":\"I cannot.\"}\n"                           \
    "{\"turns\":[\"undo that\"],\"kind\":\"plan\",\"plan\":{\"steps\":[{\"id\":\"u\",\"undo\":"    \
    "\"last\"}]}}\n"

static char                       folder[64];
static struct chela_host         *host;
static struct chela_conversation *conversation;
static struct chela_error         err;

// What came back.
static int          cards, questions, results;
static bool         answers_later, is_locked, is_away;
static int32_t      scope; // of the yes
static bool         consent = true;
static chela_status ended;
static char         said[512], shown[512], asked[512];

static void
on_card(void *user, struct chela_conversation *of, const struct chela_card *card)
{
    (void)user;
    cards++;
    snprintf(shown, sizeof shown, "%s", card->text);
    ck_assert_int_eq(card->scope, CHELA_ALWAYS);
    if (scope)
        ck_assert_int_eq(chela_grant(of, scope, 0, NULL), CHELA_OK);
    else if (!answers_later)
        ck_assert_int_eq(chela_consent(of, consent, NULL), CHELA_OK);
}

static void
on_question(void *user, const struct chela_question *question)
{
    (void)user;
    questions++;
    snprintf(asked, sizeof asked, "%s", question->json);
}

static void
on_result(void *user, const struct chela_result *result)
{
    (void)user;
    results++;
    ended = result->status;
    snprintf(said, sizeof said, "%s", result->text);
}

static void
on_presence(void *user, struct chela_presence_facts *facts)
{
    (void)user;
    facts->is_locked = is_locked;
    facts->is_away   = is_away;
}

static void
write_recording(char path[128])
{
    static const char lines[] = NOTE PICK OTHERS;
    snprintf(path, 128, "%s/recording.jsonl", folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, lines, sizeof lines - 1, NULL),
                     CHELA_OK);
}

static void
open_all(bool with_card)
{
    char                              recording[128], backend[160], data[96], cache[96];
    struct chela_host_options         options = CHELA_HOST_OPTIONS_INIT;
    struct chela_conversation_options talk    = CHELA_CONVERSATION_OPTIONS_INIT;
    write_recording(recording);
    snprintf(backend, sizeof backend, "replay:%s", recording);
    snprintf(data, sizeof data, "%s/data", folder);
    snprintf(cache, sizeof cache, "%s/cache", folder);
    options.home     = folder;
    options.data     = data;
    options.cache    = cache;
    options.image    = CHELA_BUILD "/image";
    options.worker   = CHELA_BUILD "/bin/chela-worker";
    options.backend  = backend;
    options.presence = on_presence;
    talk.card        = with_card ? on_card : NULL;
    talk.question    = on_question;
    talk.result      = on_result;
    ck_assert_msg(chela_host_open(&options, &host, &err) == CHELA_OK, "%s", err.text);
    ck_assert_int_eq(chela_conversation_open(host, &talk, &conversation, &err), CHELA_OK);
}

static void
setup(void)
{
    struct chela_error fresh = CHELA_ERROR_INIT;
    err                      = fresh;
    cards = questions = results = 0;
    answers_later = is_locked = is_away = false;
    scope                               = CHELA_ONCE;
    consent                             = true;
    strcpy(folder, "/tmp/chela-host-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
teardown(void)
{
    chela_conversation_close(conversation);
    chela_host_close(host);
    conversation = NULL;
    host         = NULL;
    chela__remove_tree(AT_FDCWD, folder, NULL);
}

static chela_status
ask(const char *text)
{
    ck_assert_msg(chela_ask(conversation, text, &err) == CHELA_OK, "%s", err.text);
    return chela_wait(conversation, &err);
}

START_TEST(carries_out_what_was_agreed_to)
{
    open_all(true);
    ck_assert_msg(ask("note milk") == CHELA_OK, "%s", said);
    ck_assert_int_eq(cards, 1);
    ck_assert_int_eq(results, 1);
    ck_assert_ptr_nonnull(strstr(shown, "milk"));
    ck_assert_ptr_nonnull(strstr(said, "milk"));
}
END_TEST

START_TEST(refuses_without_a_card_callback)
{
    open_all(false);
    ck_assert_int_eq(ask("note milk"), CHELA_DENIED);
    ck_assert_int_eq(results, 1);
}
END_TEST

START_TEST(does_nothing_after_a_no)
{
    char *tasks = NULL;
    open_all(true);
    consent = false;
    ck_assert_int_eq(ask("note milk"), CHELA_DENIED);
    ck_assert_int_eq(chela_task_list(host, 10, &tasks, &err), CHELA_OK);
    ck_assert_str_eq(tasks, "[]");
    free(tasks);
}
END_TEST

START_TEST(waits_for_a_consent_in_the_agents_own_loop)
{
    open_all(true);
    answers_later = true;
    ck_assert_int_eq(chela_ask(conversation, "note milk", &err), CHELA_OK);
    while (!cards) {
        struct pollfd ready = {chela_host_fd(host), POLLIN, 0};
        ck_assert_int_eq(poll(&ready, 1, 5000), 1);
        ck_assert_int_eq(chela_dispatch(host, 0, &err), CHELA_OK);
    }
    ck_assert_int_eq(chela_ask(conversation, "note milk", NULL), CHELA_BUSY);
    ck_assert_int_eq(chela_consent(conversation, true, &err), CHELA_OK);
    ck_assert_int_eq(chela_wait(conversation, &err), CHELA_OK);
    ck_assert_int_eq(chela_consent(conversation, true, NULL), CHELA_INVALID);
}
END_TEST

START_TEST(takes_no_answer_for_a_no)
{
    open_all(true);
    chela_conversation_close(conversation);
    conversation                           = NULL;
    struct chela_conversation_options talk = CHELA_CONVERSATION_OPTIONS_INIT;
    talk.card                              = on_card;
    talk.result                            = on_result;
    talk.consent_ms                        = 1;
    answers_later                          = true;
    ck_assert_int_eq(chela_conversation_open(host, &talk, &conversation, &err), CHELA_OK);
    ck_assert_int_eq(ask("note milk"), CHELA_DENIED);
    ck_assert_ptr_nonnull(strstr(said, "No answer"));
    ck_assert_int_eq(chela_consent(conversation, true, NULL), CHELA_INVALID);
}
END_TEST

START_TEST(asks_nobody_when_nobody_is_there)
{
    open_all(true);
    is_away = true;
    ck_assert_int_eq(ask("note milk"), CHELA_DENIED);
    ck_assert_int_eq(cards, 0);
}
END_TEST

// A yes that lasts saves the next card, while nobody is there too, until it is revoked.
START_TEST(remembers_a_yes_until_it_is_revoked)
{
    char  *grants = NULL;
    size_t count  = 0;
    open_all(true);
    scope = CHELA_ALWAYS;
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    scope   = CHELA_ONCE;
    is_away = true;
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_int_eq(cards, 1);
    ck_assert_int_eq(chela_grants(host, &grants, &err), CHELA_OK);
    ck_assert_msg(strstr(grants, "\"scope\":\"always\"") && strstr(grants, "\"holds\":true"), "%s",
                  grants);
    free(grants);
    ck_assert_int_eq(chela_revoke_grant(host, NULL, &count, &err), CHELA_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(ask("note milk"), CHELA_DENIED);
    is_away = false;
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_int_eq(cards, 2);
}
END_TEST

START_TEST(refuses_a_yes_that_reaches_too_far)
{
    open_all(true);
    answers_later = true;
    ck_assert_int_eq(chela_ask(conversation, "note milk", &err), CHELA_OK);
    while (!cards)
        ck_assert_int_eq(chela_dispatch(host, -1, &err), CHELA_OK);
    ck_assert_int_eq(chela_grant(conversation, 4, 0, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela_grant(conversation, -1, 0, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela_grant(conversation, CHELA_UNTIL, 1, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela_grant(conversation, CHELA_UNTIL, INT64_MAX, NULL), CHELA_INVALID);
    ck_assert_int_eq(chela_grant(conversation, CHELA_THIS_TASK, 0, &err), CHELA_OK);
    ck_assert_int_eq(chela_wait(conversation, &err), CHELA_OK);
    ck_assert_int_eq(chela_grant(conversation, CHELA_ALWAYS, 0, NULL), CHELA_INVALID);
}
END_TEST

START_TEST(closes_while_a_card_is_shown)
{
    open_all(true);
    answers_later = true;
    ck_assert_int_eq(chela_ask(conversation, "note milk", &err), CHELA_OK);
    while (!cards)
        ck_assert_int_eq(chela_dispatch(host, -1, &err), CHELA_OK);
}
END_TEST

START_TEST(asks_which_one_and_goes_on_with_the_answer)
{
    open_all(true);
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_int_eq(ask("drop it"), CHELA_NEEDS_ANSWER);
    ck_assert_int_eq(questions, 1);
    ck_assert_ptr_nonnull(strstr(asked, "\"choices\""));
    ck_assert_msg(ask("the first one") == CHELA_OK, "%s", said);
    ck_assert_msg(ask("drop it") == CHELA_OK, "%s", said);
}
END_TEST

START_TEST(hands_the_answer_to_a_question_to_the_backend)
{
    open_all(true);
    ck_assert_int_eq(ask("eh"), CHELA_NEEDS_ANSWER);
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_str_eq(said, "I see.");
    ck_assert_int_eq(ask("no"), CHELA_UNSUPPORTED);
    ck_assert_str_eq(said, "I cannot.");
}
END_TEST

START_TEST(a_follow_up_reaches_back)
{
    open_all(true);
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_int_eq(ask("once more"), CHELA_OK);
    ck_assert_ptr_nonnull(strstr(shown, "milk"));
    ck_assert_int_eq(ask("no"), CHELA_UNSUPPORTED);
    ck_assert_int_eq(ask("undo that"), CHELA_OK);
    ck_assert_ptr_nonnull(strstr(said, "Undone: "));
}
END_TEST

START_TEST(undoes_the_last_task)
{
    open_all(true);
    ck_assert_int_eq(ask("note milk"), CHELA_OK);
    ck_assert_msg(ask("undo that") == CHELA_OK, "%s", said);
    ck_assert_ptr_nonnull(strstr(shown, "Undo: "));
    ck_assert_int_eq(ask("drop it"), CHELA_NOT_FOUND);
    ck_assert_int_eq(chela_ask(conversation, "undo that", &err), CHELA_OK);
    ck_assert_int_eq(chela_wait(conversation, &err), CHELA_NOT_FOUND);
}
END_TEST

START_TEST(keeps_still_on_a_locked_device)
{
    open_all(true);
    is_locked = true;
    ck_assert_int_eq(ask("note milk"), CHELA_DENIED);
    ck_assert_int_eq(cards, 0);
}
END_TEST

START_TEST(calls_with_explicit_arguments)
{
    open_all(false);
    ck_assert_int_eq(chela_call(conversation, "notes.create", "{\"text\":\"milk\"}", &err),
                     CHELA_OK);
    ck_assert_msg(chela_wait(conversation, &err) == CHELA_OK, "%s", said);
    ck_assert_int_eq(chela_call(conversation, "notes.create", "[1]", &err), CHELA_INVALID);
}
END_TEST

START_TEST(uses_nothing_that_is_revoked_meanwhile)
{
    static const char trust[] = "{\"trust\":1,\"revoked\":{\"versions\":[{\"id\":\"org.chela."
                                "notes\",\"below\":\"99.0.0\"}]}}";
    char              path[128];
    open_all(true);
    ck_assert_msg(ask("note milk") == CHELA_OK, "%s", said);
    snprintf(path, sizeof path, "%s/data/trust.json", folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, "{", 1, NULL), CHELA_OK);
    ck_assert_int_eq(chela_dispatch(host, 0, &err), CHELA_OK); // unreadable: changes nothing
    ck_assert_msg(ask("note milk") == CHELA_OK, "%s", said);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, trust, sizeof trust - 1, NULL),
                     CHELA_OK);
    ck_assert_int_eq(chela_dispatch(host, 1000, &err), CHELA_OK);
    ck_assert_int_lt(ask("note milk"), CHELA_OK);
    ck_assert_msg(strstr(said, "revoked") != NULL, "%s", said);
}
END_TEST

// A store that the user trusts hands out a list.
START_TEST(uses_nothing_that_a_list_revokes_meanwhile)
{
    struct chela__key_pair store;
    struct chela__buffer   text = CHELA__BUFFER_INIT;
    char                   path[128], trust[256], key[CHELA__KEY_TEXT];
    json_t *list = json_pack("{s:i, s:i, s:{s:[{s:s, s:s}]}}", "revocations", 1, "number", 1,
                             "revoked", "versions", "id", "org.chela.notes", "below", "99.0.0");
    ck_assert_int_eq(chela__key_pair_new(NULL, &store, &err), CHELA_OK);
    chela__key_text(store.key, key);
    snprintf(trust, sizeof trust,
             "{\"trust\":1,\"keys\":[{\"key\":\"%s\",\"tier\":\"reviewed\",\"role\":\"store\"}]}",
             key);
    snprintf(path, sizeof path, "%s/data", folder);
    ck_assert_int_eq(chela__make_folder(path, &err), CHELA_OK);
    snprintf(path, sizeof path, "%s/data/trust.json", folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, trust, strlen(trust), NULL), CHELA_OK);
    open_all(true);
    ck_assert_msg(ask("note milk") == CHELA_OK, "%s", said);
    ck_assert_int_eq(chela__list_make(list, &store, &text, &err), CHELA_OK);
    snprintf(path, sizeof path, "%s/data/revoked.list", folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0600, text.data, text.len, NULL), CHELA_OK);
    ck_assert_int_eq(chela_dispatch(host, 1000, &err), CHELA_OK);
    ck_assert_int_lt(ask("note milk"), CHELA_OK);
    ck_assert_msg(strstr(said, "revoked") != NULL, "%s", said);
    chela__buffer_done(&text);
    json_decref(list);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("host");
    TCase *tests = tcase_create("host");
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, carries_out_what_was_agreed_to);
    tcase_add_test(tests, refuses_without_a_card_callback);
    tcase_add_test(tests, does_nothing_after_a_no);
    tcase_add_test(tests, waits_for_a_consent_in_the_agents_own_loop);
    tcase_add_test(tests, takes_no_answer_for_a_no);
    tcase_add_test(tests, asks_nobody_when_nobody_is_there);
    tcase_add_test(tests, remembers_a_yes_until_it_is_revoked);
    tcase_add_test(tests, refuses_a_yes_that_reaches_too_far);
    tcase_add_test(tests, closes_while_a_card_is_shown);
    tcase_add_test(tests, asks_which_one_and_goes_on_with_the_answer);
    tcase_add_test(tests, hands_the_answer_to_a_question_to_the_backend);
    tcase_add_test(tests, a_follow_up_reaches_back);
    tcase_add_test(tests, undoes_the_last_task);
    tcase_add_test(tests, keeps_still_on_a_locked_device);
    tcase_add_test(tests, calls_with_explicit_arguments);
    tcase_add_test(tests, uses_nothing_that_is_revoked_meanwhile);
    tcase_add_test(tests, uses_nothing_that_a_list_revokes_meanwhile);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
