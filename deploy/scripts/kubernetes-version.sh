#!/usr/bin/env bash
# kubernetes-version.sh: prints which version of Kubernetes the clusters run, the oldest if they differ (1.35.0).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../terraform/environments"
sed -n 's/^ *kubernetes_version *= "\([0-9.]*\)-.*"$/\1/p' ./*/main.tf | sort --version-sort | head -n 1
