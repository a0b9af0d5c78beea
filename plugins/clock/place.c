// place.c - from the name of a place to its time zone: a table of what zoneinfo does not name, then
// the city in each IANA name.
#include "place.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <chela/time.h>

#define ZONE_TABLE "/usr/share/zoneinfo/tzdata.zi"
#define ZONE_TABLE_OLD "/usr/share/zoneinfo/zone.tab"
#define MAX_PLACE 128

struct place {
    const char *name, *zone;
};

static const struct place places[] = {
    // clang-format off
    {"UTC", "UTC"}, {"GMT", "UTC"}, {"CET", "Europe/Paris"}, {"CEST", "Europe/Paris"},
    {"BST", "Europe/London"}, {"EST", "America/New_York"}, {"EDT", "America/New_York"},
    {"Eastern", "America/New_York"}, {"CST", "America/Chicago"}, {"CDT", "America/Chicago"},
    {"Central", "America/Chicago"}, {"MST", "America/Denver"}, {"MDT", "America/Denver"},
    {"PST", "America/Los_Angeles"}, {"PDT", "America/Los_Angeles"},
    {"Pacific", "America/Los_Angeles"}, {"JST", "Asia/Tokyo"}, {"IST", "Asia/Kolkata"},
    {"Beijing", "Asia/Shanghai"}, {"Shenzhen", "Asia/Shanghai"}, {"Guangzhou", "Asia/Shanghai"},
    {"Chengdu", "Asia/Shanghai"}, {"Hangzhou", "Asia/Shanghai"}, {"Wuhan", "Asia/Shanghai"},
    {"China", "Asia/Shanghai"}, {"Japan", "Asia/Tokyo"}, {"Osaka", "Asia/Tokyo"},
    {"Kyoto", "Asia/Tokyo"}, {"Korea", "Asia/Seoul"}, {"India", "Asia/Kolkata"},
    {"Mumbai", "Asia/Kolkata"}, {"Delhi", "Asia/Kolkata"}, {"Bangalore", "Asia/Kolkata"},
    {"Hanoi", "Asia/Bangkok"}, {"Abu Dhabi", "Asia/Dubai"},
    {"England", "Europe/London"}, {"UK", "Europe/London"}, {"Britain", "Europe/London"},
    {"Scotland", "Europe/London"}, {"Edinburgh", "Europe/London"}, {"Manchester", "Europe/London"},
    {"Ireland", "Europe/Dublin"}, {"France", "Europe/Paris"}, {"Lyon", "Europe/Paris"},
    {"Marseille", "Europe/Paris"}, {"Germany", "Europe/Berlin"}, {"Munich", "Europe/Berlin"},
    {"Hamburg", "Europe/Berlin"}, {"Frankfurt", "Europe/Berlin"}, {"Cologne", "Europe/Berlin"},
    {"Spain", "Europe/Madrid"}, {"Barcelona", "Europe/Madrid"}, {"Italy", "Europe/Rome"},
    {"Milan", "Europe/Rome"}, {"Switzerland", "Europe/Zurich"}, {"Geneva", "Europe/Zurich"},
    {"Basel", "Europe/Zurich"}, {"Austria", "Europe/Vienna"}, {"Netherlands", "Europe/Amsterdam"},
    {"Belgium", "Europe/Brussels"}, {"Portugal", "Europe/Lisbon"}, {"Poland", "Europe/Warsaw"},
    {"Sweden", "Europe/Stockholm"}, {"Norway", "Europe/Oslo"}, {"Denmark", "Europe/Copenhagen"},
    {"Finland", "Europe/Helsinki"}, {"Greece", "Europe/Athens"}, {"Ukraine", "Europe/Kyiv"},
    {"New York City", "America/New_York"}, {"NYC", "America/New_York"},
    {"Washington", "America/New_York"}, {"Boston", "America/New_York"},
    {"Miami", "America/New_York"}, {"Atlanta", "America/New_York"},
    {"Philadelphia", "America/New_York"}, {"Montreal", "America/Toronto"},
    {"Dallas", "America/Chicago"}, {"Houston", "America/Chicago"}, {"Austin", "America/Chicago"},
    {"San Francisco", "America/Los_Angeles"}, {"Seattle", "America/Los_Angeles"},
    {"San Diego", "America/Los_Angeles"}, {"Las Vegas", "America/Los_Angeles"},
    {"LA", "America/Los_Angeles"}, {"Hawaii", "Pacific/Honolulu"},
    {"Rio de Janeiro", "America/Sao_Paulo"}, {"Canberra", "Australia/Sydney"},
    {"Cape Town", "Africa/Johannesburg"}, {"Wellington", "Pacific/Auckland"},
    {"北京", "Asia/Shanghai"}, {"上海", "Asia/Shanghai"}, {"广州", "Asia/Shanghai"},
    {"深圳", "Asia/Shanghai"}, {"成都", "Asia/Shanghai"}, {"杭州", "Asia/Shanghai"},
    {"中国", "Asia/Shanghai"}, {"香港", "Asia/Hong_Kong"}, {"澳门", "Asia/Macau"},
    {"台北", "Asia/Taipei"}, {"乌鲁木齐", "Asia/Urumqi"}, {"东京", "Asia/Tokyo"},
    {"大阪", "Asia/Tokyo"}, {"京都", "Asia/Tokyo"}, {"日本", "Asia/Tokyo"}, {"首尔", "Asia/Seoul"},
    {"韩国", "Asia/Seoul"}, {"新加坡", "Asia/Singapore"}, {"曼谷", "Asia/Bangkok"},
    {"吉隆坡", "Asia/Kuala_Lumpur"}, {"雅加达", "Asia/Jakarta"}, {"马尼拉", "Asia/Manila"},
    {"新德里", "Asia/Kolkata"}, {"孟买", "Asia/Kolkata"}, {"印度", "Asia/Kolkata"},
    {"迪拜", "Asia/Dubai"}, {"伊斯坦布尔", "Europe/Istanbul"}, {"莫斯科", "Europe/Moscow"},
    {"开罗", "Africa/Cairo"}, {"伦敦", "Europe/London"}, {"英国", "Europe/London"},
    {"巴黎", "Europe/Paris"}, {"法国", "Europe/Paris"}, {"柏林", "Europe/Berlin"},
    {"德国", "Europe/Berlin"}, {"慕尼黑", "Europe/Berlin"}, {"法兰克福", "Europe/Berlin"},
    {"马德里", "Europe/Madrid"}, {"巴塞罗那", "Europe/Madrid"}, {"罗马", "Europe/Rome"},
    {"米兰", "Europe/Rome"}, {"苏黎世", "Europe/Zurich"}, {"日内瓦", "Europe/Zurich"},
    {"维也纳", "Europe/Vienna"}, {"阿姆斯特丹", "Europe/Amsterdam"},
    {"布鲁塞尔", "Europe/Brussels"}, {"斯德哥尔摩", "Europe/Stockholm"},
    {"纽约", "America/New_York"}, {"华盛顿", "America/New_York"}, {"波士顿", "America/New_York"},
    {"多伦多", "America/Toronto"}, {"芝加哥", "America/Chicago"}, {"洛杉矶", "America/Los_Angeles"},
    {"旧金山", "America/Los_Angeles"}, {"西雅图", "America/Los_Angeles"},
    {"温哥华", "America/Vancouver"}, {"墨西哥城", "America/Mexico_City"},
    {"圣保罗", "America/Sao_Paulo"}, {"悉尼", "Australia/Sydney"},
    {"墨尔本", "Australia/Melbourne"}, {"奥克兰", "Pacific/Auckland"},
    // clang-format on
};

// Without spaces and "time" / "时间" around it: "Tokyo time" is Tokyo.
static void
trim(const char *place, char ret_name[MAX_PLACE])
{
    static const char *const tails[] = {" time", " standard time", "时间", "市"};
    snprintf(ret_name, MAX_PLACE, "%s", place + strspn(place, " "));
    size_t len = strlen(ret_name);
    while (len && ret_name[len - 1] == ' ')
        ret_name[--len] = '\0';
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t tail = strlen(tails[i]);
        if (len > tail && !strcasecmp(ret_name + len - tail, tails[i])) {
            len -= tail;
            ret_name[len] = '\0';
        }
    }
}

// "America/Argentina/Buenos_Aires" is Buenos Aires.
static bool
zone_has_city(const char *zone, const char *city)
{
    const char *slash = strrchr(zone, '/');
    const char *at    = slash ? slash + 1 : zone;
    for (; *at && *city; at++, city++) {
        char a = *at == '_' ? ' ' : *at;
        if (strncasecmp(&a, city, 1) != 0)
            return false;
    }
    return !*at && !*city;
}

// Zones stand in "Z NAME ..." and, as other names, in "L TARGET NAME".
static bool
take_line(char *line, const char *city, char ret_zone[ZONE_NAME_SIZE])
{
    char kind[8], first[ZONE_NAME_SIZE], second[ZONE_NAME_SIZE];
    int  fields = sscanf(line, "%7s %63s %63s", kind, first, second);
    if (fields != 3)
        return false;
    bool is_zone = !strcmp(kind, "Z") && strchr(first, '/') && zone_has_city(first, city);
    bool is_link = !strcmp(kind, "L") && zone_has_city(second, city);
    // zone.tab: country, coordinates, name
    bool is_row = strlen(kind) == 2 && strchr(second, '/') && zone_has_city(second, city);
    if (is_zone || is_link || is_row)
        memcpy(ret_zone, is_row ? second : first, ZONE_NAME_SIZE);
    return is_zone || is_link || is_row;
}

static bool
find_city(const char *city, char ret_zone[ZONE_NAME_SIZE])
{
    char  line[512];
    bool  found = false;
    FILE *file  = fopen(ZONE_TABLE, "re");
    if (!file)
        file = fopen(ZONE_TABLE_OLD, "re");
    while (file && !found && fgets(line, sizeof line, file))
        found = take_line(line, city, ret_zone);
    if (file)
        fclose(file);
    return found;
}

static bool
is_zone(const char *name)
{
    struct chela_zone *zone  = NULL;
    bool               known = strchr(name, '/') && chela_zone_load(name, &zone) == CHELA_OK;
    chela_zone_free(zone);
    return known;
}

chela_status
place_zone(const char *place, char ret_zone[ZONE_NAME_SIZE])
{
    char name[MAX_PLACE];
    trim(place, name);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!strcasecmp(places[i].name, name)) {
            snprintf(ret_zone, ZONE_NAME_SIZE, "%s", places[i].zone);
            return CHELA_OK;
        }
    }
    if (strlen(name) < ZONE_NAME_SIZE && is_zone(name)) {
        memcpy(ret_zone, name, strlen(name) + 1);
        return CHELA_OK;
    }
    return find_city(name, ret_zone) ? CHELA_OK : CHELA_NOT_FOUND;
}
