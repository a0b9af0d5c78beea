// fuzz_vcard.c - any text as a contact's card: what is written into it is read back.
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "vcard.h"

static void
check_values(const char *card, const char *property)
{
    struct vcard_values values = {.count = 0};
    if (vcard_get(card, property, &values) == CHELA_OK)
        for (size_t i = 0; i < values.count; i++)
            FUZZ_CHECK(values.items[i] != NULL);
    vcard_values_done(&values);
}

static void
check_change(const char *card)
{
    struct vcard_values values  = {.count = 0};
    char               *changed = vcard_set(card, "NOTE", "one, two; three\\ four");
    FUZZ_CHECK(changed != NULL);
    if (vcard_get(changed, "NOTE", &values) == CHELA_OK && values.count > 0)
        FUZZ_CHECK(!strcmp(values.items[0], "one, two; three\\ four"));
    vcard_values_done(&values);
    free(changed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *card = strndup((const char *)data, size);
    FUZZ_CHECK(card != NULL);
    check_values(card, "FN");
    check_values(card, "TEL");
    check_values(card, "EMAIL");
    check_change(card);
    (void)vcard_has_phone(card, "+33612345678");
    free(card);
    return 0;
}
