#!/usr/bin/env bash
# Renders the chart of every HelmRelease with its values, which proves that the version exists and accepts them.
#
# CHART_FOLDER: a folder with unpacked charts, by name, to use instead of the repositories.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export KUBECONFIG=/dev/null
version_of_clusters=$(deploy/scripts/lint/kubernetes-version.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for kustomization in $(find deploy/flux/infrastructure -name kustomization.yaml -not -path '*/releases/*' | sort); do
  folder=$(dirname "$kustomization")
  echo "$folder"
  kubectl kustomize "$folder" |
    kubectl patch --local --filename - --type merge --patch '{}' --output json >"$work/objects.json"
  # A line for each: release, namespace, chart, version, repository.
  node deploy/scripts/lint/flux-releases.ts "$work" >"$work/releases"
  while read -r release namespace chart version repository; do
    printf '  %s %s\n' "$chart" "$version"
    source=("$chart" --repo "$repository" --version "$version")
    if [ -n "${CHART_FOLDER:-}" ]; then
      source=("$CHART_FOLDER/$chart")
      helm show chart "${source[0]}" | grep --quiet --line-regexp "version: $version" ||
        { echo "$CHART_FOLDER/$chart is another version" >&2; exit 1; }
    fi
    helm template "$release" "${source[@]}" --namespace "$namespace" --values "$work/$release.json" \
      --kube-version "$version_of_clusters" --api-versions monitoring.coreos.com/v1 >"$work/manifests.yaml"
    grep --count '^kind:' "$work/manifests.yaml" | sed 's/$/ objects/; s/^/    /'
  done <"$work/releases"
done
