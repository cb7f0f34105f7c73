#!/usr/bin/env bash
# Builds every kustomization of deploy/flux and deploy/policies as Flux does, checks the objects against the schemas of
# their kinds (check-schemas.sh), and then each cluster as a whole (flux-rules.ts).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export KUBECONFIG=/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for kustomization in $(find deploy/flux deploy/policies -name kustomization.yaml | sort); do
  folder=$(dirname "$kustomization")
  for file in "$folder"/*.yaml; do
    [ "$file" = "$kustomization" ] || grep --quiet --word-regexp "${file##*/}" "$kustomization" ||
      { echo "$kustomization does not list ${file##*/}" >&2; exit 1; }
  done
  # The kustomizations that use a component build it.
  ! grep --quiet '^kind: Component' "$kustomization" || continue
  echo "$folder"
  kubectl kustomize "$folder" >"$work/objects.yaml"
  { echo ---; cat "$work/objects.yaml"; } >>"$work/all.yaml"
  mkdir -p "$work/$folder"
  # As JSON, one object after another.
  kubectl patch --local --filename "$work/objects.yaml" --type merge --patch '{}' --output json >"$work/$folder/objects.json"
done
deploy/scripts/lint/check-schemas.sh <"$work/all.yaml"

for cluster in deploy/flux/clusters/*/; do
  name=$(basename "$cluster")
  [ "$name" = base ] || node deploy/scripts/lint/flux-rules.ts "$work" "$name"
done
