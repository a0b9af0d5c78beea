// place.h - the time zone of a place by its name.
#ifndef CLOCK_PLACE_H
#define CLOCK_PLACE_H

#include <stddef.h>

#include <chela/status.h>

#define ZONE_NAME_SIZE 64

// A city, country, abbreviation or IANA name, in English or Chinese, in any case. CHELA_NOT_FOUND.
chela_status
place_zone(const char *place, char ret_zone[ZONE_NAME_SIZE]);

#endif
