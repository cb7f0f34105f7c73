#!/usr/bin/env bash
# create-namespace.sh NAME [KUBECTL-FLAG...]: creates the namespace, with Pod Security `restricted` enforced, unless
# it exists.
set -euo pipefail
name=$1; shift

[ -z "$(kubectl "$@" get namespace "$name" --ignore-not-found --output name)" ] || exit 0
kubectl "$@" create --filename - <<YAML
apiVersion: v1
kind: Namespace
metadata:
  name: $name
  labels:
    app.kubernetes.io/part-of: minipokedex
    pod-security.kubernetes.io/enforce: restricted
YAML
