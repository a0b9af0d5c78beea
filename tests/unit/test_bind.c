// Tests of core/plugin/bind.c: binding strings, and every kind of argument at its edges.
#include <check.h>
#include <string.h>

#include "plugin/bind.h"

static struct chela__binding   *binding;
static struct chela__arguments *arguments;
static struct chela_error       err;
static json_t                  *entry;

// What the function below was given.
static struct {
    bool        b;
    int64_t     i;
    double      d;
    const char *s, *j;
    int32_t     e;
    int         f;
} got;

static chela_status
take_all(struct chela_call *call, bool b, int64_t i, double d, const char *s, int32_t e, int f,
         const char *j)
{
    (void)call;
    got.b = b, got.i = i, got.d = d, got.s = s, got.e = e, got.f = f, got.j = j;
    return CHELA_PENDING;
}

static int
find_file(void *user, const char *ref)
{
    (void)user;
    return strcmp(ref, "file:known") == 0 ? 7 : -1;
}

static chela_status
prepare(const char *text, const char *input_schema)
{
    chela__binding_free(binding);
    json_decref(entry);
    binding = NULL;
    err     = (struct chela_error)CHELA_ERROR_INIT;
    entry   = json_pack("{s:o}", "input", json_loads(input_schema, 0, NULL));
    ck_assert_ptr_nonnull(entry);
    return chela__binding_new(text, entry, NULL, &binding, &err);
}

static chela_status
arrange(const char *input)
{
    chela__arguments_done(arguments);
    arguments = NULL;
    err       = (struct chela_error)CHELA_ERROR_INIT;
    return chela__arguments_new(binding, input, strlen(input), find_file, NULL, &arguments, &err);
}

static void
drop(void)
{
    chela__arguments_done(arguments);
    chela__binding_free(binding);
    json_decref(entry);
    arguments = NULL;
    binding   = NULL;
    entry     = NULL;
}

#define ALL_SCHEMA                                                                                 \
    "{\"required\":[\"b\",\"i\",\"d\",\"s\"],\"properties\":{\"b\":{},\"i\":{},\"d\":{},\"s\":{}," \
    "\"e\":{\"enum\":[\"x\",\"y\"]},\"f\":{},\"j\":{}}}"

START_TEST(hands_over_every_kind)
{
    ck_assert_int_eq(prepare("b:b i:i d:d s:s e:e f:f? j:j?", ALL_SCHEMA), CHELA_OK);
    ck_assert_int_eq(
        arrange("{\"b\":true,\"i\":-9223372036854775807,\"d\":0.5,\"s\":\"t\",\"e\":\"y\","
                "\"f\":\"file:known\",\"j\":[1]}"),
        CHELA_OK);
    ck_assert_int_eq(chela__binding_call(binding, (void (*)(void))take_all, NULL, arguments),
                     CHELA_PENDING);
    ck_assert(got.b && got.i == -INT64_MAX && got.d == 0.5 && got.e == 1 && got.f == 7);
    ck_assert_str_eq(got.s, "t");
    ck_assert_str_eq(got.j, "[1]");
    drop();
}
END_TEST

START_TEST(gives_absent_ones_their_own_value)
{
    ck_assert_int_eq(prepare("b:b i:i d:d s:s e:e f:f? j:j?", ALL_SCHEMA), CHELA_OK);
    ck_assert_int_eq(arrange("{\"b\":false,\"i\":5.0,\"d\":2,\"s\":\"\"}"), CHELA_OK);
    chela__binding_call(binding, (void (*)(void))take_all, NULL, arguments);
    ck_assert(!got.b && got.i == 5 && got.d == 2.0 && got.e == -1 && got.f == -1);
    ck_assert_ptr_null(got.j);
    drop();
}
END_TEST

START_TEST(refuses_values_that_do_not_fit)
{
    ck_assert_int_eq(prepare("i:i", "{\"required\":[\"i\"],\"properties\":{\"i\":{}}}"), CHELA_OK);
    ck_assert_int_eq(arrange("{\"i\":0.5}"), CHELA_INVALID);
    ck_assert_str_eq(err.text, "i: expected a 64-bit integer, got number");
    ck_assert_int_eq(arrange("{\"i\":1e19}"), CHELA_INVALID);
    ck_assert_int_eq(arrange("{\"i\":-9.3e18}"), CHELA_INVALID);
    ck_assert_int_eq(arrange("{}"), CHELA_INVALID);
    ck_assert_int_eq(prepare("s:s", "{\"required\":[\"s\"],\"properties\":{\"s\":{}}}"), CHELA_OK);
    ck_assert_int_eq(arrange("{\"s\":\"a\\u0000b\"}"), CHELA_INVALID);
    ck_assert_int_eq(prepare("f:f", "{\"required\":[\"f\"],\"properties\":{\"f\":{}}}"), CHELA_OK);
    ck_assert_int_eq(arrange("{\"f\":\"file:unknown\"}"), CHELA_NOT_FOUND);
    drop();
}
END_TEST

START_TEST(refuses_bindings_that_do_not_fit_the_manifest)
{
    static const char *const wrong[] = {"i",       "i:",   ":i",    "i:x", "i:i?", "*:s", "*:j i:i",
                                        "i:i *:j", "no:i", "i:i??", "o:i", "o:s",  "i:e"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        ck_assert_msg(
            prepare(wrong[i], "{\"required\":[\"i\"],\"properties\":{\"i\":{},\"o\":{}}}") ==
                CHELA_INVALID,
            "%s", wrong[i]);
    ck_assert_int_eq(prepare("o:s?", "{\"properties\":{\"o\":{}}}"), CHELA_OK);
    ck_assert_int_eq(prepare("o:i", "{\"properties\":{\"o\":{\"default\":1}}}"), CHELA_OK);
    ck_assert_int_eq(prepare("", "{}"), CHELA_OK);
    drop();
}
END_TEST

START_TEST(bounds_the_parameters)
{
    char text[512] = "", schema[1024] = "{\"required\":[\"i\"],\"properties\":{\"i\":{}}}";
    for (int i = 0; i < CHELA__BINDING_MAX + 1; i++)
        strcat(text, i ? " i:i" : "i:i");
    ck_assert_int_eq(prepare(text, schema), CHELA_LIMIT);
    drop();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("bind");
    TCase *tcase = tcase_create("bind");
    tcase_add_test(tcase, hands_over_every_kind);
    tcase_add_test(tcase, gives_absent_ones_their_own_value);
    tcase_add_test(tcase, refuses_values_that_do_not_fit);
    tcase_add_test(tcase, refuses_bindings_that_do_not_fit_the_manifest);
    tcase_add_test(tcase, bounds_the_parameters);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
