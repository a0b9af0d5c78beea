// token.c - text -> tokens; used by the chart, and by the grammar to read its own tables.
#include "base/value/token.h"

#include <string.h>

#include "base/text.h"

// Traditional and simplified form of the characters that words of time, number and measure have.
static const char *const TRADITIONAL =
    "時时 負负 點点 鐘钟 個个 號号 週周 禮礼 後后 這这 萬万 億亿 兩两 陸陆 貳贰 參叁 聽听 尋寻 "
    "聖圣 "
    "誕诞 節节 過过 間间 開开 現现 "
    "當当 內内 來来 還还 從从 樣样 數数 婦妇 兒儿 勞劳 動动 際际 國国 愛爱 復复 誠诚 猶犹 亞亚 "
    "貝贝 馬马 歡欢 慶庆 勝胜 贖赎 "
    "燭烛 獻献 誦诵 經经 轉转 麗丽 灑洒 龐庞 爾尔 權权 衛卫 齋斋 紀纪 東东 樹树 難难 設设 靈灵 "
    "闆板 務务 塊块 錢钱 圓圆 幣币 "
    "歐欧 鎊镑 釐厘 攝摄 華华 積积 體体 裏里 裡里 長长 寬宽 噸吨 頓顿 樓楼 歲岁 農农 曆历 歷历 "
    "陽阳 陰阴 燈灯 龍龙 師师 軍军 "
    "黨党 親亲 總总 統统 選选 舉举 聯联 獨独 憲宪 護护 態态 環环 電电 話话 飛飞 機机 遲迟 連连 "
    "續续 別别 為为 與与 於于 約约 "
    "達达 會会 幾几 雙双 對对 醜丑 淩凌 響响 晝昼 飯饭 該该 處处 歸归 舊旧 邊边 網网 頁页 錶表 "
    "視视 測测 試试 遠远 應应 發发 "
    "雲云 無无 術术 書书 畫画 業业 學学 習习 戰战 爭争 顯显 濕湿 課课 諸诸 賽赛 瑪玛 薩萨 蘭兰 "
    "穌苏 薦荐 讚赞 詩诗 聲声 館馆 "
    "鄰邻 壓压 頻频 溫温 彌弥 腳脚 羅罗 屬属 爐炉 輪轮 導导 燒烧 毀毁 寶宝 順顺 遜逊 臘腊 掃扫 "
    "競竞 聞闻 譯译 廣广 場场 碼码 "
    "紅红 藍蓝 綠绿 黃黄 園园 車车 門门 醫医 藥药 結结 剛刚 將将 讓让 認认 識识 記记 鬧闹 閒闲 "
    "離离 鄉乡 鎮镇 縣县 維维 薈荟 "
    "團团 蓋盖 鄧邓 費费 賢贤 贊赞 倫伦 傳传 單单 劉刘 劃划 勵励 區区 協协 員员 啟启 嚴严 夠够 "
    "奧奥 寧宁 實实 專专 屆届 幫帮 "
    "廳厅 張张 徵征 懷怀 戶户 拋抛 擊击 擴扩 敘叙 條条 極极 標标 殺杀 決决 準准 滿满 漢汉 潔洁 "
    "災灾 煙烟 狀状 獎奖 產产 畢毕 "
    "監监 碩硕 種种 稱称 穩稳 窮穷 納纳 紐纽 緊紧 線线 編编 縮缩 織织 繼继 義义 聰聪 臺台 興兴 "
    "蘇苏 補补 裝装 觀观 訂订 計计 "
    "訊讯 詞词 誤误 調调 談谈 請请 諾诺 證证 貨货 質质 賀贺 購购 趙赵 跡迹 軸轴 輝辉 輸输 辭辞 "
    "邁迈 鄭郑 醬酱 釋释 針针 鈴铃 "
    "銀银 銷销 鋼钢 錄录 鍋锅 鏡镜 闊阔 陳陈 陣阵 隊队 隨随 險险 雜杂 雞鸡 靜静 韓韩 須须 預预 "
    "頭头 題题 額额 類类 風风 養养 "
    "驗验 驚惊 鮮鲜 鳥鸟 麥麦 齊齐 龜龟 遊游 衝冲 ";

static const struct {
    const char *wide;
    char        narrow;
} SIGNS[] = {
    {"：", ':'}, {"，", ','}, {"．", '.'}, {"％", '%'}, {"～", '~'}, {"〜", '~'}, {"—", '-'},
    {"–", '-'},  {"−", '-'},  {"－", '-'}, {"（", '('}, {"）", ')'}, {"／", '/'}, {"＋", '+'},
    {"＄", '$'}, {"’", '\''}, {"′", '\''}, {"″", '"'},  {"”", '"'},
};

uint64_t
chela__key_hash(uint64_t hash, const char *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)data[i]) * 1099511628211ULL;
    return hash;
}

static bool
is_hyphen(const struct token *token)
{
    return token->len == 1 && token->key[0] == '-';
}

uint64_t
chela__phrase_hash(uint64_t hash, const struct token *before, const struct token *token)
{
    if (is_hyphen(token) && before)
        return hash;
    if (before && before->kind != TOKEN_HAN && token->kind != TOKEN_HAN)
        hash = chela__key_hash(hash, " ", 1);
    return chela__key_hash(hash, token->key, token->len);
}

static bool
is_han(uint32_t c)
{
    return (c >= 0x2e80 && c < 0x3000) || (c >= 0x3005 && c <= 0x3007) ||
           (c >= 0x3040 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00) ||
           (c >= 0x20000 && c < 0x32000);
}

static bool
is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200b) || c == 0x202f;
}

static bool
is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0xa000 && c < 0xd800);
}

static uint32_t
narrow_character(uint32_t c)
{
    if (c >= 0xff10 && c <= 0xff19)
        return c - 0xff10 + '0';
    if ((c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a))
        return c - 0xfee0;
    return c;
}

static bool
is_digit(uint32_t c)
{
    c = narrow_character(c);
    return c >= '0' && c <= '9';
}

static void
key_add(struct token *token, const char *data, size_t len)
{
    if (token->len + len > TOKEN_KEY) {
        token->len = TOKEN_KEY; // too long for any table: a length that no key has
        return;
    }
    memcpy(token->key + token->len, data, len);
    token->len = (uint8_t)(token->len + len);
}

static void
key_add_folded(struct token *token, uint32_t c)
{
    char   bytes[4];
    size_t len;

    c = narrow_character(c);
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    len = chela__utf8_put(c, bytes);
    key_add(token, bytes, len);
}

// All characters are three bytes long, so that pairs are seven bytes apart.
static void
key_add_han(struct token *token, const char *bytes, size_t len)
{
    if (len == 3) {
        for (const char *pair = TRADITIONAL; *pair; pair += 7) {
            if (memcmp(pair, bytes, 3) == 0) {
                key_add(token, pair + 3, 3);
                return;
            }
        }
    }
    key_add(token, bytes, len);
}

static void
key_add_sign(struct token *token, const char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        if (strlen(SIGNS[i].wide) == len && memcmp(SIGNS[i].wide, bytes, len) == 0) {
            key_add(token, &SIGNS[i].narrow, 1);
            return;
        }
    }
    key_add(token, bytes, len);
}

// An apostrophe between letters belongs to the word and is left out of its key.
static size_t
apostrophe(const char *text, size_t len, size_t at)
{
    size_t   next = at;
    uint32_t c    = chela__utf8_next(text, len, &next);

    if (c != '\'' && c != 0x2019)
        return 0;
    size_t after = next;
    return is_letter(chela__utf8_next(text, len, &after)) ? next - at : 0;
}

static size_t
read_word(const char *text, size_t len, size_t at, struct token *token)
{
    while (at < len) {
        size_t   next = at;
        uint32_t c    = narrow_character(chela__utf8_next(text, len, &next));
        size_t   skip = 0;
        if (!is_letter(c)) {
            skip = token->len > 0 ? apostrophe(text, len, at) : 0;
            if (skip == 0)
                break;
            at += skip;
            continue;
        }
        key_add_folded(token, c);
        at = next;
    }
    return at;
}

static size_t
read_digits(const char *text, size_t len, size_t at, struct token *token)
{
    while (at < len) {
        size_t   next = at;
        uint32_t c    = chela__utf8_next(text, len, &next);
        if (!is_digit(c))
            break;
        key_add_folded(token, c);
        at = next;
    }
    return at;
}

static size_t
read_token(const char *text, size_t len, size_t at, struct token *token)
{
    size_t   next = at;
    uint32_t c    = chela__utf8_next(text, len, &next);

    token->start = (uint32_t)at;
    token->len   = 0;
    if (is_digit(c)) {
        token->kind = TOKEN_DIGITS;
        next        = read_digits(text, len, at, token);
    } else if (is_letter(narrow_character(c))) {
        token->kind = TOKEN_WORD;
        next        = read_word(text, len, at, token);
    } else if (is_han(c)) {
        token->kind = TOKEN_HAN;
        key_add_han(token, text + at, next - at);
    } else {
        token->kind = TOKEN_SIGN;
        key_add_sign(token, text + at, next - at);
    }
    token->end  = (uint32_t)next;
    token->hash = chela__key_hash(KEY_HASH_START, token->key, token->len);
    return next;
}

// A sentence ends at a line end, at 。！？； or at a full stop before white space and a capital.
static bool
ends_segment(const char *text, size_t len, const struct token *token)
{
    static const char *const ENDS[] = {"。", "！", "？", "；", "!", "?", ";"};
    size_t                   bytes  = token->end - token->start;

    if (token->kind != TOKEN_SIGN)
        return false;
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++)
        if (strlen(ENDS[i]) == bytes && memcmp(ENDS[i], text + token->start, bytes) == 0)
            return true;
    if (text[token->start] != '.' || token->start < 4 || token->end + 1 >= len)
        return false;
    return text[token->end] == ' ' && text[token->end + 1] >= 'A' && text[token->end + 1] <= 'Z' &&
           is_letter((unsigned char)text[token->start - 4]);
}

size_t
chela__tokenize(const char *text, size_t len, size_t *at, struct token tokens[TOKENS_MAX])
{
    size_t count  = 0;
    bool   spaced = false;

    while (*at < len && count < TOKENS_MAX) {
        size_t   next = *at;
        uint32_t c    = chela__utf8_next(text, len, &next);
        if (is_space(c) || c == 0) {
            spaced = true;
            *at    = c == 0 && next == *at ? *at + 1 : next;
            if (c == '\n' && count > 0)
                break;
            continue;
        }
        *at                  = read_token(text, len, *at, &tokens[count]);
        tokens[count].spaced = spaced;
        spaced               = false;
        if (ends_segment(text, len, &tokens[count++]))
            break;
    }
    return count;
}
