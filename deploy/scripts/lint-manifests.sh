#!/usr/bin/env bash
# Renders all environments as helmfile would apply them, without a cluster, and checks the manifests against the schemas
# of Kubernetes and of the custom resources. A kind without a schema is a fault.
#
# SCHEMA_LOCATION: where kubeconform finds schemas, separated by spaces; by default its public ones and those of the
# catalog of custom resources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
catalog='https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'
schemas=()
for location in ${SCHEMA_LOCATION:-default "$catalog"}; do
  schemas+=(-schema-location "$location")
done
export KUBECONFIG=/dev/null

placeholder=$(mktemp environments/.placeholder-XXXXXX)
trap 'rm -f "$placeholder"' EXIT

check() { # NAME ENVIRONMENT HELMFILE-FLAG...
  local name=$1 environment=$2; shift 2
  # Stands in for Secrets that nobody has sealed yet.
  if [ "$environment" != local ] && [ ! -f "environments/$environment/sealed-secrets.yaml" ]; then
    helm template secrets deploy/charts/secrets --values deploy/charts/secrets/ci/02-sealed-values.yaml >"$placeholder"
    set -- "$@" --state-values-set "sealedSecrets=$placeholder"
  fi
  echo "$name"
  helmfile --quiet --environment "$environment" "$@" template |
    kubeconform -strict -summary -kubernetes-version 1.34.0 "${schemas[@]}"
}

check local local
check staging staging
check production production
check 'production with managed stores' production --state-values-file environments/managed-stores.yaml
