{{- define "minipokedex.migrationName" -}}
{{ include "common.fullname" . }}-migration
{{- end }}

{{- define "minipokedex.testName" -}}
{{ include "common.fullname" . }}-test
{{- end }}
