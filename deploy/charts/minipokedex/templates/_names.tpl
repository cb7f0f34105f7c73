{{- define "minipokedex.migrationName" -}}
{{ include "common.fullname" . }}-migration
{{- end }}

{{- /* The Service that visitors inside the cluster use. */ -}}
{{- define "minipokedex.visitedService" -}}
{{ include "common.fullname" . }}{{ ternary "-proxy" "" .Values.autoscaling.toZero.enabled }}
{{- end }}

{{- define "minipokedex.testName" -}}
{{ include "common.fullname" . }}-test
{{- end }}
