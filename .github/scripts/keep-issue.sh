#!/usr/bin/env bash
# keep-issue.sh LABEL TITLE FILE: keeps one open issue with the label, with the text in FILE. An empty FILE closes it.
set -euo pipefail
usage='keep-issue.sh LABEL TITLE FILE'
label=${1:?$usage} title=${2:?$usage} file=${3:?$usage}
export GH_REPO=${GH_REPO:-$GITHUB_REPOSITORY}

number=$(gh issue list --label "$label" --state open --limit 1 --json number --jq '.[0].number // empty')
if [ ! -s "$file" ]; then
  [ -z "$number" ] || gh issue close "$number" --comment 'Nothing differs any more.'
elif [ -n "$number" ]; then
  gh issue edit "$number" --body-file "$file"
else
  gh label create "$label" --force
  gh issue create --title "$title" --label "$label" --body-file "$file"
fi
