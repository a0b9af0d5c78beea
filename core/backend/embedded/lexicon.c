// lexicon.c - the closed word classes and the groups of like words, as tables that are searched.
#include "backend/embedded/lexicon.h"

#include <string.h>

struct entry {
    const char *word;
    enum chela__class class;
};
struct pair {
    const char *word, *head;
};

// Sorted by bytes, for binary search. To add a word, put it where it belongs; the unit test looks.
// clang-format off
#define CLASS_ABOUT CHELA__CLASS_ABOUT
#define CLASS_AND CHELA__CLASS_AND
#define CLASS_ARTICLE CHELA__CLASS_ARTICLE
#define CLASS_AS CHELA__CLASS_AS
#define CLASS_ASK CHELA__CLASS_ASK
#define CLASS_AT CHELA__CLASS_AT
#define CLASS_BE CHELA__CLASS_BE
#define CLASS_BETWEEN CHELA__CLASS_BETWEEN
#define CLASS_BY CHELA__CLASS_BY
#define CLASS_COMMAND CHELA__CLASS_COMMAND
#define CLASS_FILLER CHELA__CLASS_FILLER
#define CLASS_FOR CHELA__CLASS_FOR
#define CLASS_FROM CHELA__CLASS_FROM
#define CLASS_IN CHELA__CLASS_IN
#define CLASS_NAMED CHELA__CLASS_NAMED
#define CLASS_NOT CHELA__CLASS_NOT
#define CLASS_OF CHELA__CLASS_OF
#define CLASS_ON CHELA__CLASS_ON
#define CLASS_OR CHELA__CLASS_OR
#define CLASS_OWNER CHELA__CLASS_OWNER
#define CLASS_PREPOSITION CHELA__CLASS_PREPOSITION
#define CLASS_PRONOUN CHELA__CLASS_PRONOUN
#define CLASS_THEN CHELA__CLASS_THEN
#define CLASS_THIS CHELA__CLASS_THIS
#define CLASS_TO CHELA__CLASS_TO
#define CLASS_WITH CHELA__CLASS_WITH
static const struct entry english[] = {
    {"&", CLASS_AND}, {"'d", CLASS_BE}, {"'ll", CLASS_BE}, {"'m", CLASS_BE}, {"'re", CLASS_BE},
    {"'s", CLASS_OWNER}, {"'ve", CLASS_BE}, {"a", CLASS_ARTICLE}, {"about", CLASS_ABOUT},
    {"above", CLASS_PREPOSITION}, {"according", CLASS_PREPOSITION}, {"across", CLASS_IN},
    {"add", CLASS_COMMAND}, {"additionally", CLASS_THEN}, {"adjust", CLASS_COMMAND},
    {"after", CLASS_PREPOSITION}, {"afterward", CLASS_THEN}, {"afterwards", CLASS_THEN},
    {"again", CLASS_THEN}, {"against", CLASS_PREPOSITION}, {"all", CLASS_THIS},
    {"along", CLASS_WITH}, {"also", CLASS_THEN}, {"although", CLASS_PREPOSITION}, {"am", CLASS_BE},
    {"among", CLASS_BETWEEN}, {"amongst", CLASS_BETWEEN}, {"an", CLASS_ARTICLE},
    {"analyse", CLASS_COMMAND}, {"analyze", CLASS_COMMAND}, {"and", CLASS_AND},
    {"another", CLASS_THIS}, {"any", CLASS_THIS}, {"anyone", CLASS_PRONOUN},
    {"anything", CLASS_PRONOUN}, {"approximately", CLASS_FILLER}, {"are", CLASS_BE},
    {"around", CLASS_AT}, {"arriving", CLASS_TO}, {"as", CLASS_AS}, {"assess", CLASS_COMMAND},
    {"at", CLASS_AT}, {"away", CLASS_PREPOSITION}, {"based", CLASS_PREPOSITION}, {"be", CLASS_BE},
    {"because", CLASS_PREPOSITION}, {"been", CLASS_BE}, {"before", CLASS_PREPOSITION},
    {"beginning", CLASS_FROM}, {"behind", CLASS_PREPOSITION}, {"being", CLASS_BE},
    {"below", CLASS_PREPOSITION}, {"besides", CLASS_THEN}, {"between", CLASS_BETWEEN},
    {"beyond", CLASS_PREPOSITION}, {"book", CLASS_COMMAND}, {"both", CLASS_THIS},
    {"bring", CLASS_COMMAND}, {"but", CLASS_PREPOSITION}, {"buy", CLASS_COMMAND}, {"by", CLASS_BY},
    {"calculate", CLASS_COMMAND}, {"called", CLASS_NAMED}, {"can", CLASS_BE}, {"can't", CLASS_NOT},
    {"cancel", CLASS_COMMAND}, {"cannot", CLASS_NOT}, {"certain", CLASS_THIS},
    {"change", CLASS_COMMAND}, {"check", CLASS_COMMAND}, {"compare", CLASS_COMMAND},
    {"compute", CLASS_COMMAND}, {"concerning", CLASS_ABOUT}, {"containing", CLASS_WITH},
    {"contains", CLASS_WITH}, {"convert", CLASS_COMMAND}, {"could", CLASS_BE},
    {"create", CLASS_COMMAND}, {"currently", CLASS_FILLER}, {"delete", CLASS_COMMAND},
    {"departing", CLASS_FROM}, {"describe", CLASS_COMMAND}, {"despite", CLASS_PREPOSITION},
    {"determine", CLASS_COMMAND}, {"did", CLASS_BE}, {"didn't", CLASS_NOT},
    {"discover", CLASS_COMMAND}, {"display", CLASS_COMMAND}, {"do", CLASS_BE}, {"does", CLASS_BE},
    {"doesn't", CLASS_NOT}, {"don't", CLASS_NOT}, {"done", CLASS_BE}, {"down", CLASS_PREPOSITION},
    {"draw", CLASS_COMMAND}, {"due", CLASS_PREPOSITION}, {"during", CLASS_FOR},
    {"e.g", CLASS_FILLER}, {"each", CLASS_THIS}, {"eg", CLASS_FILLER}, {"either", CLASS_THIS},
    {"ending", CLASS_TO}, {"entitled", CLASS_NAMED}, {"estimate", CLASS_COMMAND},
    {"etc", CLASS_FILLER}, {"evaluate", CLASS_COMMAND}, {"every", CLASS_THIS},
    {"everything", CLASS_PRONOUN}, {"exactly", CLASS_FILLER}, {"except", CLASS_NOT},
    {"excluding", CLASS_NOT}, {"execute", CLASS_COMMAND}, {"explain", CLASS_COMMAND},
    {"explore", CLASS_COMMAND}, {"featuring", CLASS_WITH}, {"fetch", CLASS_COMMAND},
    {"few", CLASS_FILLER}, {"figure", CLASS_COMMAND}, {"finally", CLASS_THEN},
    {"find", CLASS_COMMAND}, {"first", CLASS_THEN}, {"firstly", CLASS_THEN},
    {"following", CLASS_THIS}, {"for", CLASS_FOR}, {"from", CLASS_FROM},
    {"furthermore", CLASS_THEN}, {"gather", CLASS_COMMAND}, {"generate", CLASS_COMMAND},
    {"get", CLASS_COMMAND}, {"give", CLASS_COMMAND}, {"given", CLASS_THIS}, {"going", CLASS_TO},
    {"had", CLASS_BE}, {"has", CLASS_BE}, {"have", CLASS_BE}, {"having", CLASS_BE},
    {"he", CLASS_PRONOUN}, {"heading", CLASS_TO}, {"hello", CLASS_FILLER}, {"help", CLASS_COMMAND},
    {"her", CLASS_OWNER}, {"here", CLASS_FILLER}, {"hey", CLASS_FILLER}, {"hi", CLASS_FILLER},
    {"him", CLASS_PRONOUN}, {"his", CLASS_OWNER}, {"how", CLASS_ASK}, {"i", CLASS_PRONOUN},
    {"i'd", CLASS_BE}, {"i'll", CLASS_BE}, {"i'm", CLASS_BE}, {"i've", CLASS_BE},
    {"i.e", CLASS_FILLER}, {"identify", CLASS_COMMAND}, {"ie", CLASS_FILLER},
    {"if", CLASS_PREPOSITION}, {"in", CLASS_IN}, {"include", CLASS_WITH}, {"includes", CLASS_WITH},
    {"including", CLASS_WITH}, {"inquire", CLASS_COMMAND}, {"inside", CLASS_IN},
    {"instead", CLASS_PREPOSITION}, {"into", CLASS_IN}, {"is", CLASS_BE}, {"isn't", CLASS_NOT},
    {"it", CLASS_PRONOUN}, {"it's", CLASS_BE}, {"its", CLASS_OWNER}, {"itself", CLASS_PRONOUN},
    {"just", CLASS_FILLER}, {"know", CLASS_COMMAND}, {"known", CLASS_NAMED},
    {"labeled", CLASS_NAMED}, {"labelled", CLASS_NAMED}, {"lastly", CLASS_THEN},
    {"later", CLASS_THEN}, {"leaving", CLASS_FROM}, {"let's", CLASS_BE}, {"like", CLASS_COMMAND},
    {"list", CLASS_COMMAND}, {"locate", CLASS_COMMAND}, {"look", CLASS_COMMAND},
    {"lot", CLASS_FILLER}, {"make", CLASS_COMMAND}, {"many", CLASS_FILLER}, {"may", CLASS_BE},
    {"maybe", CLASS_FILLER}, {"me", CLASS_PRONOUN}, {"meanwhile", CLASS_THEN}, {"might", CLASS_BE},
    {"mine", CLASS_PRONOUN}, {"more", CLASS_FILLER}, {"moreover", CLASS_THEN},
    {"most", CLASS_FILLER}, {"much", CLASS_FILLER}, {"must", CLASS_BE}, {"my", CLASS_OWNER},
    {"myself", CLASS_PRONOUN}, {"n't", CLASS_NOT}, {"named", CLASS_NAMED}, {"near", CLASS_AT},
    {"nearby", CLASS_AT}, {"need", CLASS_COMMAND}, {"neither", CLASS_THIS}, {"never", CLASS_NOT},
    {"next", CLASS_THEN}, {"no", CLASS_NOT}, {"none", CLASS_NOT}, {"nor", CLASS_OR},
    {"not", CLASS_NOT}, {"now", CLASS_FILLER}, {"obtain", CLASS_COMMAND}, {"of", CLASS_OF},
    {"off", CLASS_PREPOSITION}, {"ok", CLASS_FILLER}, {"okay", CLASS_FILLER}, {"on", CLASS_ON},
    {"on-topic", CLASS_ABOUT}, {"one", CLASS_PRONOUN}, {"ones", CLASS_PRONOUN},
    {"only", CLASS_FILLER}, {"onto", CLASS_ON}, {"open", CLASS_COMMAND}, {"or", CLASS_OR},
    {"order", CLASS_COMMAND}, {"other", CLASS_THIS}, {"our", CLASS_OWNER},
    {"out", CLASS_PREPOSITION}, {"over", CLASS_PREPOSITION}, {"particular", CLASS_THIS},
    {"per", CLASS_BY}, {"perform", CLASS_COMMAND}, {"plan", CLASS_COMMAND}, {"play", CLASS_COMMAND},
    {"please", CLASS_COMMAND}, {"plus", CLASS_AND}, {"predict", CLASS_COMMAND},
    {"provide", CLASS_COMMAND}, {"pull", CLASS_COMMAND}, {"purchase", CLASS_COMMAND},
    {"quite", CLASS_FILLER}, {"read", CLASS_COMMAND}, {"really", CLASS_FILLER},
    {"recommend", CLASS_COMMAND}, {"regarding", CLASS_ABOUT}, {"related", CLASS_ABOUT},
    {"remove", CLASS_COMMAND}, {"request", CLASS_COMMAND}, {"reserve", CLASS_COMMAND},
    {"respectively", CLASS_FILLER}, {"retrieve", CLASS_COMMAND}, {"return", CLASS_COMMAND},
    {"run", CLASS_COMMAND}, {"same", CLASS_THIS}, {"save", CLASS_COMMAND}, {"say", CLASS_NAMED},
    {"saying", CLASS_NAMED}, {"says", CLASS_NAMED}, {"schedule", CLASS_COMMAND},
    {"search", CLASS_COMMAND}, {"second", CLASS_THEN}, {"secondly", CLASS_THEN},
    {"see", CLASS_COMMAND}, {"send", CLASS_COMMAND}, {"set", CLASS_COMMAND}, {"shall", CLASS_BE},
    {"she", CLASS_PRONOUN}, {"should", CLASS_BE}, {"show", CLASS_COMMAND},
    {"simultaneously", CLASS_THEN}, {"since", CLASS_FROM}, {"so", CLASS_PREPOSITION},
    {"solve", CLASS_COMMAND}, {"some", CLASS_FILLER}, {"someone", CLASS_PRONOUN},
    {"something", CLASS_PRONOUN}, {"specific", CLASS_THIS}, {"start", CLASS_COMMAND},
    {"starting", CLASS_FROM}, {"stop", CLASS_COMMAND}, {"store", CLASS_COMMAND},
    {"subsequently", CLASS_THEN}, {"such", CLASS_THIS}, {"suggest", CLASS_COMMAND},
    {"sure", CLASS_FILLER}, {"tell", CLASS_COMMAND}, {"than", CLASS_PREPOSITION},
    {"thank", CLASS_FILLER}, {"thanks", CLASS_FILLER}, {"that", CLASS_THIS}, {"that's", CLASS_BE},
    {"the", CLASS_ARTICLE}, {"their", CLASS_OWNER}, {"them", CLASS_PRONOUN}, {"then", CLASS_THEN},
    {"there", CLASS_FILLER}, {"there's", CLASS_BE}, {"these", CLASS_THIS}, {"they", CLASS_PRONOUN},
    {"they're", CLASS_BE}, {"third", CLASS_THEN}, {"this", CLASS_THIS}, {"those", CLASS_THIS},
    {"though", CLASS_PREPOSITION}, {"through", CLASS_TO}, {"throughout", CLASS_IN},
    {"till", CLASS_TO}, {"titled", CLASS_NAMED}, {"to", CLASS_TO}, {"too", CLASS_THEN},
    {"toward", CLASS_TO}, {"towards", CLASS_TO}, {"translate", CLASS_COMMAND},
    {"turn", CLASS_COMMAND}, {"under", CLASS_PREPOSITION}, {"unless", CLASS_PREPOSITION},
    {"until", CLASS_TO}, {"up", CLASS_PREPOSITION}, {"update", CLASS_COMMAND}, {"upon", CLASS_ON},
    {"us", CLASS_PRONOUN}, {"use", CLASS_COMMAND}, {"using", CLASS_COMMAND}, {"versus", CLASS_OR},
    {"very", CLASS_FILLER}, {"via", CLASS_BY}, {"vs", CLASS_OR}, {"want", CLASS_COMMAND},
    {"was", CLASS_BE}, {"we", CLASS_PRONOUN}, {"we're", CLASS_BE}, {"well", CLASS_FILLER},
    {"were", CLASS_BE}, {"what", CLASS_ASK}, {"what's", CLASS_BE}, {"when", CLASS_ASK},
    {"where", CLASS_ASK}, {"whether", CLASS_ASK}, {"which", CLASS_ASK},
    {"while", CLASS_PREPOSITION}, {"who", CLASS_ASK}, {"whom", CLASS_ASK}, {"whose", CLASS_OWNER},
    {"why", CLASS_ASK}, {"will", CLASS_BE}, {"wish", CLASS_COMMAND}, {"with", CLASS_WITH},
    {"within", CLASS_IN}, {"without", CLASS_NOT}, {"won't", CLASS_NOT}, {"would", CLASS_BE},
    {"write", CLASS_COMMAND}, {"yeah", CLASS_FILLER}, {"yes", CLASS_FILLER}, {"you", CLASS_PRONOUN},
    {"you're", CLASS_BE}, {"your", CLASS_OWNER}, {"yours", CLASS_PRONOUN},
    {"yourself", CLASS_PRONOUN},
};

static const struct entry chinese[] = {
    {"、", CLASS_AND}, {"一下", CLASS_FILLER}, {"一个", CLASS_FILLER}, {"一些", CLASS_FILLER},
    {"一份", CLASS_FILLER}, {"一次", CLASS_FILLER}, {"一直", CLASS_FILLER}, {"一种", CLASS_FILLER},
    {"上", CLASS_IN}, {"不", CLASS_NOT}, {"不用", CLASS_NOT}, {"不要", CLASS_NOT},
    {"不超过", CLASS_PREPOSITION}, {"与", CLASS_AND}, {"个", CLASS_FILLER}, {"中", CLASS_IN},
    {"为", CLASS_BE}, {"为了", CLASS_FOR}, {"为什么", CLASS_ASK}, {"之后", CLASS_THEN},
    {"之间", CLASS_BETWEEN}, {"也", CLASS_THEN}, {"买", CLASS_COMMAND}, {"了", CLASS_BE},
    {"了解", CLASS_COMMAND}, {"于", CLASS_AT}, {"什么", CLASS_ASK}, {"介于", CLASS_BETWEEN},
    {"从", CLASS_FROM}, {"他", CLASS_PRONOUN}, {"他们", CLASS_PRONOUN}, {"他的", CLASS_OWNER},
    {"以", CLASS_BY}, {"以上", CLASS_PREPOSITION}, {"以下", CLASS_PREPOSITION},
    {"以内", CLASS_PREPOSITION}, {"以及", CLASS_AND}, {"份", CLASS_FILLER}, {"会", CLASS_BE},
    {"估算", CLASS_COMMAND}, {"但", CLASS_PREPOSITION}, {"但是", CLASS_PREPOSITION}, {"位于", CLASS_IN},
    {"低于", CLASS_PREPOSITION}, {"何时", CLASS_ASK}, {"作为", CLASS_AS}, {"你", CLASS_PRONOUN},
    {"你们", CLASS_PRONOUN}, {"你的", CLASS_OWNER}, {"使用", CLASS_COMMAND}, {"例如", CLASS_AS},
    {"修改", CLASS_COMMAND}, {"做", CLASS_COMMAND}, {"像", CLASS_AS}, {"关于", CLASS_ABOUT},
    {"关闭", CLASS_COMMAND}, {"其次", CLASS_THEN}, {"具体", CLASS_FILLER}, {"具有", CLASS_WITH},
    {"内", CLASS_IN}, {"内容为", CLASS_NAMED}, {"内容是", CLASS_NAMED}, {"再", CLASS_THEN},
    {"写", CLASS_COMMAND}, {"几", CLASS_ASK}, {"分别", CLASS_FILLER}, {"分析", CLASS_COMMAND},
    {"列出", CLASS_COMMAND}, {"刚", CLASS_FILLER}, {"刚刚", CLASS_FILLER}, {"创建", CLASS_COMMAND},
    {"删掉", CLASS_COMMAND}, {"删除", CLASS_COMMAND}, {"利用", CLASS_COMMAND}, {"别", CLASS_NOT},
    {"到", CLASS_TO}, {"前往", CLASS_TO}, {"加", CLASS_COMMAND}, {"包含", CLASS_WITH}, {"包括", CLASS_WITH},
    {"去", CLASS_TO}, {"又", CLASS_THEN}, {"及", CLASS_AND}, {"发", CLASS_COMMAND},
    {"发送", CLASS_COMMAND}, {"取消", CLASS_COMMAND}, {"另外", CLASS_THEN}, {"只", CLASS_FILLER},
    {"叫", CLASS_NAMED}, {"叫做", CLASS_NAMED}, {"叫我", CLASS_COMMAND}, {"可", CLASS_BE},
    {"可以", CLASS_BE}, {"可否", CLASS_BE}, {"同时", CLASS_AND}, {"名为", CLASS_NAMED}, {"名叫", CLASS_NAMED},
    {"名称为", CLASS_NAMED}, {"名称是", CLASS_NAMED}, {"向", CLASS_TO}, {"吗", CLASS_ASK},
    {"吧", CLASS_FILLER}, {"含", CLASS_WITH}, {"含有", CLASS_WITH}, {"呀", CLASS_FILLER},
    {"告诉", CLASS_COMMAND}, {"呢", CLASS_ASK}, {"周围", CLASS_AT}, {"和", CLASS_AND},
    {"咱们", CLASS_PRONOUN}, {"哦", CLASS_FILLER}, {"哪", CLASS_ASK}, {"哪个", CLASS_ASK},
    {"哪些", CLASS_ASK}, {"哪儿", CLASS_ASK}, {"哪里", CLASS_ASK}, {"啊", CLASS_FILLER},
    {"因为", CLASS_PREPOSITION}, {"在", CLASS_IN}, {"在于", CLASS_BE}, {"基于", CLASS_BY},
    {"处于", CLASS_IN}, {"多大", CLASS_ASK}, {"多少", CLASS_ASK}, {"多远", CLASS_ASK},
    {"大于", CLASS_PREPOSITION}, {"大家", CLASS_PRONOUN}, {"大概", CLASS_FILLER}, {"大约", CLASS_FILLER},
    {"她", CLASS_PRONOUN}, {"她的", CLASS_OWNER}, {"好", CLASS_FILLER}, {"好的", CLASS_FILLER},
    {"如", CLASS_AS}, {"如何", CLASS_ASK}, {"如果", CLASS_PREPOSITION}, {"它", CLASS_PRONOUN},
    {"安排", CLASS_COMMAND}, {"对", CLASS_FOR}, {"对于", CLASS_FOR}, {"将", CLASS_BE},
    {"小于", CLASS_PREPOSITION}, {"就", CLASS_FILLER}, {"就是", CLASS_FILLER}, {"属于", CLASS_BE},
    {"左右", CLASS_FILLER}, {"已", CLASS_BE}, {"已经", CLASS_BE}, {"希望", CLASS_COMMAND},
    {"带", CLASS_WITH}, {"带有", CLASS_WITH}, {"帮", CLASS_COMMAND}, {"帮忙", CLASS_COMMAND},
    {"帮我", CLASS_COMMAND}, {"并", CLASS_AND}, {"并且", CLASS_AND}, {"应", CLASS_BE}, {"应该", CLASS_BE},
    {"建议", CLASS_COMMAND}, {"当作", CLASS_AS}, {"当前", CLASS_FILLER}, {"往", CLASS_TO},
    {"很", CLASS_FILLER}, {"怎么", CLASS_ASK}, {"怎么样", CLASS_ASK}, {"怎样", CLASS_ASK},
    {"您", CLASS_PRONOUN}, {"您的", CLASS_OWNER}, {"情况", CLASS_FILLER}, {"想", CLASS_COMMAND},
    {"想知道", CLASS_COMMAND}, {"想要", CLASS_COMMAND}, {"成", CLASS_TO}, {"我", CLASS_PRONOUN},
    {"我们", CLASS_PRONOUN}, {"我们的", CLASS_OWNER}, {"我希望", CLASS_COMMAND}, {"我想", CLASS_COMMAND},
    {"我的", CLASS_OWNER}, {"我要", CLASS_COMMAND}, {"我需要", CLASS_COMMAND}, {"或", CLASS_OR},
    {"或者", CLASS_OR}, {"所以", CLASS_PREPOSITION}, {"所有", CLASS_FILLER}, {"才", CLASS_FILLER},
    {"打开", CLASS_COMMAND}, {"打算", CLASS_COMMAND}, {"找", CLASS_COMMAND}, {"找到", CLASS_COMMAND},
    {"把", CLASS_PREPOSITION}, {"拥有", CLASS_WITH}, {"按", CLASS_BY}, {"按照", CLASS_BY},
    {"接着", CLASS_THEN}, {"推荐", CLASS_COMMAND}, {"提供", CLASS_COMMAND}, {"提醒我", CLASS_COMMAND},
    {"搜", CLASS_COMMAND}, {"搜索", CLASS_COMMAND}, {"新建", CLASS_COMMAND}, {"无", CLASS_NOT},
    {"是", CLASS_BE}, {"是否", CLASS_BE}, {"显示", CLASS_COMMAND}, {"更新", CLASS_COMMAND},
    {"替", CLASS_FOR}, {"最后", CLASS_THEN}, {"最近", CLASS_FILLER}, {"有", CLASS_BE},
    {"有关", CLASS_ABOUT}, {"条", CLASS_FILLER}, {"来自", CLASS_FROM}, {"某", CLASS_FILLER},
    {"某个", CLASS_FILLER}, {"查", CLASS_COMMAND}, {"查找", CLASS_COMMAND}, {"查询", CLASS_COMMAND},
    {"标题为", CLASS_NAMED}, {"根据", CLASS_BY}, {"检查", CLASS_COMMAND}, {"次", CLASS_FILLER},
    {"正", CLASS_BE}, {"正在", CLASS_BE}, {"正好", CLASS_FILLER}, {"此外", CLASS_THEN}, {"每", CLASS_BY},
    {"每个", CLASS_FILLER}, {"比", CLASS_PREPOSITION}, {"比如", CLASS_AS}, {"比较", CLASS_COMMAND},
    {"没", CLASS_NOT}, {"没有", CLASS_NOT}, {"添加", CLASS_COMMAND}, {"然后", CLASS_THEN},
    {"现在", CLASS_FILLER}, {"生成", CLASS_COMMAND}, {"用", CLASS_COMMAND}, {"由", CLASS_FROM},
    {"由于", CLASS_PREPOSITION}, {"的", CLASS_OWNER}, {"目前", CLASS_FILLER}, {"直到", CLASS_TO},
    {"相关", CLASS_FILLER}, {"看", CLASS_COMMAND}, {"看看", CLASS_COMMAND}, {"着", CLASS_BE},
    {"知道", CLASS_COMMAND}, {"确定", CLASS_COMMAND}, {"种", CLASS_FILLER}, {"称为", CLASS_NAMED},
    {"等", CLASS_FILLER}, {"等等", CLASS_FILLER}, {"给", CLASS_FOR}, {"给我", CLASS_COMMAND},
    {"翻译", CLASS_COMMAND}, {"而且", CLASS_AND}, {"能", CLASS_BE}, {"能否", CLASS_BE}, {"能够", CLASS_BE},
    {"自", CLASS_FROM}, {"自从", CLASS_FROM}, {"自己", CLASS_PRONOUN}, {"至", CLASS_TO},
    {"获取", CLASS_COMMAND}, {"被", CLASS_PREPOSITION}, {"要", CLASS_BE}, {"规划", CLASS_COMMAND},
    {"计划", CLASS_COMMAND}, {"计算", CLASS_COMMAND}, {"订", CLASS_COMMAND}, {"让", CLASS_COMMAND},
    {"记", CLASS_COMMAND}, {"记录", CLASS_COMMAND}, {"设", CLASS_COMMAND}, {"设定", CLASS_COMMAND},
    {"设置", CLASS_COMMAND}, {"评估", CLASS_COMMAND}, {"识别", CLASS_COMMAND}, {"该", CLASS_FILLER},
    {"请", CLASS_COMMAND}, {"请你", CLASS_COMMAND}, {"请帮我", CLASS_COMMAND}, {"请您", CLASS_COMMAND},
    {"请给我", CLASS_COMMAND}, {"请问", CLASS_COMMAND}, {"谁", CLASS_ASK}, {"调整", CLASS_COMMAND},
    {"购买", CLASS_COMMAND}, {"起", CLASS_FROM}, {"超过", CLASS_PREPOSITION}, {"跟", CLASS_AND},
    {"转换", CLASS_COMMAND}, {"达到", CLASS_TO}, {"过", CLASS_BE}, {"还", CLASS_THEN}, {"还是", CLASS_OR},
    {"还有", CLASS_THEN}, {"这", CLASS_FILLER}, {"这个", CLASS_FILLER}, {"这些", CLASS_FILLER},
    {"进行", CLASS_COMMAND}, {"通过", CLASS_BY}, {"那", CLASS_FILLER}, {"那个", CLASS_FILLER},
    {"那些", CLASS_FILLER}, {"都", CLASS_FILLER}, {"里", CLASS_IN}, {"里面", CLASS_IN}, {"针对", CLASS_FOR},
    {"附近", CLASS_AT}, {"除了", CLASS_NOT}, {"随后", CLASS_THEN}, {"需要", CLASS_COMMAND},
    {"非", CLASS_NOT}, {"非常", CLASS_FILLER}, {"预定", CLASS_COMMAND}, {"预测", CLASS_COMMAND},
    {"预订", CLASS_COMMAND}, {"首先", CLASS_THEN}, {"高于", CLASS_PREPOSITION}, {"麻烦", CLASS_COMMAND},
};

static const struct pair groups[] = {
    {"abort", "cancel"}, {"activate", "enable"}, {"add", "create"}, {"adjust", "edit"},
    {"age", "age"}, {"alarm", "alarm"}, {"alert", "remind"}, {"alter", "edit"},
    {"amount", "quantity"}, {"annual", "year"}, {"appointment", "book"}, {"archive", "compress"},
    {"area", "place"}, {"arrange", "book"}, {"arrival", "end"}, {"arrive", "end"}, {"auto", "car"},
    {"automobile", "car"}, {"average", "average"}, {"begin", "begin"}, {"big", "large"},
    {"book", "book"}, {"boost", "increase"}, {"bottom", "minimum"}, {"build", "create"},
    {"business", "company"}, {"buy", "purchase"}, {"calculate", "calculate"}, {"cancel", "cancel"},
    {"car", "car"}, {"career", "job"}, {"category", "kind"}, {"cell", "phone"},
    {"change", "convert"}, {"charge", "price"}, {"check", "find"}, {"cinema", "movie"},
    {"class", "kind"}, {"clear", "delete"}, {"client", "person"}, {"climate", "weather"},
    {"company", "company"}, {"compose", "create"}, {"compress", "compress"},
    {"compute", "calculate"}, {"convert", "convert"}, {"corporation", "company"}, {"cost", "price"},
    {"count", "quantity"}, {"create", "create"}, {"cuisine", "food"}, {"customer", "person"},
    {"cut", "decrease"}, {"daily", "day"}, {"day", "day"}, {"deactivate", "disable"},
    {"decrease", "decrease"}, {"delete", "delete"}, {"deliver", "send"}, {"depart", "begin"},
    {"departure", "begin"}, {"destination", "end"}, {"determine", "calculate"},
    {"dimension", "size"}, {"disable", "disable"}, {"discard", "delete"}, {"dish", "food"},
    {"display", "find"}, {"distance", "distance"}, {"doctor", "doctor"}, {"document", "file"},
    {"down", "decrease"}, {"duration", "duration"}, {"e-mail", "email"}, {"edit", "edit"},
    {"email", "email"}, {"enable", "enable"}, {"end", "end"}, {"enterprise", "company"},
    {"equity", "stock"}, {"erase", "delete"}, {"evaluate", "calculate"}, {"event", "meeting"},
    {"exchange", "convert"}, {"expense", "price"}, {"far", "distance"}, {"fare", "price"},
    {"fast", "quick"}, {"fee", "price"}, {"fetch", "find"}, {"figure", "calculate"},
    {"file", "file"}, {"film", "movie"}, {"final", "end"}, {"find", "find"}, {"finish", "end"},
    {"firm", "company"}, {"food", "food"}, {"forecast", "weather"}, {"from", "begin"},
    {"gender", "gender"}, {"generate", "create"}, {"genre", "kind"}, {"get", "find"},
    {"grow", "increase"}, {"guest", "person"}, {"highest", "maximum"}, {"huge", "large"},
    {"image", "picture"}, {"increase", "increase"}, {"individual", "person"}, {"initial", "begin"},
    {"job", "job"}, {"journey", "trip"}, {"kind", "kind"}, {"language", "language"},
    {"large", "large"}, {"least", "minimum"}, {"length", "distance"}, {"list", "find"},
    {"little", "small"}, {"locate", "find"}, {"location", "place"}, {"long", "duration"},
    {"look", "find"}, {"lookup", "find"}, {"lower", "decrease"}, {"lowest", "minimum"},
    {"mail", "email"}, {"make", "create"}, {"market", "shop"}, {"mass", "weight"},
    {"max", "maximum"}, {"maximum", "maximum"}, {"meal", "food"}, {"mean", "average"},
    {"meeting", "meeting"}, {"memo", "memo"}, {"message", "message"}, {"min", "minimum"},
    {"minimum", "minimum"}, {"mobile", "phone"}, {"modify", "edit"}, {"month", "month"},
    {"monthly", "month"}, {"most", "maximum"}, {"move", "move"}, {"movie", "movie"},
    {"music", "song"}, {"new", "create"}, {"note", "memo"}, {"notification", "remind"},
    {"notify", "remind"}, {"number", "quantity"}, {"obtain", "find"}, {"occupation", "job"},
    {"off", "disable"}, {"old", "age"}, {"on", "enable"}, {"order", "purchase"},
    {"organization", "company"}, {"origin", "begin"}, {"overall", "total"}, {"path", "road"},
    {"pay", "pay"}, {"payment", "pay"}, {"people", "person"}, {"period", "duration"},
    {"person", "person"}, {"phone", "phone"}, {"photo", "picture"}, {"photograph", "picture"},
    {"physician", "doctor"}, {"pic", "picture"}, {"picture", "picture"}, {"place", "place"},
    {"position", "job"}, {"price", "price"}, {"produce", "create"}, {"profession", "job"},
    {"purchase", "purchase"}, {"put", "move"}, {"quantity", "quantity"}, {"query", "find"},
    {"quick", "quick"}, {"raise", "increase"}, {"rapid", "quick"}, {"reduce", "decrease"},
    {"relocate", "move"}, {"remind", "remind"}, {"reminder", "remind"}, {"remove", "delete"},
    {"reservation", "book"}, {"reserve", "book"}, {"retrieve", "find"}, {"revise", "edit"},
    {"revoke", "cancel"}, {"road", "road"}, {"route", "road"}, {"schedule", "book"},
    {"search", "find"}, {"send", "send"}, {"sex", "gender"}, {"share", "stock"}, {"shop", "shop"},
    {"show", "find"}, {"size", "size"}, {"small", "small"}, {"sms", "message"}, {"song", "song"},
    {"sort", "kind"}, {"source", "begin"}, {"speed", "speed"}, {"spot", "place"},
    {"start", "begin"}, {"stock", "stock"}, {"store", "shop"}, {"street", "road"}, {"sum", "total"},
    {"target", "end"}, {"telephone", "phone"}, {"temperature", "weather"}, {"text", "message"},
    {"tiny", "small"}, {"tongue", "language"}, {"top", "maximum"}, {"total", "total"},
    {"tour", "trip"}, {"track", "song"}, {"transaction", "pay"}, {"transfer", "move"},
    {"transform", "convert"}, {"translate", "convert"}, {"transmit", "send"}, {"travel", "trip"},
    {"trip", "trip"}, {"tune", "song"}, {"type", "kind"}, {"up", "increase"}, {"update", "edit"},
    {"upper", "maximum"}, {"user", "person"}, {"vehicle", "car"}, {"velocity", "speed"},
    {"venue", "place"}, {"view", "find"}, {"wake", "alarm"}, {"weather", "weather"},
    {"week", "week"}, {"weekly", "week"}, {"weight", "weight"}, {"work", "calculate"},
    {"year", "year"}, {"yearly", "year"}, {"zip", "compress"},
};
// clang-format on

#define COUNT(table) (sizeof(table) / sizeof *(table))

static int
compare(struct chela_text text, const char *word)
{
    int order = strncmp(text.data, word, text.len);
    return order ? order : word[text.len] ? -1 : 0;
}

static const struct entry *
find(const struct entry *table, size_t count, struct chela_text text)
{
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int    order  = compare(text, table[middle].word);
        if (order == 0)
            return &table[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

enum chela__class
chela__lexicon_class(struct chela_text lower)
{
    const struct entry *entry = find(english, COUNT(english), lower);
    return entry ? entry->class : CHELA__CLASS_WORD;
}

size_t
chela__lexicon_han(struct chela_text text, enum chela__class *ret_class)
{
    size_t longest = text.len < 12 ? text.len / 3 * 3 : 12; // four characters of three bytes
    for (size_t len = longest; len >= 3; len -= 3) {
        const struct entry *entry =
            find(chinese, COUNT(chinese), (struct chela_text){text.data, len});
        if (!entry)
            continue;
        *ret_class = entry->class;
        return len;
    }
    return 0;
}

bool
chela__lexicon_is_empty(struct chela_text lower)
{
    enum chela__class class = chela__lexicon_class(lower);
    return class != CHELA__CLASS_WORD && class != CHELA__CLASS_COMMAND;
}

struct chela_text
chela__lexicon_same(struct chela_text lower)
{
    for (size_t low = 0, high = COUNT(groups); low < high;) {
        size_t middle = low + (high - low) / 2;
        int    order  = compare(lower, groups[middle].word);
        if (order == 0)
            return chela__text(groups[middle].head);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return lower;
}

const char *chela__class_name(enum chela__class class)
{
    static const char *const names[CHELA__CLASSES] = {
        "edge",    "word",    "name",  "head",    "han",  "number", "typed",       "article",
        "this",    "pronoun", "owner", "and",     "or",   "be",     "ask",         "not",
        "command", "in",      "on",    "at",      "from", "to",     "for",         "of",
        "with",    "by",      "about", "between", "as",   "named",  "preposition", "then",
        "filler",  "comma",   "stop",  "colon",   "open", "close",  "quote",       "sign"};
    return names[class];
}
