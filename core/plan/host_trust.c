// host_trust.c - who is trusted: read when the host is opened, and again when a file changes, so
// that what is revoked ends at once.
//
// Of a changed policy.json only keys and revocations count before the next start.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "plan/session.h"
#include "trust/list.h"

#define DOCUMENT_MAX_BYTES ((size_t)4 * 1024 * 1024)
#define CHANGES (IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR)

// ---- reading ----

// NULL when the file does not exist.
static chela_status
read_document(const char *folder, const char *name, json_t **ret_document, struct chela_error *err)
{
    char  *path = chela__path(folder, name);
    char  *data = NULL;
    size_t len  = 0;
    if (!path)
        return chela__error_memory(err);
    chela_status status = CHELA_OK;
    if (access(path, F_OK) == 0)
        status = chela__file_read(AT_FDCWD, path, DOCUMENT_MAX_BYTES, &data, &len, err);
    if (status >= 0 && data)
        status = chela__json_read(data, len, NULL, ret_document, err);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    free(data);
    free(path);
    return status;
}

static chela_status
read_trust(const struct chela_host *host, struct chela__keyring **ret_ring,
           struct chela__policy **ret_policy, struct chela_error *err)
{
    json_t                *image  = NULL;
    json_t                *user   = NULL;
    struct chela__keyring *ring   = NULL;
    chela_status           status = read_document(host->options.image, "policy.json", &image, err);
    if (status >= 0)
        status = read_document(host->options.data, "trust.json", &user, err);
    if (status >= 0)
        status = chela__keyring_new(&ring, err);
    if (status >= 0 && image)
        status = chela__keyring_add_policy(ring, image, err);
    if (status >= 0 && user)
        status = chela__keyring_add_user(ring, user, err);
    if (status >= 0)
        status = chela__keyring_add_list_file(ring, host->options.image, err);
    if (status >= 0)
        status = chela__keyring_add_list_file(ring, host->options.data, err);
    if (status >= 0)
        status = chela__policy_new(image, ret_policy, err);
    json_decref(image);
    json_decref(user);
    if (status < 0)
        chela__keyring_free(ring);
    else
        *ret_ring = ring;
    return status;
}

chela_status
chela__host_trust_open(struct chela_host *host, struct chela_error *err)
{
    return read_trust(host, &host->ring, &host->policy, err);
}

// ---- watching ----

static void
say(const struct chela_host *host, const char *text)
{
    if (host->options.log)
        host->options.log(host->options.user, "chela", CHELA_LOG_WARNING, text);
}

// A document that cannot be read changes nothing: what was known stays.
static void
renew(struct chela_host *host)
{
    struct chela_error     err    = CHELA_ERROR_INIT;
    struct chela__keyring *ring   = NULL;
    struct chela__policy  *policy = NULL;
    if (read_trust(host, &ring, &policy, &err) < 0) {
        say(host, err.text);
        return;
    }
    chela__keyring_swap(host->ring, ring); // the stores borrow it
    chela__keyring_free(ring);
    chela__policy_free(policy);
    chela__calls_recheck(host->calls);
}

static bool
is_ours(const char *name)
{
    static const char *const names[] = {"trust.json", "policy.json", "revoked.list"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static void
on_change(void *user, uint32_t events)
{
    struct chela_host                  *host = user;
    _Alignas(struct inotify_event) char buffer[4096];
    bool                                changed = false;
    ssize_t                             got;
    (void)events;
    while ((got = read(host->trust_fd, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + got;) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            changed |= (event->mask & IN_Q_OVERFLOW) || (event->len && is_ours(event->name));
            at += sizeof *event + event->len;
        }
    }
    if (changed)
        renew(host);
}

chela_status
chela__host_trust_watch(struct chela_host *host, struct chela_error *err)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0)
        return chela__error_errno(err, errno, "trust.json cannot be watched");
    host->trust_fd = fd;
    if (inotify_add_watch(fd, host->options.data, CHANGES) < 0)
        return chela__error_errno(err, errno, "%s cannot be watched", host->options.data);
    if (inotify_add_watch(fd, host->options.image, CHANGES) < 0 && errno != ENOENT)
        return chela__error_errno(err, errno, "%s cannot be watched", host->options.image);
    return chela__loop_add_fd(host->loop, fd, EPOLLIN, on_change, host, &host->trust_source, err);
}

void
chela__host_trust_unwatch(struct chela_host *host)
{
    chela__loop_remove(host->trust_source);
    if (host->trust_fd > 0)
        close(host->trust_fd);
}
