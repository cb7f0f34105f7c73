#!/usr/bin/env bash
# Creates an account in the cluster of the current kubectl context that is limited to the namespace of one environment, and
# prints a kubeconfig for it.
#
#   make kubeconfig ENV=staging ROLE=deployer      or:  make-kubeconfig.sh ENVIRONMENT deployer|reader
#
# `deployer` may do what the charts need; `reader` may read it, Secrets included, as Helm keeps its releases there. The token
# lasts TOKEN_DURATION (2160h, which is 90 days): run it again before then.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
usage='make-kubeconfig.sh ENVIRONMENT deployer|reader'
environment=${1:?$usage} role=${2:?$usage}
namespace=minipokedex-$environment

reads=get,list,watch
case $role in
  deployer) builtin=admin verbs=$reads,create,update,patch,delete ;;
  reader) builtin=view verbs=$reads ;;
  *) echo "$usage" >&2; exit 2 ;;
esac

deploy/scripts/hooks/create-namespace.sh "$namespace" >&2

# The built-in roles leave out custom resources, and `view` Secrets.
kubectl apply --filename - >&2 <<YAML
apiVersion: v1
kind: ServiceAccount
metadata: { name: $role, namespace: $namespace }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: $role, namespace: $namespace }
rules:
  - apiGroups: [bitnami.com, flagger.app, gateway.networking.k8s.io, http.keda.sh, keda.sh, monitoring.coreos.com]
    resources: ['*']
    verbs: [${verbs}]
  - apiGroups: ['']
    resources: [secrets]
    verbs: [${verbs}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: $role, namespace: $namespace }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: $role }
subjects: [{ kind: ServiceAccount, name: $role, namespace: $namespace }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: $role-$builtin, namespace: $namespace }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: $builtin }
subjects: [{ kind: ServiceAccount, name: $role, namespace: $namespace }]
YAML

token=$(kubectl --namespace "$namespace" create token "$role" --duration "${TOKEN_DURATION:-2160h}")
kubectl config view --minify --flatten --raw --output json |
  jq --arg namespace "$namespace" --arg user "$role" --rawfile token <(printf %s "$token") '{
    apiVersion, kind, clusters,
    users: [{ name: $user, user: { token: $token } }],
    contexts: [{ name: $namespace, context: { cluster: .clusters[0].name, user: $user, namespace: $namespace } }],
    "current-context": $namespace
  }'
