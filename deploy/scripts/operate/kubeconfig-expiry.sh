#!/usr/bin/env bash
# kubeconfig-expiry.sh [KUBECONFIG]: prints a line of Markdown if the token in a kubeconfig of `make kubeconfig` expires within
# two weeks; nothing otherwise.
set -euo pipefail
# A token is base64url without padding.
days=$(jq '[.users[0].user.token | splits("[.]")][1] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson
  | (.exp - now) / 86400 | floor' "${1:-$HOME/.kube/config}")
[ "$days" -ge 14 ] || echo "The kubeconfig expires in $days days: replace the secret by a new \`make kubeconfig\`."
