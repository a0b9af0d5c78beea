// mqtt - libmosquitto: subscribes, publishes, and waits for what it published.
#include "act.h"

#include <mosquitto.h>
#include <time.h>

struct talk {
    const char *topic, *text;
    char        received[256];
    int         refused;
};

static void
on_connect(struct mosquitto *client, void *user, int code)
{
    struct talk *talk = user;
    talk->refused     = code;
    mosquitto_subscribe(client, NULL, talk->topic, 1);
}

static void
on_subscribe(struct mosquitto *client, void *user, int id, int count, const int *granted)
{
    struct talk *talk = user;
    (void)id;
    (void)count;
    (void)granted;
    mosquitto_publish(client, NULL, talk->topic, (int)strlen(talk->text), talk->text, 1, false);
}

static void
on_message(struct mosquitto *client, void *user, const struct mosquitto_message *message)
{
    struct talk *talk = user;
    (void)client;
    snprintf(talk->received, sizeof(talk->received), "%.*s", message->payloadlen,
             (const char *)message->payload);
}

static json_t *
act(struct chela_call *call, const json_t *input, char why[256])
{
    struct talk talk = {.topic = "chela/test", .text = text_of(input, "text")};
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new(NULL, true, &talk);
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_subscribe_callback_set(client, on_subscribe);
    mosquitto_message_callback_set(client, on_message);
    int failed = mosquitto_connect(client, text_of(input, "host"),
                                   (int)json_integer_value(json_object_get(input, "port")), 60);
    for (int i = 0; i < 100 && !failed && !*talk.received && !call->runtime->cancelled(call); i++)
        failed = mosquitto_loop(client, 100, 1);
    snprintf(why, 256, "%s", mosquitto_strerror(failed));
    mosquitto_disconnect(client);
    mosquitto_destroy(client);
    mosquitto_lib_cleanup();
    return *talk.received ? json_pack("{s:s}", "received", talk.received) : NULL;
}
