{{- define "redis.credentialsName" -}}
{{ include "common.fullname" . }}-credentials
{{- end }}

{{- define "redis.headlessName" -}}
{{ include "common.fullname" . }}-headless
{{- end }}

{{- define "redis.replicas" -}}
{{ ternary .Values.replicas 1 .Values.sentinel.enabled }}
{{- end }}

{{- /* The names of all pods in DNS, separated by spaces. */ -}}
{{- define "redis.nodes" -}}
{{- $nodes := list }}
{{- range until (include "redis.replicas" . | int) }}
{{- $nodes = append $nodes (printf "%s-%d.%s" (include "common.fullname" $) . (include "redis.headlessName" $)) }}
{{- end }}
{{- join " " $nodes }}
{{- end }}
