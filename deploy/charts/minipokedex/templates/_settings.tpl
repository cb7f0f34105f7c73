{{- /* Passwords come from files, not from variables, which every child process inherits and crash reports contain. */ -}}
{{- define "minipokedex.passwordFolder" -}}/run/secrets/stores{{- end }}
{{- define "minipokedex.authorityFolder" -}}/etc/stores{{- end }}

{{- define "minipokedex.databaseSettings" -}}
DB_HOST: {{ .Values.database.host | quote }}
DB_PORT: {{ .Values.database.port | quote }}
DB_NAME: {{ .Values.database.name | quote }}
DB_USER: {{ .Values.database.user | quote }}
DB_PASSWORD_FILE: {{ include "minipokedex.passwordFolder" . }}/database
{{- include "minipokedex.tlsSettings" (list . "DB" "database") }}
{{- end }}

{{- define "minipokedex.redisSettings" -}}
{{- with .Values.redis -}}
{{- if .sentinels -}}
REDIS_SENTINELS: {{ join "," .sentinels | quote }}
REDIS_SENTINEL_NAME: {{ .sentinelName | quote }}
{{- else -}}
REDIS_HOST: {{ .host | default "redis" | quote }}
REDIS_PORT: {{ .port | quote }}
{{- end }}
{{- with .username }}
REDIS_USERNAME: {{ . | quote }}
{{- end }}
{{- if .existingSecret }}
REDIS_PASSWORD_FILE: {{ include "minipokedex.passwordFolder" $ }}/redis
{{- end }}
REDIS_WAIT_REPLICAS: {{ .waitReplicas | quote }}
{{- include "minipokedex.tlsSettings" (list $ "REDIS" "redis") }}
{{- end }}
{{- end }}

{{- /* Takes (list $ "prefix of the variables" "key of the store's values"). */ -}}
{{- define "minipokedex.tlsSettings" -}}
{{- $store := index . 2 -}}
{{- with (index (index . 0).Values $store).tls -}}
{{- if .enabled }}
{{ index $ 1 }}_TLS: 'true'
{{- if or .caSecret .caConfigMap }}
{{ index $ 1 }}_TLS_CA: {{ include "minipokedex.authorityFolder" (index $ 0) }}/{{ $store }}/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "minipokedex.serviceSettings" -}}
REQUIRE_STORES: 'true'
SHUTDOWN_DELAY_MS: {{ mul .Values.shutdown.delaySeconds 1000 | quote }}
COUNTER_WHEN_DOWN: {{ .Values.counterWhenDown }}
{{- with .Values.autoscaling.toZero }}
{{- if .enabled }}
COUNTER_DELIVERY_MS: {{ mul .deliverySeconds 1000 | quote }}
{{- end }}
{{- end }}
{{ include "minipokedex.databaseSettings" . }}
{{ include "minipokedex.redisSettings" . }}
{{- with .Values.memcached.servers }}
MEMCACHED_SERVERS: {{ join "," . | quote }}
{{- end }}
{{- with .Values.tracing.endpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "minipokedex.migrationSettings" -}}
{{ include "minipokedex.databaseSettings" . }}
DB_MIGRATION_USER: {{ .Values.migration.user | quote }}
DB_MIGRATION_PASSWORD_FILE: {{ include "minipokedex.passwordFolder" . }}/migration
DB_MIGRATION_WAIT_S: {{ .Values.migration.waitSeconds | quote }}
{{- end }}
