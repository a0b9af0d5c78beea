// units.c - see units.h.
#include "units.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <udunits2.h>

struct units {
    ut_system *system;
};

struct name {
    const char *said, *udunits;
};

// What UDUNITS does not know, rounds, or takes for something else ("oz" is a fluid ounce there).
static const struct name names[] = {
    // clang-format off
    {"mi", "international_mile"}, {"nmi", "nautical_mile"}, {"nautical miles", "nautical_mile"},
    {"C", "degC"}, {"F", "degF"}, {"centigrade", "degC"}, {"degrees celsius", "degC"},
    {"degrees fahrenheit", "degF"}, {"deg", "degC"}, {"degrees", "degC"},
    {"oz", "0.028349523125 kg"}, {"ounce", "0.028349523125 kg"}, {"ounces", "0.028349523125 kg"},
    {"lb", "0.45359237 kg"}, {"lbs", "0.45359237 kg"}, {"pound", "0.45359237 kg"},
    {"pounds", "0.45359237 kg"}, {"st", "6.35029318 kg"}, {"stone", "6.35029318 kg"},
    {"stones", "6.35029318 kg"}, {"t", "tonne"}, {"ton", "tonne"}, {"tons", "tonne"},
    {"fl oz", "US_fluid_ounce"}, {"floz", "US_fluid_ounce"}, {"fluid ounce", "US_fluid_ounce"},
    {"fluid ounces", "US_fluid_ounce"}, {"gal", "gallon"}, {"qt", "quart"}, {"pt", "pint"},
    {"l", "liter"}, {"ml", "milliliter"}, {"cl", "centiliter"}, {"dl", "deciliter"},
    {"hl", "hectoliter"}, {"ac", "acre"}, {"ft2", "ft^2"}, {"square feet", "ft^2"},
    {"square foot", "ft^2"}, {"square meters", "m^2"}, {"square metres", "m^2"},
    {"square kilometers", "km^2"}, {"square kilometres", "km^2"}, {"cubic meters", "m^3"},
    {"cubic metres", "m^3"}, {"mu", "666.666666666667 m^2"}, {"kmh", "km/h"}, {"kph", "km/h"},
    {"kn", "knot"}, {"knots", "knot"}, {"miles per hour", "mile/hour"},
    {"kilometers per hour", "km/h"}, {"kilometres per hour", "km/h"},
    {"meters per second", "m/s"}, {"metres per second", "m/s"},
    {"B", "byte"}, {"kB", "kilobyte"}, {"MB", "megabyte"}, {"GB", "gigabyte"}, {"TB", "terabyte"},
    {"KiB", "1024 byte"}, {"MiB", "1048576 byte"}, {"GiB", "1073741824 byte"},
    {"gigabytes", "gigabyte"}, {"megabytes", "megabyte"}, {"kilobytes", "kilobyte"},
    {"hp", "745.69987158227022 W"}, {"horsepower", "745.69987158227022 W"},
    {"cal", "4.184 J"}, {"calories", "4.184 J"}, {"kcal", "4184 J"}, {"kWh", "kW h"},
    {"Wh", "W h"}, {"kilowatt hours", "kW h"}, {"wk", "week"}, {"d", "day"}, {"mo", "month"},
    {"a", "year"}, {"jin", "0.5 kg"}, {"liang", "0.05 kg"},
    {"米", "m"}, {"公尺", "m"}, {"公里", "km"}, {"千米", "km"}, {"厘米", "cm"}, {"毫米", "mm"},
    {"英里", "international_mile"}, {"英尺", "ft"}, {"英寸", "inch"}, {"码", "yard"},
    {"海里", "nautical_mile"}, {"里", "500 m"}, {"尺", "0.333333333333333 m"},
    {"克", "g"}, {"公斤", "kg"}, {"千克", "kg"}, {"毫克", "mg"}, {"吨", "tonne"}, {"斤", "0.5 kg"},
    {"两", "0.05 kg"}, {"磅", "0.45359237 kg"}, {"盎司", "0.028349523125 kg"},
    {"升", "liter"}, {"毫升", "milliliter"}, {"加仑", "gallon"}, {"杯", "cup"},
    {"摄氏度", "degC"}, {"摄氏", "degC"}, {"华氏度", "degF"}, {"华氏", "degF"}, {"度", "degC"},
    {"平方米", "m^2"}, {"平方公里", "km^2"}, {"公顷", "hectare"}, {"亩", "666.666666666667 m^2"},
    {"英亩", "acre"}, {"立方米", "m^3"}, {"公里每小时", "km/h"}, {"米每秒", "m/s"}, {"节", "knot"},
    {"小时", "hour"}, {"分钟", "minute"}, {"秒", "second"}, {"天", "day"}, {"周", "week"},
    {"年", "year"}, {"月", "month"}, {"千瓦时", "kW h"}, {"度电", "kW h"}, {"千卡", "4184 J"},
    {"卡", "4.184 J"}, {"焦耳", "J"}, {"瓦", "W"}, {"千瓦", "kW"}, {"马力", "735.49875 W"},
    // clang-format on
};

chela_status
units_open(struct units **ret_units)
{
    struct units *units = calloc(1, sizeof *units);
    if (!units)
        return CHELA_NO_MEMORY;
    ut_set_error_message_handler(ut_ignore); // it would print
    units->system = ut_read_xml(NULL);
    if (!units->system) {
        free(units);
        return CHELA_UNAVAILABLE;
    }
    *ret_units = units;
    return CHELA_OK;
}

void
units_close(struct units *units)
{
    if (!units)
        return;
    ut_free_system(units->system);
    free(units);
}

// As it stands first ("mB" is not "MB"), then in any case.
static const char *
udunits_name(const char *said)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].said, said))
            return names[i].udunits;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(said) > 2 && !strcasecmp(names[i].said, said))
            return names[i].udunits;
    return said;
}

// UDUNITS writes its names small: "Kilometers" and "Celsius" are tried that way too.
static ut_unit *
parse(const struct units *units, const char *said)
{
    char     small[96];
    size_t   len  = strlen(said);
    ut_unit *unit = ut_parse(units->system, udunits_name(said), UT_UTF8);
    if (unit || len < 3 || len >= sizeof small)
        return unit;
    for (size_t i = 0; i <= len; i++)
        small[i] = said[i] >= 'A' && said[i] <= 'Z' ? (char)(said[i] + 32) : said[i];
    return ut_parse(units->system, udunits_name(small), UT_UTF8);
}

bool
units_known(const struct units *units, const char *name)
{
    ut_unit *unit  = parse(units, name);
    bool     known = unit != NULL;
    ut_free(unit);
    return known;
}

chela_status
units_convert(const struct units *units, double value, const char *from, const char *to,
              double *ret_value)
{
    ut_unit      *source = parse(units, from), *target = parse(units, to);
    chela_status  status    = source && target ? CHELA_INVALID : CHELA_NOT_FOUND;
    cv_converter *converter = source && target ? ut_get_converter(source, target) : NULL;
    if (converter) {
        *ret_value = cv_convert_double(converter, value);
        status     = CHELA_OK;
    }
    cv_free(converter);
    ut_free(target);
    ut_free(source);
    return status;
}
