// notes - short texts with a title, kept in the plugin's own folder.
#include "notes.chela.h" // generated from manifest.json: prototypes and tables

#include <stdlib.h>
#include <string.h>

#include <chela/query.h>
#include <chela/sdk.h>
#include <chela/store.h>
#include <chela/time.h>

#define NO_SUCH_NOTE "there is no such note"
#define GOOD_ENOUGH 0.5 // share of the words, when no note has all of them

static chela_status
notes_open(struct chela_call *opening, void **ret_state)
{
    struct chela_store *store  = NULL;
    chela_status        status = chela_store_open(opening, "notes", &store);
    *ret_state                 = store;
    return status;
}

static void
notes_close(void *state)
{
    chela_store_close(state);
}

chela_status
notes_create(struct chela_call *call, const char *text, const char *title)
{
    char         id[CHELA_STORE_ID_SIZE];
    chela_status status;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    json_t *note = json_pack("{s:s, s:s*, s:s}", "text", text, "title", title, "changed",
                             chela_get(call, "now"));
    status       = chela_store_add_take(call->state, "note", note, id);
    if (status < 0)
        return chela_store_fail(call->state, call, status, "the note could not be kept");
    return chela_store_commit_take(call->state, call, json_pack("{s:s}", "id", id));
}

// ---- search ----

struct hit {
    const char *id;
    json_t     *note;
    double      score;
    size_t      order; // of the record: later is newer
};

static int
by_score_then_newest(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    return left->order < right->order ? 1 : -1;
}

static double
score_note(const struct chela_query *query, const json_t *note)
{
    char        both[8192];
    const char *text  = json_string_value(json_object_get(note, "text"));
    const char *title = json_string_value(json_object_get(note, "title"));
    if (!query)
        return 1;
    double score = text ? chela_query_score(query, text, strlen(text)) : 0;
    if (!title || score == 1)
        return score;
    int len = snprintf(both, sizeof both, "%s\n%s", title, text ? text : "");
    if (len < 0)
        return score;
    double with_title =
        chela_query_score(query, both, (size_t)len < sizeof both ? (size_t)len : sizeof both - 1);
    return with_title > score ? with_title : score;
}

// All notes with the words; when none has all of them, those with most.
static size_t
find_notes(json_t *records, const struct chela_query *query, struct hit *hits)
{
    size_t      count = 0, order = 0;
    const char *id;
    json_t     *note;
    json_object_foreach(records, id, note)
    {
        double score = score_note(query, note);
        if (score >= GOOD_ENOUGH)
            hits[count++] = (struct hit){id, note, score, order};
        order++;
    }
    qsort(hits, count, sizeof *hits, by_score_then_newest);
    size_t best = 0;
    while (best < count && hits[best].score == hits[0].score)
        best++;
    return best;
}

static json_t *
list_notes(const struct hit *hits, size_t count, size_t limit)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count && i < limit; i++) {
        json_t *note = json_deep_copy(hits[i].note);
        json_object_set_new(note, "id", json_string(hits[i].id));
        json_array_append_new(list, note);
    }
    return list;
}

chela_status
notes_search(struct chela_call *call, const char *query, int64_t limit)
{
    struct chela_query *words = NULL;
    chela_status        status;
    if (query && chela_query_new(query, 0, &words) == CHELA_NO_MEMORY)
        return CHELA_NO_MEMORY;
    if (!chela_store_begin(call->state, call, &status)) {
        chela_query_free(words);
        return status;
    }
    json_t     *records = chela_store_records(call->state);
    struct hit *hits    = calloc(json_object_size(records) + 1, sizeof *hits);
    json_t     *reply   = NULL;
    if (hits) {
        size_t count = find_notes(records, words, hits);
        reply        = json_pack("{s:o}", "notes", list_notes(hits, count, (size_t)limit));
    }
    free(hits);
    chela_query_free(words);
    return chela_store_end_take(call->state, call, reply);
}

// ---- changes ----

chela_status
notes_append(struct chela_call *call, const char *id, const char *text)
{
    chela_status status;
    int64_t      version;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    json_t     *note = json_deep_copy(chela_store_get(call->state, id));
    const char *old  = json_string_value(json_object_get(note, "text"));
    if (!old) {
        json_decref(note);
        return chela_store_fail(call->state, call, CHELA_NOT_FOUND, NO_SUCH_NOTE);
    }
    json_t *whole = json_sprintf("%s\n%s", old, text);
    json_object_set(note, "text", whole);
    json_object_set_new(note, "changed", json_string(chela_get(call, "now")));
    status = chela_store_put_take(call->state, id, note, &version);
    json_t *reply =
        json_pack("{s:s, s:I, s:o}", "id", id, "version", (json_int_t)version, "text", whole);
    if (status < 0) {
        json_decref(reply);
        return chela_store_fail(call->state, call, status, NO_SUCH_NOTE);
    }
    return chela_store_commit_take(call->state, call, reply);
}

chela_status
notes_delete(struct chela_call *call, const char *id)
{
    return chela_store_delete(call->state, call, id, NO_SUCH_NOTE);
}

chela_status
notes_restore(struct chela_call *call, const char *id, int64_t version)
{
    return chela_store_restore(call->state, call, id, version, NO_SUCH_NOTE);
}

CHELA_PLUGIN(notes, .open = notes_open, .close = notes_close);
