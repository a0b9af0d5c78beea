# policy.sh - `chela policy check` names what is wrong in each member of a policy.json.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"
expect 0 chela keygen one
key=$(cat one.pub)

# Each line: a member, and the place that has to be named.
while IFS='|' read -r member place <&3; do
    printf '{"policy": 1, %s}' "$member" >policy.json
    expect 1 chela policy check policy.json
    has "$said" "policy.json: policy.json: $place"
done 3<<END
"colour": "red"|/colour: unknown member
"keys": {}|/keys: expected
"keys": ["$key"]|/keys/0: expected
"keys": [{"key": "short", "tier": "vendor", "role": "store"}]|/keys/0/key: expected a key
"keys": [{"key": "$key", "tier": "first", "role": "store"}]|/keys/0/tier: unknown value
"keys": [{"key": "$key", "tier": "vendor", "role": "owner"}]|/keys/0/role: unknown value
"keys": [{"key": "$key", "tier": "vendor"}]|/keys/0: member "role" is missing
"keys": [{"key": "$key", "tier": "reviewed", "role": "publisher"}]|/keys/0: tier reviewed needs
"keys": [{"key": "$key", "tier": "platform", "role": "store"}]|/keys/0: tier platform needs
"revoked": []|/revoked: expected
"revoked": {"plugins": []}|/revoked/plugins: unknown member
"revoked": {"keys": ["short"]}|/revoked/keys/0: expected a key
"revoked": {"packages": ["00"]}|/revoked/packages/0: expected a package's digest
"revoked": {"versions": [{"id": "org.example.torch"}]}|/revoked/versions/0: member "below" is missing
"revoked": {"versions": [{"id": "a.b", "below": "1"}]}|/revoked/versions/0/below: expected
"revoked": {"versions": [{"id": "a.b", "from": "x", "below": "1.0.0"}]}|/revoked/versions/0/from: expected
"in_host": "org.chela.builtin"|/in_host: expected
"in_host": ["Builtin"]|/in_host/0: expected a plugin id
"reserved": ["sms."]|/reserved/0: expected the first part
"deny": "sms.*"|/deny: expected
"deny": ["s*s"]|/deny/0: expected a name
"consent": [""]|/consent/0: expected a name
"backends": ["embedded"]|/backends: expected
"backends": {"embedded": "private"}|/backends/embedded: expected
"quotas": {"*": 5}|/quotas/*: expected
"quotas": {"a*b": {"crashes": 5}}|/quotas/a*b: its name
"quotas": {"*": {"crashes": 0}}|/quotas/*/crashes: expected
"undo_window": 3600|/undo_window: expected
"undo_window": "an hour"|/undo_window: expected
END
printf '{"policy": 2}' >policy.json
expect 1 chela policy check policy.json
has "$said" "/policy: expected 1"
printf '{}' >policy.json
expect 1 chela policy check policy.json
has "$said" '"policy" is missing'
printf '{"policy": 1, "policy": 1}' >policy.json
expect 1 chela policy check policy.json
expect 1 chela policy check none.json
has "$said" "there is no such file"
for tier in vendor vendor; do
    printf '{"key": "%s", "tier": "%s", "role": "store"},' "$key" "$tier"
done >keys
printf '{"policy": 1, "keys": [%s]}' "$(sed 's/,$//' keys)" >policy.json
expect 1 chela policy check policy.json
has "$said" "is listed twice"
