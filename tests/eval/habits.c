// habits.c - does memory spare questions without filling in what is wrong? A simulated user with
// ten preferences, drawn by seed from a list written before anything was measured, asks for thirty
// days through host.h alone, once with memory and once without. One preference changes on day 15.
//
//     chela-habits IMAGE WORKER [SEED ...]      one line a run, then a table; exit 1: not reached
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/host.h>

#define DAYS 30
#define HABITS 10
#define A_DAY 6 // requests of a day
#define CHANGES 15
#define FIRST_DAY 1795345200000 // 2026-11-22T11:00:00Z

// A wish that lacks something, and what the user may want there: words, and how they show in the
// call.
struct wish {
    const char *says;
    const char *words[3];
    const char *values[3];
};
static const struct wish wishes[] = {
    {"start a timer for the pasta",
     {"9 minutes", "11 minutes", "12 minutes"},
     {"PT9M", "PT11M", "PT12M"}},
    {"start a timer for the tea",
     {"3 minutes", "4 minutes", "5 minutes"},
     {"PT3M", "PT4M", "PT5M"}},
    {"start a timer for the eggs",
     {"6 minutes", "7 minutes", "10 minutes"},
     {"PT6M", "PT7M", "PT10M"}},
    {"start a timer for the rice",
     {"18 minutes", "20 minutes", "25 minutes"},
     {"PT18M", "PT20M", "PT25M"}},
    {"start a timer for the laundry",
     {"40 minutes", "50 minutes", "2 hours"},
     {"PT40M", "PT50M", "PT2H"}},
    {"start a timer for the bread",
     {"35 minutes", "45 minutes", "2 hours"},
     {"PT35M", "PT45M", "PT2H"}},
    {"set an alarm for school",
     {"at 6:30 am", "at 6:45 am", "at 7 am"},
     {"06:30", "06:45", "07:00"}},
    {"set an alarm for the gym",
     {"at 5:45 am", "at 6:15 am", "at 18:30"},
     {"05:45", "06:15", "18:30"}},
    {"set an alarm for the market",
     {"at 7:30 am", "at 8 am", "at 9:15 am"},
     {"07:30", "08:00", "09:15"}},
    {"set an alarm for work",
     {"at 7:10 am", "at 7:40 am", "at 8:20 am"},
     {"07:10", "07:40", "08:20"}},
    {"set an alarm for the choir",
     {"at 17:30", "at 18:45", "at 19:15"},
     {"17:30", "18:45", "19:15"}},
    {"set an alarm for the garden",
     {"at 6:50 am", "at 10:30 am", "at 16:20"},
     {"06:50", "10:30", "16:20"}},
    {"start a timer for the meditation",
     {"8 minutes", "15 minutes", "30 minutes"},
     {"PT8M", "PT15M", "PT30M"}},
    {"start a timer for the homework",
     {"55 minutes", "35 minutes", "45 minutes"},
     {"PT55M", "PT35M", "PT45M"}},
};
#define WISHES (sizeof wishes / sizeof *wishes)

struct user {
    uint64_t                   random;
    const struct wish         *habits[HABITS];
    int                        prefers[HABITS];
    int64_t                    now_ms;
    struct chela_host         *host;
    struct chela_conversation *conversation;
    // Of the running request:
    const char *wanted; // the value as the call must have it
    // Of a day, and of the whole run:
    int questions[DAYS], tasks[DAYS];
    int refusals, wrong;
};

// ---- chance: the same for every run of a seed (SplitMix64) ----

static uint32_t
draw(struct user *user, uint32_t below)
{
    uint64_t x = user->random += 0x9E3779B97F4A7C15u;
    x          = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x          = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((x ^ (x >> 31)) % below);
}

static void
draw_habits(struct user *user)
{
    bool is_taken[WISHES] = {false};
    for (int i = 0; i < HABITS; i++) {
        uint32_t at = draw(user, WISHES);
        while (is_taken[at])
            at = (at + 1) % WISHES;
        is_taken[at]     = true;
        user->habits[i]  = &wishes[at];
        user->prefers[i] = (int)draw(user, 3);
    }
}

// ---- what the user sees ----

// The user reads the card: only what they want is agreed to.
static void
on_card(void *data, struct chela_conversation *conversation, const struct chela_card *card)
{
    struct user *user = data;
    bool         fits = strstr(card->json, user->wanted) != NULL;
    user->refusals += !fits;
    (void)chela_consent(conversation, fits, NULL);
}

// What really happened.
static void
on_event(void *data, const struct chela_event *event)
{
    struct user *user = data;
    if (event->kind == CHELA_EVENT_STARTED)
        user->wrong += strstr(event->json, user->wanted) == NULL;
}

static int64_t
now_ms(void *data)
{
    return ((struct user *)data)->now_ms;
}

// ---- one request, in a conversation of its own ----

static chela_status
say(struct user *user, const char *text, struct chela_error *err)
{
    chela_status status = chela_ask(user->conversation, text, err);
    return status < 0 ? status : chela_wait(user->conversation, err);
}

static bool
talk(struct user *user, int day, int habit)
{
    const struct wish *wish   = user->habits[habit];
    const char        *text   = wish->says;
    struct chela_error err    = CHELA_ERROR_INIT;
    chela_status       status = CHELA_NEEDS_ANSWER;
    user->wanted              = wish->values[user->prefers[habit]];
    user->tasks[day]++;
    for (int turn = 0; turn < 4; turn++) {
        status = say(user, text, &err);
        if (status != CHELA_NEEDS_ANSWER && status != CHELA_DENIED)
            break;
        user->questions[day] += status == CHELA_NEEDS_ANSWER;
        // An answer, or after a card that was wrong the wish once more.
        text = status == CHELA_DENIED ? wish->says : wish->words[user->prefers[habit]];
    }
    if (status != CHELA_OK)
        fprintf(stderr, "day %d, \"%s\": %d %s\n", day + 1, wish->says, (int)status, err.text);
    return status == CHELA_OK;
}

static bool
ask(struct user *user, unsigned flags, int day, int habit)
{
    struct chela_conversation_options options = CHELA_CONVERSATION_OPTIONS_INIT;
    options.flags                             = flags;
    options.user                              = user;
    options.card                              = on_card;
    options.event                             = on_event;
    if (chela_conversation_open(user->host, &options, &user->conversation, NULL) < 0)
        return false;
    bool good = talk(user, day, habit);
    chela_conversation_close(user->conversation);
    return good;
}

static bool
live(struct user *user, const struct chela_host_options *options, unsigned flags)
{
    bool good = true;
    for (int day = 0; day < DAYS && good; day++) {
        struct chela_error err = CHELA_ERROR_INIT;
        user->now_ms           = FIRST_DAY + (int64_t)day * 24 * 3600 * 1000;
        if (day == CHANGES)
            user->prefers[0] = (user->prefers[0] + 1) % 3;
        good = chela_host_open(options, &user->host, &err) == CHELA_OK;
        if (!good)
            fprintf(stderr, "%s\n", err.text);
        int first = (int)draw(user, HABITS);
        for (int i = 0; i < A_DAY && good; i++)
            good = ask(user, flags, day, (first + i) % HABITS);
        chela_host_close(user->host);
        user->host = NULL;
    }
    return good;
}

// ---- figures ----

static double
questions_per_task(const struct user *user, int from, int to)
{
    double questions = 0, tasks = 0;
    for (int day = from; day < to; day++) {
        questions += user->questions[day];
        tasks += user->tasks[day];
    }
    return tasks > 0 ? questions / tasks : 0;
}

static bool
run(const char *image, const char *worker, unsigned long seed, unsigned flags)
{
    char folder[] = "/tmp/chela-habits-XXXXXX";
    char data[64], cache[64], command[96];
    if (!mkdtemp(folder))
        return false;
    (void)snprintf(data, sizeof data, "%s/data", folder);
    (void)snprintf(cache, sizeof cache, "%s/cache", folder);
    struct user               user    = {.random = seed};
    struct chela_host_options options = CHELA_HOST_OPTIONS_INIT;
    options.home                      = folder;
    options.data                      = data;
    options.cache                     = cache;
    options.image                     = image;
    options.worker                    = worker;
    options.zone                      = "Europe/Paris";
    options.user                      = &user;
    options.now_ms                    = now_ms;
    draw_habits(&user);
    bool   good  = live(&user, &options, flags);
    double first = questions_per_task(&user, 0, 1), last = questions_per_task(&user, 20, DAYS);
    bool   is_on = !(flags & CHELA_FORGETFUL);
    printf("{\"seed\": %lu, \"memory\": %s, \"day_1\": %.2f, \"days_21_to_30\": %.2f, "
           "\"refused_cards\": %d, \"wrong_fills\": %d}\n",
           seed, is_on ? "true" : "false", first, last, user.refusals, user.wrong);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    (void)!system(command);
    return good && !user.wrong && (!is_on || last * 3 < first);
}

int
main(int argc, char **argv)
{
    bool good = argc > 2;
    if (!good)
        fprintf(stderr, "usage: chela-habits IMAGE WORKER [SEED ...]\n");
    for (int i = 3; good && i < (argc > 3 ? argc : 4); i++) {
        unsigned long seed = argc > 3 ? strtoul(argv[i], NULL, 10) : 1;
        good               = run(argv[1], argv[2], seed, 0);
        good               = run(argv[1], argv[2], seed, CHELA_FORGETFUL) && good;
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
