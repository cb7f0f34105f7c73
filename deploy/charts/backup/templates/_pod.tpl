{{- /* What all pods have in common, hardening above all. */ -}}
{{- define "backup.podSpec" -}}
restartPolicy: Never
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
serviceAccountName: {{ include "backup.fullname" . }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- /* What all containers have in common; call it with (list $ image). */ -}}
{{- define "backup.container" -}}
{{- $root := index . 0 -}}
image: {{ include "backup.image" (index . 1) | quote }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
securityContext:
  {{- toYaml $root.Values.securityContext | nindent 2 }}
# The end of the log is shown by `kubectl describe`.
terminationMessagePolicy: FallbackToLogsOnError
resources:
  {{- toYaml $root.Values.resources | nindent 2 }}
{{- end }}

{{- /* A container with a client of MySQL; call it with (list $ "user" "folder of the password"). */ -}}
{{- define "backup.mysqlContainer" -}}
{{- $root := index . 0 -}}
{{ include "backup.container" (list $root (merge (dict "tag" ($root.Values.image.tag | default $root.Chart.AppVersion)) $root.Values.image)) }}
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
# For here-documents.
- { name: tmp, mountPath: /tmp }
{{- if .Values.database.caConfigMap }}
- { name: authority, mountPath: /run/authority, readOnly: true }
{{- end }}
{{- end }}

{{- define "backup.mysqlVolumes" -}}
- name: scripts
  configMap:
    name: {{ include "backup.fullname" . }}
    defaultMode: 0555
- name: tmp
  emptyDir: {}
{{- with .Values.database.caConfigMap }}
- name: authority
  configMap: { name: {{ . }} }
{{- end }}
{{- end }}

{{- /* A volume of a Secret; call it with (list "volume" "Secret"). */ -}}
{{- define "backup.secretVolume" -}}
- name: {{ index . 0 }}
  secret: { secretName: {{ index . 1 }}, defaultMode: 0440 }
{{- end }}
