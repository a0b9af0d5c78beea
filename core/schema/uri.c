// uri.c - resolves references; called for every $id and $ref while a schema is compiled.
#include "schema/uri.h"

#include <string.h>

#include "base/text.h"

struct uri {
    struct chela_text scheme, authority, path, query; // data NULL: absent
};

static bool
is_alpha(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// Length of "scheme" before its ':', 0 when there is none.
static size_t
scheme_len(const char *text)
{
    size_t len = 0;
    if (!is_alpha(text[0]))
        return 0;
    while (is_alpha(text[len]) || is_digit(text[len]) || (text[len] && strchr("+-.", text[len])))
        len++;
    return text[len] == ':' ? len : 0;
}

static struct uri
split(const char *text)
{
    struct uri uri = {0};
    size_t     len = scheme_len(text);
    if (len > 0) {
        uri.scheme = (struct chela_text){text, len};
        text += len + 1;
    }
    if (text[0] == '/' && text[1] == '/') {
        uri.authority = (struct chela_text){text + 2, strcspn(text + 2, "/?#")};
        text += 2 + uri.authority.len;
    }
    uri.path = (struct chela_text){text, strcspn(text, "?#")};
    text += uri.path.len;
    if (*text == '?')
        uri.query = (struct chela_text){text + 1, strcspn(text + 1, "#")};
    return uri;
}

// Cuts the last segment and its slash off, but nothing before `start`.
static void
cut_segment(struct chela__buffer *out, size_t start)
{
    while (out->len > start && out->data[out->len - 1] != '/')
        out->len--;
    if (out->len > start)
        out->len--;
}

// RFC 3986, section 5.2.4, segment by segment.
static void
add_path(struct chela__buffer *out, const char *path, size_t len)
{
    const char *end   = path + len;
    size_t      start = out->len;
    while (path < end) {
        const char *segment   = *path == '/' ? path + 1 : path;
        size_t      size      = 0;
        bool        has_slash = *path == '/';
        while (segment + size < end && segment[size] != '/')
            size++;
        bool is_last = segment + size == end;
        bool is_dot  = size == 1 && segment[0] == '.';
        bool is_up   = size == 2 && segment[0] == '.' && segment[1] == '.';
        if (is_up && !out->failed)
            cut_segment(out, start);
        if ((is_dot || is_up) && is_last && has_slash)
            chela__buffer_byte(out, '/');
        else if (!is_dot && !is_up)
            chela__buffer_add(out, path, size + has_slash);
        path = segment + size;
    }
}

// The base's path up to its last slash, with the reference's path behind it.
static void
add_merged(struct chela__buffer *out, const struct uri *base, struct chela_text path)
{
    struct chela__buffer merged = CHELA__BUFFER_INIT;
    size_t               folder = base->path.len;
    while (folder > 0 && base->path.data[folder - 1] != '/')
        folder--;
    if (base->authority.data && base->path.len == 0)
        chela__buffer_byte(&merged, '/');
    chela__buffer_add(&merged, base->path.data, folder);
    chela__buffer_add(&merged, path.data, path.len);
    if (merged.failed)
        out->failed = true;
    else if (merged.data)
        add_path(out, merged.data, merged.len);
    chela__buffer_done(&merged);
}

static void
add_part(struct chela__buffer *out, const char *before, struct chela_text part, const char *behind)
{
    if (!part.data)
        return;
    chela__buffer_text(out, before);
    chela__buffer_add(out, part.data, part.len);
    chela__buffer_text(out, behind);
}

void
chela__uri_resolve(const char *base_text, const char *reference, struct chela__buffer *out)
{
    struct uri        base   = split(base_text);
    struct uri        ref    = split(reference);
    bool              is_own = ref.scheme.data != NULL;
    bool              has    = is_own || ref.authority.data != NULL;
    struct chela_text query  = ref.query;
    add_part(out, "", is_own ? ref.scheme : base.scheme, ":");
    add_part(out, "//", has ? ref.authority : base.authority, "");
    if (has || ref.path.data[0] == '/') {
        add_path(out, ref.path.data, ref.path.len);
    } else if (ref.path.len > 0) {
        add_merged(out, &base, ref.path);
    } else {
        chela__buffer_add(out, base.path.data, base.path.len);
        query = ref.query.data ? ref.query : base.query;
    }
    add_part(out, "?", query, "");
}

static int
hex_digit(char byte)
{
    if (is_digit(byte))
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

bool
chela__uri_fragment(const char *reference, struct chela__buffer *out)
{
    const char *at = strchr(reference, '#');
    for (at = at ? at + 1 : ""; *at; at++) {
        if (*at != '%') {
            chela__buffer_byte(out, *at);
            continue;
        }
        int high = hex_digit(at[1]);
        int low  = high < 0 ? -1 : hex_digit(at[2]);
        if (low < 0 || (high == 0 && low == 0))
            return false;
        chela__buffer_byte(out, (char)(high << 4 | low));
        at += 2;
    }
    return true;
}

bool
chela__uri_is_type(const char *uri)
{
    size_t scheme = scheme_len(uri);
    if (scheme == 0)
        return false;
    const char *name = uri + scheme + 1;
    size_t      len  = 0;
    if (name[0] < 'A' || name[0] > 'Z')
        return false;
    while (is_alpha(name[len]) || is_digit(name[len]))
        len++;
    return name[len] == '/' && is_digit(name[len + 1]) &&
           strspn(name + len + 1, "0123456789") == strlen(name + len + 1);
}
