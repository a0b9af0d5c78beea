// D-Bus's authentication on both sides, and the relay that carries what follows it.
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "sandbox/relay.h"

#define GUID "0123456789abcdef0123456789abcdef"
#define WAIT_MS 5000

START_TEST(logs_in_line_by_line)
{
    struct chela__bus_auth auth;
    struct chela__buffer   out = CHELA__BUFFER_INIT;
    char                   uid[16], expected[64] = "AUTH EXTERNAL ";
    snprintf(uid, sizeof(uid), "%u", (unsigned)geteuid());
    for (size_t i = 0; uid[i]; i++)
        sprintf(expected + strlen(expected), "%02x", uid[i]);
    strcat(expected, "\r\n");
    ck_assert_int_eq(chela__bus_login_start(&auth, &out), CHELA_OK);
    ck_assert_int_eq(out.data[0], 0);
    ck_assert_str_eq(out.data + 1, expected);
    out.len            = 0;
    const char *answer = "OK " GUID "\r\nAGREE_UNIX_FD\r\n";
    for (size_t i = 0; answer[i]; i++)
        ck_assert_int_eq(chela__bus_login_feed(&auth, answer + i, 1, &out), CHELA_OK);
    ck_assert(auth.is_done);
    ck_assert_str_eq(auth.guid, GUID);
    ck_assert_str_eq(out.data, "NEGOTIATE_UNIX_FD\r\nBEGIN\r\n");
    chela__buffer_done(&out);
}
END_TEST

static const char *const no_welcome[] = {"REJECTED EXTERNAL\r\n", "OK short\r\n",
                                         "OK " GUID "0\r\n", "ERROR\r\n",
                                         "OK " GUID "\r\nERROR\r\nmore"};

START_TEST(does_not_log_in_at_what_is_no_bus)
{
    struct chela__bus_auth auth;
    struct chela__buffer   out = CHELA__BUFFER_INIT;
    chela__bus_login_start(&auth, &out);
    ck_assert_int_eq(chela__bus_login_feed(&auth, no_welcome[_i], strlen(no_welcome[_i]), &out),
                     CHELA_INVALID);
    chela__buffer_done(&out);
}
END_TEST

static const struct {
    const char *library, *lines, *answers, *rest;
} greetings[] = {
    {"sd-bus", "AUTH EXTERNAL\r\nDATA\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\nl\1",
     "DATA\r\nOK " GUID "\r\nAGREE_UNIX_FD\r\n", "l\1"},
    {"GDBus", "AUTH\r\nAUTH EXTERNAL 3635353334\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n",
     "REJECTED EXTERNAL\r\nOK " GUID "\r\nAGREE_UNIX_FD\r\n", ""},
    {"libdbus", "AUTH EXTERNAL 30\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n",
     "OK " GUID "\r\nAGREE_UNIX_FD\r\n", ""},
    {"another way", "AUTH ANONYMOUS\r\nAUTH EXTERNAL 30\r\nBEGIN\r\n",
     "REJECTED EXTERNAL\r\nOK " GUID "\r\n", ""},
    {"nonsense", "BEGIN\r\nNEGOTIATE_UNIX_FD\r\nGET / HTTP/1.1\r\n", "ERROR\r\nERROR\r\nERROR\r\n",
     NULL},
};

START_TEST(answers_every_library)
{
    struct chela__bus_auth auth = {.guid = GUID};
    struct chela__buffer   out  = CHELA__BUFFER_INIT;
    const char            *text = greetings[_i].lines;
    size_t                 used;
    ck_assert_int_eq(chela__bus_welcome_feed(&auth, "", 1, &out, &used), CHELA_OK);
    ck_assert_int_eq(chela__bus_welcome_feed(&auth, text, strlen(text), &out, &used), CHELA_OK);
    ck_assert_str_eq(out.data, greetings[_i].answers);
    ck_assert(auth.is_done == (greetings[_i].rest != NULL));
    if (auth.is_done)
        ck_assert_str_eq(text + used, greetings[_i].rest);
    chela__buffer_done(&out);
}
END_TEST

START_TEST(listens_to_no_endless_line)
{
    struct chela__bus_auth auth = {.guid = GUID};
    struct chela__buffer   out  = CHELA__BUFFER_INIT;
    char                   line[CHELA__BUS_LINE + 2];
    size_t                 used;
    memset(line, 'A', sizeof(line));
    ck_assert_int_eq(chela__bus_welcome_feed(&auth, "", 1, &out, &used), CHELA_OK);
    ck_assert_int_eq(chela__bus_welcome_feed(&auth, line, sizeof(line), &out, &used),
                     CHELA_INVALID);
    auth = (struct chela__bus_auth){.guid = GUID};
    ck_assert_int_eq(chela__bus_welcome_feed(&auth, "A", 1, &out, &used), CHELA_INVALID);
    auth = (struct chela__bus_auth){.guid = GUID};
    ck_assert_int_eq(chela__bus_welcome_feed(&auth, "", 1, &out, &used), CHELA_OK);
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < CHELA__BUS_LINES && status == CHELA_OK; i++)
        status = chela__bus_welcome_feed(&auth, "A\r\n", 3, &out, &used);
    ck_assert_int_eq(status, CHELA_INVALID);
    chela__buffer_done(&out);
}
END_TEST

// ---- the relay ----

struct line {
    struct chela__loop  *loop;
    struct chela__relay *relay;
    int                  library, bus; // the far ends
    int                  gone;
};

static void
on_gone(void *user)
{
    ((struct line *)user)->gone++;
}

static void
open_line(struct line *self)
{
    int pair[2];
    *self = (struct line){0};
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    ck_assert_int_eq(chela__loop_new(&self->loop, NULL), CHELA_OK);
    ck_assert_int_eq(chela__relay_new(self->loop, pair[0], GUID, on_gone, self, &self->relay,
                                      &self->library, NULL),
                     CHELA_OK);
    self->bus = pair[1];
    ck_assert_int_eq(fcntl(self->bus, F_SETFL, O_NONBLOCK), 0);
    ck_assert_int_eq(fcntl(self->library, F_SETFL, O_NONBLOCK), 0);
}

static void
close_line(struct line *self)
{
    chela__relay_free(self->relay);
    chela__loop_free(self->loop);
    close(self->library);
    close(self->bus);
}

static void
turn(struct line *self)
{
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(chela__loop_dispatch(self->loop, 0, NULL), CHELA_OK);
}

static void
greet(struct line *self)
{
    char        data[128] = "";
    const char *hello     = "AUTH EXTERNAL 30\r\nBEGIN\r\n";
    ck_assert_int_eq(send(self->library, "", 1, 0), 1);
    ck_assert_int_eq(send(self->library, hello, strlen(hello), 0), (ssize_t)strlen(hello));
    turn(self);
    ck_assert_int_gt(recv(self->library, data, sizeof(data) - 1, 0), 0);
    ck_assert_str_eq(data, "OK " GUID "\r\n");
}

START_TEST(carries_both_ways)
{
    struct line line;
    char        data[16] = "";
    open_line(&line);
    greet(&line);
    ck_assert_int_eq(send(line.library, "call", 4, 0), 4);
    turn(&line);
    ck_assert_int_eq(recv(line.bus, data, sizeof(data), 0), 4);
    ck_assert_str_eq(data, "call");
    ck_assert_int_eq(send(line.bus, "answer", 6, 0), 6);
    turn(&line);
    ck_assert_int_eq(recv(line.library, data, sizeof(data), 0), 6);
    ck_assert_str_eq(data, "answer");
    close_line(&line);
}
END_TEST

START_TEST(carries_descriptors)
{
    struct line line;
    int         pipes[2], got = -1;
    char        byte;
    union {
        struct cmsghdr align;
        char           bytes[CMSG_SPACE(sizeof(int))];
    } control               = {0};
    struct iovec    data    = {(char *)"m", 1};
    struct msghdr   message = {.msg_iov        = &data,
                               .msg_iovlen     = 1,
                               .msg_control    = control.bytes,
                               .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *first   = CMSG_FIRSTHDR(&message);
    ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
    *first = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(first), &pipes[1], sizeof(int));
    open_line(&line);
    greet(&line);
    ck_assert_int_eq(sendmsg(line.library, &message, 0), 1);
    turn(&line);
    data.iov_base = &byte;
    ck_assert_int_eq(recvmsg(line.bus, &message, MSG_CMSG_CLOEXEC), 1);
    memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
    ck_assert_int_eq(write(got, "x", 1), 1);
    ck_assert_int_eq(read(pipes[0], &byte, 1), 1);
    close(got);
    close(pipes[0]);
    close(pipes[1]);
    close_line(&line);
}
END_TEST

// What nobody takes is not read either; once it is taken, nothing is missing.
START_TEST(holds_back_who_is_not_read)
{
    struct line line;
    static char block[65536], data[65536];
    size_t      sent = 0, got = 0;
    ssize_t     some;
    open_line(&line);
    greet(&line);
    while ((some = send(line.library, block, sizeof(block), MSG_NOSIGNAL)) > 0 &&
           sent < 64u << 20) {
        sent += (size_t)some;
        turn(&line);
    }
    ck_assert_uint_lt(sent, 8u << 20);
    int64_t end = chela__monotonic_ms() + WAIT_MS;
    while (got < sent && chela__monotonic_ms() < end) {
        turn(&line);
        while ((some = recv(line.bus, data, sizeof(data), 0)) > 0)
            got += (size_t)some;
    }
    ck_assert_uint_eq(got, sent);
    ck_assert_int_eq(line.gone, 0);
    close_line(&line);
}
END_TEST

START_TEST(ends_with_either_side)
{
    struct line line;
    char        byte;
    open_line(&line);
    close(_i ? line.bus : line.library);
    turn(&line);
    ck_assert_int_eq(line.gone, 1);
    ck_assert_int_eq(recv(_i ? line.library : line.bus, &byte, 1, 0), 0);
    chela__relay_free(line.relay);
    chela__loop_free(line.loop);
    close(_i ? line.library : line.bus);
}
END_TEST

START_TEST(drops_who_does_not_speak_the_protocol)
{
    struct line line;
    open_line(&line);
    ck_assert_int_eq(send(line.library, "GET /", 5, 0), 5);
    turn(&line);
    ck_assert_int_eq(line.gone, 1);
    close_line(&line);
}
END_TEST

#define COUNT(list) ((int)(sizeof(list) / sizeof(*(list))))

int
main(void)
{
    Suite *suite = suite_create("bus_auth");
    TCase *tests = tcase_create("bus_auth");
    tcase_add_test(tests, logs_in_line_by_line);
    tcase_add_loop_test(tests, does_not_log_in_at_what_is_no_bus, 0, COUNT(no_welcome));
    tcase_add_loop_test(tests, answers_every_library, 0, COUNT(greetings));
    tcase_add_test(tests, listens_to_no_endless_line);
    tcase_add_test(tests, carries_both_ways);
    tcase_add_test(tests, carries_descriptors);
    tcase_add_test(tests, holds_back_who_is_not_read);
    tcase_add_loop_test(tests, ends_with_either_side, 0, 2);
    tcase_add_test(tests, drops_who_does_not_speak_the_protocol);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
