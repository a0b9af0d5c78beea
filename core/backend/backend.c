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
