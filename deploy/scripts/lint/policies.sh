#!/usr/bin/env bash
# Runs each policy's own tests, then applies all policies to what helmfile would put into staging and production, and to
# what cert-manager puts beside their Gateway. The latter two leave out signatures, which can't be checked before there is
# an image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export KUBECONFIG=/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every policy has a test and is applied.
diff <(cd deploy/policies && ls -d -- */policy.yaml) \
  <(sed -n 's/^  - \(.*policy\.yaml\)$/\1/p' deploy/policies/kustomization.yaml) || {
  echo 'deploy/policies/kustomization.yaml does not list these policies (<), or lists what is not there (>)' >&2
  exit 1
}
diff <(cd deploy/policies && dirname -- */policy.yaml) <(cd deploy/policies && dirname -- */kyverno-test.yaml) || {
  echo 'These policies have no kyverno-test.yaml' >&2
  exit 1
}
kyverno test deploy/policies --require-tests --fail-only --remove-color

kubectl kustomize deploy/policies |
  awk -v RS='---\n' '!/\nkind: ImageValidatingPolicy\n/ { printf "---\n%s", $0 }' >"$work/policies.yaml"

for environment in staging production; do
  folder=$work/$environment
  mkdir "$folder"
  deploy/scripts/lint/render-manifests.sh "$environment" >"$folder/rendered.yaml"
  printf 'namespace: minipokedex-%s\nresources: [rendered.yaml]\n' "$environment" >"$folder/kustomization.yaml"
  kubectl kustomize "$folder" >"$folder/manifests.yaml"

  # Helm puts the NetworkPolicies there before the pods.
  {
    printf 'apiVersion: cli.kyverno.io/v1alpha1\nkind: Context\nmetadata:\n  name: cluster\nspec:\n  resources:\n'
    awk -v RS='---\n' '/\nkind: NetworkPolicy\n/ { gsub(/\n/, "\n    "); printf "  - %s\n", $0 }' "$folder/manifests.yaml"
  } >"$folder/context.yaml"
  cat >"$folder/values.yaml" <<YAML
apiVersion: cli.kyverno.io/v1alpha1
kind: Values
metadata:
  name: namespaces
namespaceSelector:
  - name: minipokedex-$environment
    labels:
      kubernetes.io/metadata.name: minipokedex-$environment
YAML

  echo "$environment"
  kyverno apply "$work/policies.yaml" --resource "$folder/manifests.yaml" --output "$folder/mutated" \
    --context-file "$folder/context.yaml" --values-file "$folder/values.yaml" \
    --warn-no-pass --warn-exit-code 3 --remove-color | sed 's/^Mutation has been applied successfully[.]//; /^Mutation:$/d; /^$/d'

  # A policy that asks for labels or a NetworkPolicy would keep the environment without a certificate.
  gateway=$(kubectl kustomize "deploy/flux/infrastructure/configs/$environment" |
    awk -v RS='---\n' '/\nkind: Gateway\n/' | sed -n 's/^  namespace: //p')
  sed "s/^  name: cm-acme-http-solver/&\n  namespace: ${gateway:?there is no Gateway in $environment}/" deploy/policies/foreign/cert-manager.yaml >"$folder/foreign.yaml"
  sed "s/minipokedex-$environment/$gateway/" "$folder/values.yaml" >"$folder/foreign-values.yaml"
  kyverno apply "$work/policies.yaml" --resource "$folder/foreign.yaml" --context-file "$folder/context.yaml" \
    --values-file "$folder/foreign-values.yaml" --output "$folder/foreign-mutated" --remove-color | grep -v '^$\|^Mutation'
done
