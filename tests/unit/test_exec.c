// Tests of chela.exec/1: what a plugin starts is what it declared, and ends with the call.
#include "fixtures/calls.h"
#include "fixtures/listener.h"

#include <pthread.h>
#include <sys/stat.h>

#include "sandbox/program.h"

static struct test_calls host;

static void
open_host(const char *config)
{
    char path[160];
    test_calls_open(&host, CHELA__SIDELOAD, NULL);
    snprintf(path, sizeof(path), "%s/config", host.folder);
    ck_assert_int_eq(chela__make_folder(path, NULL), CHELA_OK);
    snprintf(path, sizeof(path), "%s/config/org.example.runs.json", host.folder);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0644, config, strlen(config), NULL),
                     CHELA_OK);
}

static void
setup(void)
{
    open_host("{}");
}

static void
teardown(void)
{
    test_calls_close(&host);
}

static struct test_outcome
run(const char *program, const char *members)
{
    char input[4096];
    snprintf(input, sizeof(input), "{\"program\":\"%s\"%s%s}", program, *members ? "," : "",
             members);
    return test_call(&host, "runs", "runs.program", input);
}

// A script as the argument of `program` after `option`; the host's test folder stands for @.
static struct test_outcome
run_script(const char *program, const char *option, const char *script)
{
    char   members[3000];
    char   with_folder[2048] = "";
    size_t len               = 0;
    for (const char *at = script; *at; at++)
        len += (size_t)snprintf(with_folder + len, sizeof(with_folder) - len,
                                *at == '@' ? "%s" : "%.1s", *at == '@' ? host.folder : at);
    json_t *text   = json_string(with_folder);
    char   *quoted = json_dumps(text, JSON_ENCODE_ANY);
    snprintf(members, sizeof(members), "\"arguments\":[\"%s\",%s]", option, quoted);
    free(quoted);
    json_decref(text);
    return run(program, members);
}

static void
expect(struct test_outcome outcome, int code, const char *text)
{
    ck_assert_msg(outcome.status == CHELA_OK, "%s (%s)", outcome.text, host.log);
    ck_assert_str_eq(json_string_value(json_object_get(outcome.output, "text")), text);
    ck_assert_int_eq(json_integer_value(json_object_get(outcome.output, "code")), code);
    json_decref(outcome.output);
}

static void
expect_refused(struct test_outcome outcome, chela_status status, const char *why)
{
    ck_assert_msg(outcome.status == status, "%s: %s", chela__status_name(outcome.status),
                  outcome.text);
    ck_assert_msg(strstr(host.log, why) != NULL, "%s", host.log);
}

static void
write_file(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof(path), "%s/%s", host.folder, name);
    ck_assert_int_eq(chela__file_write(AT_FDCWD, path, 0644, text, strlen(text), NULL), CHELA_OK);
}

START_TEST(runs_what_is_declared)
{
    expect(run_script("sh", "-c", "echo hi; pwd | sed s,.*/,,; exit 3"), 3,
           "hi\norg.example.runs\n");
}
END_TEST

START_TEST(refuses_what_is_not)
{
    expect_refused(run("ls", ""), CHELA_DENIED, "does not name \"exec:ls\"");
    expect_refused(run("/usr/bin/sh", ""), CHELA_DENIED, "exec:/usr/bin/sh");
    expect_refused(run("../bin/sh", ""), CHELA_DENIED, "exec:../bin/sh");
    expect_refused(run("", ""), CHELA_DENIED, "does not name");
    expect_refused(run("no-such-program", ""), CHELA_UNAVAILABLE, "is not installed");
    expect_refused(run("sh", "\"environment\":[\"LD_PRELOAD=/tmp/x.so\"]"), CHELA_DENIED,
                   "may not hold LD_PRELOAD");
    expect_refused(run("sh", "\"environment\":[\"PATH=/tmp\"]"), CHELA_DENIED, "PATH");
    expect_refused(run("sh", "\"environment\":[\"no value\"]"), CHELA_DENIED, "may not hold");
}
END_TEST

START_TEST(hands_over_environment_and_arguments)
{
    expect(run("sh", "\"arguments\":[\"-c\",\"echo $A $1 $HOME\",\"x\",\"--ro-bind\"],"
                     "\"environment\":[\"A=b c\"]"),
           0, "b c --ro-bind /tmp/home\n");
}
END_TEST

START_TEST(bounds_what_it_writes)
{
    struct test_outcome outcome =
        run("sh", "\"arguments\":[\"-c\",\"while :; do echo 0123456789; done\"],\"max\":10000");
    ck_assert_int_eq(outcome.status, CHELA_LIMIT);
}
END_TEST

// How many processes run whose command line holds `text`.
static int
count_processes(const char *text)
{
    char command[256], line[32] = "";
    snprintf(command, sizeof(command), "grep -l -a -s -e '%s' /proc/[0-9]*/cmdline | wc -l", text);
    FILE *output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), output));
    pclose(output);
    return atoi(line);
}

START_TEST(ends_programs_with_their_call)
{
    char                script[300], members[600];
    struct test_outcome outcome;
    snprintf(script, sizeof(script), "sleep 61.%d & setsid sh -c 'sleep 61.%d' & sleep 61.%d",
             (int)getpid(), (int)getpid(), (int)getpid());
    snprintf(members, sizeof(members), "{\"script\":\"%s\"}", script);
    outcome = test_call(&host, "runs", "runs.left_alone", members);
    ck_assert_msg(outcome.status == CHELA_OK, "%s", outcome.text);
    json_decref(outcome.output);
    snprintf(script, sizeof(script), "[6]1.%d", (int)getpid());
    for (int i = 0; i < 100 && count_processes(script) > 0; i++)
        usleep(20000);
    ck_assert_int_eq(count_processes(script), 0);
}
END_TEST

START_TEST(ends_programs_at_the_deadline)
{
    char                text[64];
    struct test_outcome outcome;
    int64_t             began = chela__monotonic_ms();
    test_start(&host, "runs", "runs.program",
               "{\"program\":\"sh\",\"arguments\":[\"-c\",\"trap '' TERM; sleep 62.5\"]}", NULL,
               500, &outcome);
    test_wait(&host, &outcome);
    ck_assert_msg(outcome.status == CHELA_TIMEOUT, "%s", outcome.text);
    ck_assert_int_lt(chela__monotonic_ms() - began, 4000);
    snprintf(text, sizeof(text), "[6]2.5");
    for (int i = 0; i < 100 && count_processes(text) > 0; i++)
        usleep(20000);
    ck_assert_int_eq(count_processes(text), 0);
}
END_TEST

START_TEST(runs_node)
{
    if (access("/usr/bin/node", X_OK) < 0) {
        printf("skipped: node is not installed (package nodejs)\n");
        return;
    }
    write_file("secret", "secret");
    expect(
        run_script("node", "-e",
                   "const fs = require('fs');"
                   "fs.writeFileSync('in.txt', 'data');"
                   "console.log(fs.readFileSync('in.txt', 'utf8'));"
                   "for (const path of ['@/secret', '/root/.profile', '/proc/1/root/etc/shadow'])"
                   "  try { fs.readFileSync(path); console.log('read', path); }"
                   "  catch (error) { console.log(error.code); }"),
        0, "data\nENOENT\nENOENT\nEACCES\n");
}
END_TEST

START_TEST(runs_ffmpeg)
{
    if (access("/usr/bin/ffmpeg", X_OK) < 0) {
        printf("skipped: ffmpeg is not installed (package ffmpeg)\n");
        return;
    }
    struct test_outcome outcome = run(
        "ffmpeg", "\"arguments\":[\"-hide_banner\",\"-loglevel\",\"error\",\"-f\",\"lavfi\",\"-i\","
                  "\"sine=frequency=440:duration=1\",\"tone.wav\"]");
    expect(outcome, 0, "");
    outcome = run("ffmpeg", "\"arguments\":[\"-hide_banner\",\"-loglevel\",\"error\",\"-i\","
                            "\"tone.wav\",\"-ar\",\"8000\",\"low.wav\"]");
    expect(outcome, 0, "");
    char        path[200];
    struct stat info;
    snprintf(path, sizeof(path), "%s/data/org.example.runs/low.wav", host.folder);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_gt(info.st_size, 15000);
    ck_assert_int_lt(info.st_size, 17000);
}
END_TEST

// ---- the network ----

static void *
serve_once(void *user)
{
    struct test_listener *listener = user;
    char                  request[2048];
    const char            answer[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    int                   fd       = accept(listener->fd, NULL, NULL);
    ssize_t               len      = read(fd, request, sizeof(request));
    if (len > 0 && write(fd, answer, sizeof(answer) - 1) < 0)
        perror("answer");
    close(fd);
    return NULL;
}

#define GET                                                                                        \
    "const http = require('http');"                                                                \
    "http.get({host: 'localhost', port: +process.argv[1] || PORT}, (response) => {"                \
    "  response.on('data', (data) => console.log(String(data))); })"                               \
    "  .on('error', (error) => console.log(error.code));"

START_TEST(reaches_what_is_declared_through_the_broker)
{
    struct test_listener listener, other;
    pthread_t            thread;
    char                 config[64], script[512];
    if (access("/usr/bin/node", X_OK) < 0)
        return;
    test_listen(&listener, 4);
    test_listen(&other, 4);
    snprintf(config, sizeof(config), "{\"port\":%u}", listener.port);
    test_calls_close(&host);
    open_host(config);
    ck_assert_int_eq(pthread_create(&thread, NULL, serve_once, &listener), 0);
    snprintf(script, sizeof(script), "const PORT = %u; %s", listener.port, GET);
    expect(run_script("node", "-e", script), 0, "hello\n");
    pthread_join(thread, NULL);
    snprintf(script, sizeof(script), "const PORT = %u; %s", other.port, GET);
    expect(run_script("node", "-e", script), 0, "ECONNREFUSED\n");
    close(listener.fd);
    close(other.fd);
}
END_TEST

int
main(void)
{
    if (access(CHELA__BWRAP, X_OK) < 0) {
        printf("skipped: bubblewrap is not installed\n");
        return 77;
    }
    Suite *suite = suite_create("exec");
    TCase *tcase = tcase_create("exec");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, runs_what_is_declared);
    tcase_add_test(tcase, refuses_what_is_not);
    tcase_add_test(tcase, hands_over_environment_and_arguments);
    tcase_add_test(tcase, bounds_what_it_writes);
    tcase_add_test(tcase, ends_programs_with_their_call);
    tcase_add_test(tcase, ends_programs_at_the_deadline);
    tcase_add_test(tcase, runs_node);
    tcase_add_test(tcase, runs_ffmpeg);
    tcase_add_test(tcase, reaches_what_is_declared_through_the_broker);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
