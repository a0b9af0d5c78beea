// pattern.c - compiles and matches regular expressions; called by pattern and patternProperties.
#include "schema/pattern.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/lazy.h"
#include "schema/model.h"
#include "schema/pcre2.h"

// In the pattern itself, so that no match context is needed. A match of a usual pattern takes some
// hundred steps; the heap is in KiB.
#define LIMITS "(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)(*LIMIT_HEAP=8192)"

struct pattern {
    pcre2_code     *code;
    struct pattern *next;
};

// ---- the library: the same for all, and constant once it is open ----

static struct pcre2       library;
static struct chela_error library_error;
static pthread_once_t     library_once = PTHREAD_ONCE_INIT;

static void
open_library(void)
{
#define X(name) {"pcre2_" #name "_8", (void **)&library.name},
    const struct chela__lazy_symbol symbols[] = {CHELA__PCRE2_FUNCTIONS(X)};
#undef X
    chela__lazy_open(CHELA__PCRE2_SONAME, symbols, sizeof(symbols) / sizeof(symbols[0]),
                     &library_error);
}

static chela_status
need_library(struct chela_error *err)
{
    pthread_once(&library_once, open_library);
    if (library_error.status < 0)
        return chela__error(err, library_error.status, "%s", library_error.text);
    return CHELA_OK;
}

// ---- compiling ----

static chela_status
compile(const struct chela__buffer *perl, pcre2_code **ret_code, struct chela_error *err)
{
    int        code = 0;
    PCRE2_SIZE at   = 0;
    if (perl->failed)
        return chela__error_memory(err);
    *ret_code = library.compile((PCRE2_SPTR)perl->data, perl->len,
                                PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                                    PCRE2_MATCH_UNSET_BACKREF | PCRE2_NO_UTF_CHECK,
                                &code, &at, NULL);
    if (*ret_code)
        return CHELA_OK;
    if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED)
        return chela__error_memory(err);
    char text[200];
    if (library.get_error_message(code, (PCRE2_UCHAR *)text, sizeof(text)) < 0)
        snprintf(text, sizeof(text), "malformed");
    return chela__error(err, CHELA_INVALID, "not a regular expression: %s", text);
}

static chela_status
add_pattern(struct chela__schema *schema, pcre2_code *code, const struct pattern **ret_pattern,
            struct chela_error *err)
{
    struct pattern *pattern = chela__arena_new(&schema->arena, sizeof(*pattern));
    if (!pattern) {
        library.code_free(code);
        return chela__error_memory(err);
    }
    *pattern         = (struct pattern){code, schema->patterns};
    schema->patterns = pattern;
    schema->pattern_count++;
    *ret_pattern = pattern;
    return CHELA_OK;
}

chela_status
chela__pattern_new(struct chela__schema *schema, const char *ecma, size_t len,
                   const struct pattern **ret_pattern, struct chela_error *err)
{
    struct chela__buffer perl = CHELA__BUFFER_INIT;
    pcre2_code          *code = NULL;
    if (schema->pattern_count >= CHELA__PATTERN_MAX_COUNT)
        return chela__error(err, CHELA_LIMIT, "the schema has more than %d patterns",
                            CHELA__PATTERN_MAX_COUNT);
    chela_status status = need_library(err);
    chela__buffer_text(&perl, LIMITS);
    if (status == CHELA_OK)
        status = chela__ecma_translate(ecma, len, &perl, err);
    if (status == CHELA_OK)
        status = compile(&perl, &code, err);
    chela__buffer_done(&perl);
    return status < 0 ? status : add_pattern(schema, code, ret_pattern, err);
}

void
chela__patterns_free(struct pattern *patterns)
{
    for (; patterns; patterns = patterns->next)
        library.code_free(patterns->code);
}

// ---- matching ----

chela_status
chela__pattern_match(const struct pattern *pattern, const char *text, size_t len, void **match,
                     struct chela_error *err)
{
    if (!*match)
        *match = library.match_data_create(1, NULL);
    if (!*match)
        return chela__error_memory(err);
    int found =
        library.match(pattern->code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_UTF_CHECK, *match, NULL);
    if (found >= 0)
        return CHELA_OK;
    if (found == PCRE2_ERROR_NOMATCH)
        return CHELA_INVALID;
    if (found == PCRE2_ERROR_NOMEMORY)
        return chela__error_memory(err);
    return chela__error(err, CHELA_LIMIT, "a pattern takes too many steps on this text");
}

void
chela__match_free(void *match)
{
    if (match)
        library.match_data_free(match);
}
