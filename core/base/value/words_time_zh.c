// words_time_zh.c - Chinese words of time, in simplified characters. Values are explained in
// words.c.
#include "base/value/build.h"

#define UNIT(count, grain) ((count)*100 + CHELA__GRAIN_##grain)
#define CYCLE(offset, grain) (((offset) + 5) * 100 + CHELA__GRAIN_##grain)

static const struct word WORDS[] = {
    {"星期一|礼拜一|周一|拜一", CATEGORY_DOW, 1, NULL},
    {"星期二|礼拜二|周二|拜二", CATEGORY_DOW, 2, NULL},
    {"星期三|礼拜三|周三|拜三", CATEGORY_DOW, 3, NULL},
    {"星期四|礼拜四|周四|拜四", CATEGORY_DOW, 4, NULL},
    {"星期五|礼拜五|周五|拜五", CATEGORY_DOW, 5, NULL},
    {"星期六|礼拜六|周六|拜六", CATEGORY_DOW, 6, NULL},
    {"星期日|星期天|礼拜日|礼拜天|周日|周天|拜日", CATEGORY_DOW, 7, NULL},

    {"现在|此时|此刻|当前|目前|宜家|而家|依家|刚刚|立刻|马上|立即", CATEGORY_DAY, 1000, NULL},
    {"今天|今日|当天|本日|今儿|今儿个", CATEGORY_DAY, 0, NULL},
    {"明天|明日|听日|明儿|翌日|次日|第二天", CATEGORY_DAY, 1, NULL},
    {"后天|后日|后儿", CATEGORY_DAY, 2, NULL},
    {"大后天|大后日", CATEGORY_DAY, 3, NULL},
    {"昨天|昨日|寻日|琴日|昨儿", CATEGORY_DAY, -1, NULL},
    {"前天|前日|前儿", CATEGORY_DAY, -2, NULL},
    {"大前天|大前日", CATEGORY_DAY, -3, NULL},

    {"秒|秒钟|秒锺", CATEGORY_GRAIN, UNIT(1, SECOND), NULL},
    {"分|分钟|分锺", CATEGORY_GRAIN, UNIT(1, MINUTE), NULL},
    {"小时|钟|钟头|锺|锺头|时", CATEGORY_GRAIN, UNIT(1, HOUR), NULL},
    {"天|日|工作日", CATEGORY_GRAIN, UNIT(1, DAY), NULL},
    {"周|星期|礼拜", CATEGORY_GRAIN, UNIT(1, WEEK), NULL},
    {"月|月份", CATEGORY_GRAIN, UNIT(1, MONTH), NULL},
    {"季度|季", CATEGORY_GRAIN, UNIT(1, QUARTER), NULL},
    {"年|载", CATEGORY_GRAIN, UNIT(1, YEAR), NULL},
    {"年代|世代", CATEGORY_GRAIN, UNIT(10, YEAR), NULL},
    {"世纪", CATEGORY_GRAIN, UNIT(100, YEAR), NULL},

    {"今年|本年|这年|这一年|今个年", CATEGORY_CYCLE, CYCLE(0, YEAR), NULL},
    {"明年|下年|来年|出年|下一年", CATEGORY_CYCLE, CYCLE(1, YEAR), NULL},
    {"后年", CATEGORY_CYCLE, CYCLE(2, YEAR), NULL},
    {"大后年", CATEGORY_CYCLE, CYCLE(3, YEAR), NULL},
    {"去年|上年|旧年|上一年|往年", CATEGORY_CYCLE, CYCLE(-1, YEAR), NULL},
    {"前年", CATEGORY_CYCLE, CYCLE(-2, YEAR), NULL},
    {"大前年", CATEGORY_CYCLE, CYCLE(-3, YEAR), NULL},

    {"这|这个|这一|这一个|本|今|今个|今次|呢个|呢|当", CATEGORY_REL2, 0, NULL},
    {"下|下个|下一|下一个|下次|次|来", CATEGORY_REL2, 1, NULL},
    {"后", CATEGORY_REL2, 101, NULL},
    {"未来|今后|接下来|之后的|往后", CATEGORY_REL2, 102, NULL},
    {"上|上个|上一|上一个|上次", CATEGORY_REL2, -1, NULL},
    {"前", CATEGORY_REL2, 99, NULL},
    {"过去|最近|近", CATEGORY_REL2, 98, NULL},
    {"下下|下下个", CATEGORY_REL2, 2, NULL},
    {"上上|上上个", CATEGORY_REL2, -2, NULL},

    {"上午|早上|早晨|清晨|晨早|朝早|朝头早|早间|晨间|一早|大清早|早", CATEGORY_PART, 412, NULL},
    {"中午|正午时分|午间|晏昼头", CATEGORY_PART, 1114, NULL},
    {"下午|午后|晏昼|下昼|后半天", CATEGORY_PART, 1219, NULL},
    {"傍晚|黄昏|挨晚", CATEGORY_PART, 1720, NULL},
    {"晚上|晚间|夜晚|夜里|夜间|晚头夜|夜晚黑|晚", CATEGORY_PART, 1824, NULL},
    {"深夜|半夜|午夜时分|大半夜", CATEGORY_PART, 2226, NULL},
    {"凌晨|拂晓|黎明|半夜三更", CATEGORY_PART, 6, NULL},
    {"早餐时间|早饭时间", CATEGORY_PART, 610, NULL},
    {"午餐时间|午饭时间", CATEGORY_PART, 1114, NULL},
    {"晚餐时间|晚饭时间", CATEGORY_PART, 1721, NULL},
    {"正午", CATEGORY_CLOCK, 720, NULL},
    {"午夜|零时|子夜", CATEGORY_CLOCK, 0, NULL},

    {"周末|周末日|礼拜尾", CATEGORY_WEEKEND, 0, NULL},
    {"春天|春季", CATEGORY_SEASON, 0, NULL},
    {"夏天|夏季", CATEGORY_SEASON, 1, NULL},
    {"秋天|秋季", CATEGORY_SEASON, 2, NULL},
    {"冬天|冬季", CATEGORY_SEASON, 3, NULL},

    {"半|一半", CATEGORY_FRACTION, 50, NULL},
    {"一刻|一刻钟|1刻|1刻钟", CATEGORY_FRACTION, 25, NULL},
    {"三刻|三刻钟|3刻|3刻钟", CATEGORY_FRACTION, 75, NULL},

    {"到|至|直到|直至|至到|~", CATEGORY_TO, 0, NULL},
    {"大约|大概|约|差不多|约莫|大致|将近|几乎|精确到|刚好|正好", CATEGORY_ABOUT, 0, NULL},
    {"每|每个|每一|每逢|逢", CATEGORY_EVERY, 1, NULL},
    {"每隔一|隔", CATEGORY_EVERY, 2, NULL},
    {"天天|日日|每日|每天", CATEGORY_OFTEN, UNIT(1, DAY), NULL},
    {"周周|每周|每星期|每礼拜|每个星期|每个礼拜", CATEGORY_OFTEN, UNIT(1, WEEK), NULL},
    {"每月|每个月|月月", CATEGORY_OFTEN, UNIT(1, MONTH), NULL},
    {"每年|年年", CATEGORY_OFTEN, UNIT(1, YEAR), NULL},
    {"每小时|每个小时|每个钟", CATEGORY_OFTEN, UNIT(1, HOUR), NULL},
    {"几|数|若干", CATEGORY_FEW, 3, NULL},
};

const struct word_list chela__words_time_zh = {WORDS, COUNT_OF(WORDS)};
