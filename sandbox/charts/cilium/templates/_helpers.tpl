{{/* One image reference: the override, or repository, suffix, tag and (when asked for) digest. */}}
{{- define "cilium.image" -}}
{{- $image := .image -}}
{{- if $image.override -}}
{{ $image.override }}
{{- else -}}
{{ $image.repository }}{{ .kind | default "" }}{{ $image.suffix | default "" }}:{{ $image.tag | default (printf "v%s" .version) }}
{{- if and $image.useDigest $image.digest }}@{{ $image.digest }}{{ end -}}
{{- end -}}
{{- end }}

{{/* Where the API server is, for containers that start before any Service works. */}}
{{- define "cilium.apiServerEnv" -}}
{{- if .Values.k8sServiceHost }}
- name: KUBERNETES_SERVICE_HOST
  value: {{ .Values.k8sServiceHost | quote }}
- name: KUBERNETES_SERVICE_PORT
  value: {{ .Values.k8sServicePort | default 6443 | quote }}
{{- end }}
{{- end }}

{{/* Refuses what cannot work, before anything is installed. */}}
{{- define "cilium.validate" -}}
{{- if not (has .Values.tunnelProtocol (list "vxlan" "geneve")) }}
{{- fail "tunnelProtocol must be vxlan or geneve" }}
{{- end }}
{{- end }}
