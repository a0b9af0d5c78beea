#!/usr/bin/env bash
# public_headers.sh SOURCE_ROOT: every public header compiles alone, as strict C11 and C++17, with
# every compiler that is there.
set -u

root=$1
failed=0
count=0

# compile COMPILER LANGUAGE STANDARD HEADER
compile() {
    local output
    if ! output=$(printf '#include <%s>\n#include <%s>\n' "$4" "$4" |
        "$1" -x "$2" -std="$3" -pedantic-errors -Wall -Wextra -Werror -Wshadow -fsyntax-only \
            -I "$root/sdk/include" -I "$root/core/include" $(pkg-config --cflags jansson) - 2>&1); then
        printf '%s as %s with %s:\n%s\n' "$4" "$3" "$1" "$output"
        failed=1
    fi
    count=$((count + 1))
}

for path in "$root"/sdk/include/chela/*.h "$root"/core/include/chela/*.h; do
    header=chela/${path##*/}
    for compiler in gcc clang; do
        command -v $compiler >/dev/null && compile $compiler c c11 "$header"
    done
    for compiler in g++ clang++; do
        command -v $compiler >/dev/null && compile $compiler c++ c++17 "$header"
    done
done
[ $failed = 0 ] && echo "$count compilations of public headers"
exit $failed
