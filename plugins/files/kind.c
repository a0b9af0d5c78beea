// kind.c - see kind.h.
#include "kind.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct kind {
    const char *words;   // each between spaces
    const char *endings; // the same; NULL: every file
};

static const struct kind kinds[] = {
    {" picture pictures photo photos image images 图片 照片 相片 ",
     " jpg jpeg png gif webp heic heif tif tiff bmp svg "},
    {" video videos movie movies film films clip clips 视频 影片 ",
     " mp4 mkv webm mov avi m4v mpg mpeg "},
    {" song songs music 音乐 歌曲 歌 ", " mp3 ogg opus flac wav m4a aac "},
    {" spreadsheet spreadsheets table tables 表格 ", " ods xlsx xls csv tsv "},
    {" presentation presentations slides 幻灯片 ", " odp pptx ppt "},
    {" archive archives 压缩包 ", " zip tar gz tgz xz bz2 7z zst "},
};
static const struct kind any_file = {" file files 文件 ", NULL};

static bool
in_list(const char *list, const char *word, size_t len)
{
    for (const char *at = list + 1; *at; at += strcspn(at, " ") + 1)
        if (strcspn(at, " ") == len && !strncasecmp(at, word, len))
            return true;
    return false;
}

static const struct kind *
kind_of_word(const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (in_list(kinds[i].words, word, len))
            return &kinds[i];
    return in_list(any_file.words, word, len) ? &any_file : NULL;
}

bool
kind_has(const struct kind *kind, const char *name)
{
    const char *dot = strrchr(name, '.');
    return !kind->endings || (dot && in_list(kind->endings, dot + 1, strlen(dot + 1)));
}

const struct kind *
kind_of_words(const char *words, char *ret_rest, size_t size)
{
    const struct kind *found = NULL;
    size_t             used  = 0;
    ret_rest[0]              = '\0';
    for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
        size_t             len  = strcspn(at, " ");
        const struct kind *kind = kind_of_word(at, len);
        if (kind && (!found || !found->endings))
            found = kind;
        else if (used + len + 2 < size)
            used += (size_t)snprintf(ret_rest + used, size - used, "%.*s ", (int)len, at);
        at += len;
    }
    return found;
}
