#!/usr/bin/env bash
# drift-releases.sh ENVIRONMENT URL FILE: writes into FILE, in Markdown, how the objects in the cluster differ from the
# charts at the commit that was deployed; nothing if they don't. The service at URL reports that commit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
usage='drift-releases.sh ENVIRONMENT URL FILE'
environment=${1:?$usage} url=${2:?$usage} file=$(realpath "${3:?$usage}")
longest=30000
. deploy/scripts/operate/running-image.sh

revision=$(curl --silent --show-error --fail --max-time 10 --retry 2 --retry-all-errors "${url%/}/version" | jq --raw-output .revision)
running_image "$environment"
tree=$(mktemp -d)
trap 'git worktree remove --force "$tree"' EXIT
git worktree add --quiet --detach "$tree" "$revision"

# A three-way merge also shows what was changed by hand.
export HELM_DIFF_THREE_WAY_MERGE=true
status=0
text=$(cd "$tree" && helmfile --quiet --environment "$environment" diff --detailed-exitcode --suppress-secrets --no-color) || status=$?

: >"$file"
case $status in
  0) ;;
  2)
    # shellcheck disable=SC2016 # the fence of a block
    printf '### Releases, %s\n\n```diff\n%s\n```\n\n' "$environment" "${text:0:longest}" >"$file"
    [ "${#text}" -le "$longest" ] || printf 'This is cut; `make drift-releases ENV=%s URL=%s` shows all.\n\n' "$environment" "$url" >>"$file"
    ;;
  *) printf '%s\n' "$text" >&2; exit "$status" ;;
esac
