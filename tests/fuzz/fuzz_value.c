// fuzz_value.c - any bytes as a request: values are found inside the text and take every normal
// form.
#include "fuzz/fuzz.h"

#include "base/value/value.h"

static const char *const TYPES[] = {
    "chela:DateTime/1",   "chela:TimeRange/1", "chela:Duration/1", "chela:RRule/1",
    "chela:Money/1",      "chela:Quantity/1",  "chela:Zone/1",     "number",
    "chela:PhoneNumber/1"};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__value_context context = {
        .lang = "en", .now_ms = 1795363200000, .zone = "+01:00", .country = "FR"};
    struct chela__values values = {0};
    const char          *text   = (const char *)data;

    if (chela__values_find(text, size, &context, &values, NULL) < 0)
        return 0;
    for (size_t i = 0; i < values.count; i++) {
        if (values.items[i].end > size || values.items[i].start >= values.items[i].end)
            abort();
        for (size_t j = 0; j < sizeof TYPES / sizeof TYPES[0]; j++) {
            json_t *json = NULL;
            if (chela__value_json(&values.items[i], text, TYPES[j], &context, &json, NULL) ==
                CHELA_OK)
                json_decref(json);
        }
    }
    chela__values_done(&values);
    return 0;
}
