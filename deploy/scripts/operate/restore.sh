#!/usr/bin/env bash
# Restores the MySQL of an environment from a backup. Without BACKUP it lists the backups and changes nothing.
#
#   make restore ENV=production [BACKUP=2026-11-24T021700Z.sql.gz.cms [OVERWRITE=yes]]      or:  restore.sh ENVIRONMENT [BACKUP]
#
# It refuses to overwrite a schema that has tables, unless OVERWRITE is yes: then it drops them all. KEY is the file of the
# recovery key, for backups that another cluster has made; the cluster has it until the Job ends.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?restore.sh ENVIRONMENT [BACKUP]} backup=${2:-}
namespace=minipokedex-$environment

# Without a backup the Job keeps only the container that lists; with one, all get their variables.
# shellcheck disable=SC2016 # jq's own variables
program='.spec.template.spec |= if $backup == "" then
    .containers = [.initContainers[0]] | del(.initContainers)
  else
    (.initContainers[], .containers[]).env[] |=
      if .name == "BACKUP" then .value = $backup elif .name == "OVERWRITE" then .value = $overwrite else . end
  end'
if [[ -n ${KEY:-} ]]; then
  trap 'kubectl --namespace "$namespace" delete secret backup-recovery' EXIT
  kubectl --namespace "$namespace" create secret generic backup-recovery --from-file=recovery.key="$KEY"
fi
kubectl --namespace "$namespace" create job "restore-$(date +%s)" --from=cronjob/backup-restore --dry-run=client --output json |
  jq --arg backup "$backup" --arg overwrite "${OVERWRITE:-}" "$program" |
  deploy/scripts/operate/run-job.sh "$namespace"
