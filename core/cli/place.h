// place.h - where things are: the user's home, data and cache, the OEM's image, worker and SDK.
//
// A home comes from --home, else CHELA_HOME, else the marker `chela.place` beside the program (a
// build tree), else HOME with the XDG variables. An image comes from --image, else CHELA_IMAGE,
// else the marker, else $prefix/share/chela/image. Environment only through secure_getenv().
#ifndef CHELA_CLI_PLACE_H
#define CHELA_CLI_PLACE_H

#include "base/error.h"

// All paths are absolute and owned; image is a folder that may not exist.
struct chela__place {
    char *home;   // the user's home, "~" of a manifest's sandbox
    char *data;   // HOME/.local/share/chela: store/ data/ config/ trust.json state.db ...
    char *store;  // data/store: what the user installed
    char *cache;  // HOME/.cache/chela
    char *image;  // policy.json, keys, store/
    char *worker; // the program chela-worker
    char *sdk;    // include/ types/ template/ cmake/ for developer commands
};

// `home` and `image` are what the options said, or NULL. Makes nothing on disk.
chela_status
chela__place_find(const char *home, const char *image, struct chela__place *ret_place,
                  struct chela_error *err);
void
chela__place_done(struct chela__place *place);

#endif
