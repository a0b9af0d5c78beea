# From `chela new` to installed and called, in the nine commands of docs/plugins.md; drift between
# definition and schema does not compile; `chela dev` runs a round again after a change.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"
PATH="$CHELA_BUILD/bin:$PATH"
export PATH

expect 0 chela new hello
expect 0 cmake -S hello -B hello/build -DCHELA="$CHELA_BUILD/bin/chela"
expect 0 cmake --build hello/build
expect 0 chela check hello
has "$out" "nothing to say against it"
expect 0 chela test hello
has "$out" "1 examples run, 0 failed"
expect 0 chela keygen me
expect 0 chela pack hello/build/package --out hello.chela
expect 0 chela sign hello.chela --key me.key
expect 3 chela install hello.chela # a stranger's
expect 0 chela trust me.pub --tier sideload
expect 0 chela install hello.chela
expect 0 chela call hello.greet '{"name": "the crab"}'
has "$out" "Hello, the crab!"

# The schema says integer now, the definition still takes a text.
sed 's|"name": {"$ref": "chela:Text/1", "minLength": 1, "maxLength": 200}|"name": {"type": "integer"}|' \
    hello/manifest.json >changed.json
cp changed.json hello/manifest.json
expect 2 cmake --build hello/build
has "$out$said" "conflicting types"

# check names id, place and fix.
expect 1 chela check hello --json
has "$out" '"id":"example-mismatch"'
has "$out" '"place":"manifest.json#/capabilities/hello.greet/examples/0/with"'
has "$out" '"fix":'

# dev goes on after a failed round, and sees the change that repairs it.
chela dev hello >dev.log 2>&1 &
dev=$!
for step in "not well yet" "all is well"; do
    tries=0
    until grep -q "$step" dev.log; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { kill $dev; fail "dev never said \"$step\": $(cat dev.log)"; }
        sleep 0.1
    done
    sed 's|"name": {"type": "integer"}|"name": {"type": "string"}|' changed.json >hello/manifest.json
done
kill $dev
wait $dev 2>/dev/null || true
