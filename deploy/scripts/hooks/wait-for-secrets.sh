#!/usr/bin/env bash
# wait-for-secrets.sh FILE [KUBECTL-FLAG...]: waits until the sealed-secrets controller has unsealed FILE as it is now, so
# that the Secrets hold what was sealed last. Without a FILE there is nothing to wait for.
set -euo pipefail
file=$1; shift
timeout=${SECRETS_TIMEOUT:-60s}
[ -n "$file" ] || exit 0

# kubectl accepts a condition only if it was observed at the object's present generation.
if ! kubectl "$@" wait --for=condition=Synced --timeout="$timeout" --filename "$file" >/dev/null; then
  echo "Not all SealedSecrets were opened. Does the controller run, and were they sealed for this cluster?" >&2
  kubectl "$@" get --filename "$file" --output \
    'custom-columns=NAME:.metadata.name,OPENED:.status.conditions[?(@.type=="Synced")].status,WHY:.status.conditions[?(@.type=="Synced")].message' >&2
  exit 1
fi

# A Secret that was deleted by hand reappears a moment later.
names=$(kubectl "$@" get --filename "$file" --output 'jsonpath={.items[*].metadata.name}')
# shellcheck disable=SC2086 # names, one word each
kubectl "$@" wait --for=create --timeout="$timeout" secret $names >/dev/null
