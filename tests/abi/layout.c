// layout.c - compares every boundary struct and constant with the tables that pin them. Compiled as
// C11 and as C++17: both must see the same. A change that fails here needs a new major, or is an
// addition at the end: then add its line here.
#include <stddef.h>
#include <stdio.h>

#include <chela/host.h>
#include <chela/net.h>
#include <chela/plugin.h>

struct pin {
    const char *name;
    size_t      is[2], was[2]; // offset (0 for a struct, the value for a constant) and size
};

#define STRUCT(type, size) {"struct " #type, {0, sizeof(struct type)}, {0, size}},
#define FIELD(type, field, offset, size)                                                           \
    {#type "." #field,                                                                             \
     {offsetof(struct type, field), sizeof(((struct type *)0)->field)},                            \
     {offset, size}},
#define CONSTANT(name, value) {#name, {(size_t)(name), 0}, {(size_t)(value), 0}},

static const struct pin pins[] = {
#include "constants.def"
#include "host.def"
#include "plugin.def"
};

int
main(void)
{
    size_t count = sizeof(pins) / sizeof(pins[0]), moved = 0;
    for (size_t i = 0; i < count; i++) {
        const struct pin *pin = &pins[i];
        if (pin->is[0] == pin->was[0] && pin->is[1] == pin->was[1])
            continue;
        printf("%s: was at %zu, %zu bytes; is at %zu, %zu bytes\n", pin->name, pin->was[0],
               pin->was[1], pin->is[0], pin->is[1]);
        moved++;
    }
    printf("%zu of %zu pins hold\n", count - moved, count);
    return moved > 0;
}
