#!/usr/bin/env bash
# drift-releases.sh ENVIRONMENT URL FILE: writes into FILE, in Markdown, how the objects in the cluster differ from the
# charts at the commit that was deployed; nothing if they don't. The service at URL reports that commit. Reading is enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
usage='drift-releases.sh ENVIRONMENT URL FILE'
environment=${1:?$usage} url=${2:?$usage} file=$(realpath "${3:?$usage}")
longest=30000

revision=$(curl --silent --show-error --fail --max-time 10 --retry 2 --retry-all-errors "${url%/}/version" | jq --raw-output .revision)
tree=$(mktemp -d)
trap 'git worktree remove --force "$tree"' EXIT
git worktree add --quiet --detach "$tree" "$revision"

# What the charts make against what Helm applied, and that against what is there now.
status=0
text=$(cd "$tree" && helmfile --quiet --environment "$environment" diff --detailed-exitcode --suppress-secrets --no-color) || status=$?
changed=0
by_hand=$(node deploy/scripts/operate/live.ts "minipokedex-$environment") || changed=$?
text+=${by_hand:+${text:+$'\n'}Changed since it was applied:$'\n'$by_hand}

: >"$file"
case $status$changed in
  00) ;;
  02 | 20 | 22)
    # shellcheck disable=SC2016 # the fence of a block
    printf '### Releases, %s\n\n```diff\n%s\n```\n\n' "$environment" "${text:0:longest}" >"$file"
    [ "${#text}" -le "$longest" ] || printf 'This is cut; `make drift-releases ENV=%s URL=%s` shows all.\n\n' "$environment" "$url" >>"$file"
    ;;
  *) printf '%s\n' "$text" >&2; exit 1 ;;
esac
