// test_alloc_failures.c - the nth allocation fails, for every n: nothing crashes, nothing leaks.
#include "fixtures/schemas.h"

// A sanitizer brings its own allocator, which cannot be taken over.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CAN_FAIL 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CAN_FAIL 0
#endif
#endif
#ifndef CAN_FAIL
#define CAN_FAIL 1
#endif

static long fail_after = -1; // -1: never
static long live;

#if CAN_FAIL
void *
__libc_malloc(size_t size);
void *
__libc_calloc(size_t count, size_t size);
void *
__libc_realloc(void *memory, size_t size);
void
__libc_free(void *memory);

static bool
fails(void)
{
    return fail_after >= 0 && fail_after-- == 0;
}

static void *
counted(void *memory)
{
    live += memory != NULL;
    return memory;
}

__attribute__((visibility("default"))) void *
malloc(size_t size)
{
    return fails() ? NULL : counted(__libc_malloc(size));
}

__attribute__((visibility("default"))) void *
calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__libc_calloc(count, size));
}

__attribute__((visibility("default"))) void *
realloc(void *memory, size_t size)
{
    if (fails())
        return NULL;
    return memory ? __libc_realloc(memory, size) : counted(__libc_realloc(NULL, size));
}

__attribute__((visibility("default"))) void
free(void *memory)
{
    live -= memory != NULL;
    __libc_free(memory);
}
#endif

static const char document[] =
    "{\"type\":\"object\",\"$id\":\"http://x/"
    "\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":"
    "\"string\",\"pattern\":\"^a+$\"},\"b\":{\"anyOf\":[{\"type\":\"integer\"},{\"$ref\":\"#/$defs/"
    "c\"}]}},\"$defs\":{\"c\":{\"enum\":[\"x\",\"y\"]}},\"unevaluatedProperties\":false}";
static const char instance[] = "{\"a\":\"baa\",\"b\":\"zz\",\"c\":[1,2,{\"k\":\"\\u00e9\"}]}";

static chela_status
read_all(json_t **ret_schema, json_t **ret_value, struct chela_error *err)
{
    chela_status status = chela__json_read(document, strlen(document), NULL, ret_schema, err);
    if (status == CHELA_OK)
        status = chela__json_read(instance, strlen(instance), NULL, ret_value, err);
    return status;
}

static chela_status
read_compile_check(struct chela_error *err)
{
    json_t                      *json = NULL, *value = NULL;
    struct chela__schema        *schema  = NULL;
    struct chela__schema_faults  faults  = {0};
    struct chela__schema_options options = {.strict = true};
    chela_status                 status  = read_all(&json, &value, err);
    if (status == CHELA_OK)
        status = chela__schema_compile(json, &options, &schema, err);
    if (status == CHELA_OK)
        status = chela__schema_check(schema, value, &faults, err);
    bool is_whole = faults.count == 2;
    chela__schema_faults_done(&faults);
    chela__schema_free(schema);
    json_decref(json);
    json_decref(value);
    return status == CHELA_INVALID && is_whole ? CHELA_OK : status;
}

START_TEST(survives_every_failed_allocation)
{
    struct chela_error err = {0};
    ck_assert_int_eq(read_compile_check(&err), CHELA_OK); // opens PCRE2, seeds hashes
    long runs = 0;
    for (bool is_over = !CAN_FAIL; !is_over; runs++) {
        err                 = (struct chela_error){0};
        long before         = live;
        fail_after          = runs;
        chela_status status = read_compile_check(&err);
        is_over             = fail_after >= 0;
        fail_after          = -1;
        // A word may be missing from a sentence, and Jansson's lexer calls a failed allocation an
        // invalid token.
        ck_assert_msg(status == CHELA_NO_MEMORY || status == CHELA_INVALID || status == CHELA_OK,
                      "allocation %ld: %d %s", runs, status, err.text);
        ck_assert_msg(live == before, "allocation %ld leaks %ld", runs, live - before);
    }
    ck_assert(!CAN_FAIL || runs > 100);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("alloc-failures");
    TCase *tests = tcase_create("alloc-failures");
    tcase_add_test(tests, survives_every_failed_allocation);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
