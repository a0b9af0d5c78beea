// fuzz_event.c - any text as a calendar object: refused, or an event whose occurrences are bounded.
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "fuzz/fuzz.h"

static chela_status
count_one(void *user, const struct event *occurrence)
{
    int *count = user;
    FUZZ_CHECK(occurrence->title != NULL && ++*count <= EVENT_MAX_OCCURRENCES);
    return CHELA_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct event_parts parts = {.title = "Meal", .now = 1795362000};
    struct event             event;
    int                      count = 0;
    char                    *text = strndup((const char *)data, size), *changed = NULL;
    FUZZ_CHECK(text != NULL);
    if (event_read(text, &event) == CHELA_OK) {
        FUZZ_CHECK(event.title != NULL);
        event_done(&event);
        (void)event_each(text, 1795362000, 1795362000 + 31 * 86400, count_one, &count);
        if (event_change(text, &parts, &changed) == CHELA_OK)
            FUZZ_CHECK(event_read(changed, &event) == CHELA_OK);
        if (changed)
            event_done(&event);
        free(changed);
    }
    free(text);
    return 0;
}
