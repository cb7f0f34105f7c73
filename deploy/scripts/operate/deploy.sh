#!/usr/bin/env bash
# Deploys to an environment, waits for the canary where there is one, and checks the service at URL. If either fails, it
# rolls back to the build before.
#
#   make deploy ENV=staging URL=https://… REVISION=…      or:  deploy.sh ENVIRONMENT URL [REVISION]
#
# IMAGE_DIGEST and its like name the image (docs/operations.md); REVISION is the commit that it was built from.
# CANARY_TIMEOUT: seconds to wait for the canary at most (900).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?deploy.sh ENVIRONMENT URL [REVISION]} url=${2:?deploy.sh ENVIRONMENT URL [REVISION]} revision=${3:-}
namespace=minipokedex-$environment

deployed() { # the number of the release that serves now; nothing before the first
  helm --namespace "$namespace" list --deployed --filter '^minipokedex$' --output json |
    jq --raw-output '.[0].revision // empty'
}

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

if [ -z "$before" ] || [ "$before" = "$(deployed)" ]; then
  echo "deploy: $fault, and there is nothing to roll back to" >&2
else
  echo "deploy: $fault; rolling back to release $before" >&2
  mark=$(node deploy/scripts/operate/canary.ts mark "$namespace")
  helm --namespace "$namespace" rollback minipokedex "$before" --wait --timeout 5m
  node deploy/scripts/operate/canary.ts wait "$namespace" "$mark"
fi
exit 1
