// cmd_doctor.c - `chela doctor`: what this machine enforces around a plugin, layer by layer.
#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/out.h"
#include "sandbox/bus.h"
#include "sandbox/program.h"
#include "sandbox/sandbox.h"

static void
show(const struct chela__cli *cli, const struct chela__layer *layer)
{
    const char *colour = chela__out_style(cli, layer->is_on                       ? CHELA__GREEN
                                               : layer->floor == CHELA__FLOOR_ALL ? CHELA__RED
                                                                                  : CHELA__YELLOW);
    chela__out_line(cli, "%s%-3s%s  %-18s %s%s%s%s", colour, layer->is_on ? "on" : "off",
                    chela__out_style(cli, CHELA__PLAIN), layer->name, layer->what,
                    *layer->detail ? " (" : "", layer->detail, *layer->detail ? ")" : "");
}

// Programs that the host starts for plugins; without them only what needs them is missing.
static void
show_helpers(const struct chela__cli *cli)
{
    const struct {
        const char *package, *what;
        bool        is_here;
    } helpers[] = {
        {CHELA__BUS_PROXY, "plugins reach the services of a bus that they declare",
         chela__bus_proxy_program() != NULL},
        {"bubblewrap", "plugins start the programs that they declare",
         access(CHELA__BWRAP, X_OK) == 0},
    };
    for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++) {
        struct chela__layer helper = {
            .name = helpers[i].package, .what = helpers[i].what, .is_on = helpers[i].is_here};
        if (!helper.is_on)
            snprintf(helper.detail, sizeof(helper.detail), "install the package %s", helper.name);
        if (cli->json)
            (void)chela__out_json_take(cli, json_pack("{s:s, s:b, s:s, s:s}", "helper", helper.name,
                                                      "on", helper.is_on, "what", helper.what,
                                                      "detail", helper.detail));
        else
            show(cli, &helper);
    }
}

static int
run(struct chela__cli *cli)
{
    struct chela__layer layers[CHELA__LAYERS];
    size_t              count     = chela__layers_probe(layers);
    bool                has_floor = chela__layers_reach_floor(layers, count);
    for (size_t i = 0; i < count; i++) {
        if (!cli->json)
            show(cli, &layers[i]);
        else if (chela__out_json_take(
                     cli, json_pack("{s:s, s:b, s:b, s:s, s:s}", "layer", layers[i].name, "on",
                                    layers[i].is_on, "floor", layers[i].floor != CHELA__FLOOR_NOT,
                                    "what", layers[i].what, "detail", layers[i].detail)) < 0)
            return CHELA__EXIT_FAILED;
    }
    show_helpers(cli);
    if (cli->json)
        chela__out_json_take(cli, json_pack("{s:b}", "floor", has_floor));
    else
        chela__out_line(cli, "%s",
                        has_floor
                            ? "Plugins of every tier can run here."
                            : "Only plugins of tier platform run here: a layer that the others "
                              "need is off (of landlock and private-root one is enough).");
    return has_floor ? CHELA__EXIT_DONE : CHELA__EXIT_FAILED;
}

const struct chela__command chela__cmd_doctor = {
    .name    = "doctor",
    .summary = "show what this machine enforces around plugins",
    .usage   = "doctor",
    .help    = "Tries every layer of the sandbox in a process of its own and says which hold.\n"
               "Then the programs that the host starts for plugins, and whether they are here.\n"
               "Exit code 1 when a layer is off that plugins below tier platform need.",
    .run     = run,
};
