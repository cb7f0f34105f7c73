#!/usr/bin/env bash
# Seals the Secrets of an environment for its cluster.
#
#   make secrets ENV=staging [ROTATE="mysql-root redis-admin"]      or:  seal-secrets.sh ENVIRONMENT [SECRET...]
#
# Adds what is missing to environments/ENVIRONMENT/sealed-secrets.yaml: what the cluster holds already as it is, else a
# new random password. Each SECRET that is named gets a new password and keeps the present one, read from the cluster, as
# `previous`. The file can be opened in that cluster and namespace only, and is meant to be committed.
#
# The certificate comes from the controller in the cluster of the current kubectl context. It is kept beside the file, as
# sealed-secrets.pem, for when the cluster can't be reached. SEALED_SECRETS_CONTROLLER_NAME and
# SEALED_SECRETS_CONTROLLER_NAMESPACE name a controller that is not kube-system/sealed-secrets-controller.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
known=deploy/charts/secrets/files/secrets.txt # NAME KEY...

usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "deploy/scripts/operate/seal-secrets.sh"; }
tell() { printf 'secrets: %s\n' "$*" >&2; }
fail() { tell "$@"; exit 1; }

case "${1:-}" in
  -h | --help) usage; exit ;;
  '') usage >&2; exit 2 ;;
  local) fail 'local makes its own Secrets in the cluster; there is nothing to seal' ;;
esac
environment=$1; shift
[ -f "environments/$environment.yaml" ] || fail "there is no environment $environment (environments/$environment.yaml)"
for name in "$@"; do
  grep -q "^$name " "$known" || fail "no Secret is named $name; there are $(cut -d' ' -f1 "$known" | paste -sd' ' -)"
done
for tool in kubeseal kubectl; do
  command -v "$tool" >/dev/null || fail "$tool is not installed"
done

namespace=minipokedex-$environment
folder=environments/$environment
file=$folder/sealed-secrets.yaml
certificate=$folder/sealed-secrets.pem
mkdir -p "$folder"
work=$(mktemp -d "$folder/.work-XXXXXX") # holds what is sealed or public, nothing else
trap 'rm -rf "$work"' EXIT
cat "$file" >"$work/file" 2>/dev/null || true

# From here on passwords are in base64, and in variables, pipes and built-in commands alone.
held() { # NAME KEY: the value in the cluster; nothing if it has none
  kubectl --namespace "$namespace" get secret "$1" --ignore-not-found --output "jsonpath={.data.$2}"
}

new_password() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' | base64 | tr -d '\n'
}

seal() { # NAME PASSWORD PREVIOUS: puts it into the file, in the place of what has that name
  local data="\"password\":\"$2\""
  ! grep -q "^$1 .*previous" "$known" || data+=",\"previous\":\"$3\""
  awk -v RS='---\n' -v name="\n  name: $1\n" 'NF && !index($0, name) { printf "---\n%s", $0 }' "$work/file" >"$work/new"
  printf '{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{"name":"%s","namespace":"%s"},"data":{%s}}' \
    "$1" "$namespace" "$data" | kubeseal --format yaml --scope strict --cert "$certificate" >>"$work/new"
  mv "$work/new" "$work/file"
}

rotated='' added=''
for name in $(cut -d' ' -f1 "$known"); do
  if [[ " $* " == *" $name "* ]]; then rotated+=" $name"
  elif ! grep -q "^  name: $name\$" "$work/file"; then added+=" $name"; fi
done
[ -n "$rotated$added" ] || { tell "$file holds all; ROTATE=\"NAME...\" makes new passwords"; exit; }

reached=true
if kubeseal --fetch-cert >"$work/certificate" 2>"$work/error"; then
  mv "$work/certificate" "$certificate"
  tell "for namespace $namespace of $(kubectl config current-context 2>/dev/null || echo 'this cluster')"
else
  [ -s "$certificate" ] || fail "the sealed-secrets controller was not reached: $(<"$work/error")"
  reached=false
  tell "the sealed-secrets controller was not reached; sealing with $certificate"
fi

for name in $rotated; do
  present=$(held "$name" password) || fail "the present password of $name can't be read"
  [ -n "$present" ] || fail "$namespace has no Secret $name yet, and so nothing to rotate"
  seal "$name" "$(new_password)" "$present"
done
for name in $added; do
  present='' previous=''
  if $reached; then present=$(held "$name" password) previous=$(held "$name" previous); fi
  [ -n "$present" ] || present=$(new_password)
  seal "$name" "$present" "${previous:-$present}"
done

mv "$work/file" "$file"
[ -z "$added" ] || tell "added$added"
[ -z "$rotated" ] || tell "new passwords for$rotated"
# What runs there keeps its image.
apply="helmfile -e $environment apply"
[ -z "$rotated" ] || apply="make apply ENV=$environment"
tell "commit $folder, then: $apply"
