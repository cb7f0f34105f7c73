#!/usr/bin/env bash
# kubernetes-version.sh: prints which version of Kubernetes the clusters run, the oldest if they differ (1.35.0).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../terraform/environments"
versions=$(sed -n 's/^ *kubernetes_version *= "\([0-9.]*\)-.*"$/\1/p' ./*/main.tf | sort --version-sort)
if [ -z "$versions" ]; then
  echo "$PWD/*/main.tf: no kubernetes_version = \"1.35.0-…\" in any of them" >&2
  exit 1
fi
head -n 1 <<<"$versions"
