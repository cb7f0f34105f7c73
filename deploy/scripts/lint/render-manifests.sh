#!/usr/bin/env bash
# render-manifests.sh ENVIRONMENT [HELMFILE-FLAG...]: prints what helmfile would apply, without a cluster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=$1; shift
export KUBECONFIG=/dev/null IMAGE_TAG=${IMAGE_TAG:-rendered}

deploy/scripts/vendor-library.sh
# A placeholder stands in for Secrets that nobody has sealed yet.
sealed=$(sed -n 's/^sealedSecrets: //p' "environments/$environment.yaml")
if [ -n "$sealed" ] && [ ! -f "$sealed" ]; then
  placeholder=$(mktemp environments/.placeholder-XXXXXX)
  trap 'rm -f "$placeholder"' EXIT
  helm template secrets deploy/charts/secrets --values deploy/charts/secrets/ci/02-sealed-values.yaml >"$placeholder"
  set -- "$@" --state-values-set "sealedSecrets=$placeholder"
fi
# The library is there already, and helmfile's own build of it would disturb whoever renders at the same time.
helmfile --quiet --environment "$environment" "$@" template --skip-deps
