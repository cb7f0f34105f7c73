#!/usr/bin/env bash
# vendor-library.sh: puts the library chart into each chart that depends on it, as `helm dependency build` does, unless it
# is there and current. Unlike that, it replaces the copy in one step, so that several may run while others read.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../charts"
library=common
package=$library-$(sed -n 's/^version: //p' $library/Chart.yaml).tgz

for chart in $(grep --files-with-matches "repository: file://../$library" ./*/Chart.yaml); do
  copy=${chart%/*}/charts/$package
  [ ! -f "$copy" ] || [ -n "$(find $library -newer "$copy")" ] || continue
  [ -d "${work:-}" ] || {
    work=$(mktemp -d ./.vendor-XXXXXX)
    trap 'rm -rf "$work"' EXIT
    helm package $library --destination "$work/packed" >/dev/null
  }
  mkdir -p "${copy%/*}"
  cp "$work/packed/$package" "$work/next"
  mv "$work/next" "$copy"
  find "${copy%/*}" -name "$library-*.tgz" ! -name "$package" -delete
done
