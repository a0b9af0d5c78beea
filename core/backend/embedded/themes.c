// themes.c - a table of words that tell what a parameter is for.
#include "backend/embedded/themes.h"

#include <ctype.h>
#include <string.h>

#include "backend/embedded/terms.h"

struct entry {
    const char       *word;
    enum chela__theme role;
};

// Sorted by bytes, for binary search.
// clang-format off
#define THEME_PLACE CHELA__THEME_PLACE
#define THEME_PERSON CHELA__THEME_PERSON
#define THEME_DATE CHELA__THEME_DATE
#define THEME_TIME CHELA__THEME_TIME
#define THEME_PERIOD CHELA__THEME_PERIOD
#define THEME_YEAR CHELA__THEME_YEAR
#define THEME_START CHELA__THEME_START
#define THEME_END CHELA__THEME_END
#define THEME_COUNT CHELA__THEME_COUNT
#define THEME_TEXT CHELA__THEME_TEXT
#define THEME_ID CHELA__THEME_ID
#define THEME_LINK CHELA__THEME_LINK
#define THEME_UNIT CHELA__THEME_UNIT
#define THEME_KIND CHELA__THEME_KIND
#define THEME_TITLE CHELA__THEME_TITLE
#define THEME_FORMULA CHELA__THEME_FORMULA
static const struct entry words[] = {
    {"actor", THEME_PERSON}, {"actors", THEME_PERSON}, {"address", THEME_PLACE}, {"age", THEME_PERIOD},
    {"airport", THEME_PLACE}, {"album", THEME_TITLE}, {"amount", THEME_COUNT}, {"area", THEME_PLACE},
    {"arrival", THEME_END}, {"artist", THEME_PERSON}, {"athlete", THEME_PERSON},
    {"author", THEME_PERSON}, {"band", THEME_TITLE}, {"begin", THEME_START}, {"beginning", THEME_START},
    {"birthday", THEME_DATE}, {"body", THEME_TEXT}, {"book", THEME_TITLE}, {"brand", THEME_TITLE},
    {"budget", THEME_COUNT}, {"cast", THEME_PERSON}, {"category", THEME_KIND},
    {"celebrity", THEME_PERSON}, {"checkin", THEME_DATE}, {"checkout", THEME_DATE},
    {"cities", THEME_PLACE}, {"city", THEME_PLACE}, {"class", THEME_KIND}, {"client", THEME_PERSON},
    {"clock", THEME_TIME}, {"code", THEME_ID}, {"color", THEME_KIND}, {"colour", THEME_KIND},
    {"comment", THEME_TEXT}, {"company", THEME_TITLE}, {"composer", THEME_PERSON},
    {"contact", THEME_PERSON}, {"content", THEME_TEXT}, {"continent", THEME_PLACE},
    {"cost", THEME_COUNT}, {"count", THEME_COUNT}, {"countries", THEME_PLACE}, {"country", THEME_PLACE},
    {"county", THEME_PLACE}, {"cuisine", THEME_KIND}, {"currency", THEME_UNIT},
    {"customer", THEME_PERSON}, {"date", THEME_DATE}, {"dates", THEME_DATE}, {"datetime", THEME_TIME},
    {"day", THEME_DATE}, {"days", THEME_DATE}, {"deadline", THEME_DATE}, {"departure", THEME_START},
    {"description", THEME_TEXT}, {"destination", THEME_END}, {"director", THEME_PERSON},
    {"directory", THEME_LINK}, {"distance", THEME_COUNT}, {"doctor", THEME_PERSON},
    {"dropoff", THEME_END}, {"duration", THEME_PERIOD}, {"email", THEME_LINK},
    {"employee", THEME_PERSON}, {"end", THEME_END}, {"equation", THEME_FORMULA}, {"event", THEME_TITLE},
    {"expression", THEME_FORMULA}, {"feedback", THEME_TEXT}, {"file", THEME_LINK},
    {"filename", THEME_LINK}, {"filepath", THEME_LINK}, {"final", THEME_END}, {"finish", THEME_END},
    {"first", THEME_START}, {"folder", THEME_LINK}, {"format", THEME_KIND}, {"formula", THEME_FORMULA},
    {"friend", THEME_PERSON}, {"from", THEME_START}, {"function", THEME_FORMULA}, {"game", THEME_TITLE},
    {"gender", THEME_KIND}, {"genre", THEME_KIND}, {"height", THEME_COUNT}, {"hotel", THEME_TITLE},
    {"hour", THEME_TIME}, {"html", THEME_FORMULA}, {"id", THEME_ID}, {"identifier", THEME_ID},
    {"initial", THEME_START}, {"interval", THEME_PERIOD}, {"isbn", THEME_ID}, {"item", THEME_TITLE},
    {"key", THEME_ID}, {"keyword", THEME_TITLE}, {"keywords", THEME_TITLE}, {"kind", THEME_KIND},
    {"language", THEME_KIND}, {"last", THEME_END}, {"latitude", THEME_PLACE}, {"length", THEME_COUNT},
    {"level", THEME_COUNT}, {"limit", THEME_COUNT}, {"link", THEME_LINK}, {"location", THEME_PLACE},
    {"locations", THEME_PLACE}, {"longitude", THEME_PLACE}, {"max", THEME_COUNT},
    {"maximum", THEME_COUNT}, {"measure", THEME_UNIT}, {"member", THEME_PERSON},
    {"message", THEME_TEXT}, {"method", THEME_KIND}, {"min", THEME_COUNT}, {"minimum", THEME_COUNT},
    {"minutes", THEME_PERIOD}, {"mode", THEME_KIND}, {"model", THEME_KIND}, {"months", THEME_PERIOD},
    {"movie", THEME_TITLE}, {"name", THEME_TITLE}, {"neighborhood", THEME_PLACE}, {"note", THEME_TEXT},
    {"num", THEME_COUNT}, {"number", THEME_COUNT}, {"origin", THEME_START}, {"owner", THEME_PERSON},
    {"path", THEME_LINK}, {"patient", THEME_PERSON}, {"people", THEME_PERSON},
    {"percentage", THEME_COUNT}, {"period", THEME_PERIOD}, {"person", THEME_PERSON},
    {"pickup", THEME_START}, {"place", THEME_PLACE}, {"places", THEME_PLACE}, {"player", THEME_PERSON},
    {"players", THEME_PERSON}, {"polynomial", THEME_FORMULA}, {"price", THEME_COUNT},
    {"product", THEME_TITLE}, {"prompt", THEME_TEXT}, {"province", THEME_PLACE},
    {"quantity", THEME_COUNT}, {"query", THEME_TEXT}, {"question", THEME_TEXT}, {"radius", THEME_COUNT},
    {"range", THEME_PERIOD}, {"rate", THEME_COUNT}, {"rating", THEME_COUNT}, {"receiver", THEME_PERSON},
    {"recipient", THEME_PERSON}, {"regex", THEME_FORMULA}, {"region", THEME_PLACE},
    {"restaurant", THEME_TITLE}, {"review", THEME_TEXT}, {"scale", THEME_UNIT}, {"school", THEME_TITLE},
    {"score", THEME_COUNT}, {"season", THEME_PERIOD}, {"second", THEME_END}, {"seconds", THEME_PERIOD},
    {"sender", THEME_PERSON}, {"sentence", THEME_TEXT}, {"serial", THEME_ID}, {"size", THEME_COUNT},
    {"sku", THEME_ID}, {"song", THEME_TITLE}, {"source", THEME_START}, {"sql", THEME_FORMULA},
    {"start", THEME_START}, {"state", THEME_PLACE}, {"station", THEME_PLACE}, {"status", THEME_KIND},
    {"street", THEME_PLACE}, {"student", THEME_PERSON}, {"style", THEME_KIND}, {"subject", THEME_TITLE},
    {"summary", THEME_TEXT}, {"symbol", THEME_ID}, {"target", THEME_END}, {"teacher", THEME_PERSON},
    {"team", THEME_TITLE}, {"temperature", THEME_COUNT}, {"term", THEME_PERIOD}, {"text", THEME_TEXT},
    {"ticker", THEME_ID}, {"time", THEME_TIME}, {"timeframe", THEME_PERIOD}, {"timeline", THEME_PERIOD},
    {"times", THEME_TIME}, {"timestamp", THEME_TIME}, {"title", THEME_TITLE}, {"to", THEME_END},
    {"token", THEME_ID}, {"top", THEME_COUNT}, {"topic", THEME_TITLE}, {"total", THEME_COUNT},
    {"town", THEME_PLACE}, {"type", THEME_KIND}, {"unit", THEME_UNIT}, {"units", THEME_UNIT},
    {"university", THEME_TITLE}, {"uri", THEME_LINK}, {"url", THEME_LINK}, {"user", THEME_PERSON},
    {"username", THEME_PERSON}, {"uuid", THEME_ID}, {"venue", THEME_PLACE}, {"website", THEME_LINK},
    {"weeks", THEME_PERIOD}, {"weight", THEME_COUNT}, {"width", THEME_COUNT}, {"year", THEME_YEAR},
    {"years", THEME_PERIOD}, {"yr", THEME_YEAR}, {"主题", THEME_TITLE}, {"书名", THEME_TITLE},
    {"产品", THEME_TITLE}, {"人员", THEME_PERSON}, {"人数", THEME_COUNT}, {"代码", THEME_ID},
    {"价格", THEME_COUNT}, {"位置", THEME_PLACE}, {"作者", THEME_PERSON}, {"公司", THEME_TITLE},
    {"公式", THEME_FORMULA}, {"关键词", THEME_TITLE}, {"内容", THEME_TEXT}, {"出发", THEME_START},
    {"出发地", THEME_START}, {"函数", THEME_FORMULA}, {"到达", THEME_END}, {"区域", THEME_PLACE},
    {"医生", THEME_PERSON}, {"单位", THEME_UNIT}, {"反馈", THEME_TEXT}, {"号码", THEME_ID}, {"名称", THEME_TITLE},
    {"员工", THEME_PERSON}, {"周期", THEME_PERIOD}, {"品牌", THEME_TITLE}, {"国家", THEME_PLACE},
    {"地区", THEME_PLACE}, {"地址", THEME_PLACE}, {"地点", THEME_PLACE}, {"城市", THEME_PLACE},
    {"备注", THEME_TEXT}, {"姓名", THEME_PERSON}, {"学生", THEME_PERSON}, {"客户", THEME_PERSON},
    {"宽度", THEME_COUNT}, {"导演", THEME_PERSON}, {"年份", THEME_YEAR}, {"年度", THEME_YEAR},
    {"年限", THEME_PERIOD}, {"序列号", THEME_ID}, {"开始", THEME_START}, {"性别", THEME_KIND},
    {"患者", THEME_PERSON}, {"描述", THEME_TEXT}, {"收件人", THEME_PERSON}, {"数目", THEME_COUNT},
    {"数量", THEME_COUNT}, {"文件", THEME_LINK}, {"文本", THEME_TEXT}, {"方式", THEME_KIND}, {"方法", THEME_KIND},
    {"方程", THEME_FORMULA}, {"日子", THEME_DATE}, {"日期", THEME_DATE}, {"时刻", THEME_TIME},
    {"时长", THEME_PERIOD}, {"时间", THEME_TIME}, {"期间", THEME_PERIOD}, {"期限", THEME_PERIOD},
    {"机场", THEME_PLACE}, {"标识", THEME_ID}, {"标识符", THEME_ID}, {"标题", THEME_TITLE}, {"格式", THEME_KIND},
    {"模式", THEME_KIND}, {"次数", THEME_COUNT}, {"歌曲", THEME_TITLE}, {"活动", THEME_TITLE},
    {"消息", THEME_TEXT}, {"温度", THEME_COUNT}, {"游戏", THEME_TITLE}, {"演员", THEME_PERSON},
    {"状态", THEME_KIND}, {"球员", THEME_PERSON}, {"生日", THEME_DATE}, {"用户", THEME_PERSON},
    {"电影", THEME_TITLE}, {"目标", THEME_END}, {"目的地", THEME_END}, {"省份", THEME_PLACE}, {"种类", THEME_KIND},
    {"等级", THEME_COUNT}, {"类别", THEME_KIND}, {"类型", THEME_KIND}, {"终点", THEME_END}, {"结束", THEME_END},
    {"编号", THEME_ID}, {"编码", THEME_ID}, {"网址", THEME_LINK}, {"联系人", THEME_PERSON}, {"艺术家", THEME_PERSON},
    {"范围", THEME_PERIOD}, {"表达式", THEME_FORMULA}, {"评分", THEME_COUNT}, {"评论", THEME_TEXT},
    {"语言", THEME_KIND}, {"货币", THEME_UNIT}, {"起始", THEME_START}, {"起点", THEME_START},
    {"距离", THEME_COUNT}, {"路径", THEME_LINK}, {"车站", THEME_PLACE}, {"邮件", THEME_LINK}, {"邮箱", THEME_LINK},
    {"酒店", THEME_TITLE}, {"重量", THEME_COUNT}, {"金额", THEME_COUNT}, {"链接", THEME_LINK},
    {"长度", THEME_COUNT}, {"问题", THEME_TEXT}, {"预算", THEME_COUNT}, {"颜色", THEME_KIND}, {"风格", THEME_KIND},
    {"餐厅", THEME_TITLE}, {"高度", THEME_COUNT},
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
chela__themes_of(struct chela_text text)
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
chela__theme_name(enum chela__theme role)
{
    static const char *const names[CHELA__THEMES] = {
        "place", "person", "date", "time", "period", "year", "start", "end",
        "count", "text",   "id",   "link", "unit",   "kind", "title", "formula",
    };
    return names[role];
}
