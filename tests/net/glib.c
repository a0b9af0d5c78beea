// glib - a main loop with timers and threads, a GIO connection, and GDBus.
#include "act.h"

#include <gio/gio.h>

struct loop {
    GMainLoop *main;
    int        ticks;
    int        product; // of the thread
};

static gboolean
on_tick(gpointer user)
{
    struct loop *loop = user;
    return ++loop->ticks < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
multiply(GTask *task, gpointer source, gpointer user, GCancellable *cancel)
{
    (void)source;
    (void)user;
    (void)cancel;
    g_task_return_int(task, 6 * 7);
}

static void
on_product(GObject *source, GAsyncResult *result, gpointer user)
{
    struct loop *loop = user;
    (void)source;
    loop->product = (int)g_task_propagate_int(G_TASK(result), NULL);
}

static gboolean
on_end(gpointer user)
{
    g_main_loop_quit(((struct loop *)user)->main);
    return G_SOURCE_REMOVE;
}

static json_t *
run_loop(void)
{
    struct loop loop = {.main = g_main_loop_new(NULL, FALSE)};
    GTask      *task = g_task_new(NULL, NULL, on_product, &loop);
    g_timeout_add(1, on_tick, &loop);
    g_task_run_in_thread(task, multiply);
    g_timeout_add(200, on_end, &loop);
    g_main_loop_run(loop.main);
    g_object_unref(task);
    g_main_loop_unref(loop.main);
    return json_pack("{s:i, s:i}", "ticks", loop.ticks, "product", loop.product);
}

static json_t *
fetch(const json_t *input, char why[256])
{
    GError            *error      = NULL;
    GSocketClient     *client     = g_socket_client_new();
    char               text[4096] = "";
    gsize              got        = 0;
    const char        *ask        = "GET /hello.txt HTTP/1.0\r\n\r\n";
    GSocketConnection *connection = g_socket_client_connect_to_host(
        client, text_of(input, "host"), (guint16)json_integer_value(json_object_get(input, "port")),
        NULL, &error);
    if (connection) {
        GIOStream *stream = G_IO_STREAM(connection);
        g_output_stream_write_all(g_io_stream_get_output_stream(stream), ask, strlen(ask), NULL,
                                  NULL, &error);
        g_input_stream_read_all(g_io_stream_get_input_stream(stream), text, sizeof(text) - 1, &got,
                                NULL, &error);
        g_object_unref(connection);
    }
    if (error)
        snprintf(why, 256, "%s", error->message);
    g_object_unref(client);
    return error ? NULL : json_pack("{s:s}", "body", text);
}

static json_t *
say(const json_t *input, char why[256])
{
    GError          *error = NULL;
    GDBusConnection *bus   = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    const char      *text  = "";
    GVariant        *reply =
        bus ? g_dbus_connection_call_sync(bus, text_of(input, "name"), text_of(input, "path"),
                                                 text_of(input, "interface"), text_of(input, "method"),
                                                 g_variant_new("(s)", text_of(input, "text")), NULL,
                                                 G_DBUS_CALL_FLAGS_NONE, 5000, NULL, &error)
                   : NULL;
    if (!reply) {
        snprintf(why, 256, "%s", error ? error->message : "no reply");
        return NULL;
    }
    g_variant_get(reply, "(&s)", &text);
    json_t *output = json_pack("{s:s}", "reply", text);
    g_variant_unref(reply);
    g_object_unref(bus);
    return output;
}

static json_t *
act(struct chela_call *call, const json_t *input, char why[256])
{
    (void)call;
    if (json_object_get(input, "method"))
        return say(input, why);
    return json_object_get(input, "host") ? fetch(input, why) : run_loop();
}
