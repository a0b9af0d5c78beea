// strings.c - minLength, maxLength, pattern and format.
#include <string.h>

#include "base/text.h"
#include "schema/format.h"
#include "schema/keyword.h"
#include "schema/pattern.h"
#include "schema/run.h"

// Strings of Jansson are well-formed UTF-8, so characters are the bytes that do not continue one.
static size_t
characters(const json_t *string)
{
    const char *data  = json_string_value(string);
    size_t      count = 0;
    for (size_t i = 0; i < json_string_length(string); i++)
        count += ((unsigned char)data[i] & 0xC0) != 0x80;
    return count;
}

static chela_status
run_min_length(struct run *run, const struct check *check, const json_t *instance,
               struct sink *sink)
{
    (void)sink;
    if (!json_is_string(instance) || characters(instance) >= check->count)
        return CHELA_OK;
    return chela__run_fault(run, check, "expected at least %zu characters, got %zu", check->count,
                            characters(instance));
}

static chela_status
run_max_length(struct run *run, const struct check *check, const json_t *instance,
               struct sink *sink)
{
    (void)sink;
    if (!json_is_string(instance) || characters(instance) <= check->count)
        return CHELA_OK;
    return chela__run_fault(run, check, "expected at most %zu characters, got %zu", check->count,
                            characters(instance));
}

KEYWORD_COMPILER(length)
{
    check->run = strcmp(keyword, "minLength") == 0 ? run_min_length : run_max_length;
    return chela__compile_count(compiler, keyword, value, &check->count);
}

static chela_status
run_pattern(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_string(instance))
        return CHELA_OK;
    chela_status status = chela__pattern_match(check->pattern, json_string_value(instance),
                                               json_string_length(instance), &run->match, run->err);
    if (status == CHELA_INVALID)
        return chela__run_fault(run, check, "does not match the pattern %s",
                                json_string_value(check->value));
    return status;
}

KEYWORD_COMPILER(pattern)
{
    struct chela_error why = {0};
    if (!json_is_string(value))
        return chela__compile_expect(compiler, keyword, "a regular expression", value);
    chela_status status = chela__pattern_new(compiler->schema, json_string_value(value),
                                             json_string_length(value), &check->pattern, &why);
    check->run          = run_pattern;
    if (status == CHELA_INVALID)
        return chela__compile_wrong(compiler, keyword, "%s", why.text);
    return status < 0 ? chela__error(compiler->err, status, "%s", why.text) : CHELA_OK;
}

static chela_status
run_format(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_string(instance) || chela__format_fits(check->format, json_string_value(instance),
                                                        json_string_length(instance)))
        return CHELA_OK;
    return chela__run_fault(run, check, "expected %s", chela__format_text(check->format));
}

KEYWORD_COMPILER(format)
{
    if (!json_is_string(value))
        return chela__compile_expect(compiler, keyword, "the name of a format", value);
    bool asserts = compiler->schema->options.formats ||
                   compiler->node->resource->vocabularies & VOCABULARY_FORMAT_CHECK;
    check->format = chela__format_find(json_string_value(value));
    if (asserts && check->format)
        check->run = run_format;
    return CHELA_OK;
}
