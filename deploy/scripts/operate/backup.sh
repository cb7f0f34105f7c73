#!/usr/bin/env bash
# Backs up the MySQL of an environment now, as its CronJob does on schedule, and prints the backup's name.
#
#   make backup ENV=production      or:  backup.sh ENVIRONMENT
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
environment=${1:?backup.sh ENVIRONMENT}
namespace=minipokedex-$environment

kubectl --namespace "$namespace" create job "backup-by-hand-$(date +%s)" --from=cronjob/backup --dry-run=client --output json |
  deploy/scripts/operate/run-job.sh "$namespace"
