#!/usr/bin/env bash
# Checks a running service for what every visitor relies on, without counting a visit.
#
#   make smoke URL=https://… [REVISION=…]      or:  smoke.sh URL [REVISION]
#
# With REVISION it first waits, SMOKE_TIMEOUT seconds at most (300), until only that build answers: behind a canary
# the build before answers for a while too.
set -euo pipefail
url=${1:?smoke.sh URL [REVISION]}
url=${url%/}
revision=${2:-}
deadline=$((SECONDS + ${SMOKE_TIMEOUT:-300}))

fail() { printf 'smoke: %s\n' "$*" >&2; exit 1; }
ask() { curl --silent --show-error --max-time 5 "$@"; }

running() { ask "$url/version" 2>&1 | jq --raw-output '.revision' 2>/dev/null || true; }

only_revision() {
  for _ in 1 2 3 4 5; do
    [ "$(running)" = "$revision" ] || return 1
  done
}

if [ -n "$revision" ]; then
  until only_revision; do
    [ "$SECONDS" -lt "$deadline" ] || fail "$url runs '$(running)', not $revision"
    sleep 2
  done
fi

expect() { # STATUS PATH CURL-FLAG...
  local expected=$1 path=$2 status; shift 2
  status=$(ask --output /dev/null --write-out '%{http_code}' "$@" "$url$path") || true
  [ "$status" = "$expected" ] || fail "$url$path answered $status instead of $expected"
}

expect 200 /health/ready
expect 200 /charmander --head
expect 200 '/?limit=1'
expect 404 /missingno
echo "smoke: $url answers as it should${revision:+, build $revision}"
