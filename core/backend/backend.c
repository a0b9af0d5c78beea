// backend.c - what all backends share.
#include "backend/backend.h"

#include <stdlib.h>

void
chela__proposal_done(struct chela__proposal *proposal)
{
    json_decref(proposal->plan);
    json_decref(proposal->question);
    json_decref(proposal->trail);
    free(proposal->text);
    *proposal = (struct chela__proposal){0};
}

json_t *
chela__backend_own_turns(const struct chela__backend_request *request)
{
    json_t *own = json_array();
    for (size_t i = request->earlier; own && i < json_array_size(request->turns); i++)
        if (json_array_append(own, json_array_get(request->turns, i)) < 0) {
            json_decref(own);
            return NULL;
        }
    return own;
}
