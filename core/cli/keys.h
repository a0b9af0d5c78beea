// keys.h - keys and key files as commands name them.
#ifndef CHELA_CLI_KEYS_H
#define CHELA_CLI_KEYS_H

#include "trust/sigblock.h"

// Reads a key file.
chela_status
chela__cli_key_pair(const char *path, struct chela__key_pair *ret_pair, struct chela_error *err);

// A public key: its text, or the file that has it (NAME.pub).
chela_status
chela__cli_key(const char *text_or_file, unsigned char ret_key[CHELA__KEY_BYTES],
               struct chela_error *err);

#endif
