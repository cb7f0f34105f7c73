{{- /* A sidecar: it starts before Redis, which queries it, and ends after Redis has handed over. */ -}}
{{- define "redis.sentinel" -}}
- name: sentinel
  restartPolicy: Always
  {{- include "common.container" (list . .Values.image) | nindent 2 }}
  command: [/scripts/start-sentinel.sh]
  env:
    {{- include "redis.topology" . | nindent 4 }}
  ports:
    - { name: sentinel, containerPort: 26379 }
  livenessProbe:
    exec: { command: [redis-cli, -h, 127.0.0.1, -p, '26379', PING] }
    {{- toYaml .Values.probes.liveness | nindent 4 }}
  resources:
    {{- toYaml .Values.sentinel.resources | nindent 4 }}
  volumeMounts:
    {{- include "redis.serverMounts" . | nindent 4 }}
{{- end }}
