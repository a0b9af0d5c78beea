// format.c - checks texts against formats; called by the keyword "format".
#include "schema/format.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "schema/pattern.h"

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define HEX "0123456789abcdefABCDEF"

struct format {
    const char *name;
    const char *text;
    bool (*fits)(const char *text, size_t len); // NUL-terminated, without a NUL inside
};

static bool
is_date_time(const char *text, size_t len)
{
    int64_t ms;
    return len >= 20 && (text[10] == 'T' || text[10] == 't') &&
           chela__time_parse(text, &ms, NULL) == CHELA_OK;
}

// The rest comes from a day or a midnight that is known to be good.
static bool
is_date(const char *text, size_t len)
{
    char whole[40] = "";
    if (len != 10)
        return false;
    memcpy(whole, text, len);
    memcpy(whole + len, "T00:00:00Z", sizeof("T00:00:00Z"));
    return is_date_time(whole, strlen(whole));
}

static bool
is_time(const char *text, size_t len)
{
    char whole[60] = "2026-01-01T";
    if (len > 40)
        return false;
    memcpy(whole + 11, text, len + 1);
    return is_date_time(whole, len + 11);
}

// Numbers each followed by the next of `units`, in order; how many there were.
static int
duration_part(const char **at, const char *units)
{
    int count = 0;
    while (**at >= '0' && **at <= '9') {
        const char *unit = *at + strspn(*at, DIGITS);
        const char *next = *unit ? strchr(units, *unit) : NULL;
        if (!next)
            return -1;
        units = next + 1;
        *at   = unit + 1;
        count++;
    }
    return count;
}

static bool
is_duration(const char *text, size_t len)
{
    const char *at = text + 1;
    if (len < 3 || text[0] != 'P')
        return false;
    if (text[len - 1] == 'W')
        return strspn(at, DIGITS) == len - 2;
    int days = duration_part(&at, "YMD");
    if (days < 0 || (*at != 'T' && *at))
        return false;
    if (!*at)
        return days > 0;
    at++;
    return duration_part(&at, "HMS") > 0 && !*at;
}

static bool
is_hostname(const char *text, size_t len)
{
    if (len == 0 || len > 253)
        return false;
    for (const char *label = text;; label++) {
        size_t size = strspn(label, LETTERS DIGITS "-");
        if (size == 0 || size > 63 || label[0] == '-' || label[size - 1] == '-')
            return false;
        label += size;
        if (!*label)
            return true;
        if (*label != '.')
            return false;
    }
}

static bool
is_email(const char *text, size_t len)
{
    const char *at    = strrchr(text, '@');
    size_t      local = at ? (size_t)(at - text) : 0;
    if (local == 0 || local > 64 || len > 254 || text[0] == '.' || at[-1] == '.' ||
        strstr(text, ".."))
        return false;
    return strspn(text, LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~.") == local &&
           is_hostname(at + 1, strlen(at + 1));
}

static bool
is_ipv4(const char *text, size_t len)
{
    struct in_addr address;
    (void)len;
    return inet_pton(AF_INET, text, &address) == 1;
}

static bool
is_ipv6(const char *text, size_t len)
{
    struct in6_addr address;
    (void)len;
    return inet_pton(AF_INET6, text, &address) == 1;
}

// Characters of RFC 3986 and whole escapes.
static bool
is_uri_reference(const char *text, size_t len)
{
    (void)len;
    for (; *text; text++) {
        if (*text == '%') {
            if (!text[1] || !strchr(HEX, text[1]) || !text[2] || !strchr(HEX, text[2]))
                return false;
            text += 2;
        } else if (!strchr(LETTERS DIGITS "-._~:/?#[]@!$&'()*+,;=", *text)) {
            return false;
        }
    }
    return true;
}

static bool
is_uri(const char *text, size_t len)
{
    size_t scheme = strspn(text, LETTERS DIGITS "+.-");
    return scheme > 0 && strchr(LETTERS, text[0]) && text[scheme] == ':' && len > scheme + 1 &&
           is_uri_reference(text, len);
}

static bool
is_uuid(const char *text, size_t len)
{
    if (len != 36)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text[i] != '-' : !strchr(HEX, text[i]))
            return false;
    }
    return true;
}

static bool
is_json_pointer(const char *text, size_t len)
{
    if (len > 0 && text[0] != '/')
        return false;
    for (; *text; text++)
        if (*text == '~' && text[1] != '0' && text[1] != '1')
            return false;
    return true;
}

static bool
is_regex(const char *text, size_t len)
{
    struct chela__buffer perl   = CHELA__BUFFER_INIT;
    chela_status         status = chela__ecma_translate(text, len, &perl, NULL);
    chela__buffer_done(&perl);
    return status == CHELA_OK;
}

static const struct format formats[] = {
    {"date", "a date like 2026-11-22", is_date},
    {"time", "a time with offset like 17:00:00+01:00", is_time},
    {"date-time", "a time like 2026-11-22T17:00:00+01:00", is_date_time},
    {"duration", "a duration like PT20M", is_duration},
    {"email", "a mail address", is_email},
    {"hostname", "the name of a host", is_hostname},
    {"ipv4", "an IPv4 address", is_ipv4},
    {"ipv6", "an IPv6 address", is_ipv6},
    {"uri", "a URI with its scheme", is_uri},
    {"uri-reference", "a URI reference", is_uri_reference},
    {"uuid", "a UUID", is_uuid},
    {"json-pointer", "a JSON Pointer", is_json_pointer},
    {"regex", "a regular expression", is_regex},
};

const struct format *
chela__format_find(const char *name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

bool
chela__format_fits(const struct format *format, const char *text, size_t len)
{
    return strlen(text) == len && format->fits(text, len);
}

const char *
chela__format_text(const struct format *format)
{
    return format->text;
}
