#!/usr/bin/env bash
# symbols.sh LIBRARY LIST: the dynamic symbols that a library defines are exactly those of the list.
set -eu

exported=$(nm -D --defined-only "$1" | awk '$2 != "A" {print $3}' | sed 's/@.*//' | LC_ALL=C sort -u)
if ! diff -u --label pinned --label exported <(grep -v '^#' "$2") <(printf '%s\n' "$exported"); then
    echo "an added symbol is added to $2; a removed one needs a new major"
    exit 1
fi
echo "$(printf '%s\n' "$exported" | wc -l) symbols as pinned"
