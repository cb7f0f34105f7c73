#!/usr/bin/env bash
# apply-again.sh ENVIRONMENT apply|sync: runs helmfile on the charts that are checked out, with the image that runs there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
usage='make apply ENV=production, or make sync ENV=production'
environment=${1:?$usage} command=${2:?$usage}
. deploy/scripts/operate/running-image.sh

running_image "$environment" || { echo "apply: the image that runs could not be read; if nothing runs in minipokedex-$environment yet, deploy it first, see docs/operations.md" >&2; exit 1; }
echo "apply: with the image ${IMAGE_REPOSITORY:-of the charts} ${IMAGE_DIGEST:-$IMAGE_TAG}" >&2
exec helmfile --environment "$environment" "$command"
