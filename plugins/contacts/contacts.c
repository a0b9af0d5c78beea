// contacts - the people in the address book: a folder of vCards, one contact each.
#include "contacts.chela.h" // generated from manifest.json: prototypes and tables

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/records.h>
#include <chela/sdk.h>

#include "vcard.h"

#define FOUND_MAX 50 // contacts of one answer

// ---- open and close ----

static chela_status
contacts_open(struct chela_call *opening, void **ret_state)
{
    return chela_records_open_setting(opening, "contacts", ".vcf", ret_state);
}

static void
contacts_close(void *state)
{
    chela_records_close(state);
}

// ---- reading ----

static json_t *
texts_of(const char *card, const char *property)
{
    struct vcard_values values = {.count = 0};
    json_t             *list   = json_array();
    if (!list || vcard_get(card, property, &values) < 0) {
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < values.count; i++)
        json_array_append_new(list, json_string(values.items[i]));
    vcard_values_done(&values);
    return list;
}

// As a chela:PhoneNumber: a leading plus and digits. Numbers that are none are left out.
static json_t *
phones_of(const char *card)
{
    struct vcard_values values = {.count = 0};
    json_t             *list   = json_array();
    if (!list || vcard_get(card, "TEL", &values) < 0) {
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < values.count; i++) {
        char   number[17];
        size_t len = 0;
        for (const char *at = values.items[i]; *at && len < sizeof(number) - 1; at++)
            if ((*at >= '0' && *at <= '9') || (*at == '+' && len == 0))
                number[len++] = *at;
        number[len] = 0;
        if (len > 2)
            json_array_append_new(list, json_string(number));
    }
    vcard_values_done(&values);
    return list;
}

// The name to show: FN, else the id. The caller frees it.
static char *
name_of(const char *card, const char *id)
{
    struct vcard_values values = {.count = 0};
    if (vcard_get(card, "FN", &values) < 0)
        return NULL;
    char *name = strdup(values.count > 0 && *values.items[0] ? values.items[0] : id);
    vcard_values_done(&values);
    return name;
}

// A chela:Contact; NULL: out of memory.
static json_t *
contact_of(const char *id, const char *card)
{
    char   *name   = name_of(card, id);
    json_t *phones = phones_of(card);
    json_t *emails = texts_of(card, "EMAIL");
    json_t *found  = name && phones && emails ? json_pack("{s:s, s:s, s:O, s:O}", "id", id, "name",
                                                          name, "phones", phones, "emails", emails)
                                              : NULL;
    json_decref(phones);
    json_decref(emails);
    free(name);
    return found;
}

// Half of the words must fit; of several contacts those that fit best are found.
#define SCORE_LEAST 0.5

struct search {
    const struct chela_query *query;
    const char               *phone; // instead of a query
    double                    best;
    json_t                   *found;
};

static chela_status
search_each(void *user, const char *id, const char *card, size_t len)
{
    (void)len;
    struct search *search = user;
    double         score  = search->phone ? (vcard_has_phone(card, search->phone) ? 1.0 : 0.0)
                                          : vcard_score(card, search->query);
    if (score < SCORE_LEAST || score < search->best)
        return CHELA_OK;
    if (score > search->best)
        json_array_clear(search->found);
    search->best = score;
    if (json_array_size(search->found) == FOUND_MAX)
        return CHELA_OK;
    return json_array_append_new(search->found, contact_of(id, card)) < 0 ? CHELA_NO_MEMORY
                                                                          : CHELA_OK;
}

// `words` is what was asked for, for the sentence when nobody is found.
static chela_status
answer(struct chela_call *call, struct search *search, const char *words)
{
    search->found = json_array();
    chela_status status =
        search->found ? chela_records_each(call->state, search_each, search) : CHELA_NO_MEMORY;
    if (status == CHELA_OK && json_array_size(search->found) == 0)
        status = chela_failf(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT, "no contact for %s", words);
    else if (status < 0)
        status = chela_fail(call, status, CHELA_NO_EFFECT, "the contacts cannot be read");
    else
        return chela_reply_take(call, json_pack("{s:o}", "contacts", search->found));
    json_decref(search->found);
    return status;
}

chela_status
contacts_find(struct chela_call *call, const char *query)
{
    struct search       search = {.query = NULL};
    struct chela_query *words  = NULL;
    chela_status        status = chela_query_new(query, 0, &words);
    if (status < 0)
        return chela_failf(call, status, CHELA_NO_EFFECT, "query: no name in \"%.100s\"", query);
    search.query = words;
    status       = answer(call, &search, query);
    chela_query_free(words);
    return status;
}

chela_status
contacts_who_is(struct chela_call *call, const char *phone)
{
    return answer(call, &(struct search){.phone = phone}, phone);
}

// ---- changing ----

#define EMPTY_CARD "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"

struct change {
    const char *name;
    const char *phone;
    const char *email;
    const char *note;
};

// Replaces *card by a copy with the property set; frees the old one.
static chela_status
set(char **card, const char *property, const char *value)
{
    if (!value)
        return CHELA_OK;
    char *made = vcard_set(*card, property, value);
    if (!made)
        return CHELA_NO_MEMORY;
    free(*card);
    *card = made;
    return CHELA_OK;
}

static chela_status
apply(char **card, const struct change *change)
{
    chela_status status = set(card, "FN", change->name);
    if (status == CHELA_OK)
        status = set(card, "TEL", change->phone);
    if (status == CHELA_OK)
        status = set(card, "EMAIL", change->email);
    return status < 0 ? status : set(card, "NOTE", change->note);
}

static chela_status
fail_at(struct chela_call *call, chela_status status, const char *id)
{
    const char *why = status == CHELA_NOT_FOUND ? "there is no contact %s"
                      : status == CHELA_INVALID ? "%s is not the id of a contact"
                                                : "the contact %s cannot be written";
    char        text[256];
    snprintf(text, sizeof(text), why, id);
    return chela_fail(call, status, CHELA_NO_EFFECT, text);
}

// `revision` NULL: not part of the reply.
static chela_status
reply_with(struct chela_call *call, const char *id, const char *card, const char *revision)
{
    char   *name = name_of(card, id);
    json_t *reply =
        name ? json_pack("{s:s, s:s, s:s*}", "id", id, "name", name, "revision", revision) : NULL;
    free(name);
    return chela_reply_take(call, reply);
}

chela_status
contacts_create(struct chela_call *call, const char *name, const char *phone, const char *email,
                const char *note)
{
    char  id[CHELA_RECORD_ID];
    char *card = strdup(EMPTY_CARD);
    if (!card)
        return CHELA_NO_MEMORY;
    const char *key = chela_get(call, "key");
    chela_records_id(key, id);
    chela_status status = apply(&card, &(struct change){name, phone, email, note});
    if (status == CHELA_OK)
        status = set(&card, "UID", id);
    if (status == CHELA_OK)
        status = chela_records_write(call->state, id, key, card, strlen(card), NULL);
    status = status == CHELA_OK || status == CHELA_CONFLICT ? reply_with(call, id, card, NULL)
                                                            : fail_at(call, status, id);
    free(card);
    return status;
}

chela_status
contacts_update(struct chela_call *call, const char *id, const char *name, const char *phone,
                const char *email)
{
    char        *card = NULL;
    size_t       len  = 0;
    char         revision[CHELA_REVISION];
    chela_status status = chela_records_read(call->state, id, &card, &len);
    if (status == CHELA_OK)
        status = apply(&card, &(struct change){name, phone, email, NULL});
    if (status == CHELA_OK)
        status = chela_records_write(call->state, id, chela_get(call, "key"), card, strlen(card),
                                     revision);
    status = status == CHELA_OK || status == CHELA_CONFLICT ? reply_with(call, id, card, revision)
                                                            : fail_at(call, status, id);
    free(card);
    return status;
}

chela_status
contacts_delete(struct chela_call *call, const char *id)
{
    char        *card = NULL;
    size_t       len  = 0;
    char         revision[CHELA_REVISION];
    chela_status status = chela_records_remove(call->state, id, chela_get(call, "key"), revision);
    if (status == CHELA_OK || status == CHELA_CONFLICT)
        status = chela_records_revision(call->state, revision, &card, &len);
    status = status == CHELA_OK ? reply_with(call, id, card, revision) : fail_at(call, status, id);
    free(card);
    return status;
}

chela_status
contacts_restore(struct chela_call *call, const char *id, const char *revision)
{
    char        *card   = NULL;
    size_t       len    = 0;
    chela_status status = chela_records_restore(call->state, id, revision);
    if (status == CHELA_OK)
        status = chela_records_read(call->state, id, &card, &len);
    status = status == CHELA_OK ? reply_with(call, id, card, NULL) : fail_at(call, status, id);
    free(card);
    return status;
}

CHELA_PLUGIN(contacts, .open = contacts_open, .close = contacts_close);
