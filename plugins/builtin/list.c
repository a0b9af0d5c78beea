// list.c - pick, filter, sort, count and sum.
#include "builtin.chela.h"
#include "pointer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static chela_status
no_memory(struct chela_call *call)
{
    return chela_fail(call, CHELA_NO_MEMORY, CHELA_NO_EFFECT, "out of memory");
}

chela_status
list_pick(struct chela_call *call, const char *items, int64_t at)
{
    json_t *list = json_loads(items, 0, NULL);
    int64_t size = (int64_t)json_array_size(list);
    int64_t from = at < 0 ? size + at : at - 1;
    if (from < 0 || from >= size) {
        json_decref(list);
        return chela_failf(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT,
                           "the list has %lld elements, there is no number %lld", (long long)size,
                           (long long)at);
    }
    json_t *item = json_incref(json_array_get(list, (size_t)from));
    json_decref(list);
    return chela_reply_take(call, json_pack("{s:o}", "item", item));
}

// ---- order ----

// Numbers, then texts, then the rest; texts by their bytes, which orders dates and times too.
static int
rank(const json_t *value)
{
    return json_is_number(value) ? 0 : json_is_string(value) ? 1 : value ? 2 : 3;
}

static int
compare(const json_t *a, const json_t *b)
{
    int by_rank = rank(a) - rank(b);
    if (by_rank || rank(a) > 1)
        return by_rank;
    if (json_is_string(a))
        return strcmp(json_string_value(a), json_string_value(b));
    if (json_is_integer(a) && json_is_integer(b))
        return (json_integer_value(a) > json_integer_value(b)) -
               (json_integer_value(a) < json_integer_value(b));
    double left = json_number_value(a), right = json_number_value(b);
    return (left > right) - (left < right);
}

struct sortable {
    json_t *item, *by;
    size_t  order; // equal elements keep their order
    bool    descending;
};

static int
compare_sortable(const void *a, const void *b)
{
    const struct sortable *left = a, *right = b;
    int                    way = compare(left->by, right->by);
    if (way)
        return left->descending ? -way : way;
    return left->order < right->order ? -1 : 1;
}

chela_status
list_sort(struct chela_call *call, const char *items, const char *path, bool descending)
{
    json_t          *list = json_loads(items, 0, NULL), *sorted = json_array();
    size_t           count = json_array_size(list);
    struct sortable *all   = calloc(count + 1, sizeof *all);
    for (size_t i = 0; all && i < count; i++) {
        json_t *item = json_array_get(list, i);
        all[i]       = (struct sortable){item, pointer_get(item, path), i, descending};
    }
    if (all)
        qsort(all, count, sizeof *all, compare_sortable);
    for (size_t i = 0; all && i < count; i++)
        json_array_append(sorted, all[i].item);
    bool good = all && list && json_array_size(sorted) == count;
    free(all);
    json_decref(list);
    if (good)
        return chela_reply_take(call, json_pack("{s:o}", "items", sorted));
    json_decref(sorted);
    return no_memory(call);
}

// ---- conditions ----

static bool
contains(const json_t *value, const json_t *part)
{
    size_t  i;
    json_t *element;
    if (json_is_string(value) && json_is_string(part))
        return strcasestr(json_string_value(value), json_string_value(part)) != NULL;
    json_array_foreach(value, i, element) if (json_equal(element, part)) return true;
    return false;
}

static bool
is_equal(const json_t *a, const json_t *b)
{
    return json_is_number(a) && json_is_number(b) ? compare(a, b) == 0 : json_equal(a, b);
}

static bool
holds(int32_t is, const json_t *value, const json_t *wanted)
{
    bool comparable = value && rank(value) == rank(wanted) && rank(value) < 2;
    switch (is) {
    case LIST_FILTER_IS_EQUAL:
        return value && is_equal(value, wanted);
    case LIST_FILTER_IS_DIFFERENT:
        return !value || !is_equal(value, wanted);
    case LIST_FILTER_IS_CONTAINS:
        return contains(value, wanted);
    case LIST_FILTER_IS_ABOVE:
        return comparable && compare(value, wanted) > 0;
    case LIST_FILTER_IS_BELOW:
        return comparable && compare(value, wanted) < 0;
    case LIST_FILTER_IS_AT_LEAST:
        return comparable && compare(value, wanted) >= 0;
    default:
        return comparable && compare(value, wanted) <= 0;
    }
}

chela_status
list_filter(struct chela_call *call, const char *items, const char *path, int32_t is,
            const char *value)
{
    json_t *list = json_loads(items, 0, NULL), *kept = json_array();
    json_t *wanted = json_loads(value, JSON_DECODE_ANY, NULL), *item;
    size_t  i;
    bool    good = list && kept && wanted;
    json_array_foreach(list, i, item) if (good && holds(is, pointer_get(item, path), wanted)) good =
        json_array_append(kept, item) == 0;
    json_decref(wanted);
    json_decref(list);
    if (good)
        return chela_reply_take(call, json_pack("{s:o, s:I}", "items", kept, "count",
                                                (json_int_t)json_array_size(kept)));
    json_decref(kept);
    return no_memory(call);
}

// ---- numbers ----

chela_status
list_count(struct chela_call *call, const char *items)
{
    json_t    *list  = json_loads(items, 0, NULL);
    json_int_t count = (json_int_t)json_array_size(list);
    json_decref(list);
    return chela_replyf(call, "{s:I}", "count", count);
}

// With the rounding error of each addition carried along (Neumaier), so that prices add up; the
// result is cut to the 15 digits that a double holds.
chela_status
number_sum(struct chela_call *call, const char *numbers)
{
    json_t *list = json_loads(numbers, 0, NULL), *number;
    double  sum = 0, lost = 0;
    size_t  i;
    char    text[64];
    json_array_foreach(list, i, number)
    {
        double value = json_number_value(number), next = sum + value;
        bool   sum_is_larger = (sum < 0 ? -sum : sum) >= (value < 0 ? -value : value);
        lost += sum_is_larger ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }
    json_decref(list);
    snprintf(text, sizeof text, "%.15g", sum + lost);
    double result = strtod(text, NULL);
    if (result > -1e15 && result < 1e15 && result == (double)(json_int_t)result)
        return chela_replyf(call, "{s:I}", "sum", (json_int_t)result);
    return chela_replyf(call, "{s:f}", "sum", result);
}
