#!/usr/bin/env bash
# run-job.sh NAMESPACE: creates the Job on its standard input, waits until it ends and prints its log.
# Fails if the Job fails, and removes it either way.
set -euo pipefail
namespace=$1
kubectl() { command kubectl --namespace "$namespace" "$@"; }

job=$(kubectl create --filename - --output name)
trap 'kubectl delete "$job" --wait=false >/dev/null' EXIT
ended() { kubectl get "$job" --output 'jsonpath={.status.conditions[?(@.status=="True")].type}'; }

deadline=$((SECONDS + 1500))
until how=$(ended) && [[ $how == *Complete* || $how == *Failed* ]]; do
  if [ "$SECONDS" -ge "$deadline" ]; then how='Failed: it has not ended'; break; fi
  sleep 1
done
kubectl logs "$job" --all-containers --ignore-errors >&2
[[ $how == *Complete* ]] || { kubectl get pods --selector "job-name=${job#*/}" >&2; exit 1; }
