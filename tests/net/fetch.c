// fetch - libcurl as anyone would use it, and the service itself.
#include "act.h"

#include <curl/curl.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

struct body {
    char   text[8192];
    size_t len;
};

static size_t
take(char *data, size_t size, size_t count, void *user)
{
    struct body *body = user;
    size_t       len  = size * count;
    if (body->len + len >= sizeof(body->text))
        return 0;
    memcpy(body->text + body->len, data, len);
    body->len += len;
    body->text[body->len] = 0;
    return len;
}

static CURL *
prepare(const char *url, struct body *body)
{
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 15000L);
    return curl;
}

static json_t *
result_of(CURL *curl, CURLcode code, const struct body *body)
{
    long  status = 0, os = 0;
    char *peer = NULL;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os);
    curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &peer);
    return json_pack("{s:s, s:i, s:s, s:s, s:s}", "result", curl_easy_strerror(code), "status",
                     (int)status, "body", body->text, "peer", peer ? peer : "", "errno",
                     os ? strerror((int)os) : "");
}

static json_t *
easy(const json_t *input)
{
    struct body body   = {0};
    CURL       *curl   = prepare(text_of(input, "url"), &body);
    json_t     *output = result_of(curl, curl_easy_perform(curl), &body);
    curl_easy_cleanup(curl);
    return output;
}

// All at once in one loop.
static json_t *
multi(const json_t *input)
{
    static struct body bodies[16];
    CURL              *curls[16];
    CURLM             *all    = curl_multi_init();
    json_t            *output = json_array();
    size_t             count  = json_array_size(json_object_get(input, "urls"));
    int                running;
    CURLMsg           *message;
    for (size_t i = 0; i < count && i < 16; i++) {
        bodies[i] = (struct body){0};
        curls[i]  = prepare(json_string_value(json_array_get(json_object_get(input, "urls"), i)),
                            &bodies[i]);
        curl_easy_setopt(curls[i], CURLOPT_PRIVATE, &bodies[i]);
        curl_multi_add_handle(all, curls[i]);
    }
    do
        curl_multi_perform(all, &running);
    while (running > 0 && curl_multi_poll(all, NULL, 0, 1000, NULL) == CURLM_OK);
    while ((message = curl_multi_info_read(all, &running))) {
        struct body *body;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &body);
        json_array_append_new(output, result_of(message->easy_handle, message->data.result, body));
    }
    for (size_t i = 0; i < count && i < 16; i++) {
        curl_multi_remove_handle(all, curls[i]);
        curl_easy_cleanup(curls[i]);
    }
    curl_multi_cleanup(all);
    return json_pack("{s:o}", "results", output);
}

// Without a library: the descriptor from the service, an HTTP/1.0 request by hand.
static json_t *
service(struct chela_call *call, const json_t *input, char why[256])
{
    const struct chela_net *net  = call->runtime->service(call, CHELA_NET_SERVICE);
    const char             *ask  = "GET /hello.txt HTTP/1.0\r\n\r\n";
    struct body             body = {0};
    ssize_t                 got;
    int                     fd = -1;
    if (!net) {
        snprintf(why, 256, "there is no " CHELA_NET_SERVICE);
        return NULL;
    }
    chela_status status =
        net->connect(call, text_of(input, "host"),
                     (int32_t)json_integer_value(json_object_get(input, "port")), &fd);
    if (status == CHELA_CANCELLED)
        snprintf(why, 256, "cancelled");
    if (status < 0)
        return status == CHELA_CANCELLED ? NULL : json_pack("{s:i}", "refused", status);
    if (send(fd, ask, strlen(ask), MSG_NOSIGNAL) < 0)
        return NULL;
    while ((got = recv(fd, body.text + body.len, sizeof(body.text) - 1 - body.len, 0)) > 0)
        body.len += (size_t)got;
    close(fd);
    return json_pack("{s:s}", "body", body.text);
}

static json_t *
act(struct chela_call *call, const json_t *input, char why[256])
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (json_object_get(input, "url"))
        return easy(input);
    return json_object_get(input, "urls") ? multi(input) : service(call, input, why);
}
