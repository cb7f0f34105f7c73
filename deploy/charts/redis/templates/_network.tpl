{{- define "redis.ports" -}}
- { protocol: TCP, port: 6379 }
{{- if .Values.sentinel.enabled }}
- { protocol: TCP, port: 26379 }
{{- end }}
{{- end }}

{{- /* The rule of a NetworkPolicy that lets pods reach the servers. */ -}}
{{- define "redis.serverEgress" -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "common.selectorLabels" (list . "server") | nindent 10 }}
  ports:
    {{- include "redis.ports" . | nindent 4 }}
{{- end }}
