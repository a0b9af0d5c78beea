// test_calls.c - from words to several calls, part by part: parts, series, divisions, repetition,
// what calls share, and what one takes from another.
#include "backend/embedded/repeat.h"
#include "backend/embedded/clauses.h"
#include "fixtures/embedded.h"

#define NOW FIXTURE_NOW

static struct chela__scratch         scratch;
static struct chela__manifest       *manifest;
static struct chela__catalog        *catalog;
static struct chela__draft           draft;
static struct chela__candidates      candidates;
static struct chela__backend_request request = {.lang = "en", .zone = "UTC", .now_ms = NOW};

static void
setup(void)
{
    json_t *list = fixture_json(CHELA_SOURCE "/tests/fixtures/catalog_calls.json");
    ck_assert_int_eq(chela__manifest_from_tools("test.tools", list, &manifest, NULL), CHELA_OK);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    json_decref(list);
}

static void
teardown(void)
{
    chela__reading_done(&draft.reading);
    chela__scratch_done(&scratch);
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
    memset(&draft, 0, sizeof draft);
    memset(&candidates, 0, sizeof candidates);
}

static void
read_text(const char *text)
{
    request.catalog = catalog;
    draft.request   = &request;
    draft.arena     = &scratch;
    draft.context   = (struct chela__value_context){"en", NOW, "UTC", NULL};
    ck_assert_int_eq(
        chela__reading_make(chela__text(text), &draft.context, &scratch, &draft.reading, NULL),
        CHELA_OK);
    ck_assert_int_eq(chela__candidates_read(&draft, &candidates, NULL), CHELA_OK);
}

static void
assert_atom(size_t at, const char *begin, enum chela__cut cut)
{
    ck_assert_uint_lt(at, candidates.atom_count);
    const struct chela__atom *atom = &candidates.atoms[at];
    const char               *text =
        draft.reading.tokens.text.data + draft.reading.tokens.items[atom->from].start;
    ck_assert_msg(strncmp(text, begin, strlen(begin)) == 0, "%s", text);
    ck_assert_int_eq(atom->cut, cut);
}

START_TEST(cuts_at_sentences_and_commands)
{
    read_text("Get the weather in Oslo. Then get the weather in Rome and calculate the area.");
    ck_assert_uint_eq(candidates.atom_count, 3);
    assert_atom(1, "Then", CHELA__CUT_SENTENCE);
    ck_assert(candidates.atoms[1].then);
    assert_atom(2, "and calculate", CHELA__CUT_COMMAND);
}
END_TEST

START_TEST(cuts_between_parts_with_values_of_their_own)
{
    read_text("the area of one circle with radius 5 and for another with radius 7");
    ck_assert_uint_eq(candidates.atom_count, 2);
    assert_atom(1, "and for", CHELA__CUT_PART);
}
END_TEST

START_TEST(a_quotation_is_not_cut)
{
    read_text("translate 'come here. find me and get the book'");
    ck_assert_uint_eq(candidates.atom_count, 1);
}
END_TEST

// The calls with their first arguments, "weather_report(Oslo) ...".
static void
assert_calls(const char *text, const char *want)
{
    char   have[512] = "";
    size_t len       = 0;
    read_text(text);
    ck_assert_int_eq(chela__clauses_choose(&draft, &candidates, NULL), CHELA_OK);
    chela__repeat(&draft);
    for (size_t i = 0; i < draft.count; i++) {
        const struct chela__step  *step  = &draft.steps[i];
        const struct chela__offer *offer = step->given.chosen[0];
        len += (size_t)snprintf(have + len, sizeof have - len, "%s%s(%.*s)", i ? " " : "",
                                step->shape->capability->name,
                                offer ? (int)(offer->phrase->end - offer->phrase->start) : 0,
                                offer ? draft.reading.tokens.text.data + offer->phrase->start : "");
    }
    ck_assert_str_eq(have, want);
}

START_TEST(a_series_makes_a_call_of_each_item)
{
    assert_calls("get the weather in Oslo and in Rome",
                 "weather_report(Oslo) weather_report(Rome)");
}
END_TEST

START_TEST(each_clause_has_its_own_capability)
{
    assert_calls("Get the weather in Oslo. Then calculate the area of a circle with radius 5.",
                 "weather_report(Oslo) circle_area(5)");
}
END_TEST

START_TEST(one_call_stays_one)
{
    assert_calls("what is the weather like in Oslo", "weather_report(Oslo)");
}
END_TEST

START_TEST(nothing_that_fits_makes_no_call)
{
    assert_calls("sing me a song", "");
}
END_TEST

START_TEST(a_result_that_is_named_is_taken)
{
    struct chela__backend *backend = NULL;
    ck_assert_int_eq(chela__backend_embedded_new(&backend, NULL), CHELA_OK);
    struct fixture_plan plan = fixture_plan(
        backend, catalog,
        "Calculate the area of a circle with radius 5, then calculate the square of the area.");
    const json_t *steps = json_object_get(plan.plan, "steps");
    char          have[128];
    fixture_chain(plan.plan, have, sizeof have);
    ck_assert_str_eq(have, "circle_area square_number");
    const json_t *with   = json_object_get(json_array_get(steps, 1), "with");
    const json_t *number = json_object_get(with, "number");
    ck_assert_str_eq(chela__json_str(number, "from"), "s1");
    ck_assert_str_eq(chela__json_str(number, "path"), "/area");
    fixture_plan_done(&plan);
    backend->methods->free(backend);
    read_text("nothing");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("calls");
    TCase *parts = tcase_create("parts");
    tcase_add_checked_fixture(parts, setup, teardown);
    tcase_add_test(parts, cuts_at_sentences_and_commands);
    tcase_add_test(parts, cuts_between_parts_with_values_of_their_own);
    tcase_add_test(parts, a_quotation_is_not_cut);
    tcase_add_test(parts, a_series_makes_a_call_of_each_item);
    tcase_add_test(parts, each_clause_has_its_own_capability);
    tcase_add_test(parts, one_call_stays_one);
    tcase_add_test(parts, nothing_that_fits_makes_no_call);
    tcase_add_test(parts, a_result_that_is_named_is_taken);
    suite_add_tcase(suite, parts);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
