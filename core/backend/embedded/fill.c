// fill.c - turns chosen offers into values and plan arguments.
#include "backend/embedded/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/embedded/dates.h"
#include "backend/embedded/places.h"
#include "base/json.h"

struct filler {
    const struct chela__reading       *reading;
    const struct chela__param         *param;
    const struct chela__value_context *context;
    struct chela_error                *err;
};

static bool
is_number_kind(const char *kind)
{
    return kind && (strcmp(kind, "integer") == 0 || strcmp(kind, "number") == 0);
}

static const double seconds[] = {1, 60, 3600, 86400, 604800, 2629746, 7889238, 31556952};

// The one unit of time that the parameter counts; -1 when there are several or none.
static int
only_grain(const struct chela__param *param)
{
    int only = -1;
    for (int grain = 0; param && grain <= CHELA__GRAIN_YEAR; grain++) {
        if (!(param->grains >> grain & 1))
            continue;
        if (only >= 0)
            return -1;
        only = grain;
    }
    return only;
}

static bool
count_duration(const struct chela__param *param, const struct chela__value_duration *duration,
               double *ret_number)
{
    int    wanted = only_grain(param), grain = (int)duration->grain;
    double all    = 0;
    bool   single = true;
    for (int i = 0; i <= CHELA__GRAIN_YEAR; i++) {
        all += duration->count[i] * seconds[i];
        single &= i == grain || !duration->count[i];
    }
    double number = wanted >= 0 ? all / seconds[wanted] : 0;
    bool   exact  = wanted >= 0 && fabs(number - round(number)) < 1e-6 &&
                 (wanted < CHELA__GRAIN_MONTH) == (grain < CHELA__GRAIN_MONTH);
    if (!exact && !single)
        return false;
    *ret_number = exact ? round(number) : duration->count[grain];
    return true;
}

// How often a year; false for rules that are more than a frequency.
static bool
count_recurrence(const char *rule, double *ret_number)
{
    static const struct {
        const char *rule;
        int         times;
    } often[] = {{"FREQ=YEARLY", 1},  {"FREQ=MONTHLY", 12}, {"FREQ=MONTHLY;INTERVAL=3", 4},
                 {"FREQ=WEEKLY", 52}, {"FREQ=DAILY", 365},  {"FREQ=MONTHLY;INTERVAL=6", 2}};
    for (size_t i = 0; i < sizeof often / sizeof *often; i++)
        if (strcmp(rule, often[i].rule) == 0) {
            *ret_number = often[i].times;
            return true;
        }
    return false;
}

bool
chela__fill_number(const struct chela__param *param, const struct chela__value *value,
                   double *ret_number)
{
    switch (value->kind) {
    case CHELA__VALUE_NUMBER:
    case CHELA__VALUE_ORDINAL:
    case CHELA__VALUE_PERCENT:
    case CHELA__VALUE_MONEY:
    case CHELA__VALUE_QUANTITY:
        *ret_number = value->as.amount.value;
        return true;
    case CHELA__VALUE_DURATION:
        return count_duration(param, &value->as.duration, ret_number);
    case CHELA__VALUE_RECURRENCE:
        return param && count_recurrence(value->as.recurrence.rule, ret_number);
    default:
        return false;
    }
}

// NULL when an integer is wanted and the number is none.
static json_t *
number_json(double number, const char *kind)
{
    bool whole = number == floor(number) && fabs(number) < 9e15;
    if (whole)
        return json_integer((json_int_t)number);
    return strcmp(kind, "integer") == 0 ? NULL : json_real(number);
}

// The time format that a parameter without a semantic type asks for.
static const char *
time_type(const struct chela__param *param)
{
    const char *format = chela__json_str(param->schema, "format");
    const char *text   = param->text;
    if (format && strcmp(format, "date-time") == 0)
        return "chela:DateTime/1";
    if (format && strcmp(format, "date") == 0)
        return "chela:Date/1";
    if (strstr(text, "YYYY-MM-DDT") || strstr(text, "yyyy-MM-ddT"))
        return "chela:DateTime/1";
    if (chela__date_pattern(text).len)
        return "chela:Date/1";
    return strcasestr(text, "HH:MM") ? "chela:TimeOfDay/1" : NULL;
}

// A month without a year is in the only year that the request speaks of.
static chela_status
put_year(const struct filler *filler, struct chela_text span, json_t **value)
{
    const char *date = json_string_value(*value);
    int         year =
        chela__date_lacks_year(span) ? chela__date_only_year(filler->reading->tokens.text) : 0;
    if (!year || !date || strlen(date) < 10 || date[4] != '-')
        return CHELA_OK;
    json_t *dated = json_sprintf("%04d%s", year, date + 4);
    json_decref(*value);
    *value = dated;
    return dated ? CHELA_OK : chela__error_memory(filler->err);
}

// A date as the description writes dates.
static chela_status
dress(const struct filler *filler, json_t **value)
{
    struct chela_text pattern = chela__date_pattern(filler->param->text);
    const char       *date    = json_string_value(*value);
    char              text[CHELA__DATE_TEXT];
    if (!date || !pattern.len || !chela__date_write(date, pattern, text))
        return CHELA_OK;
    json_decref(*value);
    *value = json_string(text);
    return *value ? CHELA_OK : chela__error_memory(filler->err);
}

// "5 %" as a number that is no count of percents: 0.05.
static bool
is_fraction(const struct chela__param *param, const struct chela__value *value)
{
    if (value->kind != CHELA__VALUE_PERCENT || strcmp(param->kind, "number") != 0)
        return false;
    for (size_t i = 0; i < param->sample_count; i++)
        if (atof(param->samples[i].data) >= 1)
            return false;
    return strcasestr(param->text, "decimal") || strstr(param->text, "0.") ||
           (!strcasestr(param->text, "percent") && !strchr(param->text, '%'));
}

// The name of a currency as its code, where a currency is wanted.
static const char *
currency_code(const struct filler *filler, struct chela_text span)
{
    const struct chela__param *param = filler->param;
    bool wanted = strcasestr(param->name, "currenc") || strstr(param->name, "货币");
    return wanted ? chela__value_currency(span) : NULL;
}

static chela_status
fill_phrase(const struct filler *filler, const struct chela__phrase *phrase, const char *type,
            const char *kind, json_t **ret_value)
{
    const struct chela__reading *reading = filler->reading;
    struct chela_text            span    = {reading->tokens.text.data + phrase->start,
                                            phrase->end - phrase->start};
    double                       number;
    if (!type && is_number_kind(kind)) {
        if (phrase->value && chela__fill_number(filler->param, phrase->value, &number))
            *ret_value = number_json(
                is_fraction(filler->param, phrase->value) ? number / 100 : number, kind);
        else
            *ret_value = NULL;
        return *ret_value ? CHELA_OK
                          : chela__error(filler->err, CHELA_INVALID, "%s: \"%.*s\" is no number",
                                         filler->param->name, (int)span.len, span.data);
    }
    if (!type && filler->param->want == CHELA__WANT_TIME && phrase->value)
        type = time_type(filler->param);
    if (type && phrase->value &&
        chela__value_json(phrase->value, reading->tokens.text.data, type, filler->context,
                          ret_value, NULL) == CHELA_OK) {
        chela_status status = put_year(filler, span, ret_value);
        return filler->param->type || status < 0 ? status : dress(filler, ret_value);
    }
    if (type && !chela__param_is_words(type, filler->param->schema))
        return chela__value_read(span, type, filler->context, ret_value, filler->err);
    char        place[CHELA__PLACE_BYTES];
    const char *instead = type ? NULL : currency_code(filler, span);
    if (!type && chela__place_write(filler->param, span, place))
        instead = place;
    *ret_value = instead ? json_string(instead) : json_stringn(span.data, span.len);
    return *ret_value ? CHELA_OK : chela__error_memory(filler->err);
}

static chela_status
fill_list(const struct filler *filler, const struct chela__phrase *phrase, json_t **ret_value)
{
    const struct chela__param *param = filler->param;
    const char                *kind  = chela__json_str(param->item, "type");
    json_t                    *list  = json_array();
    size_t                     count = phrase->items ? phrase->item_count : 1;
    for (size_t i = 0; i < count; i++) {
        const struct chela__phrase *item =
            phrase->items ? &filler->reading->phrases[phrase->items[i]] : phrase;
        json_t      *value  = NULL;
        chela_status status = fill_phrase(filler, item, param->item_type, kind, &value);
        if (status < 0 || json_array_append_new(list, value) < 0) {
            json_decref(list);
            return status < 0 ? status : chela__error_memory(filler->err);
        }
    }
    *ret_value = list;
    return CHELA_OK;
}

static json_t *
constant_list(const struct chela__offer *offer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < offer->constant_count; i++)
        if (json_array_append(list, (json_t *)offer->constants[i]) < 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

chela_status
chela__fill_value(const struct chela__reading *reading, const struct chela__param *param,
                  const struct chela__offer *offer, const struct chela__value_context *context,
                  json_t **ret_value, struct chela_error *err)
{
    struct filler filler = {reading, param, context, err};
    if (offer->phrase && offer->phrase->literal && param->want != CHELA__WANT_CHOICE) {
        *ret_value = json_incref((json_t *)offer->phrase->literal);
        return CHELA_OK;
    }
    switch (offer->kind) {
    case CHELA__OFFER_FLAG:
        *ret_value = json_boolean(offer->truth);
        return CHELA_OK;
    case CHELA__OFFER_CHOICE:
    case CHELA__OFFER_KEPT:
        *ret_value = json_incref((json_t *)offer->constant);
        return CHELA_OK;
    case CHELA__OFFER_SAMPLE:
        *ret_value = json_stringn(offer->sample.data, offer->sample.len);
        return *ret_value ? CHELA_OK : chela__error_memory(err);
    case CHELA__OFFER_CHOICES:
        *ret_value = constant_list(offer);
        return *ret_value ? CHELA_OK : chela__error_memory(err);
    default:
        if (param->want == CHELA__WANT_LIST)
            return fill_list(&filler, offer->phrase, ret_value);
        return fill_phrase(&filler, offer->phrase, param->type, param->kind, ret_value);
    }
}
