// values - predictions for the suites values/*: stripped cases on stdin, one prediction a line.
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/value/value.h"

static double
milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
predict(const json_t *request)
{
    struct chela_error          err     = CHELA_ERROR_INIT;
    const char                 *text    = json_string_value(json_object_get(request, "text"));
    const char                 *dim     = json_string_value(json_object_get(request, "dim"));
    const char                 *now     = json_string_value(json_object_get(request, "now"));
    struct chela__value_context context = {.lang =
                                               json_string_value(json_object_get(request, "lang"))};
    json_t                     *value   = NULL;

    if (!text || !dim || !now || strlen(now) < 6)
        return 1;
    context.zone = now + strlen(now) - 6;
    if (chela__time_parse(now, &context.now_ms, &err) < 0)
        return 1;
    double before = milliseconds();
    if (chela__values_predict(chela__text(text), dim, &context, &value, &err) < 0)
        return 1;
    json_t *line   = json_pack("{sO so sf}", "id", json_object_get(request, "id"), "value", value,
                               "ms", milliseconds() - before);
    int     failed = json_dumpf(line, stdout, JSON_COMPACT) < 0 || puts("") < 0;
    json_decref(line);
    return failed;
}

int
main(void)
{
    for (;;) {
        json_t *request = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, NULL);
        if (!request)
            return 0;
        int failed = predict(request);
        json_decref(request);
        if (failed)
            return 1;
    }
}
