// Addresses and host names: whose they are, and one form for many spellings.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/address.h"

static const struct {
    const char              *text;
    enum chela__address_kind kind;
} kinds[] = {
    {"1.1.1.1", CHELA__ADDRESS_GLOBAL},
    {"100.63.255.255", CHELA__ADDRESS_GLOBAL},
    {"172.32.0.1", CHELA__ADDRESS_GLOBAL},
    {"2606:4700::1111", CHELA__ADDRESS_GLOBAL},
    {"::ffff:1.1.1.1", CHELA__ADDRESS_GLOBAL},
    {"127.0.0.1", CHELA__ADDRESS_LOOPBACK},
    {"127.255.0.9", CHELA__ADDRESS_LOOPBACK},
    {"::1", CHELA__ADDRESS_LOOPBACK},
    {"::ffff:127.0.0.1", CHELA__ADDRESS_LOOPBACK},
    {"::127.0.0.1", CHELA__ADDRESS_LOOPBACK},
    {"64:ff9b::7f00:1", CHELA__ADDRESS_LOOPBACK},
    {"10.0.0.1", CHELA__ADDRESS_PRIVATE},
    {"100.64.0.1", CHELA__ADDRESS_PRIVATE},
    {"169.254.169.254", CHELA__ADDRESS_PRIVATE},
    {"172.31.255.255", CHELA__ADDRESS_PRIVATE},
    {"192.0.2.1", CHELA__ADDRESS_PRIVATE},
    {"192.168.1.1", CHELA__ADDRESS_PRIVATE},
    {"198.19.0.1", CHELA__ADDRESS_PRIVATE},
    {"203.0.113.7", CHELA__ADDRESS_PRIVATE},
    {"64:ff9b::c0a8:1", CHELA__ADDRESS_PRIVATE},
    {"fd00::1", CHELA__ADDRESS_PRIVATE},
    {"fe80::1", CHELA__ADDRESS_PRIVATE},
    {"fec0::1", CHELA__ADDRESS_PRIVATE},
    {"2001:0:1::1", CHELA__ADDRESS_PRIVATE},
    {"2002:7f00:1::", CHELA__ADDRESS_PRIVATE},
    {"2001:db8::1", CHELA__ADDRESS_PRIVATE},
    {"64:ff9b:1::1", CHELA__ADDRESS_PRIVATE},
    {"0.0.0.0", CHELA__ADDRESS_NOBODY},
    {"0.1.0.1", CHELA__ADDRESS_NOBODY},
    {"224.0.0.1", CHELA__ADDRESS_NOBODY},
    {"255.255.255.255", CHELA__ADDRESS_NOBODY},
    {"::", CHELA__ADDRESS_NOBODY},
    {"::ffff:0.0.0.0", CHELA__ADDRESS_NOBODY},
    {"100::1:1", CHELA__ADDRESS_NOBODY},
    {"ff02::1", CHELA__ADDRESS_NOBODY},
};

START_TEST(knows_whose_an_address_is)
{
    struct chela__address address;
    ck_assert_msg(chela__address_parse(kinds[_i].text, &address), "%s", kinds[_i].text);
    ck_assert_msg(chela__address_kind(&address) == kinds[_i].kind, "%s is of kind %d",
                  kinds[_i].text, chela__address_kind(&address));
}
END_TEST

static const struct {
    const char *text, *normal; // NULL: refused
} hosts[] = {
    {"example.org", "example.org"},
    {"Example.ORG", "example.org"},
    {"example.org.", "example.org"},
    {"localhost", "localhost"},
    {"a_b.example", "a_b.example"},
    {"xn--bcher-kva.example", "xn--bcher-kva.example"},
    {"127.0.0.1", "127.0.0.1"},
    {"[::1]", "::1"},
    {"0:0::0001", "::1"},
    {"::ffff:10.0.0.1", "10.0.0.1"},
    {"", NULL},
    {".", NULL},
    {"example.org..", NULL},
    {"a..b", NULL},
    {"-a.org", NULL},
    {"a-.org", NULL},
    {"a b", NULL},
    {"a/b", NULL},
    {"user@example.org", NULL},
    {"b\xc3\xbc"
     "cher.example",
     NULL},
    {"2130706433", NULL},
    {"127.1", NULL},
    {"0177.0.0.1", NULL},
    {"0x7f.0.0.1", NULL},
    {"127.0.0.0x1", NULL},
    {"1.2.3.4.5", NULL},
    {"[127.0.0.1", NULL},
    {"fe80::1%eth0", NULL},
    {"256.0.0.1", NULL},
};

START_TEST(has_one_form_for_a_host)
{
    char host[CHELA__HOST_SIZE];
    bool is_host = chela__host_normal(hosts[_i].text, host);
    ck_assert_msg(is_host == (hosts[_i].normal != NULL), "%s", hosts[_i].text);
    if (is_host)
        ck_assert_str_eq(host, hosts[_i].normal);
}
END_TEST

START_TEST(refuses_long_names)
{
    char host[CHELA__HOST_SIZE], name[400];
    memset(name, 'a', sizeof(name));
    for (size_t i = 60; i < sizeof(name); i += 60)
        name[i] = '.';
    name[253] = 0;
    ck_assert(chela__host_normal(name, host));
    name[253] = 'a';
    name[254] = 0;
    ck_assert(!chela__host_normal(name, host));
    memset(name, 'a', 64);
    name[64] = 0;
    ck_assert(!chela__host_normal(name, host));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("address");
    TCase *tests = tcase_create("address");
    tcase_add_loop_test(tests, knows_whose_an_address_is, 0, sizeof(kinds) / sizeof(*kinds));
    tcase_add_loop_test(tests, has_one_form_for_a_host, 0, sizeof(hosts) / sizeof(*hosts));
    tcase_add_test(tests, refuses_long_names);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
