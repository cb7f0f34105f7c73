{{- define "mysql.credentialsName" -}}
{{ include "common.fullname" . }}-credentials
{{- end }}
