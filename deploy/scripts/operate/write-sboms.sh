#!/usr/bin/env bash
# write-sboms.sh IMAGE: writes into dist/sbom what the image is made of, in SPDX and in CycloneDX: the files in it (image),
# and the packages that are in its bundle, where no scanner sees them (packages).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
image=${1:?write-sboms.sh IMAGE}

rm -rf dist/sbom
mkdir -p dist/sbom
syft scan "$image" --quiet --output spdx-json=dist/sbom/image.spdx.json --output cyclonedx-json=dist/sbom/image.cdx.json
npm sbom --omit dev --sbom-format spdx >dist/sbom/packages.spdx.json
npm sbom --omit dev --sbom-format cyclonedx >dist/sbom/packages.cdx.json
for part in image packages; do
  printf 'sbom: %s packages in dist/sbom/%s.*.json\n' "$(jq '.components | length' "dist/sbom/$part.cdx.json")" "$part"
done
