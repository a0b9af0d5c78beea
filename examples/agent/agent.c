// agent.c - a complete host agent: hands a sentence to Chela, shows the card, says what happened.
//
//   cc agent.c $(pkg-config --cflags --libs chela) -o agent && ./agent "what is 18% of 46.20"
#include <chela/host.h>
#include <stdio.h>

static void
card(void *user, struct chela_conversation *conversation, const struct chela_card *shown)
{
    (void)user;
    printf("May I do this?\n%s[y/n] ", shown->text);
    fflush(stdout);
    int answer = getchar();
    chela_consent(conversation, answer == 'y', NULL);
}

static void
question(void *user, const struct chela_question *asked)
{
    (void)user;
    printf("I need to know: %s\n", asked->text);
}

static void
result(void *user, const struct chela_result *ended)
{
    (void)user;
    if (ended->status != CHELA_NEEDS_ANSWER)
        printf("%s\n", ended->text);
}

int
main(int argc, char **argv)
{
    struct chela_error                err          = CHELA_ERROR_INIT;
    struct chela_conversation_options options      = CHELA_CONVERSATION_OPTIONS_INIT;
    struct chela_host                *host         = NULL;
    struct chela_conversation        *conversation = NULL;
    options.card                                   = card;
    options.question                               = question;
    options.result                                 = result;
    if (argc == 2 && chela_host_open(NULL, &host, &err) == CHELA_OK &&
        chela_conversation_open(host, &options, &conversation, &err) == CHELA_OK &&
        chela_ask(conversation, argv[1], &err) == CHELA_OK)
        chela_wait(conversation, &err);
    if (err.status < 0)
        fprintf(stderr, "agent: %s\n", err.text);
    chela_conversation_close(conversation);
    chela_host_close(host);
    return err.status < 0 || argc != 2;
}
