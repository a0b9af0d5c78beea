// dice - rolls dice: a plugin in C++17. No exception may leave a handler.
#include "dice.chela.h" // generated from manifest.json: prototypes and tables

#include <cstdint>
#include <new>
#include <string>

#include <sys/random.h>

#include <chela/sdk.h>

namespace
{

// A number from 1 to `sides`, all equally likely: bytes that would favour low numbers are drawn again.
bool
roll(uint32_t sides, uint32_t &number)
{
    const uint32_t limit = UINT32_MAX - UINT32_MAX % sides;
    uint32_t       drawn = 0;
    do {
        if (getrandom(&drawn, sizeof(drawn), 0) != sizeof(drawn))
            return false;
    } while (drawn >= limit);
    number = drawn % sides + 1;
    return true;
}

chela_status
reply(struct chela_call *call, int64_t count, int64_t sides)
{
    std::string rolls;
    uint64_t    total = 0;
    for (int64_t i = 0; i < count; i++) {
        uint32_t number = 0;
        if (!roll(static_cast<uint32_t>(sides), number))
            return call->runtime->fail(call, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "no random numbers");
        rolls += (i ? "," : "") + std::to_string(number);
        total += number;
    }
    const std::string json = "{\"rolls\":[" + rolls + "],\"total\":" + std::to_string(total) + "}";
    return call->runtime->reply(call, json.data(), json.size());
}

} // namespace

chela_status
dice_roll(struct chela_call *call, int64_t count, int64_t sides)
{
    try {
        return reply(call, count, sides);
    } catch (const std::bad_alloc &) {
        return CHELA_NO_MEMORY;
    }
}

CHELA_PLUGIN_WITH(dice, nullptr, nullptr);
