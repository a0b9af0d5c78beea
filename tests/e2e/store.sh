# store.sh - packages from key to removal, with the examples in C, C++ and Rust: what is refused says
# why, and what was installed keeps working.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"
examples=$CHELA_BUILD/examples

expect 0 chela keygen me
expect 0 chela keygen stranger
make() { # make FILE KEY VERSION: the example in C as this version
    rm -rf package
    cp -r "$examples/plugin-c/package" package
    # The manifest that is compiled in speaks of the same version.
    for file in package/manifest.json package/lib/*/plugin.so; do
        LC_ALL=C sed -i "s/\"version\": \"[^\"]*\"/\"version\": \"$3\"/" "$file"
    done
    expect 0 chela pack package --out "$1"
    [ "$2" = none ] || expect 0 chela sign "$1" --key "$2.key"
}
works() {
    expect 0 chela call tally.words '{"text": "one two three"}'
    has "$out" '"words": 3'
}
refused() { # refused FILE WORD: and what was installed is as it was
    expect 3 chela install "$1"
    has "$said" "$1: $2"
    works
}

# Nobody is trusted before `chela trust`.
make first.chela me 1.0.0
expect 3 chela install first.chela
has "$said" "first.chela: signed by a stranger"
expect 0 chela trust me.pub --tier sideload
expect 0 chela install first.chela
works
expect 0 chela list
has "$out" "org.example.tally 1.0.0 (sideload)"
expect 0 chela inspect org.example.tally
has "$out" "touch no file, no network"
expect 1 chela config org.example.tally
has "$said" "has no settings"
expect 0 chela index
has "$out" "0 are refused"

make unsigned.chela none 2.0.0
refused unsigned.chela unsigned
make other.chela stranger 2.0.0
refused other.chela "signed by a stranger"
make altered.chela me 2.0.0
head -c 2500 altered.chela >cut.chela
printf X | dd of=altered.chela bs=1 seek=3000 conv=notrunc 2>dd.log
refused altered.chela altered
refused cut.chela truncated
make older.chela me 0.9.0
refused older.chela downgraded

# A newer one takes its place; its version is remembered after the removal.
make newer.chela me 1.1.0
expect 0 chela install newer.chela
expect 0 chela list
has "$out" "org.example.tally 1.1.0"
has_not "$out" "org.example.tally 1.0.0"
expect 0 chela remove org.example.tally
expect 1 chela call tally.words '{"text": "one"}'
has "$said" "no such capability"
expect 3 chela install first.chela
has "$said" "downgraded"

another() { # another LANGUAGE CAPABILITY INPUT WORD
    expect 0 chela pack "$examples/plugin-$1/package" --out "$1.chela"
    expect 0 chela sign "$1.chela" --key me.key
    expect 0 chela install "$1.chela"
    expect 0 chela call "$2" "$3"
    has "$out" "$4"
}
another cpp dice.roll '{"count": 2}' '{'
if [ -e "$examples/plugin-rust/package" ]; then
    another rust morse.encode '{"text": "sos"}' "... --- ..."
else
    echo "no rustc: the example in Rust is not built"
fi
