// bus_auth.c - the lines of D-Bus's authentication; used by relay.c and bus.c.
#include "sandbox/bus_auth.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STEP_FIRST, STEP_LINES, STEP_ACCEPTED, STEP_FILES };

// One byte more; true when that ended a line, which is then NUL-terminated without its end.
static bool
add_byte(struct chela__bus_auth *auth, char byte)
{
    auth->seen++;
    if (byte == '\n' && auth->len > 0 && auth->line[auth->len - 1] == '\r') {
        auth->line[auth->len - 1] = 0;
        auth->len                 = 0;
        return true;
    }
    if (auth->len < sizeof(auth->line))
        auth->line[auth->len++] = byte;
    return false;
}

static bool
is_too_long(const struct chela__bus_auth *auth)
{
    return auth->len == sizeof(auth->line) || auth->seen > CHELA__BUS_LINES;
}

// ---- as the bus's client ----

chela_status
chela__bus_login_start(struct chela__bus_auth *auth, struct chela__buffer *out)
{
    char uid[16], hex[2 * sizeof(uid) + 1] = "";
    *auth = (struct chela__bus_auth){.step = STEP_LINES};
    snprintf(uid, sizeof(uid), "%u", (unsigned)geteuid());
    for (size_t i = 0; uid[i]; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned char)uid[i]);
    chela__buffer_add(out, "", 1);
    chela__buffer_format(out, "AUTH EXTERNAL %s\r\n", hex);
    return CHELA_OK;
}

static chela_status
login_line(struct chela__bus_auth *auth, struct chela__buffer *out)
{
    const char *line = auth->line;
    if (auth->step == STEP_LINES && strncmp(line, "OK ", 3) == 0 &&
        strspn(line + 3, "0123456789abcdef") == CHELA__BUS_GUID - 1 && !line[CHELA__BUS_GUID + 2]) {
        memcpy(auth->guid, line + 3, CHELA__BUS_GUID);
        auth->step = STEP_FILES;
        chela__buffer_text(out, "NEGOTIATE_UNIX_FD\r\n");
        return CHELA_OK;
    }
    if (auth->step == STEP_FILES) { // a bus without descriptors is one too
        auth->is_done = true;
        chela__buffer_text(out, "BEGIN\r\n");
        return CHELA_OK;
    }
    return CHELA_INVALID;
}

chela_status
chela__bus_login_feed(struct chela__bus_auth *auth, const char *data, size_t len,
                      struct chela__buffer *out)
{
    for (size_t i = 0; i < len; i++) {
        if (auth->is_done || is_too_long(auth))
            return CHELA_INVALID;
        if (add_byte(auth, data[i]) && login_line(auth, out) < 0)
            return CHELA_INVALID;
    }
    return CHELA_OK;
}

// ---- as the bus ----

static void
accept_login(struct chela__bus_auth *auth, struct chela__buffer *out)
{
    auth->step = STEP_ACCEPTED;
    chela__buffer_format(out, "OK %s\r\n", auth->guid);
}

static void
welcome_line(struct chela__bus_auth *auth, struct chela__buffer *out)
{
    const char *line       = auth->line;
    bool        is_allowed = auth->step == STEP_ACCEPTED;
    if (strncmp(line, "AUTH EXTERNAL ", 14) == 0 || strncmp(line, "DATA", 4) == 0)
        accept_login(auth, out);
    else if (strcmp(line, "AUTH EXTERNAL") == 0)
        chela__buffer_text(out, "DATA\r\n");
    else if (strncmp(line, "AUTH", 4) == 0 || strncmp(line, "CANCEL", 6) == 0)
        chela__buffer_text(out, "REJECTED EXTERNAL\r\n");
    else if (is_allowed && strcmp(line, "NEGOTIATE_UNIX_FD") == 0)
        chela__buffer_text(out, "AGREE_UNIX_FD\r\n");
    else if (is_allowed && strcmp(line, "BEGIN") == 0)
        auth->is_done = true;
    else
        chela__buffer_text(out, "ERROR\r\n");
}

chela_status
chela__bus_welcome_feed(struct chela__bus_auth *auth, const char *data, size_t len,
                        struct chela__buffer *out, size_t *ret_used)
{
    size_t at = 0;
    for (; at < len && !auth->is_done; at++) {
        if (is_too_long(auth))
            return CHELA_INVALID;
        if (auth->step != STEP_FIRST) {
            if (add_byte(auth, data[at]))
                welcome_line(auth, out);
        } else if (data[at] != 0) {
            return CHELA_INVALID; // a NUL comes before all else
        } else {
            auth->step = STEP_LINES;
        }
    }
    *ret_used = at;
    return CHELA_OK;
}
