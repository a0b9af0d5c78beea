// Tests of core/sandbox/wire.c: what is sent comes back, what is not the protocol is refused.
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/wire.h"

static int sockets[2];

static void
open_sockets(void)
{
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sockets), 0);
}

static void
close_sockets(void)
{
    close(sockets[0]);
    close(sockets[1]);
}

static chela_status
pass(const struct chela__frame *frame, enum chela__wire_from from, struct chela__frame *ret_frame)
{
    ck_assert_int_eq(chela__frame_send(sockets[0], frame, NULL), CHELA_OK);
    return chela__frame_receive(sockets[1], false, from, ret_frame, NULL);
}

static size_t
open_descriptors(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

START_TEST(carries_fields_and_numbers)
{
    struct chela__frame back;
    open_sockets();
    ck_assert_int_eq(
        pass(&(struct chela__frame){.type   = CHELA__WIRE_FAIL,
                                    .call   = 77,
                                    .seq    = 5,
                                    .fields = {{.i = -3}, {.i = 1}, {.t = "why", .len = 3}}},
             CHELA__FROM_WORKER, &back),
        CHELA_OK);
    ck_assert(back.type == CHELA__WIRE_FAIL && back.call == 77 && back.seq == 5);
    ck_assert(back.fields[0].i == -3 && back.fields[1].i == 1);
    ck_assert_str_eq(back.fields[2].t, "why");
    chela__frame_done(&back);
    close_sockets();
}
END_TEST

START_TEST(carries_large_bodies_and_files)
{
    struct chela__frame back, sent = {.type = CHELA__WIRE_CALL};
    size_t              size = 1 << 20, before = open_descriptors();
    char               *text = malloc(size + 1);
    memset(text, 'x', size);
    text[size] = 0;
    open_sockets();
    for (int i = 0; i < 7; i++)
        sent.fields[i] = (struct chela__wire_field){.t = "", .len = 0};
    sent.fields[1] = (struct chela__wire_field){.t = text, .len = size};
    for (int i = 0; i < CHELA__WIRE_FILES; i++)
        sent.files[sent.file_count++] = sockets[0];
    ck_assert_int_eq(pass(&sent, CHELA__FROM_HOST, &back), CHELA_OK);
    ck_assert_uint_eq(back.fields[1].len, size);
    ck_assert_uint_eq(back.file_count, CHELA__WIRE_FILES);
    chela__frame_done(&back);
    close_sockets();
    ck_assert_uint_eq(open_descriptors(), before);
    free(text);
}
END_TEST

START_TEST(refuses_what_the_sender_may_not_send)
{
    struct chela__frame back;
    open_sockets();
    ck_assert_int_eq(
        pass(&(struct chela__frame){.type = CHELA__WIRE_STOP}, CHELA__FROM_WORKER, &back),
        CHELA_INVALID);
    ck_assert_int_eq(
        pass(&(struct chela__frame){.type = CHELA__WIRE_RETURNED}, CHELA__FROM_HOST, &back),
        CHELA_INVALID);
    close_sockets();
}
END_TEST

START_TEST(refuses_every_truncation)
{
    struct chela__frame  back;
    struct chela__packet packet;
    ck_assert_int_eq(
        chela__packet_make(&(struct chela__frame){.type   = CHELA__WIRE_LOG,
                                                  .fields = {{.i = 1}, {.t = "line", .len = 4}}},
                           &packet, NULL),
        CHELA_OK);
    for (size_t len = 0; len < packet.len; len++)
        ck_assert_int_lt(chela__frame_decode(packet.data, len, CHELA__FROM_WORKER, &back, NULL), 0);
    ck_assert_int_eq(chela__frame_decode(packet.data, packet.len, CHELA__FROM_WORKER, &back, NULL),
                     CHELA_OK);
    chela__frame_done(&back);
    chela__packet_done(&packet);
}
END_TEST

START_TEST(refuses_lengths_and_nuls_that_lie)
{
    struct chela__frame  back;
    struct chela__packet packet;
    uint32_t             len = UINT32_MAX;
    chela__packet_make(
        &(struct chela__frame){.type = CHELA__WIRE_REPLY, .fields = {{.t = "{}", .len = 2}}},
        &packet, NULL);
    char *body = packet.data + CHELA__WIRE_HEADER;
    body[4]    = 0; // a NUL inside the text
    ck_assert_int_lt(chela__frame_decode(packet.data, packet.len, CHELA__FROM_WORKER, &back, NULL),
                     0);
    body[4] = '{';
    memcpy(body, &len, sizeof(len));
    ck_assert_int_lt(chela__frame_decode(packet.data, packet.len, CHELA__FROM_WORKER, &back, NULL),
                     0);
    chela__packet_done(&packet);
}
END_TEST

// A header that announces a body in a memfd, with `fd` as that memfd.
static chela_status
announce(int fd, uint32_t len)
{
    struct chela__frame back;
    const uint32_t header[8]    = {CHELA__WIRE_MAGIC, CHELA__WIRE_REPLY << 16 | CHELA__WIRE_VERSION,
                                   len, 1};
    struct chela__packet packet = {
        .data = (char *)header, .len = sizeof(header), .files = {fd}, .file_count = 1};
    ck_assert_int_eq(chela__packet_send(sockets[0], &packet, NULL), CHELA_OK);
    chela_status status = chela__frame_receive(sockets[1], false, CHELA__FROM_WORKER, &back, NULL);
    if (status == CHELA_OK)
        chela__frame_done(&back);
    return status;
}

START_TEST(wants_large_bodies_sealed)
{
    int    fd = memfd_create("body", MFD_ALLOW_SEALING), empty[2];
    size_t before;
    open_sockets();
    before = open_descriptors();
    ck_assert_int_eq(ftruncate(fd, 100000), 0);
    ck_assert_int_eq(announce(fd, 100000), CHELA_INVALID);
    ck_assert_int_eq(pipe(empty), 0);
    ck_assert_int_eq(announce(empty[0], 100000), CHELA_INVALID);
    close(empty[0]);
    close(empty[1]);
    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK);
    ck_assert_int_eq(announce(fd, 200000), CHELA_INVALID); // not its size
    ck_assert_int_eq(announce(fd, 100), CHELA_LIMIT);      // would have fitted inline
    ck_assert_uint_eq(open_descriptors(), before);
    close(fd);
    close_sockets();
}
END_TEST

START_TEST(leaks_no_descriptor_of_a_refused_message)
{
    struct chela__frame back;
    char                rubbish[40] = "rubbish";
    size_t              before;
    open_sockets();
    before                      = open_descriptors();
    struct chela__packet packet = {
        .data = rubbish, .len = sizeof(rubbish), .files = {0, 1, 2}, .file_count = 3};
    ck_assert_int_eq(chela__packet_send(sockets[0], &packet, NULL), CHELA_OK);
    ck_assert_int_eq(chela__frame_receive(sockets[1], false, CHELA__FROM_WORKER, &back, NULL),
                     CHELA_INVALID);
    ck_assert_uint_eq(open_descriptors(), before);
    close_sockets();
}
END_TEST

START_TEST(tells_empty_from_gone)
{
    struct chela__frame back;
    open_sockets();
    ck_assert_int_eq(chela__frame_receive(sockets[1], false, CHELA__FROM_HOST, &back, NULL),
                     CHELA_BUSY);
    close(sockets[0]);
    ck_assert_int_eq(chela__frame_receive(sockets[1], false, CHELA__FROM_HOST, &back, NULL),
                     CHELA_UNAVAILABLE);
    close(sockets[1]);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("wire");
    TCase *tcase = tcase_create("wire");
    tcase_add_test(tcase, carries_fields_and_numbers);
    tcase_add_test(tcase, carries_large_bodies_and_files);
    tcase_add_test(tcase, refuses_what_the_sender_may_not_send);
    tcase_add_test(tcase, refuses_every_truncation);
    tcase_add_test(tcase, refuses_lengths_and_nuls_that_lie);
    tcase_add_test(tcase, wants_large_bodies_sealed);
    tcase_add_test(tcase, leaks_no_descriptor_of_a_refused_message);
    tcase_add_test(tcase, tells_empty_from_gone);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
