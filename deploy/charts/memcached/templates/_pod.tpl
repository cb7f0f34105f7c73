{{- /* What all pods have in common, hardening above all. */ -}}
{{- define "memcached.podSpec" -}}
automountServiceAccountToken: false
# Variables such as MEMCACHED_PORT=tcp://… would be read by the programs.
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
serviceAccountName: {{ include "memcached.fullname" . }}
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
{{- define "memcached.container" -}}
image: {{ include "memcached.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
# The end of the log is shown by `kubectl describe`.
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}

{{- /* Whether it answers: one that hangs goes on accepting connections. The image has no client. */ -}}
{{- define "memcached.answers" -}}
exec:
  command:
    - bash
    - -c
    - >-
      exec 3<>/dev/tcp/127.0.0.1/11211 && echo version >&3 && read -r -t 2 answer <&3 && [[ $answer == VERSION* ]]
{{- end }}
