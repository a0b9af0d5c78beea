// image.h - the store in an OEM's image: laid when the image is made, read-only on the device.
#ifndef CHELA_PACKAGE_IMAGE_H
#define CHELA_PACKAGE_IMAGE_H

#include "base/error.h"
#include "trust/trust.h"

// Verifies a package file as an installation does and puts it into the store in the place of every
// other version of the same plugin; writes nothing when it is there already. There is no history:
// an image is a whole. free() the id.
chela_status
chela__image_put(const char *store, const struct chela__keyring *ring, const char *file,
                 char **ret_id, struct chela_error *err);

#endif
