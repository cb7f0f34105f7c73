#!/usr/bin/env bash
# push-charts.sh REGISTRY: pushes the charts in dist/charts as OCI artefacts, and signs each by its digest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
registry=${1:?push-charts.sh REGISTRY}

for file in dist/charts/*.tgz; do
  pushed=$(helm push "$file" "oci://$registry" 2>&1)
  echo "$pushed"
  digest=$(sed -n 's/^Digest: //p' <<<"$pushed")
  name=$(helm show chart "$file" | sed -n 's/^name: //p')
  cosign sign --yes "$registry/$name@${digest:?$file was not pushed}"
done
