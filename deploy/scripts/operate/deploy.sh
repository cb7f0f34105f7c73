#!/usr/bin/env bash
# Deploys to an environment, waits for the canary where there is one, and checks the service at URL. If either fails, it
# rolls back to the build before, and names the other releases that it changed: stores and passwords don't go back.
#
#   make deploy ENV=staging URL=https://… REVISION=…      or:  deploy.sh ENVIRONMENT URL [REVISION]
#
# IMAGE_DIGEST and its like name the image (docs/operations.md); REVISION is the commit that it was built from.
# CANARY_TIMEOUT: seconds to wait for the canary at most (900).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?deploy.sh ENVIRONMENT URL [REVISION]} url=${2:?deploy.sh ENVIRONMENT URL [REVISION]} revision=${3:-}
namespace=minipokedex-$environment

deployed() { # the releases with their numbers, a line each
  helm --namespace "$namespace" list --deployed --output json | jq --raw-output 'map("\(.name) \(.revision)") | sort[]'
}
build() { sed -n 's/^minipokedex //p' <<<"$1"; }

before=$(deployed)
mark=$(node deploy/scripts/operate/canary.ts mark "$namespace")
# A release that fails is rolled back by Helm itself.
helmfile --environment "$environment" apply

# Only then: until the canary is done, the build before answers.
if node deploy/scripts/operate/canary.ts wait "$namespace" "$mark"; then
  ! deploy/scripts/operate/smoke.sh "$url" "$revision" || exit 0
  fault="$environment doesn't answer as it should"
else
  fault="the new build didn't get past its canary in $environment"
fi

after=$(deployed)
others=$(comm -13 <(echo "$before") <(echo "$after") | sed '/^minipokedex /d; s/ .*//' | paste -sd ' ')
[ -z "$others" ] || echo "deploy: these changed too, and stay as they are now: $others" >&2
release=$(build "$before")
if [ -z "$release" ] || [ "$release" = "$(build "$after")" ]; then
  echo "deploy: $fault, and there is nothing to roll back to" >&2
else
  echo "deploy: $fault; rolling back to release $release" >&2
  mark=$(node deploy/scripts/operate/canary.ts mark "$namespace")
  helm --namespace "$namespace" rollback minipokedex "$release" --wait --timeout 5m
  node deploy/scripts/operate/canary.ts wait "$namespace" "$mark"
fi
exit 1
