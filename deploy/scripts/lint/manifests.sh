#!/usr/bin/env bash
# Renders all environments as helmfile would apply them, and checks the manifests against the schemas of their kinds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

check() { # NAME ENVIRONMENT HELMFILE-FLAG...
  echo "$1"
  ./render-manifests.sh "${@:2}" | ./check-schemas.sh
}

check local local
check staging staging
check production production
check 'production with a managed MySQL' production --state-values-file environments/managed-mysql.yaml
check 'production with a managed MySQL and Redis' production \
  --state-values-file environments/managed-mysql.yaml --state-values-file environments/managed-redis.yaml
