#!/usr/bin/env bash
# running-image.sh NAMESPACE [HELM-FLAG...]: prints the values of the image that the service was last released with, as JSON.
set -euo pipefail
namespace=$1; shift

helm "$@" --namespace "$namespace" get values minipokedex --output json | jq --compact-output --exit-status '.image | select(. != {})' || {
  echo "No image is known to run in $namespace. Name one, for example: IMAGE_DIGEST=sha256:… helmfile …" >&2
  exit 1
}
