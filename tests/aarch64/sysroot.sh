#!/usr/bin/env bash
# sysroot.sh DIR: puts the arm64 packages that Chela is built from into DIR, by an apt of its own below
# DIR: the machine's packages and its list of architectures stay as they are. Exit code 77: no apt,
# or it does not offer them.
set -euo pipefail

root=$1
packages=(libc6-dev libjansson-dev libffi-dev libarchive-dev libsodium-dev libsqlite3-dev libpcre2-dev
    libutf8proc-dev libseccomp-dev check)
[ ! -e "$root/.complete" ] || exit 0
skip() { echo "skipped: $*"; exit 77; }
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || skip "there is no apt"

apt=$root/.apt
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$root/usr/lib" "$root/usr/bin"
: >"$apt/status"
ln -sfn usr/lib "$root/lib"
own=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State=$apt/state"
    -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o Debug::NoLocking=1
    -o APT::Sandbox::User= -q)
apt-get "${own[@]}" update >"$root/update.log" 2>&1 || skip "apt-get update failed for arm64"
apt-get "${own[@]}" install -y --no-install-recommends --download-only "${packages[@]}" \
    >"$root/download.log" 2>&1 || skip "the arm64 packages are not offered"
for package in "$apt"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" |
        tar -x -C "$root" --keep-directory-symlink --wildcards './usr/include/*' './usr/lib/*' './lib/*' 2>/dev/null || true
done
rm -rf "$apt"
touch "$root/.complete"
