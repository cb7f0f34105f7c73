#!/usr/bin/env bash
# values-schema.sh CHART: prints the values.schema.json that the chart's values.yaml, its `@schema` comments and
# deploy/charts/common/definitions.json describe.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../charts/$1"

# Helm gives a library chart the global values and no others. The tool's own --no-additional-properties would also close
# the items of lists, of which the defaults show only some fields.
helm-values-schema-json --draft 7 --use-helm-docs --schema-root.title "Values of the chart $1" --output - |
  jq --slurpfile definitions ../common/definitions.json --argjson library "$(grep -c 'file://../common' Chart.yaml)" '
    def close:
      if has("properties") and .additionalProperties != true
      then .additionalProperties = false | .properties[] |= close
      else . end;
    .properties.global = { type: "object" }
    | if $library > 0
      then .properties.common = { type: "object", properties: { global: .properties.global } } | .definitions = $definitions[0]
      else . end
    | close'
