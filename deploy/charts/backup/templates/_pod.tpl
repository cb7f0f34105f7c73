{{- /* What all containers of the backups share. Takes (list $ image resources). */ -}}
{{- define "backup.container" -}}
{{ include "common.container" . }}
resources:
  {{- toYaml (index . 2) | nindent 2 }}
{{- end }}

{{- /* A container with MySQL's programs. Takes (list $ "user" "folder of the password" resources). */ -}}
{{- define "backup.mysqlContainer" -}}
{{- $root := index . 0 -}}
{{ include "backup.container" (list $root $root.Values.image (index . 3)) }}
env:
  - { name: MYSQL_HOST, value: {{ $root.Values.database.host | quote }} }
  - { name: MYSQL_PORT, value: {{ $root.Values.database.port | quote }} }
  - { name: MYSQL_DATABASE, value: {{ $root.Values.database.name | quote }} }
  - { name: MYSQL_USER, value: {{ index . 1 | quote }} }
  - { name: MYSQL_PASSWORD_FILE, value: /run/secrets/{{ index . 2 }}/password }
  {{- if $root.Values.database.caConfigMap }}
  - { name: MYSQL_CA, value: /run/authority/ca.crt }
  {{- end }}
{{- end }}

{{- define "backup.mysqlMounts" -}}
- { name: scripts, mountPath: /scripts, readOnly: true }
# Bash writes here-documents to it.
- { name: tmp, mountPath: /tmp }
{{- if .Values.database.caConfigMap }}
- { name: authority, mountPath: /run/authority, readOnly: true }
{{- end }}
{{- end }}

{{- define "backup.mysqlVolumes" -}}
- name: scripts
  configMap:
    name: {{ include "common.fullname" . }}
    defaultMode: 0555
- name: tmp
  emptyDir: {}
{{- with .Values.database.caConfigMap }}
- name: authority
  configMap: { name: {{ . }} }
{{- end }}
{{- end }}

{{- /* A volume with a Secret. Takes (list "volume" "Secret"). */ -}}
{{- define "backup.secretVolume" -}}
- name: {{ index . 0 }}
  secret: { secretName: {{ index . 1 }}, defaultMode: 0440 }
{{- end }}
