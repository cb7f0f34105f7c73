#!/usr/bin/env bash
# Runs a CronJob of the backups now: makes a backup and prints its name, or restores the newest one in a drill.
#
#   make backup ENV=production      or:  backup.sh ENVIRONMENT
#   make drill ENV=production       or:  backup.sh ENVIRONMENT backup-drill
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?backup.sh ENVIRONMENT [CRONJOB]} cronjob=${2:-backup}
namespace=minipokedex-$environment

kubectl --namespace "$namespace" create job "$cronjob-by-hand-$(date +%s)" --from="cronjob/$cronjob" --dry-run=client --output json |
  deploy/scripts/operate/run-job.sh "$namespace"
