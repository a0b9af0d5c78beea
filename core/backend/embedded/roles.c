// roles.c - a table of words that tell what a parameter is for.
#include "backend/embedded/roles.h"

#include <ctype.h>
#include <string.h>

#include "backend/embedded/terms.h"

struct entry {
    const char      *word;
    enum chela__role role;
};

// Sorted by bytes, for binary search.
// clang-format off
#define ROLE_PLACE CHELA__ROLE_PLACE
#define ROLE_PERSON CHELA__ROLE_PERSON
#define ROLE_DATE CHELA__ROLE_DATE
#define ROLE_TIME CHELA__ROLE_TIME
#define ROLE_PERIOD CHELA__ROLE_PERIOD
#define ROLE_YEAR CHELA__ROLE_YEAR
#define ROLE_START CHELA__ROLE_START
#define ROLE_END CHELA__ROLE_END
#define ROLE_COUNT CHELA__ROLE_COUNT
#define ROLE_TEXT CHELA__ROLE_TEXT
#define ROLE_ID CHELA__ROLE_ID
#define ROLE_LINK CHELA__ROLE_LINK
#define ROLE_UNIT CHELA__ROLE_UNIT
#define ROLE_KIND CHELA__ROLE_KIND
#define ROLE_TITLE CHELA__ROLE_TITLE
#define ROLE_FORMULA CHELA__ROLE_FORMULA
static const struct entry words[] = {
    {"actor", ROLE_PERSON}, {"actors", ROLE_PERSON}, {"address", ROLE_PLACE}, {"age", ROLE_PERIOD},
    {"airport", ROLE_PLACE}, {"album", ROLE_TITLE}, {"amount", ROLE_COUNT}, {"area", ROLE_PLACE},
    {"arrival", ROLE_END}, {"artist", ROLE_PERSON}, {"athlete", ROLE_PERSON},
    {"author", ROLE_PERSON}, {"band", ROLE_TITLE}, {"begin", ROLE_START}, {"beginning", ROLE_START},
    {"birthday", ROLE_DATE}, {"body", ROLE_TEXT}, {"book", ROLE_TITLE}, {"brand", ROLE_TITLE},
    {"budget", ROLE_COUNT}, {"cast", ROLE_PERSON}, {"category", ROLE_KIND},
    {"celebrity", ROLE_PERSON}, {"checkin", ROLE_DATE}, {"checkout", ROLE_DATE},
    {"cities", ROLE_PLACE}, {"city", ROLE_PLACE}, {"class", ROLE_KIND}, {"client", ROLE_PERSON},
    {"clock", ROLE_TIME}, {"code", ROLE_ID}, {"color", ROLE_KIND}, {"colour", ROLE_KIND},
    {"comment", ROLE_TEXT}, {"company", ROLE_TITLE}, {"composer", ROLE_PERSON},
    {"contact", ROLE_PERSON}, {"content", ROLE_TEXT}, {"continent", ROLE_PLACE},
    {"cost", ROLE_COUNT}, {"count", ROLE_COUNT}, {"countries", ROLE_PLACE}, {"country", ROLE_PLACE},
    {"county", ROLE_PLACE}, {"cuisine", ROLE_KIND}, {"currency", ROLE_UNIT},
    {"customer", ROLE_PERSON}, {"date", ROLE_DATE}, {"dates", ROLE_DATE}, {"datetime", ROLE_TIME},
    {"day", ROLE_DATE}, {"days", ROLE_DATE}, {"deadline", ROLE_DATE}, {"departure", ROLE_START},
    {"description", ROLE_TEXT}, {"destination", ROLE_END}, {"director", ROLE_PERSON},
    {"directory", ROLE_LINK}, {"distance", ROLE_COUNT}, {"doctor", ROLE_PERSON},
    {"dropoff", ROLE_END}, {"duration", ROLE_PERIOD}, {"email", ROLE_LINK},
    {"employee", ROLE_PERSON}, {"end", ROLE_END}, {"equation", ROLE_FORMULA}, {"event", ROLE_TITLE},
    {"expression", ROLE_FORMULA}, {"feedback", ROLE_TEXT}, {"file", ROLE_LINK},
    {"filename", ROLE_LINK}, {"filepath", ROLE_LINK}, {"final", ROLE_END}, {"finish", ROLE_END},
    {"first", ROLE_START}, {"folder", ROLE_LINK}, {"format", ROLE_KIND}, {"formula", ROLE_FORMULA},
    {"friend", ROLE_PERSON}, {"from", ROLE_START}, {"function", ROLE_FORMULA}, {"game", ROLE_TITLE},
    {"gender", ROLE_KIND}, {"genre", ROLE_KIND}, {"height", ROLE_COUNT}, {"hotel", ROLE_TITLE},
    {"hour", ROLE_TIME}, {"html", ROLE_FORMULA}, {"id", ROLE_ID}, {"identifier", ROLE_ID},
    {"initial", ROLE_START}, {"interval", ROLE_PERIOD}, {"isbn", ROLE_ID}, {"item", ROLE_TITLE},
    {"key", ROLE_ID}, {"keyword", ROLE_TITLE}, {"keywords", ROLE_TITLE}, {"kind", ROLE_KIND},
    {"language", ROLE_KIND}, {"last", ROLE_END}, {"latitude", ROLE_PLACE}, {"length", ROLE_COUNT},
    {"level", ROLE_COUNT}, {"limit", ROLE_COUNT}, {"link", ROLE_LINK}, {"location", ROLE_PLACE},
    {"locations", ROLE_PLACE}, {"longitude", ROLE_PLACE}, {"max", ROLE_COUNT},
    {"maximum", ROLE_COUNT}, {"measure", ROLE_UNIT}, {"member", ROLE_PERSON},
    {"message", ROLE_TEXT}, {"method", ROLE_KIND}, {"min", ROLE_COUNT}, {"minimum", ROLE_COUNT},
    {"minutes", ROLE_PERIOD}, {"mode", ROLE_KIND}, {"model", ROLE_KIND}, {"months", ROLE_PERIOD},
    {"movie", ROLE_TITLE}, {"name", ROLE_TITLE}, {"neighborhood", ROLE_PLACE}, {"note", ROLE_TEXT},
    {"num", ROLE_COUNT}, {"number", ROLE_COUNT}, {"origin", ROLE_START}, {"owner", ROLE_PERSON},
    {"path", ROLE_LINK}, {"patient", ROLE_PERSON}, {"people", ROLE_PERSON},
    {"percentage", ROLE_COUNT}, {"period", ROLE_PERIOD}, {"person", ROLE_PERSON},
    {"pickup", ROLE_START}, {"place", ROLE_PLACE}, {"places", ROLE_PLACE}, {"player", ROLE_PERSON},
    {"players", ROLE_PERSON}, {"polynomial", ROLE_FORMULA}, {"price", ROLE_COUNT},
    {"product", ROLE_TITLE}, {"prompt", ROLE_TEXT}, {"province", ROLE_PLACE},
    {"quantity", ROLE_COUNT}, {"query", ROLE_TEXT}, {"question", ROLE_TEXT}, {"radius", ROLE_COUNT},
    {"range", ROLE_PERIOD}, {"rate", ROLE_COUNT}, {"rating", ROLE_COUNT}, {"receiver", ROLE_PERSON},
    {"recipient", ROLE_PERSON}, {"regex", ROLE_FORMULA}, {"region", ROLE_PLACE},
    {"restaurant", ROLE_TITLE}, {"review", ROLE_TEXT}, {"scale", ROLE_UNIT}, {"school", ROLE_TITLE},
    {"score", ROLE_COUNT}, {"season", ROLE_PERIOD}, {"second", ROLE_END}, {"seconds", ROLE_PERIOD},
    {"sender", ROLE_PERSON}, {"sentence", ROLE_TEXT}, {"serial", ROLE_ID}, {"size", ROLE_COUNT},
    {"sku", ROLE_ID}, {"song", ROLE_TITLE}, {"source", ROLE_START}, {"sql", ROLE_FORMULA},
    {"start", ROLE_START}, {"state", ROLE_PLACE}, {"station", ROLE_PLACE}, {"status", ROLE_KIND},
    {"street", ROLE_PLACE}, {"student", ROLE_PERSON}, {"style", ROLE_KIND}, {"subject", ROLE_TITLE},
    {"summary", ROLE_TEXT}, {"symbol", ROLE_ID}, {"target", ROLE_END}, {"teacher", ROLE_PERSON},
    {"team", ROLE_TITLE}, {"temperature", ROLE_COUNT}, {"term", ROLE_PERIOD}, {"text", ROLE_TEXT},
    {"ticker", ROLE_ID}, {"time", ROLE_TIME}, {"timeframe", ROLE_PERIOD}, {"timeline", ROLE_PERIOD},
    {"times", ROLE_TIME}, {"timestamp", ROLE_TIME}, {"title", ROLE_TITLE}, {"to", ROLE_END},
    {"token", ROLE_ID}, {"top", ROLE_COUNT}, {"topic", ROLE_TITLE}, {"total", ROLE_COUNT},
    {"town", ROLE_PLACE}, {"type", ROLE_KIND}, {"unit", ROLE_UNIT}, {"units", ROLE_UNIT},
    {"university", ROLE_TITLE}, {"uri", ROLE_LINK}, {"url", ROLE_LINK}, {"user", ROLE_PERSON},
    {"username", ROLE_PERSON}, {"uuid", ROLE_ID}, {"venue", ROLE_PLACE}, {"website", ROLE_LINK},
    {"weeks", ROLE_PERIOD}, {"weight", ROLE_COUNT}, {"width", ROLE_COUNT}, {"year", ROLE_YEAR},
    {"years", ROLE_PERIOD}, {"yr", ROLE_YEAR}, {"主题", ROLE_TITLE}, {"书名", ROLE_TITLE},
    {"产品", ROLE_TITLE}, {"人员", ROLE_PERSON}, {"人数", ROLE_COUNT}, {"代码", ROLE_ID},
    {"价格", ROLE_COUNT}, {"位置", ROLE_PLACE}, {"作者", ROLE_PERSON}, {"公司", ROLE_TITLE},
    {"公式", ROLE_FORMULA}, {"关键词", ROLE_TITLE}, {"内容", ROLE_TEXT}, {"出发", ROLE_START},
    {"出发地", ROLE_START}, {"函数", ROLE_FORMULA}, {"到达", ROLE_END}, {"区域", ROLE_PLACE},
    {"医生", ROLE_PERSON}, {"单位", ROLE_UNIT}, {"反馈", ROLE_TEXT}, {"号码", ROLE_ID}, {"名称", ROLE_TITLE},
    {"员工", ROLE_PERSON}, {"周期", ROLE_PERIOD}, {"品牌", ROLE_TITLE}, {"国家", ROLE_PLACE},
    {"地区", ROLE_PLACE}, {"地址", ROLE_PLACE}, {"地点", ROLE_PLACE}, {"城市", ROLE_PLACE},
    {"备注", ROLE_TEXT}, {"姓名", ROLE_PERSON}, {"学生", ROLE_PERSON}, {"客户", ROLE_PERSON},
    {"宽度", ROLE_COUNT}, {"导演", ROLE_PERSON}, {"年份", ROLE_YEAR}, {"年度", ROLE_YEAR},
    {"年限", ROLE_PERIOD}, {"序列号", ROLE_ID}, {"开始", ROLE_START}, {"性别", ROLE_KIND},
    {"患者", ROLE_PERSON}, {"描述", ROLE_TEXT}, {"收件人", ROLE_PERSON}, {"数目", ROLE_COUNT},
    {"数量", ROLE_COUNT}, {"文件", ROLE_LINK}, {"文本", ROLE_TEXT}, {"方式", ROLE_KIND}, {"方法", ROLE_KIND},
    {"方程", ROLE_FORMULA}, {"日子", ROLE_DATE}, {"日期", ROLE_DATE}, {"时刻", ROLE_TIME},
    {"时长", ROLE_PERIOD}, {"时间", ROLE_TIME}, {"期间", ROLE_PERIOD}, {"期限", ROLE_PERIOD},
    {"机场", ROLE_PLACE}, {"标识", ROLE_ID}, {"标识符", ROLE_ID}, {"标题", ROLE_TITLE}, {"格式", ROLE_KIND},
    {"模式", ROLE_KIND}, {"次数", ROLE_COUNT}, {"歌曲", ROLE_TITLE}, {"活动", ROLE_TITLE},
    {"消息", ROLE_TEXT}, {"温度", ROLE_COUNT}, {"游戏", ROLE_TITLE}, {"演员", ROLE_PERSON},
    {"状态", ROLE_KIND}, {"球员", ROLE_PERSON}, {"生日", ROLE_DATE}, {"用户", ROLE_PERSON},
    {"电影", ROLE_TITLE}, {"目标", ROLE_END}, {"目的地", ROLE_END}, {"省份", ROLE_PLACE}, {"种类", ROLE_KIND},
    {"等级", ROLE_COUNT}, {"类别", ROLE_KIND}, {"类型", ROLE_KIND}, {"终点", ROLE_END}, {"结束", ROLE_END},
    {"编号", ROLE_ID}, {"编码", ROLE_ID}, {"网址", ROLE_LINK}, {"联系人", ROLE_PERSON}, {"艺术家", ROLE_PERSON},
    {"范围", ROLE_PERIOD}, {"表达式", ROLE_FORMULA}, {"评分", ROLE_COUNT}, {"评论", ROLE_TEXT},
    {"语言", ROLE_KIND}, {"货币", ROLE_UNIT}, {"起始", ROLE_START}, {"起点", ROLE_START},
    {"距离", ROLE_COUNT}, {"路径", ROLE_LINK}, {"车站", ROLE_PLACE}, {"邮件", ROLE_LINK}, {"邮箱", ROLE_LINK},
    {"酒店", ROLE_TITLE}, {"重量", ROLE_COUNT}, {"金额", ROLE_COUNT}, {"链接", ROLE_LINK},
    {"长度", ROLE_COUNT}, {"问题", ROLE_TEXT}, {"预算", ROLE_COUNT}, {"颜色", ROLE_KIND}, {"风格", ROLE_KIND},
    {"餐厅", ROLE_TITLE}, {"高度", ROLE_COUNT},
};
// clang-format on

static uint32_t
role_of(const char *word, size_t len)
{
    for (size_t low = 0, high = sizeof words / sizeof *words; low < high;) {
        size_t      middle = low + (high - low) / 2;
        const char *other  = words[middle].word;
        int         order  = strncmp(word, other, len);
        if (order == 0 && other[len])
            order = -1;
        if (order == 0)
            return 1u << words[middle].role;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

static uint32_t
roles_of_han(struct chela_text text, size_t at)
{
    uint32_t roles = 0;
    for (size_t len = 6; len <= 9 && at + len <= text.len; len += 3)
        roles |= role_of(text.data + at, len);
    return roles;
}

uint32_t
chela__roles_of(struct chela_text text)
{
    uint32_t roles = 0;
    char     word[CHELA__WORD_MAX];
    size_t   len = 0;
    for (size_t i = 0; i <= text.len; i++) {
        unsigned char c      = i < text.len ? (unsigned char)text.data[i] : 0;
        bool          hump   = isupper(c) && i > 0 && islower((unsigned char)text.data[i - 1]);
        bool          letter = isalpha(c) && c < 0x80;
        if (len && (!letter || hump)) {
            roles |= role_of(word, len);
            len = 0;
        }
        if (letter && len < sizeof word)
            word[len++] = (char)tolower(c);
        if (c >= 0xe0)
            roles |= roles_of_han(text, i);
    }
    return roles;
}

const char *
chela__role_name(enum chela__role role)
{
    static const char *const names[CHELA__ROLES] = {
        "place",
        "person",
        "date",
        "time",
        "period",
        "year",
        "start",
        "end",
        "count",
        "text",
        "id",
        "link",
        "unit",
        "kind",
        "title",
        "formula",
    };
    return names[role];
}
