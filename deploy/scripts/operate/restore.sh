#!/usr/bin/env bash
# Makes the MySQL of an environment what it was in a backup. Without a BACKUP it lists them and changes nothing.
#
#   make restore ENV=production [BACKUP=2026-11-24T021700Z.sql.gz [OVERWRITE=yes]]      or:  restore.sh ENVIRONMENT [BACKUP]
#
# Where the schema has tables, it changes nothing either unless OVERWRITE is yes: then they all go.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?restore.sh ENVIRONMENT [BACKUP]} backup=${2:-}
namespace=minipokedex-$environment

# Only the container that lists, or all with their variables set.
# shellcheck disable=SC2016 # jq's own variables
program='.spec.template.spec |= if $backup == "" then
    .containers = [.initContainers[0]] | del(.initContainers)
  else
    (.initContainers[], .containers[]).env[] |=
      if .name == "BACKUP" then .value = $backup elif .name == "OVERWRITE" then .value = $overwrite else . end
  end'
kubectl --namespace "$namespace" create job "restore-$(date +%s)" --from=cronjob/backup-restore --dry-run=client --output json |
  jq --arg backup "$backup" --arg overwrite "${OVERWRITE:-}" "$program" |
  deploy/scripts/operate/run-job.sh "$namespace"
