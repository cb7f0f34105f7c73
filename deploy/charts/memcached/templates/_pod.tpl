{{- /* Checks for an answer, since a server that hangs still accepts connections. The image has no client. */ -}}
{{- define "memcached.answers" -}}
exec:
  command:
    - bash
    - -c
    - >-
      exec 3<>/dev/tcp/127.0.0.1/11211 && echo version >&3 && read -r -t 2 answer <&3 && [[ $answer == VERSION* ]]
{{- end }}
