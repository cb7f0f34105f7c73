#!/usr/bin/env bash
# Renders the chart of every HelmRelease with its values: chart and version exist, and take them.
#
# CHARTS: a folder with unpacked charts, by name, to take instead of the repositories.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export KUBECONFIG=/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for folder in deploy/flux/infrastructure/{controllers,configs}/{staging,production}; do
  echo "$folder"
  kubectl kustomize "$folder" |
    kubectl patch --local --filename - --type merge --patch '{}' --output json >"$work/objects.json"
  # A line for each: namespace, chart, version, repository.
  node deploy/scripts/flux-releases.mjs "$work" >"$work/releases"
  while read -r namespace chart version repository; do
    printf '  %s %s\n' "$chart" "$version"
    source=("$chart" --repo "$repository" --version "$version")
    if [ -n "${CHARTS:-}" ]; then
      source=("$CHARTS/$chart")
      helm show chart "${source[0]}" | grep --quiet --line-regexp "version: $version" ||
        { echo "$CHARTS/$chart is another version" >&2; exit 1; }
    fi
    helm template "$chart" "${source[@]}" --namespace "$namespace" --values "$work/$chart.json" \
      --kube-version 1.34.0 --api-versions monitoring.coreos.com/v1 >"$work/manifests.yaml"
    grep --count '^kind:' "$work/manifests.yaml" | sed 's/$/ objects/; s/^/    /'
  done <"$work/releases"
done
