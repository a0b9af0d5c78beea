// predict.c - a phrase -> the value that tests/eval scores, in the form of score.py; for `chela
// eval`.
#include <stdio.h>
#include <string.h>

#include "base/value/calendar.h"
#include "base/value/value.h"

static const char *const GRAINS[] = {"second", "minute", "hour",    "day",
                                     "week",   "month",  "quarter", "year"};

static json_t *
moment(int64_t local)
{
    struct civil civil = chela__civil(local);
    return json_sprintf("%04d-%02d-%02dT%02d:%02d:%02d", (int)civil.year, civil.month, civil.day,
                        civil.hour, civil.minute, civil.second);
}

static json_t *
time_json(const struct chela__value *value)
{
    const struct chela__value_time *time  = &value->as.time;
    const char                     *grain = GRAINS[time->grain];
    json_t                         *json;

    if (value->kind == CHELA__VALUE_OPEN_INTERVAL)
        json =
            json_pack("{ss ss so ss}", "type", "open_interval", "dir",
                      time->before ? "before" : "after", "at", moment(time->from), "grain", grain);
    else if (value->kind == CHELA__VALUE_INTERVAL)
        json = json_pack("{ss so so ss}", "type", "interval", "from", moment(time->from), "to",
                         moment(time->to), "grain", grain);
    else
        json = json_pack("{ss so ss}", "type", "value", "datetime", moment(time->from), "grain",
                         grain);
    if (json && time->holiday)
        json_object_set_new(json, "holiday", json_string(time->holiday));
    return json;
}

// Counted in the finest unit that was named.
static json_t *
duration_json(const struct chela__value_duration *duration)
{
    static const int IN_FINER[] = {1, 60, 60, 24,
                                   7, 0,  3,  4}; // a month has no fixed number of weeks
    json_int_t       count      = 0;

    for (int grain = CHELA__GRAIN_YEAR; grain >= (int)duration->grain; grain--) {
        count += duration->count[grain];
        if (grain > (int)duration->grain)
            count *= IN_FINER[grain] ? IN_FINER[grain] : 4;
    }
    return json_pack("{ss sI ss}", "type", "duration", "n", count, "unit", GRAINS[duration->grain]);
}

static json_t *
amount_json(const struct chela__value *value)
{
    const struct chela__value_amount *amount = &value->as.amount;

    if (!amount->name)
        return json_pack("{ss sf}", "type", "number", "value", amount->value);
    return json_pack("{ss ss sf}", "type", "quantity", "unit", amount->name, "value",
                     amount->value);
}

static bool
is_wanted(const struct chela__value *value, const char *dim)
{
    static const struct {
        const char                 *dim;
        enum chela__value_kind      kind;
        enum chela__value_dimension dimension;
    } DIMS[] = {
        {"time", CHELA__VALUE_TIME, CHELA__DIMENSION_NONE},
        {"time", CHELA__VALUE_INTERVAL, CHELA__DIMENSION_NONE},
        {"time", CHELA__VALUE_OPEN_INTERVAL, CHELA__DIMENSION_NONE},
        {"duration", CHELA__VALUE_DURATION, CHELA__DIMENSION_NONE},
        {"numeral", CHELA__VALUE_NUMBER, CHELA__DIMENSION_NONE},
        {"ordinal", CHELA__VALUE_ORDINAL, CHELA__DIMENSION_NONE},
        {"amountofmoney", CHELA__VALUE_MONEY, CHELA__DIMENSION_NONE},
        {"distance", CHELA__VALUE_QUANTITY, CHELA__DIMENSION_DISTANCE},
        {"temperature", CHELA__VALUE_QUANTITY, CHELA__DIMENSION_TEMPERATURE},
        {"volume", CHELA__VALUE_QUANTITY, CHELA__DIMENSION_VOLUME},
        {"quantity", CHELA__VALUE_QUANTITY, CHELA__DIMENSION_MASS},
        {"phonenumber", CHELA__VALUE_PHONE, CHELA__DIMENSION_NONE},
        {"email", CHELA__VALUE_EMAIL, CHELA__DIMENSION_NONE},
        {"url", CHELA__VALUE_URL, CHELA__DIMENSION_NONE},
    };

    for (size_t i = 0; i < sizeof DIMS / sizeof DIMS[0]; i++)
        if (strcmp(DIMS[i].dim, dim) == 0 && DIMS[i].kind == value->kind &&
            (value->kind != CHELA__VALUE_QUANTITY ||
             DIMS[i].dimension == value->as.amount.dimension))
            return !value->latent;
    return false;
}

static json_t *
value_json(const struct chela__value *value, struct chela_text text)
{
    switch (value->kind) {
    case CHELA__VALUE_TIME:
    case CHELA__VALUE_INTERVAL:
    case CHELA__VALUE_OPEN_INTERVAL:
        return time_json(value);
    case CHELA__VALUE_DURATION:
        return duration_json(&value->as.duration);
    case CHELA__VALUE_PHONE:
    case CHELA__VALUE_EMAIL:
    case CHELA__VALUE_URL:
        return json_pack("{ss ss%}", "type", "value", "value", text.data + value->start,
                         value->end - value->start);
    default:
        return amount_json(value);
    }
}

chela_status
chela__values_predict(struct chela_text text, const char *dim,
                      const struct chela__value_context *context, json_t **ret_json,
                      struct chela_error *err)
{
    struct chela__values       values = {0};
    const struct chela__value *best   = NULL;
    chela_status status = chela__values_find(text.data, text.len, context, &values, err);

    if (status < 0)
        return status;
    for (size_t i = 0; i < values.count; i++) {
        const struct chela__value *value = &values.items[i];
        if (is_wanted(value, dim) &&
            (!best || value->end - value->start > best->end - best->start ||
             (value->end - value->start == best->end - best->start && value->score > best->score)))
            best = value;
    }
    *ret_json = best ? value_json(best, text) : json_null();
    if (!*ret_json)
        status = chela__error_memory(err);
    chela__values_done(&values);
    return status;
}
