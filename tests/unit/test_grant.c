// Tests of core/policy/grant.c and core/state/grants.c: how long a yes may hold, what it covers,
// and how it ends.
#include "fixtures/capability.h"
#include "fixtures/journal.h"
#include "policy/policy.h"
#include "state/database.h"

#define WRITE "\"effect\": \"write\""
#define SEND                                                                                       \
    "\"effect\": \"write\", \"reaches\": [\"/to\"], \"authority\": {\"/to\": \"recipient\"}"
#define MOVE "\"effect\": \"write\", \"authority\": {\"/paths/*\": \"path\"}"

static struct chela__capability *
capability_of(const char *members, enum chela__tier tier)
{
    return capability_make("lamp.set", tier, members);
}

// ---- how long ----

static const struct {
    const char             *members;
    enum chela__tier        tier;
    const char             *policy; // NULL: none
    enum chela__grant_scope widest;
} widths[] = {
    {WRITE, CHELA__PLATFORM, NULL, CHELA__GRANT_ALWAYS},
    {WRITE, CHELA__VENDOR, NULL, CHELA__GRANT_ALWAYS},
    {WRITE, CHELA__REVIEWED, NULL, CHELA__GRANT_UNTIL},
    {WRITE, CHELA__SIDELOAD, NULL, CHELA__GRANT_UNTIL},
    {"\"effect\": \"read\"", CHELA__SIDELOAD, NULL, CHELA__GRANT_ALWAYS},
    {"\"effect\": \"read\", \"reaches\": [\"net:example\"]", CHELA__SIDELOAD, NULL,
     CHELA__GRANT_UNTIL},
    {SEND, CHELA__VENDOR, NULL, CHELA__GRANT_ALWAYS},
    {"\"effect\": \"irreversible\"", CHELA__PLATFORM, NULL, CHELA__GRANT_UNTIL},
    {WRITE ", \"flags\": [\"costs\"]", CHELA__PLATFORM, NULL, CHELA__GRANT_UNTIL},
    {WRITE ", \"flags\": [\"physical\"]", CHELA__PLATFORM, NULL, CHELA__GRANT_UNTIL},
    {WRITE, CHELA__PLATFORM, "{'policy': 1, 'consent': ['lamp.*']}", CHELA__GRANT_TASK},
    {"\"effect\": \"irreversible\"", CHELA__PLATFORM, "{'policy': 1, 'consent': ['*']}",
     CHELA__GRANT_TASK},
};

START_TEST(bounds_how_long_a_yes_may_hold)
{
    struct chela__policy     *policy     = NULL;
    struct chela__capability *capability = capability_of(widths[_i].members, widths[_i].tier);
    json_t                   *document   = widths[_i].policy ? json_of(widths[_i].policy) : NULL;
    ck_assert_int_eq(chela__policy_new(document, &policy, NULL), CHELA_OK);
    ck_assert_int_eq(chela__grant_widest(policy, capability), widths[_i].widest);
    chela__policy_free(policy);
    json_decref(document);
    capability_free(capability);
}
END_TEST

// ---- what ----

// What was agreed to, what comes next, and whether it is covered. The grant's scope is always.
static const struct {
    const char *members, *agreed, *next;
    bool        is_covered;
} pairs[] = {
    {WRITE, "{'/text': {'is': 'a'}}", "{'/text': {'is': 'b'}}", true},
    {WRITE, "{'/text': {'is': 'a'}}", "{'/text': {'made_from': ['x']}}", true},
    {WRITE, "{'/text': {'is': 'a'}}", "{}", true},
    {WRITE, "{'/text': {'is': 'a'}}", "{'/text': {'is': 'b'}, '/all': {'is': true}}", false},
    {WRITE, "{}", "{}", true},
    // whom it concerns is fixed
    {SEND, "{'/to': {'is': '+331'}}", "{'/to': {'is': '+331'}}", true},
    {SEND, "{'/to': {'is': '+331'}}", "{'/to': {'is': '+332'}}", false},
    {SEND, "{'/to': {'is': '+331'}}", "{'/to': {'is': '+332', 'said': true}}", false},
    {SEND, "{'/to': {'is': '+331'}}", "{'/to': {'from': 'who', 'path': '/a'}}", false},
    {SEND, "{'/to': {'is': '+331'}}", "{}", false},
    {SEND, "{'/to': {'is': ['+331', '+332']}}", "{'/to': {'is': '+332'}}", true},
    {SEND, "{'/to': {'is': ['+331', '+332']}}", "{'/to': {'is': ['+332']}}", true},
    {SEND, "{'/to': {'is': ['+331', '+332']}}", "{'/to': {'is': ['+332', '+44']}}", false},
    {MOVE, "{'/paths': {'is': ['/a']}}", "{'/paths': {'is': ['/a']}}", true},
    {MOVE, "{'/paths': {'is': ['/a']}}", "{'/paths': {'is': ['/a/b']}}", false},
    // what is sent away is the user's own words
    {SEND, "{'/to': {'is': 1}, '/text': {'is': 'a'}}",
     "{'/to': {'is': 1}, '/text': {'is': 'b', 'said': true}}", true},
    {SEND, "{'/to': {'is': 1}, '/text': {'is': 'a'}}", "{'/to': {'is': 1}, '/text': {'is': 'b'}}",
     false},
    {SEND, "{'/to': {'is': 1}, '/text': {'is': 'a'}}",
     "{'/to': {'is': 1}, '/text': {'made_from': ['mail']}}", false},
};

static json_t *
entry_of(const struct chela__capability *capability, const char *bind, int max)
{
    return json_pack("{s:s, s:s, s:i, s:o}", "use", capability->full_name, "digest",
                     capability->plugin->digest, "max", max, "bind", json_of(bind));
}

static json_t *
grant_of(const struct chela__capability *capability, const char *bind, int max, int scope)
{
    json_t *entry = entry_of(capability, bind, max);
    json_t *grant = chela__grant_make(capability, entry);
    ck_assert_ptr_nonnull(grant);
    json_object_set_new(grant, "scope", json_integer(scope));
    json_decref(entry);
    return grant;
}

START_TEST(covers_what_was_shown_and_no_more)
{
    struct chela__capability *capability = capability_of(pairs[_i].members, CHELA__VENDOR);
    json_t *grant = grant_of(capability, pairs[_i].agreed, 1, CHELA__GRANT_ALWAYS);
    json_t *entry = entry_of(capability, pairs[_i].next, 1);
    ck_assert_int_eq(chela__grant_covers(NULL, capability, grant, entry), pairs[_i].is_covered);
    json_decref(grant);
    json_decref(entry);
    capability_free(capability);
}
END_TEST

// True when a grant for `scope`, made for `max` effects, covers `next_max` after the change.
static bool
covers(struct chela__capability *capability, const json_t *policy_json, int scope, int max,
       int next_max, const char *digest)
{
    struct chela__policy *policy = NULL;
    ck_assert_int_eq(chela__policy_new(policy_json, &policy, NULL), CHELA_OK);
    json_t *grant = grant_of(capability, "{}", max, scope);
    json_t *entry = entry_of(capability, "{}", next_max);
    if (digest)
        json_object_set_new(grant, "digest", json_string(digest));
    bool is_covered = chela__grant_covers(policy, capability, grant, entry);
    json_decref(grant);
    json_decref(entry);
    chela__policy_free(policy);
    return is_covered;
}

START_TEST(asks_again_when_anything_else_changes)
{
    struct chela__capability *capability = capability_of(WRITE, CHELA__VENDOR);
    json_t                   *forces     = json_of("{'policy': 1, 'consent': ['lamp.set']}");
    ck_assert(covers(capability, NULL, CHELA__GRANT_ALWAYS, 1, 1, NULL));
    ck_assert(covers(capability, NULL, CHELA__GRANT_ALWAYS, 5, 5, NULL));
    ck_assert(!covers(capability, NULL, CHELA__GRANT_ALWAYS, 5, 6, NULL));
    ck_assert(!covers(capability, NULL, CHELA__GRANT_ALWAYS, 1, 1, "00ff"));
    ck_assert(!covers(capability, forces, CHELA__GRANT_ALWAYS, 1, 1, NULL));
    ck_assert(covers(capability, forces, CHELA__GRANT_TASK, 1, 1, NULL));
    struct chela__capability *other = capability_make("lamp.off", CHELA__VENDOR, WRITE);
    json_t                   *grant = grant_of(capability, "{}", 1, CHELA__GRANT_ALWAYS);
    json_t                   *entry = entry_of(other, "{}", 1);
    ck_assert(!chela__grant_covers(NULL, other, grant, entry));
    json_decref(grant);
    json_decref(entry);
    json_decref(forces);
    capability_free(other);
    capability_free(capability);
}
END_TEST

START_TEST(makes_none_of_what_is_not_known)
{
    static const char *const  binds[]    = {"{'/to': {'from': 'who', 'path': '/a'}}",
                                            "{'/to': {'made_from': ['who']}}",
                                            "{'/to': {'is': 'file:00112233445566778899aabbccddeeff'}}",
                                            "{'/to': {'is': ['+331', 'secret:00112233']}}"};
    struct chela__capability *capability = capability_of(SEND, CHELA__VENDOR);
    for (size_t i = 0; i < sizeof binds / sizeof *binds; i++) {
        json_t *entry = entry_of(capability, binds[i], 1);
        ck_assert_ptr_null(chela__grant_make(capability, entry));
        json_decref(entry);
    }
    capability_free(capability);
}
END_TEST

// ---- stored ----

static char folder[4096];

static void
set_up(void)
{
    folder_make(folder);
    journal_now = JOURNAL_BEGIN;
}

static void
tear_down(void)
{
    journal_now = JOURNAL_BEGIN;
    folder_remove(folder);
}

static void
add(struct chela__state *state, const char *capability, int scope, const char *task,
    int64_t until_ms)
{
    json_t *content = json_pack("{s:s}", "text", "Set the lamp any colour");
    OK(chela__grant_add(state,
                        &(struct chela__granted){.capability = capability,
                                                 .digest     = "00ff",
                                                 .scope      = scope,
                                                 .scope_name = "until",
                                                 .task       = task,
                                                 .until_ms   = until_ms,
                                                 .content    = content},
                        err));
    json_decref(content);
}

// How many hold, of one capability or of all.
static size_t
count(struct chela__state *state, const char *capability)
{
    json_t *grants = NULL;
    OK(chela__grant_list(state, capability, &grants, err));
    size_t size = json_array_size(grants);
    json_decref(grants);
    return size;
}

START_TEST(keeps_lists_and_revokes)
{
    struct chela__state *state  = journal_open(folder);
    json_t              *grants = NULL;
    size_t               gone   = 0;
    bool                 holds  = false;
    add(state, "org.example.lamp/lamp.set", CHELA__GRANT_ALWAYS, NULL, 0);
    add(state, "org.example.lamp/lamp.off", CHELA__GRANT_ALWAYS, NULL, 0);
    chela__state_close(state);
    state = journal_open(folder);
    ck_assert_uint_eq(count(state, NULL), 2);
    OK(chela__grant_list(state, "org.example.lamp/lamp.off", &grants, err));
    ck_assert_uint_eq(json_array_size(grants), 1);
    const json_t *grant = json_array_get(grants, 0);
    ck_assert_str_eq(text_at(grant, "text"), "Set the lamp any colour");
    OK(chela__grant_holds(state, text_at(grant, "grant"), &holds, err));
    ck_assert(holds);
    OK(chela__grant_remove(state, text_at(grant, "grant"), &gone, err));
    ck_assert_uint_eq(gone, 1);
    OK(chela__grant_holds(state, text_at(grant, "grant"), &holds, err));
    ck_assert(!holds);
    FAILS(CHELA_NOT_FOUND, chela__grant_remove(state, text_at(grant, "grant"), &gone, err));
    json_decref(grants);
    ck_assert_uint_eq(count(state, NULL), 1);
    OK(chela__grant_remove(state, NULL, &gone, err));
    ck_assert_uint_eq(count(state, NULL), 0);
    chela__state_close(state);
}
END_TEST

START_TEST(ends_with_its_time_and_its_task)
{
    struct chela__state *state = journal_open(folder);
    char                 task[CHELA__TASK_ID];
    journal_begin(state, "one", false, task);
    add(state, "org.example.lamp/lamp.set", CHELA__GRANT_TASK, task, 0);
    add(state, "org.example.lamp/lamp.set", CHELA__GRANT_UNTIL, NULL, journal_now + 1000);
    ck_assert_uint_eq(count(state, NULL), 2);
    journal_now += 1000;
    ck_assert_uint_eq(count(state, NULL), 1);
    OK(chela__task_end(state, task, CHELA__TASK_DONE, err));
    ck_assert_uint_eq(count(state, NULL), 0);
    chela__state_close(state);
}
END_TEST

// A clock that was set back does not bring a grant from the future into force.
START_TEST(does_not_hold_before_it_was_given)
{
    struct chela__state *state = journal_open(folder);
    add(state, "org.example.lamp/lamp.set", CHELA__GRANT_UNTIL, NULL, journal_now + 1000);
    journal_now -= 5000;
    ck_assert_uint_eq(count(state, NULL), 0);
    chela__state_close(state);
}
END_TEST

START_TEST(refuses_an_edited_row)
{
    static const char *const edits[] = {
        "UPDATE granted SET scope=3", "UPDATE granted SET capability='org.example.lamp/lamp.off'",
        "UPDATE granted SET until=until+1", "UPDATE granted SET digest='00fe'"};
    char                 command[8192];
    struct chela__state *state  = journal_open(folder);
    json_t              *grants = NULL;
    add(state, "org.example.lamp/lamp.set", CHELA__GRANT_UNTIL, NULL, journal_now + 1000);
    chela__state_close(state);
    snprintf(command, sizeof command, "%s/state.db", folder);
    struct chela__database *database = NULL;
    OK(chela__database_open(command, &database, err));
    OK(chela__database_run(database, err, edits[_i], ""));
    chela__database_close(database);
    state = journal_open(folder);
    FAILS(CHELA_UNTRUSTED, chela__grant_list(state, NULL, &grants, err));
    chela__state_close(state);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("grant");
    TCase *rules = tcase_create("rules");
    tcase_add_loop_test(rules, bounds_how_long_a_yes_may_hold, 0,
                        (int)(sizeof widths / sizeof *widths));
    tcase_add_loop_test(rules, covers_what_was_shown_and_no_more, 0,
                        (int)(sizeof pairs / sizeof *pairs));
    tcase_add_test(rules, asks_again_when_anything_else_changes);
    tcase_add_test(rules, makes_none_of_what_is_not_known);
    suite_add_tcase(suite, rules);
    TCase *stored = tcase_create("stored");
    tcase_add_checked_fixture(stored, set_up, tear_down);
    tcase_add_test(stored, keeps_lists_and_revokes);
    tcase_add_test(stored, ends_with_its_time_and_its_task);
    tcase_add_test(stored, does_not_hold_before_it_was_given);
    tcase_add_loop_test(stored, refuses_an_edited_row, 0, 4);
    suite_add_tcase(suite, stored);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
