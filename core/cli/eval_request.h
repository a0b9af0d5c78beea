// eval_request.h - one line of a CASES.jsonl as a request for a backend.
#ifndef CHELA_CLI_EVAL_REQUEST_H
#define CHELA_CLI_EVAL_REQUEST_H

#include <jansson.h>

#include "catalog/catalog.h"
#include "cli/eval_dialogue.h"

#define CHELA__EVAL_MAX_CATALOGS 16

struct chela__eval_catalogs { // shared catalogues, loaded once
    const char *folder;
    struct {
        char                   *name;
        struct chela__catalog  *catalog;
        struct chela__manifest *manifest;
    } items[CHELA__EVAL_MAX_CATALOGS];
    size_t count;
};
void
chela__eval_catalogs_done(struct chela__eval_catalogs *catalogs);

struct chela__eval_request {
    struct chela__eval_dialogue dialogue;
    char                        lang[8], zone[40];
    int64_t                     now_ms;
    struct chela__catalog      *catalog;
    struct chela__manifest     *own; // of a case that brings its capabilities; NULL: a shared one
    struct chela__catalog      *own_catalog;
};

chela_status
chela__eval_request_read(const json_t *line, struct chela__eval_catalogs *catalogs,
                         struct chela__eval_request *ret_request, struct chela_error *err);
void
chela__eval_request_done(struct chela__eval_request *request);

// Time and zone of "2013-02-12T04:30:00-02:00"; without `now` the day that `context` names, if any.
chela_status
chela__eval_now(const json_t *line, int64_t *ret_now_ms, char ret_zone[40],
                struct chela_error *err);

#endif
