// test_embedded.c - the parts of the embedded backend, and ten requests over invented names.
#include "backend/embedded/dates.h"
#include "backend/embedded/phrases.h"
#include "backend/embedded/themes.h"
#include "fixtures/embedded.h"

static struct chela__scratch scratch;

static void
teardown(void)
{
    chela__scratch_done(&scratch);
}

static struct chela__tokens
tokens_of(const char *text)
{
    struct chela__tokens tokens;
    ck_assert_int_eq(chela__tokens_read(chela__text(text), &scratch, &tokens, NULL), CHELA_OK);
    return tokens;
}

static void
assert_tokens(const char *text, const char *want)
{
    struct chela__tokens tokens = tokens_of(text);
    char                 have[512];
    size_t               len = 0;
    have[0]                  = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        struct chela_text word = chela__token_text(&tokens, i);
        len += (size_t)snprintf(have + len, sizeof have - len, "%s%.*s", i ? "|" : "",
                                (int)word.len, word.data);
    }
    ck_assert_str_eq(have, want);
}

START_TEST(keeps_together_what_is_written_as_one)
{
    assert_tokens("mail a.b@c.org, then open ~/x/y.txt.", "mail|a.b@c.org|,|then|open|~/x/y.txt|.");
    assert_tokens("my sister's id is AB-12", "my|sister|'s|id|is|AB-12");
    assert_tokens("3.5 or 4", "3.5|or|4");
}
END_TEST

START_TEST(cuts_chinese_at_words_of_closed_classes)
{
    assert_tokens("请帮我查询上海的天气", "请帮我|查询|上|海|的|天|气");
}
END_TEST

START_TEST(tells_names_from_the_start_of_a_sentence)
{
    struct chela__tokens tokens = tokens_of("Weather in Paris");
    ck_assert_int_eq(tokens.items[0].class, CHELA__CLASS_HEAD);
    ck_assert_int_eq(tokens.items[1].class, CHELA__CLASS_IN);
    ck_assert_int_eq(tokens.items[2].class, CHELA__CLASS_NAME);
}
END_TEST

START_TEST(like_words_share_a_term)
{
    struct chela__term one = chela__term_of(chela__text("pictures"));
    struct chela__term two = chela__term_of(chela__text("photo"));
    ck_assert_uint_eq(one.same, two.same);
    ck_assert_uint_ne(one.stem, two.stem);
    ck_assert_uint_eq(chela__term_of(chela__text("calculating")).stem,
                      chela__term_of(chela__text("calculate")).stem);
}
END_TEST

START_TEST(every_listed_word_is_found)
{
    static const char *const words[] = {"a", "and", "zero", "your", "with", "find", "upon", "'s"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg((chela__lexicon_class(chela__text(words[i])) == CHELA__CLASS_WORD) ==
                          (strcmp(words[i], "zero") == 0),
                      "%s", words[i]);
}
END_TEST

START_TEST(proposes_quotations_values_and_lists)
{
    const char                 *text = "compare 'Blue Moon' with Mars, Venus and Earth for 3 days";
    struct chela__value_context context = {"en", FIXTURE_NOW, "UTC", NULL};
    struct chela__reading       reading;
    bool                        quoted = false, valued = false, listed = false;
    ck_assert_int_eq(chela__reading_make(chela__text(text), &context, &scratch, &reading, NULL),
                     CHELA_OK);
    for (size_t i = 0; i < reading.count; i++) {
        const struct chela__phrase *phrase = &reading.phrases[i];
        quoted |= phrase->quoted && phrase->end - phrase->start == 9;
        valued |= phrase->value && phrase->value->kind == CHELA__VALUE_DURATION;
        listed |= phrase->items && phrase->item_count == 3;
    }
    ck_assert(quoted && valued && listed);
    chela__reading_done(&reading);
}
END_TEST

START_TEST(writes_dates_as_described)
{
    char              text[CHELA__DATE_TEXT];
    struct chela_text pattern = chela__date_pattern("The date, formatted as MM/DD/YYYY.");
    ck_assert(chela__date_write("2026-11-02", pattern, text));
    ck_assert_str_eq(text, "11/02/2026");
    ck_assert_uint_eq(chela__date_pattern("my daddy said so").len, 0);
}
END_TEST

START_TEST(tells_what_a_parameter_is_for)
{
    uint32_t themes = chela__themes_of(chela__text("startCity"));
    ck_assert(themes >> CHELA__THEME_START & 1);
    ck_assert(themes >> CHELA__THEME_PLACE & 1);
    ck_assert(!(themes >> CHELA__THEME_END & 1));
}
END_TEST

START_TEST(plans_over_invented_names)
{
    json_t       *file     = fixture_json(CHELA_SOURCE "/tests/fixtures/catalog_invented.json");
    const json_t *requests = json_object_get(file, "requests");
    struct chela__manifest *manifest = NULL;
    struct chela__catalog  *catalog  = NULL;
    struct chela__backend  *backend  = NULL;
    ck_assert_int_eq(chela__manifest_from_tools("test.invented", json_object_get(file, "tools"),
                                                &manifest, NULL),
                     CHELA_OK);
    ck_assert_int_eq(chela__catalog_from_manifests(&manifest, 1, &catalog, NULL), CHELA_OK);
    ck_assert_int_eq(chela__backend_embedded_new(&backend, NULL), CHELA_OK);
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const json_t       *request = json_array_get(requests, i);
        const char         *say     = chela__json_str(request, "say");
        struct fixture_plan plan    = fixture_plan(backend, catalog, say);
        char                have[256];
        fixture_chain(plan.plan, have, sizeof have);
        ck_assert_msg(plan.kind == CHELA__PROPOSE_PLAN &&
                          strcmp(have, chela__json_str(request, "chain")) == 0,
                      "%s: %s", say, have);
        fixture_plan_done(&plan);
    }
    backend->methods->free(backend);
    chela__catalog_free(catalog);
    chela__manifest_free(manifest);
    json_decref(file);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("embedded");
    TCase *parts = tcase_create("parts");
    tcase_add_checked_fixture(parts, NULL, teardown);
    tcase_add_test(parts, keeps_together_what_is_written_as_one);
    tcase_add_test(parts, cuts_chinese_at_words_of_closed_classes);
    tcase_add_test(parts, tells_names_from_the_start_of_a_sentence);
    tcase_add_test(parts, like_words_share_a_term);
    tcase_add_test(parts, every_listed_word_is_found);
    tcase_add_test(parts, proposes_quotations_values_and_lists);
    tcase_add_test(parts, writes_dates_as_described);
    tcase_add_test(parts, tells_what_a_parameter_is_for);
    tcase_add_test(parts, plans_over_invented_names);
    suite_add_tcase(suite, parts);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
