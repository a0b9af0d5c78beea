# Compiles what depends on the machine for aarch64 and looks at a plugin built for it through the
# ELF gate: `chela check` accepts it, `chela install` names the architecture. Exit code 77: skipped.
set -eu
CC=${CHELA_AARCH64_CC:-aarch64-linux-gnu-gcc}
command -v "$CC" >/dev/null || { echo "skipped: there is no $CC (gcc-aarch64-linux-gnu)"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/chela-aarch64-XXXXXX")
trap 'rm -rf "$work"' EXIT

# Headers alone: these libraries are not linked here.
for header in jansson.h jansson_config.h ffi.h ffitarget.h sodium.h sodium; do
    for folder in /usr/include "/usr/include/$(cc -print-multiarch)"; do
        [ ! -e "$folder/$header" ] || ln -sfn "$folder/$header" "$work/$header"
    done
done
compile() {
    "$CC" -std=c11 -D_GNU_SOURCE -O2 -fPIC -Wall -Wextra -Werror -Wshadow -isystem "$work" \
        -I "$CHELA_SOURCE/core" -I "$CHELA_SOURCE/core/include" -I "$CHELA_SOURCE/sdk/include" "$@"
}
count=0
for file in "$CHELA_SOURCE"/core/sandbox/*.c "$CHELA_SOURCE"/core/package/*.c \
    "$CHELA_SOURCE"/core/trust/*.c "$CHELA_SOURCE"/core/plugin/*.c "$CHELA_SOURCE"/core/base/*.c; do
    compile -c "$file" -o "$work/one.o"
    count=$((count + 1))
done
echo "$count files compile for aarch64"

# A plugin for aarch64: the gate takes it as what it is, and as nothing else.
export CHELA_HOME="$work/home" CHELA_IMAGE="$work/image"
cd "$work"
chela="$CHELA_BUILD/bin/chela"
"$chela" new tiny >/dev/null
"$chela" bind tiny/manifest.json >tiny/tiny.chela.h
compile -fvisibility=hidden -shared -Wl,-z,noexecstack -I tiny tiny/tiny.c -o tiny.so
"$chela" pack tiny --plugin tiny.so --triplet aarch64-linux-gnu --out tiny.chela
if "$chela" pack tiny --plugin tiny.so --triplet x86_64-linux-gnu --out wrong.chela 2>said; then
    echo "FAILED: an aarch64 plugin was packed for x86-64"
    exit 1
fi
grep -q "another machine" said
"$chela" keygen me >/dev/null
"$chela" sign tiny.chela --key me.key >/dev/null
"$chela" trust me.pub --tier sideload >/dev/null
code=0
"$chela" install tiny.chela 2>said || code=$?
case $(uname -m) in
aarch64) [ "$code" = 0 ] ;;
*) [ "$code" = 3 ] && grep -q "wrong architecture" said ;;
esac
