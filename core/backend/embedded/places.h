// places.h - a city as a description wants cities: "City, State", "City, Country".
#ifndef CHELA_BACKEND_EMBEDDED_PLACES_H
#define CHELA_BACKEND_EMBEDDED_PLACES_H

#include <stdbool.h>

#include "backend/embedded/shape.h"

#define CHELA__PLACE_BYTES 96

// Writes the city with what the parameter's text wants behind it. False when the text wants
// nothing or the city is not known.
bool
chela__place_write(const struct chela__param *param, struct chela_text city,
                   char ret_text[CHELA__PLACE_BYTES]);

#endif
