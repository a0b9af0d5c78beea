// division_weights.c - how much each feature of a division counts.
//
// Learned by tests/eval/learn_calls.c from the development half of the public cases
// (1156 requests): averaged structured perceptron, rate 0.02, 3 rounds. Do not edit.
#include "backend/embedded/clauses.h"

// clang-format off
const float chela__division_weights[CHELA__DIVISION_COUNT] = {
    [CHELA__DIVISION_FIT           ] =   1.52f, // fit of a capability that is named
    [CHELA__DIVISION_FIT_AGAIN     ] =   0.51f, // fit of the same capability once more
    [CHELA__DIVISION_FIT_MANY      ] =  -0.63f, // the same among many capabilities
    [CHELA__DIVISION_FIT_SAID      ] =   0.50f, // the same where examples tell how it is asked for
    [CHELA__DIVISION_CALL          ] =  -1.03f, // call
    [CHELA__DIVISION_CALL_MANY     ] =  -1.36f, // the same among many capabilities
    [CHELA__DIVISION_AGAIN         ] =  -1.17f, // call of the same capability
    [CHELA__DIVISION_AGAIN_WORDS   ] =  -0.18f, // whose words are said again
    [CHELA__DIVISION_AGAIN_LACKS   ] =  -3.00f, // that lacks what no call before has
    [CHELA__DIVISION_AGAIN_SHARES  ] =  -0.14f, // arguments taken from a call before
    [CHELA__DIVISION_AGAIN_NOTHING ] =  -4.18f, // that says nothing new
    [CHELA__DIVISION_LACKS         ] =  -0.11f, // call that lacks something
    [CHELA__DIVISION_LACKS_MANY    ] =   0.57f, // the same among many capabilities
    [CHELA__DIVISION_LACKS_SHARED  ] =  -0.51f, // that a call before has
    [CHELA__DIVISION_ARGUMENTS     ] =  -0.10f, // scores of arguments
    [CHELA__DIVISION_HELD          ] =  -0.03f, // arguments
    [CHELA__DIVISION_SERIES        ] =  -0.86f, // series of arguments
    [CHELA__DIVISION_SERIES_SCORE  ] =   0.22f, // score of its worst item
    [CHELA__DIVISION_SERIES_VALUE  ] =  -0.06f, // series of values
    [CHELA__DIVISION_SERIES_NAME   ] =  -0.34f, // series of names
    [CHELA__DIVISION_SERIES_LONG   ] =   0.01f, // series of more than two
    [CHELA__DIVISION_SERIES_MANY   ] =  -0.22f, // series among many capabilities
    [CHELA__DIVISION_AGAIN_MANY    ] =  -0.04f, // call of the same capability among many
    [CHELA__DIVISION_PART_MANY     ] =   0.00f, // call that begins with another part, among many capabilities
    [CHELA__DIVISION_OPEN_VALUE    ] =  -0.45f, // value that no argument holds
    [CHELA__DIVISION_OPEN_QUOTE    ] =  -0.26f, // quotation that no argument holds
    [CHELA__DIVISION_OPEN_NAME     ] =  -0.56f, // name that no argument holds
    [CHELA__DIVISION_BEGIN_SENTENCE] =   0.16f, // call that begins with a sentence
    [CHELA__DIVISION_BEGIN_COMMAND ] =   0.87f, // call that begins with a command
    [CHELA__DIVISION_BEGIN_PART    ] =  -1.56f, // call that begins with another part
    [CHELA__DIVISION_BEGIN_THEN    ] =   1.64f, // call that begins with a word of order
    [CHELA__DIVISION_BEGIN_MANY    ] =  -0.71f, // call that begins with a sentence or command, among many capabilities
    [CHELA__DIVISION_INNER_SENTENCE] =  -0.34f, // sentence inside a clause
    [CHELA__DIVISION_INNER_COMMAND ] =  -0.20f, // command inside a clause
    [CHELA__DIVISION_INNER_PART    ] =  -0.26f, // part inside a clause
    [CHELA__DIVISION_INNER_THEN    ] =  -0.79f, // word of order inside a clause
    [CHELA__DIVISION_INNER_MANY    ] =   0.17f, // sentence or command inside a clause, among many capabilities
    [CHELA__DIVISION_SKIP_SENTENCE ] =  -0.40f, // sentence left out
    [CHELA__DIVISION_SKIP_COMMAND  ] =  -1.28f, // command left out
    [CHELA__DIVISION_SKIP_PART     ] =  -0.50f, // part left out
    [CHELA__DIVISION_SKIP_THEN     ] =  -0.77f, // word of order left out
    [CHELA__DIVISION_SKIP_FIRST    ] =  -0.25f, // left out before the first call
    [CHELA__DIVISION_SKIP_VALUE    ] =  -0.64f, // value left out
    [CHELA__DIVISION_SKIP_NAME     ] =  -0.69f, // name left out
};
// clang-format on
