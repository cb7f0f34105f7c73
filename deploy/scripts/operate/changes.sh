#!/usr/bin/env bash
# Reports in Markdown what a deployment of this commit would change in an environment: commits, migrations, manifests.
#
#   make changes ENV=production URL=https://…      or:  changes.sh ENVIRONMENT URL
#
# IMAGE_DIGEST and its like name the image (docs/operations.md). The service at URL reports what runs now.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?changes.sh ENVIRONMENT URL} url=${2:?changes.sh ENVIRONMENT URL}
longest=40000 # an issue holds 65,536 characters

running=$(curl --silent --show-error --fail --max-time 10 --retry 2 --retry-all-errors "${url%/}/version" | jq --raw-output .revision || true)
if git cat-file -e "$running^{commit}" 2>/dev/null; then
  range=$running..HEAD
  echo "$environment runs ${running:0:12}; this is $(git rev-parse --short=12 HEAD)."
else
  range=HEAD
  echo "What $environment runs now is unknown ('$running'), so the whole history is listed."
fi

section() { # TITLE LANGUAGE: prints standard input as a block, or 'none' if it is empty
  local text
  text=$(cat)
  printf '\n### %s\n\n' "$1"
  [ -n "$text" ] || { echo none; return; }
  printf '```%s\n%s\n```\n' "$2" "${text:0:longest}"
  [ "${#text}" -le "$longest" ] || printf '\nThis is cut; `make changes ENV=%s URL=%s` shows all.\n' "$environment" "$url"
}

git log --format='%h %s' --max-count 200 "$range" | section Commits text
if [ "$range" = HEAD ]; then git ls-files migrations; else git diff --name-status "$range" -- migrations; fi |
  section Migrations text
helmfile --quiet --environment "$environment" diff --context 3 --suppress-secrets --no-color |
  sed '/^Comparing release=/d' | section Manifests diff
