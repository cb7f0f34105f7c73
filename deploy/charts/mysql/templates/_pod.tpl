{{- /* What all pods have in common, hardening above all. */ -}}
{{- define "mysql.podSpec" -}}
automountServiceAccountToken: false
# Variables such as MYSQL_PORT=tcp://… would be read by the programs.
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
serviceAccountName: {{ include "mysql.fullname" . }}
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

{{- /* What all containers have in common. */ -}}
{{- define "mysql.container" -}}
image: {{ include "mysql.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
# The end of the log is shown by `kubectl describe`.
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}

{{- /* Over TCP, where it listens only once it is set up. Any answer will do, "access denied" too. */ -}}
{{- define "mysql.ping" -}}
[mysqladmin, --host=127.0.0.1, --connect-timeout=4, --silent, ping]
{{- end }}
