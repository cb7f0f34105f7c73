{{- /* The volumes of both the server and the Job. */ -}}
{{- define "mysql.volumes" -}}
- name: config
  configMap:
    name: {{ include "common.fullname" . }}
    defaultMode: 0555
- name: root
  secret:
    secretName: {{ .Values.root.existingSecret }}
    defaultMode: 0440
- name: migration
  secret:
    secretName: {{ .Values.migration.existingSecret }}
    defaultMode: 0440
- name: tmp
  emptyDir: {}
{{- end }}

{{- define "mysql.secretMounts" -}}
- { name: root, mountPath: /run/secrets/root, readOnly: true }
- { name: migration, mountPath: /run/secrets/migration, readOnly: true }
{{- end }}
