// query.h - how well the words of a query occur in a text: what people mean by "the invoices".
//
// Words are compared without case and without their English plural; a word of three letters or more
// also fits the beginning of a longer one. Chinese, Japanese and Korean are compared by characters.
// Articles and prepositions count only when nothing else is asked for.
#ifndef CHELA_QUERY_H
#define CHELA_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include <chela/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_QUERY_CASE 1u // "Budget" is not "budget"
#define CHELA_QUERY_WORD 2u // whole words as they stand

struct chela_query;

// CHELA_INVALID: no words in it. CHELA_LIMIT: more than 32 of them.
chela_status
chela_query_new(const char *text, uint32_t flags, struct chela_query **ret_query);
void
chela_query_free(struct chela_query *query);

// The share of the query's words that occur, 0 to 1.
double
chela_query_score(const struct chela_query *query, const char *text, size_t len);

#ifdef __cplusplus
}
#endif

#endif
