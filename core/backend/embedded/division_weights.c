// division_weights.c - how much each feature of a division counts.
//
// Learned by tests/eval/learn_calls.c from the development half of the public cases
// (1156 requests): averaged structured perceptron, rate 0.02, 4 rounds. Do not edit.
#include "backend/embedded/clauses.h"

// clang-format off
const float chela__division_weights[CHELA__DIVISION_COUNT] = {
    [CHELA__DIVISION_FIT           ] =   1.48f, // fit of a capability that is named
    [CHELA__DIVISION_FIT_AGAIN     ] =   0.65f, // fit of the same capability once more
    [CHELA__DIVISION_FIT_MANY      ] =  -0.33f, // the same among many capabilities
    [CHELA__DIVISION_FIT_SAID      ] =   0.50f, // the same where examples tell how it is asked for
    [CHELA__DIVISION_CALL          ] =  -0.82f, // call
    [CHELA__DIVISION_CALL_MANY     ] =  -0.86f, // the same among many capabilities
    [CHELA__DIVISION_AGAIN         ] =  -1.56f, // call of the same capability
    [CHELA__DIVISION_AGAIN_WORDS   ] =   0.21f, // whose words are said again
    [CHELA__DIVISION_AGAIN_LACKS   ] =  -2.95f, // that lacks what no call before has
    [CHELA__DIVISION_AGAIN_SHARES  ] =  -0.74f, // arguments taken from a call before
    [CHELA__DIVISION_AGAIN_NOTHING ] =  -4.62f, // that says nothing new
    [CHELA__DIVISION_LACKS         ] =  -0.35f, // call that lacks something
    [CHELA__DIVISION_LACKS_MANY    ] =   0.66f, // the same among many capabilities
    [CHELA__DIVISION_LACKS_SHARED  ] =  -0.49f, // that a call before has
    [CHELA__DIVISION_ARGUMENTS     ] =   0.01f, // scores of arguments
    [CHELA__DIVISION_HELD          ] =  -0.06f, // arguments
    [CHELA__DIVISION_SERIES        ] =  -0.79f, // series of arguments
    [CHELA__DIVISION_SERIES_SCORE  ] =   0.10f, // score of its worst item
    [CHELA__DIVISION_SERIES_VALUE  ] =   0.00f, // series of values
    [CHELA__DIVISION_SERIES_NAME   ] =  -0.10f, // series of names
    [CHELA__DIVISION_SERIES_LONG   ] =  -0.18f, // series of more than two
    [CHELA__DIVISION_OPEN_VALUE    ] =  -0.53f, // value that no argument holds
    [CHELA__DIVISION_OPEN_QUOTE    ] =   0.11f, // quotation that no argument holds
    [CHELA__DIVISION_OPEN_NAME     ] =  -0.38f, // name that no argument holds
    [CHELA__DIVISION_BEGIN_SENTENCE] =  -0.06f, // call that begins with a sentence
    [CHELA__DIVISION_BEGIN_COMMAND ] =   0.66f, // call that begins with a command
    [CHELA__DIVISION_BEGIN_PART    ] =  -0.91f, // call that begins with another part
    [CHELA__DIVISION_BEGIN_THEN    ] =   1.35f, // call that begins with a word of order
    [CHELA__DIVISION_BEGIN_MANY    ] =  -0.40f, // call that begins with a sentence or command, among many capabilities
    [CHELA__DIVISION_INNER_SENTENCE] =   0.28f, // sentence inside a clause
    [CHELA__DIVISION_INNER_COMMAND ] =   0.04f, // command inside a clause
    [CHELA__DIVISION_INNER_PART    ] =  -0.03f, // part inside a clause
    [CHELA__DIVISION_INNER_THEN    ] =  -1.17f, // word of order inside a clause
    [CHELA__DIVISION_INNER_MANY    ] =   0.04f, // sentence or command inside a clause, among many capabilities
    [CHELA__DIVISION_SKIP_SENTENCE ] =  -0.78f, // sentence left out
    [CHELA__DIVISION_SKIP_COMMAND  ] =  -1.53f, // command left out
    [CHELA__DIVISION_SKIP_PART     ] =  -1.18f, // part left out
    [CHELA__DIVISION_SKIP_THEN     ] =  -0.35f, // word of order left out
    [CHELA__DIVISION_SKIP_FIRST    ] =  -0.23f, // left out before the first call
    [CHELA__DIVISION_SKIP_VALUE    ] =  -0.73f, // value left out
    [CHELA__DIVISION_SKIP_NAME     ] =  -0.39f, // name left out
};
// clang-format on
