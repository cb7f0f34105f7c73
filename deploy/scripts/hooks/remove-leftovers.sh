#!/usr/bin/env bash
# remove-leftovers.sh RELEASE [KUBECTL-FLAG...]: removes what the Helm hooks of an uninstalled release created, which Helm
# leaves behind, and waits until it is gone. (`helm uninstall --wait` may fail on objects that are still terminating.)
set -euo pipefail
release=$1; shift

kinds=deployment,statefulset,job,pod,configmap,serviceaccount,networkpolicy
[ -z "$(kubectl "$@" api-resources --api-group=bitnami.com --output=name)" ] || kinds+=,sealedsecret
kubectl "$@" delete "$kinds" --selector="app.kubernetes.io/instance=$release" --timeout=240s
