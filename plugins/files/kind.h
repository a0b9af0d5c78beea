// kind.h - words that mean a kind of file rather than a part of its name: "photos", "图片".
#ifndef FILES_KIND_H
#define FILES_KIND_H

#include <stdbool.h>
#include <stddef.h>

struct kind;

// The kind that a word of `words` means, NULL without one; `ret_rest` gets the other words. Words
// that mean any file ("files", "文件") only go to the rest's end.
const struct kind *
kind_of_words(const char *words, char *ret_rest, size_t size);

// By the ending of the name.
bool
kind_has(const struct kind *kind, const char *name);

#endif
