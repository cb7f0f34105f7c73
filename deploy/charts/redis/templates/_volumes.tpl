{{- /* The volumes of both the servers and the Job. */ -}}
{{- define "redis.volumes" -}}
- name: scripts
  configMap:
    name: {{ include "common.fullname" . }}-scripts
    defaultMode: 0555
- name: passwords
  projected:
    defaultMode: 0440
    sources:
      {{- range $user, $secret := dict "admin" .Values.admin.existingSecret "minipokedex" .Values.client.existingSecret }}
      - secret:
          name: {{ $secret }}
          items:
            - { key: password, path: {{ $user }}/password }
            - { key: previous, path: {{ $user }}/previous }
      {{- end }}
{{- end }}

{{- define "redis.mounts" -}}
- { name: scripts, mountPath: /scripts, readOnly: true }
- { name: passwords, mountPath: /run/secrets, readOnly: true }
{{- end }}

{{- /* The mounts of Redis and Sentinel. */ -}}
{{- define "redis.serverMounts" -}}
{{ include "redis.mounts" . }}
- { name: settings, mountPath: /etc/redis, readOnly: true }
- { name: run, mountPath: /run/redis }
- { name: data, mountPath: /data }
{{- end }}

{{- /* The topology, as variables of the scripts. */ -}}
{{- define "redis.topology" -}}
- name: POD_NAME
  valueFrom:
    fieldRef: { fieldPath: metadata.name }
- { name: NODES, value: {{ include "redis.nodes" . | quote }} }
- { name: HEADLESS_SERVICE, value: {{ include "redis.headlessName" . }} }
{{- if .Values.sentinel.enabled }}
- { name: SENTINEL_QUORUM, value: {{ add (div .Values.replicas 2) 1 | quote }} }
{{- end }}
{{- end }}
