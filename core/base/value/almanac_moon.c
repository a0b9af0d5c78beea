// almanac_moon.c - calendars of sun and moon: the Chinese and the Hindu one.
//
// Longitudes by the leading terms of Meeus, Astronomical Algorithms (chapters 25 and 47): some
// hundredths of a degree, minutes in the time of a new moon.
#include "base/value/almanac.h"

#include <math.h>

#include "base/value/calendar.h"

#define J2000 10957.5      // days since 1970, noon of 1 January 2000
#define MONTH 29.530588861 // mean synodic month
#define RADIAN (3.14159265358979323846 / 180)
#define DYNAMICAL (69.0 / 86400) // clocks are this far behind dynamical time, today
#define CHINA (8.0 / 24)
#define INDIA (5.5 / 24)

static double
turn(double degrees)
{
    return degrees - 360 * floor(degrees / 360);
}

static double
sun_longitude(double day)
{
    double t = (day - J2000 + DYNAMICAL) / 36525;
    double m = (357.52911 + 35999.05029 * t) * RADIAN;
    double c = (1.914602 - 0.004817 * t) * sin(m) + 0.019993 * sin(2 * m) + 0.000289 * sin(3 * m);
    double node = (125.04 - 1934.136 * t) * RADIAN;

    return turn(280.46646 + 36000.76983 * t + 0.0003032 * t * t + c - 0.00569 -
                0.00478 * sin(node));
}

static double
moon_longitude(double day)
{
    double t   = (day - J2000 + DYNAMICAL) / 36525;
    double d   = (297.8501921 + 445267.1114034 * t) * RADIAN;
    double m   = (357.5291092 + 35999.0502909 * t) * RADIAN;
    double mp  = (134.9633964 + 477198.8675055 * t) * RADIAN;
    double f   = (93.2720950 + 483202.0175233 * t) * RADIAN;
    double sum = 6.288774 * sin(mp) + 1.274027 * sin(2 * d - mp) + 0.658314 * sin(2 * d) +
                 0.213618 * sin(2 * mp) - 0.185116 * sin(m) - 0.114332 * sin(2 * f) +
                 0.058793 * sin(2 * d - 2 * mp) + 0.057066 * sin(2 * d - m - mp) +
                 0.053322 * sin(2 * d + mp) + 0.045758 * sin(2 * d - m) - 0.040923 * sin(m - mp) -
                 0.034720 * sin(d) - 0.030383 * sin(m + mp) + 0.015327 * sin(2 * d - 2 * f) -
                 0.012528 * sin(mp + 2 * f) + 0.010980 * sin(mp - 2 * f) +
                 0.010675 * sin(4 * d - mp) + 0.010034 * sin(3 * mp) +
                 0.008548 * sin(4 * d - 2 * mp) - 0.007888 * sin(2 * d + m - mp) -
                 0.006766 * sin(2 * d + m) - 0.005163 * sin(d - mp) + 0.004987 * sin(d + m);

    return turn(218.3164477 + 481267.88123421 * t + sum);
}

// How far the moon is ahead of the sun, 0 to 360.
static double
elongation(double day)
{
    return turn(moon_longitude(day) - sun_longitude(day));
}

// The moment near `day` at which the elongation is `degrees`.
static double
moon_at(double day, double degrees)
{
    for (int i = 0; i < 6; i++) {
        double off = turn(degrees - elongation(day) + 180) - 180;
        day += off / 360 * MONTH;
    }
    return day;
}

static double
sun_at(double day, double degrees)
{
    for (int i = 0; i < 6; i++)
        day += (turn(degrees - sun_longitude(day) + 180) - 180) / 360 * 365.2422;
    return day;
}

int64_t
chela__solar_term(int64_t year, int degrees)
{
    double spring = (double)chela__days(year, 3, 20);
    double off    = turn(degrees) <= 285 ? turn(degrees) : turn(degrees) - 360;

    return (int64_t)floor(sun_at(spring + off / 360 * 365.2422, degrees) + CHINA);
}

// The day in China of the new moon at or before the end of `day`.
static int64_t
new_moon(int64_t day)
{
    double  guess = (double)day - elongation((double)day) / 360 * MONTH;
    int64_t found = (int64_t)floor(moon_at(guess, 0) + CHINA);

    if (found > day)
        found = (int64_t)floor(moon_at(guess - MONTH, 0) + CHINA);
    int64_t after = (int64_t)floor(moon_at((double)found + MONTH, 0) + CHINA);
    return after <= day ? after : found;
}

static int64_t
next_moon(int64_t moon)
{
    return new_moon(moon + 32) > moon + 31 ? new_moon(moon + 30) : new_moon(moon + 32);
}

// True when no major solar term (30 degrees of the sun) falls into the month.
static int
has_no_term(int64_t moon, int64_t next)
{
    double from = sun_longitude((double)moon - CHINA), to = sun_longitude((double)next - CHINA);

    return floor(from / 30) == floor(to / 30);
}

// Month 11 contains the winter solstice. In a year with 13 moons between two solstices the first
// month without a major term is a leap month, which has no number of its own.
int64_t
chela__chinese_day(int64_t year, int month, int day)
{
    int64_t from   = new_moon(chela__solar_term(year - (month < 11), 270));
    int64_t until  = new_moon(chela__solar_term(year - (month < 11) + 1, 270));
    int     leap   = until - from > 370;
    int     number = 11;
    int64_t moon   = from;

    while (number % 12 != month % 12) {
        int64_t next = next_moon(moon);
        int64_t last = next_moon(next);
        moon         = next;
        if (leap && has_no_term(next, last))
            leap = 0;
        else
            number++;
    }
    return moon + day - 1;
}

#define MECCA (3.0 / 24)
#define SUNSET (18.0 / 24)

int64_t
chela__crescent_day(int64_t day)
{
    double conjunction = moon_at((double)day - 1, 0) + MECCA;
    return (int64_t)ceil(conjunction - SUNSET) + 1;
}

#define AYANAMSA(year) (23.85 + ((double)(year)-2000) * 0.01397) // sidereal zero, Lahiri

int64_t
chela__hindu_day(int64_t year, int month, int tithi, int hour)
{
    // The month named m ends the lunation in which the sun enters sidereal sign m.
    double sign  = turn((month - 1) * 30.0 + AYANAMSA(year));
    double entry = sun_at(
        (double)chela__days(year, 3, 20) + (sign > 330 ? sign - 360 : sign) / 360 * 365.2422, sign);
    double guess = entry - elongation(entry) / 360 * MONTH;
    double moon  = moon_at(guess, 0);

    if (moon > entry)
        moon = moon_at(guess - MONTH, 0);
    double start = moon_at(moon + (tithi - 1) * MONTH / 30, turn((tithi - 1) * 12.0));
    return (int64_t)ceil(start + INDIA - hour / 24.0);
}
