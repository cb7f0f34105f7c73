#!/usr/bin/env bash
# remove-leftovers.sh RELEASE [KUBECTL-FLAG...]: after a release was uninstalled, removes what its Helm hooks made, which
# Helm leaves, and waits until all is gone. (`helm uninstall --wait` may fail on what is still about to go.)
set -euo pipefail
release=$1; shift

kinds=deployment,statefulset,job,pod,configmap,serviceaccount,networkpolicy
[ -z "$(kubectl "$@" api-resources --api-group=bitnami.com --output=name)" ] || kinds+=,sealedsecret
kubectl "$@" delete "$kinds" --selector="app.kubernetes.io/instance=$release" --timeout=240s
