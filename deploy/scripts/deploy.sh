#!/usr/bin/env bash
# Deploys to an environment and asks the service at URL whether all is well; if not, the build before comes back.
#
#   make deploy ENV=staging URL=https://… REVISION=…      or:  deploy.sh ENVIRONMENT URL [REVISION]
#
# IMAGE_DIGEST and its like name the image (docs/operations.md); REVISION is the commit that it was built from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
environment=${1:?deploy.sh ENVIRONMENT URL [REVISION]} url=${2:?deploy.sh ENVIRONMENT URL [REVISION]} revision=${3:-}
namespace=minipokedex-$environment

deployed() { # the number of the release that serves now; nothing before the first
  helm --namespace "$namespace" list --deployed --filter '^minipokedex$' --output json |
    jq --raw-output '.[0].revision // empty'
}

before=$(deployed)
# A release that fails is rolled back by Helm itself.
helmfile --environment "$environment" apply

! deploy/scripts/smoke.sh "$url" "$revision" || exit 0

if [ -z "$before" ] || [ "$before" = "$(deployed)" ]; then
  echo "deploy: $environment doesn't answer as it should, and there is nothing to roll back to" >&2
else
  echo "deploy: $environment doesn't answer as it should; rolling back to release $before" >&2
  helm --namespace "$namespace" rollback minipokedex "$before" --wait --timeout 5m
fi
exit 1
