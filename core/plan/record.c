// record.c - appends proposals to a file that backend/replay reads; see backend.h.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "plan/session.h"

static const char *
kind_name(enum chela__proposal_kind kind)
{
    static const char *const names[] = {"plan", "question", "refusal", "answer"};
    return names[kind];
}

static chela_status
append_line(const char *path, const json_t *line, struct chela_error *err)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    chela__json_write(&text, line);
    chela__buffer_byte(&text, '\n');
    if (text.failed) {
        chela__buffer_done(&text);
        return chela__error_memory(err);
    }
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        chela__buffer_done(&text);
        return chela__error_errno(err, errno, "%s", path);
    }
    chela_status status = chela__write_all(fd, text.data, text.len, err);
    if (close(fd) < 0 && status >= 0)
        status = chela__error_errno(err, errno, "%s", path);
    chela__buffer_done(&text);
    return status;
}

chela_status
chela__record(const char *path, const json_t *turns, const struct chela__proposal *proposal,
              struct chela_error *err)
{
    json_t *line = json_pack("{s:O, s:s, s:O*, s:O*, s:s*, s:f}", "turns", turns, "kind",
                             kind_name(proposal->kind), "plan", proposal->plan, "question",
                             proposal->question, "text", proposal->text, "score", proposal->score);
    if (!line)
        return chela__error_memory(err);
    chela_status status = append_line(path, line, err);
    json_decref(line);
    return status;
}
