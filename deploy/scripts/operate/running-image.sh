# To be sourced. running_image ENVIRONMENT: exports the image that runs there, as helmfile.yaml reads it.
# shellcheck shell=bash
running_image() {
  local image
  image=$(helm --namespace "minipokedex-$1" get values minipokedex --output json | jq '.image // {}') || return
  IMAGE_REPOSITORY=$(jq --raw-output '.repository // empty' <<<"$image")
  IMAGE_TAG=$(jq --raw-output '.tag // empty' <<<"$image")
  IMAGE_DIGEST=$(jq --raw-output '.digest // empty' <<<"$image")
  export IMAGE_REPOSITORY IMAGE_TAG IMAGE_DIGEST
}
