{{- /* The server's settings and scripts, whose change restarts the pod. */ -}}
{{- define "mysql.config" -}}
my.cnf: |
  {{- .Files.Get "files/my.cnf" | nindent 2 }}
  {{- range $name, $value := .Values.settings }}
  {{ $name }} = {{ kindIs "string" $value | ternary $value (toJson $value) }}
  {{- end }}
{{- range $script := list "start.sh" "create-migration-user.sh" "finish-first-start.sh" }}
{{ $script }}: |
  {{- $.Files.Get (printf "files/%s" $script) | nindent 2 }}
{{- end }}
{{- end }}
