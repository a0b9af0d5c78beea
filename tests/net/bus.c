// bus - sd-bus on the buses that the environment names.
#include "act.h"

#include <systemd/sd-bus.h>

static json_t *
call_method(sd_bus *bus, const json_t *input)
{
    sd_bus_error    error = SD_BUS_ERROR_NULL;
    sd_bus_message *reply = NULL;
    const char     *text  = "";
    json_t         *output;
    int             failed =
        sd_bus_call_method(bus, text_of(input, "name"), text_of(input, "path"),
                           text_of(input, "interface"), text_of(input, "method"), &error, &reply,
                           json_object_get(input, "text") ? "s" : "", text_of(input, "text"));
    if (failed >= 0)
        (void)sd_bus_message_read(reply, "s", &text);
    output = failed < 0 ? json_pack("{s:s, s:s}", "error", error.name ? error.name : "", "text",
                                    error.message ? error.message : strerror(-failed))
                        : json_pack("{s:s}", "reply", text);
    sd_bus_error_free(&error);
    sd_bus_message_unref(reply);
    return output;
}

static json_t *
act(struct chela_call *call, const json_t *input, char why[256])
{
    sd_bus *bus    = NULL;
    bool    is_sys = json_is_true(json_object_get(input, "system"));
    int     failed = is_sys ? sd_bus_open_system(&bus) : sd_bus_open_user(&bus);
    (void)call;
    if (failed < 0) {
        snprintf(why, 256, "the bus: %s", strerror(-failed));
        return NULL;
    }
    json_t *output = call_method(bus, input);
    sd_bus_flush_close_unref(bus);
    return output;
}
