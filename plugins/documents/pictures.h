// pictures.h - where made pictures go: a folder of the user's, without ever overwriting, once for
// each idempotency key, and with a way back.
#ifndef DOCUMENTS_PICTURES_H
#define DOCUMENTS_PICTURES_H

#include <stddef.h>

#include <chela/plugin.h>

#define PICTURE_MAX ((size_t)128 * 1024 * 1024) // bytes of one picture
#define PICTURE_PATH 4096

struct pictures;

// On failure the opening call has been failed with a sentence.
chela_status
pictures_open(struct chela_call *opening, struct pictures **ret_pictures);
void
pictures_close(struct pictures *pictures);

// Writes NAME.SUFFIX, NAME-2.SUFFIX ... into the folder; what the same key has written before is
// found again. Ends the call as failed when it cannot.
chela_status
pictures_save(struct chela_call *call, const char *name, const char *suffix, const void *data,
              size_t len, char ret_path[PICTURE_PATH]);

#endif
