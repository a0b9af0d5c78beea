// calc - exact arithmetic in words or signs, and conversion of units.
#include "calc.h"
#include "calc.chela.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/sdk.h>

static chela_status
calc_open(struct chela_call *opening, void **ret_state)
{
    struct units *units  = NULL;
    chela_status  status = units_open(&units);
    *ret_state           = units;
    return status < 0 ? chela_fail(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                                   "the table of units (udunits2.xml) cannot be read")
                      : CHELA_OK;
}

static void
calc_close(void *state)
{
    units_close(state);
}

// The number's own digits go into the reply: a double would add some.
static chela_status
reply_number(struct chela_call *call, const char *text, bool exact)
{
    char reply[3 * NUMBER_TEXT];
    int  len = snprintf(reply, sizeof reply, "{\"result\":%s,\"text\":\"%s\",\"exact\":%s}", text,
                        text, exact ? "true" : "false");
    return call->runtime->reply(call, reply, (size_t)len);
}

static chela_status
fail_calculation(struct chela_call *call, chela_status status, const char *at)
{
    if (status == CHELA_UNSUPPORTED)
        return chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT,
                          "this calculation has no result: it divides by zero or takes a root that "
                          "is no number");
    if (status == CHELA_LIMIT)
        return chela_fail(call, status, CHELA_NO_EFFECT, "this calculation is too large");
    return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                       *at ? "this is not a calculation from \"%.40s\" on"
                           : "this calculation is not complete",
                       at);
}

chela_status
calc_evaluate(struct chela_call *call, const char *expression)
{
    char           text[NUMBER_TEXT];
    const char    *at;
    bool           exact  = false;
    struct tokens *tokens = calloc(1, sizeof *tokens);
    mpq_t          value;
    if (!tokens)
        return CHELA_NO_MEMORY;
    mpq_init(value);
    chela_status status = tokens_read(expression, tokens, &at);
    if (status == CHELA_OK)
        status = calculate(tokens, value, &exact);
    if (status == CHELA_OK) {
        bool whole = number_text(value, text);
        status     = reply_number(call, text, exact && whole);
    } else {
        status = fail_calculation(call, status, at);
    }
    mpq_clear(value);
    tokens_done(tokens);
    free(tokens);
    return status;
}

// ---- units ----

chela_status
unit_convert(struct chela_call *call, const char *quantity_json, const char *to)
{
    char         text[64], line[192];
    double       result;
    json_t      *quantity = json_loads(quantity_json, 0, NULL);
    const char  *from     = json_string_value(json_object_get(quantity, "unit"));
    double       value    = json_number_value(json_object_get(quantity, "value"));
    chela_status status   = units_convert(call->state, value, from, to, &result);
    if (status < 0) {
        const char *unknown = units_known(call->state, from) ? to : from;
        status              = status == CHELA_NOT_FOUND
                                  ? chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "%s is not a known unit",
                                                unknown)
                                  : chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                                                "%s and %s do not measure the same", from, to);
        json_decref(quantity);
        return status;
    }
    json_decref(quantity);
    snprintf(text, sizeof text, "%.10g", result);
    snprintf(line, sizeof line, "%s %s", text, to);
    return chela_replyf(call, "{s:{s:f, s:s}, s:s}", "result", "value", strtod(text, NULL), "unit",
                        to, "text", line);
}

CHELA_PLUGIN(calc, .open = calc_open, .close = calc_close);
