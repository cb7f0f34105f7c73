{{- /* The folder of the backups as rclone writes it. The slash spares it the look-up whether it is a file. */ -}}
{{- define "backup.folder" -}}
store:{{ .Values.store.bucket }}/{{ .Values.store.folder | default .Release.Namespace }}/
{{- end }}

{{- /* A container that runs rclone; its credentials are in a file, like all passwords here. */ -}}
{{- define "backup.storeContainer" -}}
{{ include "backup.container" (list . .Values.rclone .Values.resources) }}
env:
  - { name: RCLONE_CONFIG_STORE_TYPE, value: s3 }
  - { name: RCLONE_CONFIG_STORE_PROVIDER, value: {{ .Values.store.provider | quote }} }
  - { name: RCLONE_CONFIG_STORE_ENDPOINT, value: {{ .Values.store.endpoint | quote }} }
  - { name: RCLONE_CONFIG_STORE_REGION, value: {{ .Values.store.region | quote }} }
  - { name: RCLONE_CONFIG_STORE_ENV_AUTH, value: 'true' }
  - { name: RCLONE_CONFIG_STORE_SHARED_CREDENTIALS_FILE, value: /run/secrets/store/credentials }
  # Its account may lack the right to look, and the bucket always exists.
  - { name: RCLONE_CONFIG_STORE_NO_CHECK_BUCKET, value: 'true' }
  # Runs share no state.
  - { name: RCLONE_CONFIG, value: /dev/null }
  - { name: RCLONE_CACHE_DIR, value: /tmp }
{{- end }}

{{- define "backup.storeMounts" -}}
- { name: backup, mountPath: /backup }
- { name: tmp, mountPath: /tmp }
- { name: store, mountPath: /run/secrets/store, readOnly: true }
{{- end }}

{{- /* Takes (list $ "Secret of the store"). */ -}}
{{- define "backup.storeVolumes" -}}
- name: backup
  emptyDir: { sizeLimit: {{ (index . 0).Values.scratchSize }} }
{{ include "backup.secretVolume" (list "store" (index . 1)) }}
{{- end }}

{{- /* The Secret of who reads the store and removes from it, which who writes need not. */ -}}
{{- define "backup.keeperSecret" -}}
{{- .Values.store.keeperSecret | default .Values.store.existingSecret -}}
{{- end }}
