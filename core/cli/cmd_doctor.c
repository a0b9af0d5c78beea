// cmd_doctor.c - `chela doctor`: what this machine enforces around a plugin, layer by layer.
#include "cli/commands.h"
#include "cli/out.h"
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
               "Exit code 1 when one is off that plugins below tier platform need.",
    .run     = run,
};
