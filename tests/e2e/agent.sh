# agent.sh - the example agent, built against the installed tree alone, with a scripted consent.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

prefix=$home/prefix
cmake --install "$CHELA_BUILD" --prefix "$prefix" >"$home/install.log"
export PKG_CONFIG_PATH="$(dirname "$(find "$prefix" -name chela.pc)")"
# shellcheck disable=SC2046 # the flags are several words
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror "$CHELA_SOURCE/examples/agent/agent.c" \
    $(pkg-config --cflags --libs chela) -o "$home/agent"
export LD_LIBRARY_PATH="$(pkg-config --variable=libdir chela)" CHELA_HOME="$home"
unset CHELA_IMAGE || true

out=$(echo n | "$home/agent" "create a note that milk is out")
has "$out" "May I do this?"
expect 0 chela call notes.search '{"query": "milk"}'
has_not "$out" "milk"
out=$(echo y | "$home/agent" "create a note that milk is out")
has "$out" "milk"
expect 0 chela call notes.search '{"query": "milk"}'
has "$out" "milk"

# Only what host.h declares is exported.
names=$(nm -D --defined-only "$LD_LIBRARY_PATH/libchela.so" | sed -n 's/.* T \(.*\)@@.*/\1/p' | sort)
declared=$(sed -n 's/^\(chela_[a-z_]*\)(.*/\1/p' "$prefix/include/chela/host.h" | sort)
[ "$names" = "$declared" ] || fail "exported: $names; declared: $declared"
